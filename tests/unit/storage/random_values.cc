#include "tests/unit/storage/random_values.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/check.h"
#include "solana/programs.h"

namespace hilt::storage {
namespace {

using domain::AttemptOutcome;
using domain::Commitment;
using domain::EvidenceGrade;
using domain::FailureReason;
using domain::LegRole;
using solana::Pubkey;

constexpr std::array kCommitments = {Commitment::kProcessed, Commitment::kConfirmed,
                                     Commitment::kFinalized};
constexpr std::array kGrades = {EvidenceGrade::kProvider, EvidenceGrade::kChain};
constexpr std::array kRoles = {LegRole::kMerchant, LegRole::kFee, LegRole::kMerchantAndFee};
constexpr std::array kOutcomes = {AttemptOutcome::kVerdict, AttemptOutcome::kLeftChain,
                                  AttemptOutcome::kDeadBroadcast};
constexpr std::array kReasons = {FailureReason::kSessionExpired, FailureReason::kCancelled};

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();

}  // namespace

uint64_t RandomValues::U64() {
  switch (Below(4)) {
    case 0:
      return Below(3);
    case 1:
      return kMax - Below(3);
    default:
      return Below(kMax) >> Below(64);
  }
}

base::Int128 RandomValues::Wide() {
  return absl::MakeInt128(static_cast<int64_t>(Coin() ? 0 : U64()), U64());
}

absl::Time RandomValues::Time() {
  return absl::FromUnixMicros(static_cast<int64_t>(Below(kMax) >> (1 + Below(30))) *
                              (Coin() ? 1 : -1));
}

std::string RandomValues::Text() {
  std::string text(Below(4) == 0 ? 0 : Below(40), '\0');
  for (char& c : text) c = static_cast<char>(Below(256));
  return text;
}

domain::Asset RandomValues::Asset() {
  domain::Asset asset;
  asset.symbol = Text();
  if (Coin()) {
    asset.mint = Bytes<Pubkey>();
    asset.token_program = Coin() ? solana::kTokenProgram : solana::kToken2022Program;
  }
  asset.decimals = static_cast<uint8_t>(Below(256));
  if (Coin()) asset.finalized_from = domain::TokenAmount(U64());
  if (Coin()) asset.agreement_from = domain::TokenAmount(U64());
  for (uint64_t n = Below(3); n > 0; --n) {
    asset.allowed_extensions.push_back(static_cast<uint16_t>(Below(65536)));
  }
  return asset;
}

domain::Terms RandomValues::Terms() {
  domain::TermsInput input;
  input.payment_id = Bytes<domain::PaymentId>();
  input.nonce = Bytes<domain::Nonce>();
  input.asset = Asset();
  input.merchant_wallet = Bytes<Pubkey>();
  input.amount = domain::TokenAmount(std::max<uint64_t>(U64(), 1));
  if (input.amount.value() > 1 && Coin()) {
    input.fee = domain::TokenAmount(1 + Below(input.amount.value() - 1));
    input.fee_wallet = Coin() ? input.merchant_wallet : Bytes<Pubkey>();
  }
  input.payer_wallet = MaybeBytes<Pubkey>();
  if (input.payer_wallet == input.merchant_wallet) input.payer_wallet.reset();
  input.require_payer = input.payer_wallet && Coin();
  input.created_at = Time();
  input.expires_at = input.created_at + absl::Microseconds(1 + Below(86'400'000'000));
  input.required_commitment = Coin() ? Commitment::kConfirmed : Commitment::kFinalized;
  absl::StatusOr<domain::Terms> terms = domain::MakeTerms(std::move(input));
  HILT_CHECK(terms.ok());
  return *std::move(terms);
}

domain::SessionDetails RandomValues::Details() {
  domain::SessionDetails details{
      Text(), Text(), Text(),         Text(), Text(), Text(), MaybeBytes<Pubkey>(),
      {},     Coin(), Bytes<Pubkey>()};
  for (uint64_t n = Below(4); n > 0; --n) details.metadata.emplace_back(Text(), Text());
  std::sort(details.metadata.begin(), details.metadata.end());
  return details;
}

domain::ObservationKey RandomValues::Key() {
  return {Bytes<solana::Signature>(), domain::Slot(U64()), MaybeBytes<solana::Blockhash>()};
}

domain::LegResult RandomValues::Leg() {
  domain::LegResult result;
  result.leg = {OneOf(kRoles), Bytes<Pubkey>(), Bytes<Pubkey>(), domain::TokenAmount(U64())};
  result.transfers = Wide();
  result.account_delta = Wide();
  result.owner_net = Wide();
  for (uint64_t n = Below(3); n > 0; --n) {
    result.paths.push_back({MaybeBytes<Pubkey>(), Wide(), Coin()});
  }
  return result;
}

domain::Candidate RandomValues::Candidate() {
  domain::Candidate candidate;
  candidate.key = Key();
  if (Coin()) candidate.index = static_cast<uint32_t>(U64());
  candidate.block_time = Time();
  candidate.commitment = OneOf(kCommitments);
  candidate.grade = OneOf(kGrades);
  candidate.agreed = Coin();
  for (uint64_t n = Below(3); n > 0; --n) candidate.legs.push_back(Leg());
  candidate.overpaid = Wide();
  candidate.payer = {MaybeBytes<Pubkey>(), MaybeBytes<Pubkey>(), Coin()};
  candidate.fee_payer = Bytes<Pubkey>();
  for (uint64_t n = Below(3); n > 0; --n) candidate.signers.push_back(Bytes<Pubkey>());
  return candidate;
}

domain::Attempt RandomValues::Attempt() {
  domain::Attempt attempt;
  attempt.outcome = OneOf(kOutcomes);
  if (Coin()) attempt.verdict = OneOf(domain::kAllVerdicts);
  for (uint64_t n = Below(3); n > 0; --n) attempt.legs.push_back(Leg());
  attempt.key = Key();
  attempt.commitment = OneOf(kCommitments);
  attempt.grade = OneOf(kGrades);
  attempt.at = Time();
  return attempt;
}

domain::PaymentState RandomValues::State() {
  domain::PaymentState state;
  for (uint64_t n = Below(3); n > 0; --n) state.candidates.push_back(Candidate());
  for (uint64_t n = Below(3); n > 0; --n) {
    state.broadcasts.push_back({Bytes<solana::Signature>(), Time(), Coin()});
  }
  for (uint64_t n = Below(3); n > 0; --n) state.attempts.first.push_back(Attempt());
  for (uint64_t n = Below(3); n > 0; --n) state.attempts.last.push_back(Attempt());
  state.attempts.count = U64();
  if (Coin()) state.settlement = Candidate();
  state.reverted = Coin();
  if (Coin()) state.failure_reason = OneOf(kReasons);
  state.created_at = Time();
  state.updated_at = Time();
  if (Coin()) state.confirmed_at = Time();
  if (Coin()) state.failed_at = Time();
  state.version = U64();
  return state;
}

domain::Payment RandomValues::Payment() { return {Terms(), Details(), State()}; }

domain::Discrepancy RandomValues::Discrepancy() {
  domain::Discrepancy discrepancy;
  discrepancy.id = domain::ToString(Bytes<domain::PaymentId>());
  discrepancy.kind = OneOf(domain::kAllDiscrepancyKinds);
  for (uint64_t n = Below(3); n > 0; --n) {
    discrepancy.payments.push_back(Bytes<domain::PaymentId>());
  }
  for (uint64_t n = Below(3); n > 0; --n) discrepancy.nonces.push_back(Bytes<domain::Nonce>());
  discrepancy.watch_account = MaybeBytes<Pubkey>();
  discrepancy.signature = MaybeBytes<solana::Signature>();
  discrepancy.last_signature = MaybeBytes<solana::Signature>();
  if (Coin()) {
    domain::Sighting& seen = discrepancy.seen.emplace();
    seen.slot = domain::Slot(U64());
    if (Coin()) seen.block_time = Time();
    seen.commitment = OneOf(kCommitments);
    seen.grade = OneOf(kGrades);
  }
  if (Coin()) discrepancy.verdict = OneOf(domain::kAllVerdicts);
  for (uint64_t n = Below(3); n > 0; --n) discrepancy.legs.push_back(Leg());
  for (uint64_t n = Below(3); n > 0; --n) {
    discrepancy.credits.push_back({Bytes<Pubkey>(), MaybeBytes<Pubkey>(), Wide()});
  }
  discrepancy.other_assets = static_cast<uint32_t>(U64());
  discrepancy.detail = Text();
  if (Coin()) discrepancy.candidate = Candidate();
  discrepancy.count = U64();
  discrepancy.opened_at = Time();
  discrepancy.updated_at = Time();
  discrepancy.version = U64();
  if (Coin()) discrepancy.resolution = {Time(), Text(), Text(), Text()};
  return discrepancy;
}

domain::Event RandomValues::Event() {
  domain::Event event;
  event.seq = domain::EventSeq(U64());
  event.type = OneOf(domain::kAllEventTypes);
  event.at = Time();
  if (domain::Name(event.type).starts_with("payment.")) {
    event.payment = Payment();
  } else {
    event.discrepancy = Discrepancy();
  }
  return event;
}

CursorRecord RandomValues::Cursor() {
  CursorRecord record;
  record.advance.cursor = Text();
  record.covers = Coin();
  if (!record.covers) return record;
  domain::SourceAdvance& advance = record.advance;
  const uint64_t a = U64();
  const uint64_t b = U64();
  advance.covered_from = domain::Slot(std::min(a, b));
  advance.frontier = domain::Slot(std::max(a, b));
  if (Coin()) advance.covered_from_time = Time();
  if (Coin()) advance.frontier_time = Time();
  advance.frontier_height = U64();
  return record;
}

}  // namespace hilt::storage
