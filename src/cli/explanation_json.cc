#include <utility>

#include "cli/amount_text.h"
#include "cli/explanation_output.h"
#include "domain/memo.h"

namespace hilt::cli {
namespace {

std::string Text(base::Int128 value) { return base::ToString(value); }
std::string Text(std::string_view name) { return std::string(name); }

template <class Key>
Json KeyOrNull(const std::optional<Key>& key) {
  return key ? Json(solana::ToString(*key)) : Json();
}

Json TimeOrNull(const std::optional<absl::Time>& time) {
  return time ? Json(TimeText(*time)) : Json();
}

Json TermsJson(const Explanation& explanation) {
  const domain::Terms& terms = explanation.terms;
  Json asset = {{"symbol", terms.asset.symbol},
                {"mint", KeyOrNull(terms.asset.mint)},
                {"decimals", terms.asset.decimals}};
  if (!terms.asset.is_native()) {
    asset["token_program"] = solana::ToString(terms.asset.token_program);
    asset["token_program_source"] = Name(explanation.token_program_source);
  }
  return {{"payment_id", domain::ToString(terms.payment_id)},
          {"memo", domain::HiltMemo(terms.nonce)},
          {"asset", std::move(asset)},
          {"amount_minor_units", base::ToString(terms.amount)},
          {"fee_minor_units", base::ToString(terms.fee)},
          {"merchant_wallet", solana::ToString(terms.merchant_wallet)},
          {"fee_wallet", KeyOrNull(terms.fee_wallet)},
          {"payer_wallet", KeyOrNull(terms.payer_wallet)},
          {"require_payer", terms.require_payer},
          {"created_at", TimeText(terms.created_at)},
          {"expires_at", TimeText(terms.expires_at)}};
}

Json TransactionJson(const Explanation& explanation) {
  const domain::Observation& seen = explanation.transaction.observation;
  Json signers = Json::array();
  for (const solana::Pubkey& signer : seen.signers) signers.push_back(solana::ToString(signer));
  return {{"signature", solana::ToString(seen.signature)},
          {"explorer_url", ExplorerUrl(seen.signature)},
          {"slot", base::ToString(seen.slot)},
          {"block_time", TimeOrNull(seen.block_time)},
          {"version", Text(Name(seen.version))},
          {"shape", Text(Name(explanation.transaction.shape))},
          {"grade", Text(domain::Name(seen.grade))},
          {"commitment", Text(domain::Name(seen.commitment))},
          {"fee_payer", solana::ToString(seen.fee_payer)},
          {"fee_lamports", std::to_string(seen.fee_lamports)},
          {"signers", std::move(signers)}};
}

Json ChecksJson(const Explanation& explanation) {
  Json checks = Json::array();
  for (const Check& check : explanation.checks) {
    checks.push_back({{"check", Text(Name(check.kind))},
                      {"state", Text(Name(check.state))},
                      {"text", check.text},
                      {"notes", check.notes}});
  }
  return checks;
}

Json LegJson(const domain::LegResult& result) {
  Json paths = Json::array();
  for (const domain::Path& path : result.paths) {
    paths.push_back({{"outer_program", KeyOrNull(path.outer_program)},
                     {"amount", Text(path.amount)},
                     {"allowed", path.allowed}});
  }
  return {{"role", Text(domain::Name(result.leg.role))},
          {"wallet", solana::ToString(result.leg.wallet)},
          {"account", solana::ToString(result.leg.account)},
          {"due", base::ToString(result.leg.due)},
          {"transfers", Text(result.transfers)},
          {"account_delta", Text(result.account_delta)},
          {"owner_net", Text(result.owner_net)},
          {"paid", result.paid()},
          {"paths", std::move(paths)}};
}

}  // namespace

Json ToJson(const Explanation& explanation) {
  const verify::Verification& verification = explanation.verification;
  Json legs = Json::array();
  for (const domain::LegResult& result : verification.legs) legs.push_back(LegJson(result));
  Json nonces = Json::array();
  for (const domain::Nonce& nonce : verification.nonces) nonces.push_back(domain::ToString(nonce));
  const auto& unverifiable = verification.unverifiable;
  return {{"verdict", Text(domain::Name(verification.verdict))},
          {"unverifiable", unverifiable ? Json(Text(verify::Name(*unverifiable))) : Json()},
          {"reason", explanation.reason},
          {"overpaid_minor_units", Text(verification.overpaid)},
          {"leg_wallet_credited", verification.leg_wallet_credited},
          {"terms", TermsJson(explanation)},
          {"grace_seconds", absl::ToInt64Seconds(explanation.policy.grace)},
          {"transaction", TransactionJson(explanation)},
          {"checks", ChecksJson(explanation)},
          {"nonces", std::move(nonces)},
          {"legs", std::move(legs)},
          {"payer",
           {{"observed", KeyOrNull(verification.payer.observed)},
            {"authority", KeyOrNull(verification.payer.authority)},
            {"matches", verification.payer.matches}}}};
}

}  // namespace hilt::cli
