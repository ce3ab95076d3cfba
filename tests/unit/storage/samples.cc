#include "tests/unit/storage/samples.h"

#include <utility>

#include "base/check.h"
#include "solana/programs.h"

namespace hilt::storage {
namespace {

using solana::Pubkey;

domain::Payment Make(domain::TermsInput input) {
  absl::StatusOr<domain::Terms> terms = domain::MakeTerms(std::move(input));
  HILT_CHECK(terms.ok());
  return domain::Payment{*std::move(terms), {}, {}};
}

domain::LegResult FullLegResult(const domain::Leg& leg) {
  domain::LegResult result;
  result.leg = leg;
  result.transfers = base::Int128(leg.due.value()) + 1;
  result.account_delta = absl::MakeInt128(1, 2);
  result.owner_net = -3;
  result.paths = {{std::nullopt, 5, true}, {Filled<Pubkey>(0xa1), 6, false}};
  return result;
}

domain::Candidate FullCandidate(const std::vector<domain::Leg>& legs) {
  domain::Candidate candidate = CandidateOf(Sig(0x51));
  candidate.key.blockhash = Filled<solana::Blockhash>(0x52);
  candidate.index = 7;
  candidate.agreed = true;
  for (const domain::Leg& leg : legs) candidate.legs.push_back(FullLegResult(leg));
  candidate.overpaid = 9;
  candidate.payer = {Filled<Pubkey>(0x53), Filled<Pubkey>(0x54), true};
  candidate.fee_payer = Filled<Pubkey>(0x55);
  candidate.signers = {Filled<Pubkey>(0x55), Filled<Pubkey>(0x53)};
  return candidate;
}

}  // namespace

absl::Time At(int64_t n) { return absl::FromUnixSeconds(1'760'000'000 + n); }
solana::Signature Sig(uint8_t n) { return Filled<solana::Signature>(n); }
domain::PaymentId Id(uint8_t n) { return Filled<domain::PaymentId>(n); }
domain::Nonce NonceOf(uint8_t n) { return Filled<domain::Nonce>(n); }
std::string UuidText(uint8_t n) { return domain::ToString(Id(n)); }

domain::Payment NewPayment(const PaymentSpec& spec) {
  domain::TermsInput input;
  input.payment_id = Id(spec.number);
  input.nonce = NonceOf(spec.number);
  input.asset.symbol = "SOL";
  input.asset.decimals = 9;
  input.merchant_wallet = Filled<Pubkey>(0xee);
  input.payer_wallet = spec.payer;
  input.amount = domain::TokenAmount(1000);
  input.created_at = spec.created_at;
  input.expires_at = spec.expires_at;
  domain::Payment payment = Make(std::move(input));
  payment.details.client = "local";
  payment.details.merchant_id = spec.merchant;
  payment.details.product_id = spec.product;
  payment.state.created_at = payment.state.updated_at = spec.created_at;
  payment.state.version = 1;
  return payment;
}

domain::Candidate CandidateOf(const solana::Signature& signature) {
  domain::Candidate candidate;
  candidate.key = {.signature = signature, .slot = domain::Slot(447'600'400)};
  candidate.block_time = At(30);
  candidate.commitment = domain::Commitment::kFinalized;
  candidate.grade = domain::EvidenceGrade::kChain;
  return candidate;
}

domain::Attempt AttemptOf(const solana::Signature& signature) {
  domain::Attempt attempt;
  attempt.outcome = domain::AttemptOutcome::kVerdict;
  attempt.verdict = domain::Verdict::kMerchantUnderpaid;
  attempt.key = {.signature = signature, .slot = domain::Slot(447'600'399)};
  attempt.commitment = domain::Commitment::kConfirmed;
  attempt.grade = domain::EvidenceGrade::kProvider;
  attempt.at = At(20);
  return attempt;
}

domain::Payment Confirmed(domain::Payment payment, const solana::Signature& signature) {
  payment.state.candidates.clear();
  payment.state.settlement = CandidateOf(signature);
  payment.state.confirmed_at = At(31);
  ++payment.state.version;
  return payment;
}

void MakeUnfinal(domain::Candidate& candidate, uint64_t slot) {
  candidate.commitment = domain::Commitment::kConfirmed;
  candidate.key.slot = domain::Slot(slot);
}

domain::Payment Failed(domain::Payment payment) {
  payment.state.failure_reason = domain::FailureReason::kSessionExpired;
  payment.state.failed_at = At(1020);
  ++payment.state.version;
  return payment;
}

domain::Discrepancy NewDiscrepancy(const DiscrepancySpec& spec) {
  domain::Discrepancy discrepancy;
  discrepancy.id = UuidText(spec.number);
  discrepancy.kind = spec.kind;
  discrepancy.payments = spec.payments;
  discrepancy.watch_account = spec.watch_account;
  discrepancy.signature = Sig(spec.number);
  discrepancy.opened_at = discrepancy.updated_at = spec.opened_at;
  if (spec.resolved) discrepancy.resolution = {At(5000), "refunded", "ann", "CN=ops"};
  return discrepancy;
}

CursorRecord PositionOf(const std::string& position) {
  CursorRecord record;
  record.advance.cursor = position;
  return record;
}

domain::SourceAdvance AdvanceOf(uint64_t covered_from, uint64_t frontier) {
  return {.source = "blocks",
          .cursor = "slot 7",
          .covered_from = domain::Slot(covered_from),
          .frontier = domain::Slot(frontier),
          .covered_from_time = At(1),
          .frontier_time = At(2),
          .frontier_height = 447};
}

domain::Payment FullPayment() {
  domain::TermsInput input;
  input.payment_id = Id(0x11);
  input.nonce = NonceOf(0x12);
  input.asset = {.symbol = "USDX",
                 .mint = Filled<Pubkey>(0x13),
                 .token_program = solana::kTokenProgram,
                 .decimals = 6,
                 .finalized_from = domain::TokenAmount(1'000'000'000),
                 .agreement_from = domain::TokenAmount(2'000'000'000),
                 .allowed_extensions = {1, 65535}};
  input.merchant_wallet = Filled<Pubkey>(0x14);
  input.fee_wallet = Filled<Pubkey>(0x15);
  input.payer_wallet = Filled<Pubkey>(0x16);
  input.require_payer = true;
  input.amount = domain::TokenAmount(95'398'463);
  input.fee = domain::TokenAmount(953'984);
  input.created_at = At(0) + absl::Microseconds(1);
  input.expires_at = At(900);
  input.required_commitment = domain::Commitment::kConfirmed;
  domain::Payment payment = Make(std::move(input));
  payment.details = {"local",
                     "key-1",
                     "merchant-1",
                     "prod-1",
                     "blue-hat",
                     "phantom",
                     Filled<Pubkey>(0x18),
                     {{"a", "1"}, {"b", ""}},
                     true,
                     Filled<Pubkey>(0x17)};
  domain::PaymentState& state = payment.state;
  state.candidates = {FullCandidate(payment.terms.legs)};
  state.broadcasts = {{Sig(0x61), At(10), true}, {Sig(0x62), At(11), false}};
  state.attempts.first = {AttemptOf(Sig(0x63))};
  state.attempts.first[0].legs = {FullLegResult(payment.terms.legs[1])};
  state.attempts.last = {AttemptOf(Sig(0x64))};
  state.attempts.count = 300;
  state.settlement = FullCandidate(payment.terms.legs);
  state.reverted = true;
  state.failure_reason = domain::FailureReason::kCancelled;
  state.created_at = At(0) + absl::Microseconds(1);
  state.updated_at = At(40);
  state.confirmed_at = At(41);
  state.failed_at = At(42);
  state.version = 5;
  return payment;
}

domain::Discrepancy FullDiscrepancy() {
  domain::Discrepancy discrepancy;
  discrepancy.id = UuidText(0x21);
  discrepancy.kind = domain::DiscrepancyKind::kReverted;
  discrepancy.payments = {Id(0x11), Id(0x22)};
  discrepancy.nonces = {NonceOf(0x23), NonceOf(0x2a)};
  discrepancy.watch_account = Filled<Pubkey>(0x24);
  discrepancy.signature = Sig(0x25);
  discrepancy.last_signature = Sig(0x26);
  discrepancy.seen = {domain::Slot(447'600'400), At(30), domain::Commitment::kFinalized,
                      domain::EvidenceGrade::kChain};
  discrepancy.verdict = domain::Verdict::kFeeUnderpaid;
  discrepancy.legs = {FullLegResult(FullPayment().terms.legs[0])};
  discrepancy.credits = {{Filled<Pubkey>(0x27), Filled<Pubkey>(0x28), 1234},
                         {Filled<Pubkey>(0x29), std::nullopt, -1}};
  discrepancy.other_assets = 3;
  discrepancy.detail = "two blocks";
  discrepancy.candidate = CandidateOf(Sig(0x25));
  discrepancy.count = 2;
  discrepancy.opened_at = At(50);
  discrepancy.updated_at = At(51);
  discrepancy.version = 4;
  discrepancy.resolution = {At(60), "refunded by hand", "ann", "CN=ops-1"};
  return discrepancy;
}

domain::Event FullEvent() {
  domain::Event event;
  event.seq = domain::EventSeq(258);
  event.type = domain::EventType::kDiscrepancyResolved;
  event.at = At(61);
  event.discrepancy = FullDiscrepancy();
  return event;
}

}  // namespace hilt::storage
