// Base58 of keys, signatures and instruction data: limb arithmetic against the textbook algorithm.

#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "bench/report.h"
#include "bench/runner.h"
#include "solana/base58.h"
#include "tests/support/naive_base58.h"

namespace hilt::bench {
namespace {

constexpr size_t kSamples = 1024;  // enough that branches cannot be learnt by heart
constexpr Target kDecodeTarget = TimesAsFast(10);
constexpr size_t kMemoBytes = 37;  // "HILT:" and 32 hex digits

template <size_t kBytes>
struct Samples {
  std::vector<std::array<uint8_t, kBytes>> values{kSamples};
  std::vector<std::string> texts;

  Samples() {
    std::mt19937_64 random(kBytes);
    for (auto& value : values) {
      for (uint8_t& byte : value) byte = static_cast<uint8_t>(random());
      texts.push_back(test::NaiveBase58Encode(value));
    }
  }
};

// `one(i)` works on sample i.
template <class One>
Subject EachSample(std::string_view name, One one) {
  return {.name = std::string(name), .unit = "value", .run = [one](size_t iterations) {
            for (size_t i = 0; i < iterations; ++i) one(i % kSamples);
          }};
}

template <size_t kBytes>
Comparison CompareDecode(const Options& options) {
  const Samples<kBytes> samples;
  const std::string what = "decode " + std::to_string(kBytes) + " bytes, ";
  std::array<uint8_t, kBytes> out;
  const Subject limbs = EachSample(what + "limbs", [&](size_t i) {
    HILT_CHECK(solana::DecodeBase58(samples.texts[i], std::span(out)).ok());
    Keep(out);
  });
  const Subject textbook = EachSample(
      what + "textbook", [&](size_t i) { Keep(test::NaiveBase58Decode(samples.texts[i])); });
  return Compare(limbs, textbook, kDecodeTarget, options);
}

template <size_t kBytes>
Comparison CompareEncode(const Options& options) {
  const Samples<kBytes> samples;
  const std::string what = "encode " + std::to_string(kBytes) + " bytes, ";
  const Subject limbs = EachSample(
      what + "limbs", [&](size_t i) { Keep(solana::EncodeBase58(std::span(samples.values[i]))); });
  const Subject textbook = EachSample(
      what + "textbook", [&](size_t i) { Keep(test::NaiveBase58Encode(samples.values[i])); });
  return Compare(limbs, textbook, NoTarget(), options);
}

Comparison CompareMemo(const Options& options) {
  const Samples<kMemoBytes> samples;
  std::vector<uint8_t> out;
  const Subject limbs = EachSample("decode a memo, limbs", [&](size_t i) {
    out.clear();
    HILT_CHECK(solana::AppendBase58(samples.texts[i], out).ok());
    Keep(out);
  });
  const Subject textbook = EachSample("decode a memo, textbook", [&](size_t i) {
    Keep(test::NaiveBase58Decode(samples.texts[i]));
  });
  return Compare(limbs, textbook, kDecodeTarget, options);
}

int Main(int argc, char** argv) {
  const Options options =
      ParseOptions(argc, argv, "Base58: limb arithmetic against the textbook algorithm");
  Report report("base58", options);
  report.Add(CompareDecode<32>(options));
  report.Add(CompareDecode<64>(options));
  report.Add(CompareMemo(options));
  report.Add(CompareEncode<32>(options));
  report.Add(CompareEncode<64>(options));
  return report.Finish();
}

}  // namespace
}  // namespace hilt::bench

int main(int argc, char** argv) { return hilt::bench::Main(argc, argv); }
