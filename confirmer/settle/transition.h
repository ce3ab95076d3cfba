#pragma once

#include <optional>
#include <span>
#include <vector>

#include "absl/time/time.h"
#include "confirmer/verify/verifier.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/observation.h"
#include "domain/payment.h"
#include "domain/terms.h"

// The life of a payment as pure functions: (terms, rules, state, what happened) -> the next state
// and what follows from it. They read no clock and no store, so every row of SPEC 3 can be tested
// alone and a replay gives the same bytes. The table verdict x state stands in ARCHITECTURE.md and
// a test holds it against this code.
//
//   Effects effects = OnObservation(context, state, {.observation = seen, .verification = answer});
//   if (effects.disposition == Disposition::kApplied) { ... one write batch ... }
//
// The caller makes all effects durable in one atomic write, or none of them. Applying an effect
// twice is prevented here: what was already recorded gives kNoChange.
namespace hilt::settle {

// What a webhook alone may do.
enum class WebhookTrust {
  kHint,      // raises a candidate at most
  kEvidence,  // may confirm by itself, as if it were chain grade
};

// Whether what is of this grade may decide anything, good or bad: a webhook that is only a hint may
// not.
bool Decides(WebhookTrust trust, domain::EvidenceGrade grade);

// How long a payment stays open for what cannot be decided (SPEC 3), from expires_at + grace at the
// earliest: finality/expiry.h says from when.
inline constexpr absl::Duration kUndecidedAtMost = absl::Hours(24);

struct Rules {
  WebhookTrust webhook_trust = WebhookTrust::kHint;
  absl::Duration grace = absl::Seconds(120);
  bool agreement_required = false;  // the amount is at or above the asset's agreement_from
  bool chain_source = false;        // whatever is on the finalized chain comes to be shown
};

struct Context {
  const domain::Terms& terms;
  const Rules& rules;
  absl::Time now;  // wall clock: recorded as the time of a change, and bounds RecordBroadcast
};

enum class Disposition {
  kApplied,          // next differs from the state given
  kNoChange,         // recorded already, or outranked by better evidence; also where only
                     // discrepancies or refetches follow
  kWaits,            // expiry: something undecided must be decided first
  kRefusedTerminal,  // not possible any more
  kRefusedPending,   // cancel: a transaction may be on its way
  kRefusedExpired,   // broadcast: past expires_at + grace
};

struct DiscrepancyRef {
  domain::DiscrepancyKind kind{};
  solana::Signature signature;
  friend auto operator<=>(const DiscrepancyRef&, const DiscrepancyRef&) = default;
};

struct Effects {
  Disposition disposition = Disposition::kNoChange;
  domain::PaymentState next;
  std::vector<domain::EventType> events;  // payment.* only, in order
  // The attempt that was recorded or improved: to be kept by (payment, signature) for later inputs.
  std::optional<domain::Attempt> attempt;
  // Keyed by (payment, kind, signature), but for ambiguous_memo, which is one record (kind,
  // signature) for all payments that it names. Opens are applied before closes. Opening one that is
  // open, or that an operator resolved, does nothing; one that the engine closed opens again.
  // discrepancy.* events follow from what changed. `reverted` is about the lost settlement, which
  // the record keeps.
  std::vector<DiscrepancyRef> open;
  std::vector<DiscrepancyRef> close;
  // To be fetched again, because evidence of a weaker kind says something that matters.
  std::vector<solana::Signature> refetch;
};

struct ObservedInput {
  const domain::Observation& observation;
  const verify::Verification& verification;
  bool agreed = false;  // two endpoints show it alike
  // What is on record for this signature and payment as an attempt, if anything: the state itself
  // keeps only the first and last few.
  const domain::Attempt* recorded = nullptr;
  // Settled payments of this payment by other signatures, held as duplicates, in (slot, index)
  // order. Needed only while the settlement is not finalized.
  std::span<const domain::Candidate> duplicates;
};

// The state of a payment that CreateSession has just accepted; event payment.created.
Effects Created(absl::Time now);

// A transaction that names the payment was seen and verified.
Effects OnObservation(const Context& context, const domain::PaymentState& state,
                      const ObservedInput& input);

// RecordBroadcast, or SubmitTransaction after its checks. Accepted until expires_at + grace by the
// wall clock; on CONFIRMED it changes nothing; past kMaxBroadcasts the oldest is let go. Each that
// is new gives payment.pending, whatever was pending before. `recorded` here and below: as in
// ObservedInput, of this signature. What the chain has refuted already is kept, is not live and
// makes nothing pending.
Effects OnBroadcast(const Context& context, const domain::PaymentState& state,
                    const solana::Signature& signature, const domain::Attempt* recorded);

// The recorded signature can be expected no more (SPEC 3). For status only.
Effects OnBroadcastDead(const Context& context, const domain::PaymentState& state,
                        const solana::Signature& signature, const domain::Attempt* recorded);

// A chain source, complete at finalized past its slot, does not hold the candidate.
Effects OnCandidateGone(const Context& context, const domain::PaymentState& state,
                        const domain::ObservationKey& key, const domain::Attempt* recorded);

// The settlement is not on the finalized chain. A finalized settlement is never taken back.
Effects OnSettlementGone(const Context& context, const domain::PaymentState& state,
                         std::span<const domain::Candidate> duplicates,
                         const domain::Attempt* recorded);

enum class ExpiryCause {
  kChainTime,     // a complete chain source has covered the payment's whole window
  kWallClock,     // no chain source: the longer grace is over and every known signature was checked
  kNoAgreement,   // kUndecidedAtMost is over, and endpoints still do not agree on a candidate
  kUnverifiable,  // kUndecidedAtMost is over, and something still cannot be judged
};

// The payment's time is up. It waits for every chain-grade candidate, but kNoAgreement for none
// that lacks nothing but agreement. `undecided` are the signatures of observations that could not
// be judged: whether to wait for them too is the caller's to know, and each becomes a discrepancy.
Effects OnExpiry(const Context& context, const domain::PaymentState& state, ExpiryCause cause,
                 std::span<const solana::Signature> undecided);

// CancelSession: only from PENDING_SIGNATURE; again on a cancelled payment, nothing.
Effects OnCancel(const Context& context, const domain::PaymentState& state);

}  // namespace hilt::settle
