#include "tests/fuzz/golden_terms.h"

#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "nlohmann/json.hpp"
#include "solana/programs.h"

namespace hilt::fuzz {
namespace {

using Json = nlohmann::json;

constexpr const char* kUsdcMint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

solana::Pubkey KeyOf(const Json& text) {
  const auto key = solana::ParsePubkey(text.get<std::string>());
  HILT_CHECK(key.ok());
  return *key;
}

domain::TokenAmount AmountOf(const Json& text) {
  return domain::TokenAmount(std::stoull(text.get<std::string>()));
}

domain::Asset AssetOf(const Json& session) {
  domain::Asset asset;
  asset.symbol = "ASSET";
  asset.decimals = session["asset_decimals"];
  if (session["token_mint"].is_null()) return asset;
  asset.mint = KeyOf(session["token_mint"]);
  // The one other mint among the recordings is of the newer program.
  const bool usdc = session["token_mint"] == kUsdcMint;
  asset.token_program = usdc ? solana::kTokenProgram : solana::kToken2022Program;
  return asset;
}

domain::Terms TermsOf(const Json& session) {
  domain::TermsInput input;
  const auto nonce = domain::ParseNonce(session["nonce"].get<std::string>());
  HILT_CHECK(nonce.ok());
  input.nonce = *nonce;
  input.asset = AssetOf(session);
  input.merchant_wallet = KeyOf(session["merchant_wallet"]);
  input.amount = AmountOf(session["amount_minor_units"]);
  input.fee = AmountOf(session["fee_minor_units"]);
  if (input.fee.value() > 0) input.fee_wallet = KeyOf(session["fee_wallet"]);
  if (!session["payer_wallet"].is_null()) input.payer_wallet = KeyOf(session["payer_wallet"]);
  input.require_payer = session["require_payer"];
  input.created_at = absl::FromUnixSeconds(session["created_at_unix"].get<int64_t>());
  input.expires_at = absl::FromUnixSeconds(session["expires_at_unix"].get<int64_t>());
  auto terms = domain::MakeTerms(input);
  HILT_CHECK(terms.ok());
  return *std::move(terms);
}

std::map<std::string, domain::Terms> ReadAll() {
  std::map<std::string, domain::Terms> all;
  for (const char* folder : {"scenarios", "v1", "optional"}) {
    const auto path = std::filesystem::path(HILT_GOLDEN_DIR) / "chain" / folder;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      std::ifstream in(file.path());
      const Json scenario = Json::parse(in);
      for (const Json& session : scenario["sessions"]) {
        all.emplace(session["nonce"].get<std::string>(), TermsOf(session));
      }
    }
  }
  HILT_CHECK(!all.empty());
  return all;
}

}  // namespace

const std::map<std::string, domain::Terms>& GoldenTerms() {
  static const auto& terms = *new std::map<std::string, domain::Terms>(ReadAll());
  return terms;
}

}  // namespace hilt::fuzz
