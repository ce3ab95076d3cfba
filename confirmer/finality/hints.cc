#include "confirmer/finality/hints.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/candidates.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/record.h"
#include "confirmer/settle/unverifiable.h"
#include "confirmer/verify/verifier.h"

namespace hilt::finality {
namespace {

using settle::Effects;
using settle::WriteContext;

// Slots of a day, at 200 ms. No node that answers lags further: a slot that is further ahead was
// made up, as a webhook can.
constexpr uint64_t kBeyondAnyLag = 432'000;

// The node is far enough past the block in which the transaction was seen: a node that lags behind
// it cannot know it. Slots are at least as many as blocks.
bool IsWellPast(const ChainQuery::Knowledge& knowledge, const domain::ObservationKey& key) {
  const uint64_t finalized = knowledge.finalized_slot.value();
  const uint64_t seen = key.slot.value();
  if (seen > finalized) return seen - finalized > kBeyondAnyLag;
  return finalized - seen >= kDeadAfterBlocks;
}

// What the payment rested on by this signature leaves the chain, where the node is far enough past
// it. None: it is not.
std::optional<Effects> Bury(const settle::Context& at, const domain::PaymentState& state,
                            const ChainQuery::Knowledge& knowledge,
                            const solana::Signature& signature, const domain::Attempt* recorded,
                            std::span<const domain::Candidate> duplicates) {
  const domain::Candidate* held = settle::FindHeld(state, signature);
  if (held == nullptr || state.failure_reason) return Effects();  // no change
  if (!IsWellPast(knowledge, held->key)) return std::nullopt;
  if (state.settlement) return settle::OnSettlementGone(at, state, duplicates, recorded);
  return settle::OnCandidateGone(at, state, held->key, recorded);
}

// False: the node is not far enough past what the payment rests on.
absl::StatusOr<bool> BuryFor(WriteContext& context, const solana::Signature& signature,
                             const storage::SignatureLink& link,
                             const ChainQuery::Knowledge& knowledge) {
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment,
                        context.ledger.FindPayment(link.payment));
  if (!payment) return absl::DataLossError("a signature names a payment that is not there");
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::Candidate> duplicates,
                        context.ledger.Duplicates(link.payment));
  const settle::Rules rules = settle::RulesOf(context.rules, payment->terms);
  const settle::Context at{payment->terms, rules, context.now};
  const std::optional<domain::Attempt>& before = link.attempt;
  const std::optional<Effects> gone =
      Bury(at, payment->state, knowledge, signature, before ? &*before : nullptr, duplicates);
  if (!gone) return false;
  HILT_RETURN_IF_ERROR(settle::Record(context, *gone, {}, *payment));
  // It may have been announced as well.
  const std::optional<domain::Attempt>& recorded = gone->attempt ? gone->attempt : before;
  const Effects dead =
      settle::OnBroadcastDead(at, payment->state, signature, recorded ? &*recorded : nullptr);
  HILT_RETURN_IF_ERROR(settle::Record(context, dead, {}, *payment));
  return true;
}

// From where on the blocks are counted that it takes a signature to die: the node that is asked may
// be behind what a chain source has shown us.
absl::StatusOr<uint64_t> HeightNow(const WriteContext& context,
                                   const ChainQuery::Knowledge& knowledge) {
  HILT_ASSIGN_OR_RETURN(const std::vector<domain::SourceAdvance> advances,
                        context.ledger.Advances());
  uint64_t height = knowledge.finalized_height;
  for (const domain::SourceAdvance& advance : advances) {
    height = std::max(height, advance.frontier_height);
  }
  return height;
}

