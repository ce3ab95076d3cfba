#include "tests/unit/settle/fixtures.h"

#include <gtest/gtest.h>

#include "confirmer/settle/candidates.h"

namespace hilt::settle::testing {
namespace {

solana::Pubkey Wallet(uint8_t number) {
  solana::Pubkey key;
  key.bytes.fill(number);
  return key;
}

domain::Observation ObservationOf(const Seen& seen) {
  domain::Observation observation;
  observation.signature = TestSignature(seen.signature);
  observation.slot = domain::Slot(seen.slot);
  observation.index = seen.index;
  if (seen.blockhash) observation.blockhash = TestBlockhash(*seen.blockhash);
  observation.block_time = kNow - absl::Seconds(60);
  observation.commitment = seen.commitment;
  observation.grade = seen.grade;
  return observation;
}

verify::Verification VerificationOf(const Seen& seen) {
  verify::Verification verification;
  verification.verdict = seen.verdict;
  verification.leg_wallet_credited = seen.credited;
  verification.payer.observed = Wallet(seen.payer);
  verification.legs = {{.leg = {},
                        .transfers = seen.received,
                        .account_delta = seen.received,
                        .owner_net = seen.received,
                        .paths = {{Wallet(seen.program), seen.received, true}}}};
  return verification;
}

}  // namespace

domain::Terms MakeTestTerms(domain::Commitment required_commitment) {
  domain::TermsInput input;
  input.asset = *domain::AssetRegistry::Default(domain::Cluster::kMainnet).Find(std::nullopt);
  input.merchant_wallet = Wallet(1);
  input.fee_wallet = Wallet(2);
  input.amount = domain::TokenAmount(1000);
  input.fee = domain::TokenAmount(10);
  input.created_at = kNow - absl::Minutes(5);
  input.expires_at = kNow + absl::Minutes(10);
  input.required_commitment = required_commitment;
  return domain::MakeTerms(input).value();
}

solana::Signature TestSignature(uint8_t number) {
  solana::Signature signature;
  signature.bytes.fill(number);
  return signature;
}

solana::Blockhash TestBlockhash(uint8_t number) {
  solana::Blockhash blockhash;
  blockhash.bytes.fill(number);
  return blockhash;
}

domain::Candidate CandidateOf(const Seen& seen) {
  return MakeCandidate(ObservationOf(seen), VerificationOf(seen), seen.agreed);
}

Life::Life(domain::Commitment required)
    : terms_(MakeTestTerms(required)), state_(Created(terms_.created_at).next) {}

Effects Life::Take(Effects effects) {
  if (effects.disposition == Disposition::kApplied) {
    EXPECT_EQ(effects.next.version, state_.version + 1);
    EXPECT_EQ(effects.next.updated_at, now);
    state_ = effects.next;
  } else {
    EXPECT_EQ(effects.next.version, state_.version);
    EXPECT_TRUE(effects.events.empty());
  }
  return effects;
}

Effects Life::See(const Seen& seen, const domain::Attempt* recorded,
                  std::span<const domain::Candidate> duplicates) {
  const domain::Observation observation = ObservationOf(seen);
  const verify::Verification verification = VerificationOf(seen);
  return Take(OnObservation(context(), state_,
                            {.observation = observation,
                             .verification = verification,
                             .agreed = seen.agreed,
                             .recorded = recorded,
                             .duplicates = duplicates}));
}

Effects Life::Broadcast(uint8_t signature, const domain::Attempt* recorded) {
  return Take(OnBroadcast(context(), state_, TestSignature(signature), recorded));
}

Effects Life::BroadcastDead(uint8_t signature, const domain::Attempt* recorded) {
  return Take(OnBroadcastDead(context(), state_, TestSignature(signature), recorded));
}

Effects Life::CandidateGone(const Seen& seen, const domain::Attempt* recorded) {
  return Take(OnCandidateGone(context(), state_, KeyOf(ObservationOf(seen)), recorded));
}

Effects Life::SettlementGone(std::span<const domain::Candidate> duplicates) {
  return Take(OnSettlementGone(context(), state_, duplicates, /*recorded=*/nullptr));
}

Effects Life::Expire(ExpiryCause cause, std::span<const solana::Signature> undecided) {
  return Take(OnExpiry(context(), state_, cause, undecided));
}

Effects Life::Cancel() { return Take(OnCancel(context(), state_)); }

}  // namespace hilt::settle::testing
