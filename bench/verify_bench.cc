// Judging one decoded payment in memory: the verifier against validateTransfer of @solana/pay,
// given the same transaction already parsed. The verifier judges every leg by three views, the
// memo, the program paths, the payer and the time; validateTransfer one leg by one view and the
// memo.
//
// The other side is JavaScript and runs in a child process, warmed up before it counts. Without it
// there is nothing to compare with, and the program says how to install it.

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "base/check.h"
#include "bench/runner.h"
#include "confirmer/verify/verifier.h"
#include "indexer/decode/decode.h"
#include "nlohmann/json.hpp"

namespace hilt::bench {
namespace {

using Json = nlohmann::json;

constexpr double kTarget = 20;  // with the accounts derived beforehand, as the engine has them
constexpr int kMinNodeMajor = 20;

const std::string kScenarios = HILT_GOLDEN_DIR "/chain/scenarios/";
const std::string kPeerFolder = HILT_GOLDEN_DIR "/../../bench/peers/solana-pay";

// ---- our side

struct Payment {
  domain::Terms terms;
  domain::Observation seen;
};

Json ReadJson(const std::string& path) {
  std::ifstream file(path);
  HILT_CHECK(file.good());
  Json json = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  HILT_CHECK(!json.is_discarded());
  return json;
}

solana::Pubkey Key(const Json& text) {
  return solana::ParsePubkey(text.get<std::string>()).value();
}

domain::TokenAmount Amount(const Json& text) {
  return domain::TokenAmount(std::stoull(text.get<std::string>()));
}

// Of a session in a mainnet asset.
domain::Terms TermsOf(const Json& session) {
  const auto assets = domain::AssetRegistry::Default(domain::Cluster::kMainnet);
  const domain::Asset* asset = assets.Find(Key(session["token_mint"]));
  HILT_CHECK(asset != nullptr);
  domain::TermsInput input;
  input.payment_id = domain::ParsePaymentId(session["payment_id"].get<std::string>()).value();
  input.nonce = domain::ParseNonce(session["nonce"].get<std::string>()).value();
  input.asset = *asset;
  input.merchant_wallet = Key(session["merchant_wallet"]);
  input.amount = Amount(session["amount_minor_units"]);
  input.fee = Amount(session["fee_minor_units"]);
  if (input.fee.value() > 0) input.fee_wallet = Key(session["fee_wallet"]);
  input.created_at = absl::FromUnixSeconds(session["created_at_unix"].get<int64_t>());
  input.expires_at = absl::FromUnixSeconds(session["expires_at_unix"].get<int64_t>());
  return domain::MakeTerms(input).value();
}

Payment LoadPayment(const std::string& path) {
  const Json scenario = ReadJson(path);
  decode::Decoder decoder;
  return {TermsOf(scenario["sessions"][0]),
          decoder.RpcTransaction(scenario["rpc"]["json"].dump(), domain::Commitment::kFinalized)
              .value()};
}

void VerifyOnce(const domain::Terms& terms, const verify::Policy& policy,
                const domain::Observation& seen) {
  const verify::Verification result = verify::Verify(terms, policy, seen);
  HILT_CHECK(result.verdict == domain::Verdict::kSettled);
  Keep(result);
}

// The engine derives a payment's token accounts once, when it is created; validateTransfer derives
// its account on every call.
enum class Accounts { kDerivedBefore, kDerivedEachTime };

void VerifyMany(const Payment& payment, Accounts accounts, size_t iterations) {
  const verify::Policy policy;
  const domain::TermsInput& input = payment.terms;
  for (size_t i = 0; i < iterations; ++i) {
    if (accounts == Accounts::kDerivedBefore) {
      VerifyOnce(payment.terms, policy, payment.seen);
    } else {
      VerifyOnce(domain::MakeTerms(input).value(), policy, payment.seen);
    }
  }
}

// ---- the other side

// What the command writes to standard output; empty where it cannot be run.
std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 256> buffer{};
  for (size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    output.append(buffer.data(), n);
  }
  return output;
}

// Node writes its version as "v20.20.2".
bool HasNode() {
  const std::string version = OutputOf("node --version 2>/dev/null");
  int major = 0;
  return version.starts_with('v') &&
         std::from_chars(version.data() + 1, version.data() + version.size(), major).ec ==
             std::errc() &&
         major >= kMinNodeMajor;
}

bool HasPeer() {
  return HasNode() && std::filesystem::exists(kPeerFolder + "/node_modules/@solana/pay");
}

int64_t PeerNs(const std::string& scenario, size_t iterations) {
  const std::string output = OutputOf("node '" + kPeerFolder + "/validate_transfer.mjs' '" +
                                      scenario + "' " + std::to_string(iterations));
  const Json json = Json::parse(output, nullptr, /*allow_exceptions=*/false);
  HILT_CHECK(json.is_object() && json["iterations"] == iterations);
  return static_cast<int64_t>(json["cpu_seconds"].get<double>() * 1e9);
}

Comparison CompareOn(const std::string& scenario, const std::string& what, Accounts accounts,
                     const Options& options) {
  const std::string path = kScenarios + scenario + ".json";
  const Payment payment = LoadPayment(path);
  const Subject ours{.name = "verify, " + what, .unit = "payment", .run = [&](size_t iterations) {
                       VerifyMany(payment, accounts, iterations);
                     }};
  const Subject peer{.name = "@solana/pay validateTransfer",
                     .unit = "payment",
                     .run_timed = [&](size_t iterations) { return PeerNs(path, iterations); }};
  return Compare(ours, peer, accounts == Accounts::kDerivedBefore ? kTarget : 0, options);
}

int Main(int argc, char** argv) {
  const Options options =
      ParseOptions(argc, argv, "Verify a decoded payment: against @solana/pay validateTransfer");
  if (!HasPeer()) {
    std::fprintf(stderr,
                 "verify_bench: the other side is not installed. It needs Node.js %d or newer and\n"
                 "  npm ci --ignore-scripts --prefix %s\n",
                 kMinNodeMajor, std::filesystem::path(kPeerFolder).lexically_normal().c_str());
    return options.check ? 1 : 0;
  }
  Report report("verify", options);
  // One transaction for both sides, as it stands.
  report.Add(CompareOn("one_unit_zero_fee", "one leg", Accounts::kDerivedBefore, options));
  // The ordinary payment. validateTransfer cannot see past its first transfer (the script says how
  // it is cut), so that it validates one leg where the verifier judges two.
  const char* const ordinary = "transfer_checked_legacy";
  report.Add(CompareOn(ordinary, "two legs", Accounts::kDerivedBefore, options));
  // Without the advantage of accounts derived beforehand: what the rest is worth.
  report.Add(CompareOn(ordinary, "two legs and their accounts derived", Accounts::kDerivedEachTime,
                       options));
  return report.Finish();
}

}  // namespace
}  // namespace hilt::bench

int main(int argc, char** argv) { return hilt::bench::Main(argc, argv); }
