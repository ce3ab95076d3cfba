// Judging one decoded payment in memory: the verifier against validateTransfer of @solana/pay,
// given the same transaction already parsed. The verifier judges every leg by three views, the
// memo, the program paths, the payer and the time; validateTransfer one leg by one view and the
// memo.
//
// The other side is JavaScript and runs in a child process, warmed up before it counts. Without it
// there is nothing to compare with, and the program says how to install it.

#include <filesystem>
#include <fstream>
#include <string>

#include "base/check.h"
#include "bench/node.h"
#include "bench/report.h"
#include "bench/runner.h"
#include "confirmer/verify/verifier.h"
#include "indexer/decode/decode.h"
#include "nlohmann/json.hpp"

namespace hilt::bench {
namespace {

using Json = nlohmann::json;

// With the accounts derived beforehand, as the engine has them.
constexpr Target kTarget = TimesAsFast(20);

const std::string kScenarios = HILT_GOLDEN_DIR "/chain/scenarios/";
const std::string kPeerFolder = PeersFolder() + "/solana-pay";

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

bool HasPeer() {
  return HasNode() && std::filesystem::exists(kPeerFolder + "/node_modules/@solana/pay");
}

int64_t PeerNs(const std::string& scenario, size_t iterations) {
  return CpuNs(RunNode(kPeerFolder + "/validate_transfer.mjs", {scenario}, iterations));
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
  return Compare(ours, peer, accounts == Accounts::kDerivedBefore ? kTarget : NoTarget(), options);
}

int Main(int argc, char** argv) {
  const Options options =
      ParseOptions(argc, argv, "Verify a decoded payment: against @solana/pay validateTransfer");
  Report report("verify", options);
  if (!HasPeer()) {
    report.Miss("@solana/pay is not installed. It needs Node.js " + std::to_string(kMinNodeMajor) +
                " or newer and npm ci --ignore-scripts --prefix " + kPeerFolder);
    return report.Finish();
  }
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
