#pragma once

#include <optional>

#include "confirmer/settle/transition.h"

// A payment and observations of it, small enough to read in a test. The verifier is not run: each
// test states the verdict.
namespace hilt::settle::testing {

inline const absl::Time kNow = absl::FromUnixSeconds(1'790'000'300);

domain::Terms MakeTestTerms(
    domain::Commitment required_commitment = domain::Commitment::kFinalized);

solana::Signature TestSignature(uint8_t number);
solana::Blockhash TestBlockhash(uint8_t number);

struct Seen {
  uint8_t signature = 1;
  domain::Verdict verdict = domain::Verdict::kSettled;
  domain::EvidenceGrade grade = domain::EvidenceGrade::kChain;
  domain::Commitment commitment = domain::Commitment::kFinalized;
  uint64_t slot = 100;
  std::optional<uint8_t> blockhash{};
  std::optional<uint32_t> index{};
  bool credited = true;  // something reached a leg's wallet
  bool agreed = false;
  uint8_t payer = 7;        // whom the transaction shows as the payer
  int64_t received = 1000;  // by the one leg that is shown, all of it through one program
  uint8_t program = 3;
};

inline constexpr Seen kWebhook{.grade = domain::EvidenceGrade::kProvider,
                               .commitment = domain::Commitment::kConfirmed};

// One payment and what has happened to it. Apply* replaces the state by the effects' next state
// where they were applied, and gives the effects back.
class Life {
 public:
  explicit Life(domain::Commitment required = domain::Commitment::kFinalized);

  Effects See(const Seen& seen, const domain::Attempt* recorded = nullptr,
              std::span<const domain::Candidate> duplicates = {});
  Effects Broadcast(uint8_t signature, const domain::Attempt* recorded = nullptr);
  Effects BroadcastDead(uint8_t signature, const domain::Attempt* recorded = nullptr);
  Effects CandidateGone(const Seen& seen, const domain::Attempt* recorded = nullptr);
  Effects SettlementGone(std::span<const domain::Candidate> duplicates = {});
  Effects Expire(ExpiryCause cause = ExpiryCause::kChainTime,
                 std::span<const solana::Signature> undecided = {});
  Effects Cancel();

  const domain::PaymentState& state() const { return state_; }
  domain::PaymentStatus status() const { return state_.status(); }

  Rules rules;
  absl::Time now = kNow;

 private:
  Context context() const { return {.terms = terms_, .rules = rules, .now = now}; }
  Effects Take(Effects effects);

  domain::Terms terms_;
  domain::PaymentState state_;
};

domain::Candidate CandidateOf(const Seen& seen);

}  // namespace hilt::settle::testing
