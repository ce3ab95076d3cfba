#include "tests/hostile/checks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>

#include "base/check.h"
#include "fmt/format.h"
#include "indexer/decode/decode.h"
#include "tests/hostile/allocation.h"
#include "tests/hostile/message.h"
#include "tests/unit/decode/support.h"

namespace hilt::hostile {
namespace {

using domain::Verdict;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSlowness = 20;
#else
constexpr double kSlowness = 1;
#endif

// Generous: of the tests' unoptimised build. What is not linear passes either by far.
constexpr double kMaxFixedSeconds = 0.05;
constexpr double kMaxSecondsPerByte = 500e-9;
constexpr size_t kMaxFixedBytes = size_t{4} << 20;
constexpr size_t kMaxBytesPerByte = 24;

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

absl::StatusOr<domain::Observation> Decode(decode::Decoder& decoder, const Case& hostile) {
  switch (hostile.shape) {
    case Shape::kJson:
    case Shape::kJsonParsed:
    case Shape::kBase64:
      return decoder.RpcTransaction(hostile.text, domain::Commitment::kFinalized);
    case Shape::kHeliusEnhanced:
      return decoder.HeliusEnhanced(hostile.text);
    case Shape::kHeliusRaw:
      return decoder.HeliusRaw(hostile.text);
  }
  HILT_CHECK(false);
  return absl::InternalError("");
}

Answer AnswerBy(decode::Decoder& decoder, const Case& hostile) {
  Answer answer{Decode(decoder, hostile), std::nullopt};
  if (answer.observation.ok()) {
    answer.verification = verify::Verify(hostile.terms, verify::Policy(), *answer.observation);
  }
  return answer;
}

bool Matches(std::string_view path, std::string_view pattern) {
  if (!pattern.ends_with('*')) return path == pattern;
  return path.starts_with(pattern.substr(0, pattern.size() - 1));
}

void CheckError(const Case& hostile, const absl::Status& status) {
  ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  const Message message = SplitMessage({status.message().data(), status.message().size()});
  const auto& patterns = hostile.expected.error_paths;
  EXPECT_TRUE(
      std::any_of(patterns.begin(), patterns.end(),
                  [&](const std::string& pattern) { return Matches(message.path, pattern); }))
      << "got:    " << status.message() << "\nwanted: " << testing::PrintToString(patterns);
  EXPECT_EQ(WhatIsUnsafe(message, hostile.text, GoldenText(hostile.scenario)), "")
      << status.message();
}

void CheckVerdict(const Case& hostile, Verdict verdict) {
  std::string wanted;
  for (const Verdict one : hostile.expected.verdicts) wanted += std::string(Name(one)) + " ";
  const auto& verdicts = hostile.expected.verdicts;
  EXPECT_TRUE(std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end())
      << "got:    " << Name(verdict) << "\nwanted: " << wanted;
  EXPECT_TRUE(verdict != Verdict::kSettled || hostile.expected.may_settle()) << "no rule lets it";
}

}  // namespace

Answer AnswerTo(const Case& hostile) {
  decode::Decoder decoder;
  return AnswerBy(decoder, hostile);
}

std::string Describe(const Answer& answer) {
  if (!answer.observation.ok()) return answer.observation.status().ToString();
  return fmt::format("{}\n{}", Name(answer.verification->verdict),
                     decode::Describe(*answer.observation));
}

void CheckCase(const Case& hostile) {
  SCOPED_TRACE(hostile.id() + "\n" + hostile.text.substr(0, 6000));
  StartAllocationPeak();
  const double start = ThreadSeconds();
  decode::Decoder fresh;
  const Answer answer = AnswerBy(fresh, hostile);
  const double seconds = ThreadSeconds() - start;
  const auto bytes = static_cast<double>(hostile.text.size());
  EXPECT_LE(seconds, kSlowness * (kMaxFixedSeconds + kMaxSecondsPerByte * bytes));
  EXPECT_LE(AllocationPeakBytes(), kMaxFixedBytes + kMaxBytesPerByte * hostile.text.size());

  if (answer.observation.ok()) {
    CheckVerdict(hostile, answer.verification->verdict);
  } else {
    CheckError(hostile, answer.observation.status());
  }

  static decode::Decoder used;
  EXPECT_EQ(Describe(AnswerBy(used, hostile)), Describe(answer)) << "of a decoder used before";
}

}  // namespace hilt::hostile