// True: the signature is dead, and everything that hung on it knows.
absl::StatusOr<bool> BuryIfDead(WriteContext& context, storage::FetchHint& hint,
                                const ChainQuery::Knowledge& knowledge) {
  if (knowledge.known) return false;
  if (!hint.first_height) {
    HILT_ASSIGN_OR_RETURN(hint.first_height, HeightNow(context, knowledge));
  }
  if (!MayBeDead(hint, knowledge)) return false;
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        context.ledger.FindSignature(hint.signature));
  bool buried = true;
  for (const storage::SignatureLink& link : links) {
    HILT_ASSIGN_OR_RETURN(const bool here, BuryFor(context, hint.signature, link, knowledge));
    buried = buried && here;
  }
  return buried;
}

// Of what one endpoint showed, or two.
absl::StatusOr<settle::AgreementTaken> ObserveFetched(WriteContext& context,
                                                      const Fetched& fetched) {
  if (fetched.two) return settle::TakeFromTwo(context, *fetched.two);
  HILT_ASSIGN_OR_RETURN(const bool hangs, settle::Observe(context, **fetched.transaction));
  return settle::AgreementTaken{.hangs = hangs, .disagreement = std::nullopt};
}

// True: nothing hangs on the transaction any more. `hint` is what Observe left of it.
absl::StatusOr<bool> TakeSeen(WriteContext& context, const Fetched& fetched,
                              storage::FetchHint& hint, Taken& taken) {
  const domain::Observation& observation = **fetched.transaction;
  HILT_ASSIGN_OR_RETURN(settle::AgreementTaken observed, ObserveFetched(context, fetched));
  taken.disagreement = std::move(observed.disagreement);
  if (!observed.hangs && !settle::MayHideAMemo(observation)) return true;
  HILT_ASSIGN_OR_RETURN(const std::optional<storage::FetchHint> left,
                        context.ledger.FindHint(observation.signature));
  if (left) hint = *left;
  // It is there: should it vanish, that is a matter of blocks from then on.
  hint.first_height.reset();
  if (context.now < hint.arrived_at + kGivenUpAfter) return false;
  return settle::GiveUp(context, observation);
}

absl::StatusOr<bool> IsDecided(WriteContext& context, const Fetched& fetched,
                               storage::FetchHint& hint, Taken& taken) {
  if (!fetched.transaction.ok()) return false;
  if (*fetched.transaction) return TakeSeen(context, fetched, hint, taken);
  if (!fetched.knowledge) return false;
  return BuryIfDead(context, hint, *fetched.knowledge);
}

absl::Status TryLater(WriteContext& context, storage::FetchHint& hint) {
  hint.next_at = context.now + RetryAfter(hint.attempts);
  ++hint.attempts;
  return context.ledger.PutHint(hint);
}

}  // namespace

absl::Duration RetryAfter(uint32_t attempts) {
  constexpr absl::Duration kFirst = absl::Milliseconds(500);
  constexpr absl::Duration kLongest = absl::Minutes(1);
  if (attempts < kQuickAttempts) return kFirst * (1 + attempts / 4);
  return std::min(kFirst * (1 << std::min(attempts - kQuickAttempts + 3, 10U)), kLongest);
}

bool MayBeDead(const storage::FetchHint& hint, const ChainQuery::Knowledge& knowledge) {
  return !knowledge.known && hint.first_height &&
         knowledge.finalized_height >= *hint.first_height + kDeadAfterBlocks;
}

absl::StatusOr<Taken> TakeFetched(WriteContext& context, const solana::Signature& signature,
                                  const Fetched& fetched) {
  Taken taken;
  HILT_ASSIGN_OR_RETURN(std::optional<storage::FetchHint> hint, context.ledger.FindHint(signature));
  if (!hint) return taken;
  HILT_ASSIGN_OR_RETURN(const bool decided, IsDecided(context, fetched, *hint, taken));
  HILT_RETURN_IF_ERROR(decided ? context.ledger.DeleteHint(signature) : TryLater(context, *hint));
  return taken;
}

absl::Status PutOff(WriteContext& context, const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(std::optional<storage::FetchHint> hint, context.ledger.FindHint(signature));
  return hint ? TryLater(context, *hint) : absl::OkStatus();
}

}  // namespace hilt::finality
