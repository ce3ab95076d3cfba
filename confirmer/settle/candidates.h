#pragma once

#include <optional>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "domain/observation.h"
#include "domain/payment.h"

// The rules by which candidates of one payment are made, ranked and replaced (SPEC 3).
namespace hilt::settle {

domain::ObservationKey KeyOf(const domain::Observation& observation);

// The candidate that a settled observation makes.
domain::Candidate MakeCandidate(const domain::Observation& observation,
                                const verify::Verification& verification, bool agreed);

// How good the evidence is: grade first, then commitment.
struct EvidenceRank {
  domain::EvidenceGrade grade{};
  domain::Commitment commitment{};
  friend auto operator<=>(const EvidenceRank&, const EvidenceRank&) = default;
};
EvidenceRank RankOf(const domain::Candidate& candidate);
EvidenceRank RankOf(const domain::Observation& observation);

// Raises `held` to what `fresh`, of the same transaction in the same block, shows better. Better
// evidence replaces it whole: a blockhash stands only beside the commitment that it was shown at,
// and an agreement only for what was agreed on (the same known block with the same figures). Equal
// evidence adds an agreement, or fills in what was not known; a blockhash filled in ends an
// agreement, which was about an unknown block. True if anything changed.
bool RaiseTo(const domain::Candidate& fresh, domain::Candidate& held);

// The candidate of this signature; nullptr: none.
const domain::Candidate* FindCandidate(const std::vector<domain::Candidate>& candidates,
                                       const solana::Signature& signature);

// What the payment's state holds by this signature: its settlement, be it reverted; while it has
// none a candidate, be the payment FAILED; nullptr: nothing.
const domain::Candidate* FindHeld(const domain::PaymentState& state,
                                  const solana::Signature& signature);

enum class Upsert { kUnchanged, kChanged, kNoRoom };

// Keeps `fresh` with the candidates: raises the one of the same block, replaces the one of the same
// signature in another block unless that has better evidence, or inserts. Order is kept. Where more
// than kMaxCandidates would stand, the last in order is let go and its signature put in `let_go`;
// kNoRoom says that this was `fresh` itself.
Upsert UpsertCandidate(const domain::Candidate& fresh, std::vector<domain::Candidate>& candidates,
                       std::optional<solana::Signature>& let_go);

// Takes out the candidate of this signature. True if there was one.
bool EraseCandidate(const solana::Signature& signature, std::vector<domain::Candidate>& candidates);

}  // namespace hilt::settle
