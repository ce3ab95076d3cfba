#include "api/convert_verification.h"

#include <algorithm>
#include <limits>

#include "api/convert_chain.h"
#include "base/check.h"
#include "domain/ids.h"

namespace hilt::api {
namespace {

void FillLeg(const domain::Leg& leg, v1::Leg* to) {
  to->set_role(ToProto(leg.role));
  to->set_wallet(solana::ToString(leg.wallet));
  to->set_account(solana::ToString(leg.account));
  to->set_due_minor_units(leg.due.value());
}

void FillLegResult(const domain::LegResult& result, v1::LegResult* to) {
  FillLeg(result.leg, to->mutable_leg());
  to->set_received_minor_units(ShownUnits(result.owner_net));
  for (const domain::Path& path : result.paths) {
    v1::LegPath* shown = to->add_paths();
    shown->set_outer_program(TextOrEmpty(path.outer_program));
    shown->set_amount(base::ToString(path.amount));
    shown->set_allowed(path.allowed);
  }
  to->set_transfers(base::ToString(result.transfers));
  to->set_account_delta(base::ToString(result.account_delta));
  to->set_owner_net(base::ToString(result.owner_net));
  to->set_paid(result.paid());
  to->set_paid_through_allowed_paths(result.paid_through_allowed_paths());
}

}  // namespace

v1::Verdict ToProto(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kTransactionFailed:
      return v1::VERDICT_TRANSACTION_FAILED;
    case domain::Verdict::kUnverifiable:
      return v1::VERDICT_UNVERIFIABLE;
    case domain::Verdict::kNoMemo:
      return v1::VERDICT_NO_MEMO;
    case domain::Verdict::kAmbiguousMemo:
      return v1::VERDICT_AMBIGUOUS_MEMO;
    case domain::Verdict::kWrongAsset:
      return v1::VERDICT_WRONG_ASSET;
    case domain::Verdict::kMerchantUnderpaid:
      return v1::VERDICT_MERCHANT_UNDERPAID;
    case domain::Verdict::kFeeUnderpaid:
      return v1::VERDICT_FEE_UNDERPAID;
    case domain::Verdict::kNoncanonicalAccount:
      return v1::VERDICT_NONCANONICAL_ACCOUNT;
    case domain::Verdict::kViewsDisagree:
      return v1::VERDICT_VIEWS_DISAGREE;
    case domain::Verdict::kProgramSource:
      return v1::VERDICT_PROGRAM_SOURCE;
    case domain::Verdict::kPayerMismatch:
      return v1::VERDICT_PAYER_MISMATCH;
    case domain::Verdict::kLate:
      return v1::VERDICT_LATE;
    case domain::Verdict::kSettled:
      return v1::VERDICT_SETTLED;
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

v1::UnverifiableReason ToProto(verify::Unverifiable reason) {
  switch (reason) {
    case verify::Unverifiable::kMetaNotRecorded:
      return v1::UNVERIFIABLE_REASON_META_NOT_RECORDED;
    case verify::Unverifiable::kStatusContradictory:
      return v1::UNVERIFIABLE_REASON_STATUS_CONTRADICTORY;
    case verify::Unverifiable::kVersionUnknown:
      return v1::UNVERIFIABLE_REASON_VERSION_UNKNOWN;
    case verify::Unverifiable::kBlockTimeMissing:
      return v1::UNVERIFIABLE_REASON_BLOCK_TIME_MISSING;
    case verify::Unverifiable::kInnerInstructionsNotRecorded:
      return v1::UNVERIFIABLE_REASON_INNER_INSTRUCTIONS_NOT_RECORDED;
    case verify::Unverifiable::kInstructionNotUnderstood:
      return v1::UNVERIFIABLE_REASON_INSTRUCTION_NOT_UNDERSTOOD;
    case verify::Unverifiable::kLamportsNotRecorded:
      return v1::UNVERIFIABLE_REASON_LAMPORTS_NOT_RECORDED;
    case verify::Unverifiable::kTokenBalancesNotRecorded:
      return v1::UNVERIFIABLE_REASON_TOKEN_BALANCES_NOT_RECORDED;
    case verify::Unverifiable::kPayerNotShown:
      return v1::UNVERIFIABLE_REASON_PAYER_NOT_SHOWN;
  }
  base::CheckFailed("an Unverifiable outside its enum", __FILE__, __LINE__);
}

v1::LegRole ToProto(domain::LegRole role) {
  switch (role) {
    case domain::LegRole::kMerchant:
      return v1::LEG_ROLE_MERCHANT;
    case domain::LegRole::kFee:
      return v1::LEG_ROLE_FEE;
    case domain::LegRole::kMerchantAndFee:
      return v1::LEG_ROLE_MERCHANT_AND_FEE;
  }
  base::CheckFailed("a LegRole outside its enum", __FILE__, __LINE__);
}

uint64_t ShownUnits(base::Int128 amount) {
  constexpr uint64_t kLargest = std::numeric_limits<uint64_t>::max();
  return static_cast<uint64_t>(std::clamp(amount, base::Int128(0), base::Int128(kLargest)));
}

void FillLegResults(const std::vector<domain::LegResult>& legs,
                    google::protobuf::RepeatedPtrField<v1::LegResult>* to) {
  for (const domain::LegResult& leg : legs) FillLegResult(leg, to->Add());
}

void FillPayer(const PayerFacts& facts, v1::Payer* to) {
  to->set_observed_wallet(TextOrEmpty(facts.payer.observed));
  to->set_authority(TextOrEmpty(facts.payer.authority));
  to->set_matches(facts.payer.matches);
  to->set_fee_payer(solana::ToString(facts.fee_payer));
  for (const solana::Pubkey& signer : facts.signers) to->add_signers(solana::ToString(signer));
}

void FillVerification(const verify::Verification& verification, const PayerFacts& facts,
                      v1::Verification* to) {
  to->set_verdict(ToProto(verification.verdict));
  if (verification.unverifiable) {
    to->set_unverifiable_reason(ToProto(*verification.unverifiable));
  }
  for (const domain::Nonce& nonce : verification.nonces) to->add_nonces(domain::ToString(nonce));
  FillLegResults(verification.legs, to->mutable_legs());
  to->set_overpaid(base::ToString(verification.overpaid));
  FillPayer(facts, to->mutable_payer());
  to->set_leg_wallet_credited(verification.leg_wallet_credited);
}

}  // namespace hilt::api
