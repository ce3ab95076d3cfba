#include "confirmer/settle/candidates.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/check.h"

namespace hilt::settle {
namespace {

using domain::Candidate;

// Best first. An unknown index stands after the known ones of its slot; the signature makes the
// order total, so that equal inputs give equal bytes.
bool Before(const Candidate& a, const Candidate& b) {
  const auto rank = [](const Candidate& c) {
    return std::tuple(c.grade == domain::EvidenceGrade::kChain ? 0 : 1, c.key.slot,
                      c.index.value_or(std::numeric_limits<uint32_t>::max()), c.key.signature);
  };
  return rank(a) < rank(b);
}

template <class Candidates>
auto FindSignature(const solana::Signature& signature, Candidates& candidates) {
  return std::find_if(candidates.begin(), candidates.end(),
                      [&](const Candidate& c) { return c.key.signature == signature; });
}

// Of two of one block: whether both name it, and show the same money, which is what an agreement is
// about.
bool SameShown(const Candidate& a, const Candidate& b) {
  return a.key.blockhash && b.key.blockhash && a.legs == b.legs && a.payer == b.payer;
}

}  // namespace

domain::ObservationKey KeyOf(const domain::Observation& observation) {
  return {observation.signature, observation.slot, observation.blockhash};
}

Candidate MakeCandidate(const domain::Observation& observation,
                        const verify::Verification& verification, bool agreed) {
  HILT_CHECK(verification.verdict == domain::Verdict::kSettled);
  HILT_CHECK(observation.block_time.has_value());
  return {.key = KeyOf(observation),
          .index = observation.index,
          .block_time = *observation.block_time,
          .commitment = observation.commitment,
          .grade = observation.grade,
          .agreed = agreed,
          .legs = verification.legs,
          .overpaid = verification.overpaid,
          .payer = verification.payer,
          .fee_payer = observation.fee_payer,
          .signers = observation.signers};
}

EvidenceRank RankOf(const Candidate& candidate) { return {candidate.grade, candidate.commitment}; }

EvidenceRank RankOf(const domain::Observation& observation) {
  return {observation.grade, observation.commitment};
}

bool RaiseTo(const Candidate& fresh, Candidate& held) {
  HILT_CHECK(held.key.SameBlockAs(fresh.key));
  if (RankOf(fresh) < RankOf(held)) return false;
  const bool better = RankOf(fresh) > RankOf(held);
  const bool adds_blockhash = !held.key.blockhash && fresh.key.blockhash;
  const bool adds_agreement = fresh.agreed && (!held.agreed || adds_blockhash);
  if (better || adds_agreement) {
    const bool agreed = fresh.agreed || (held.agreed && SameShown(held, fresh));
    held = fresh;
    held.agreed = agreed;
    return true;
  }
  const bool adds_index = !held.index && fresh.index;
  if (adds_blockhash) {
    held.key.blockhash = fresh.key.blockhash;
    held.agreed = false;
  }
  if (adds_index) held.index = fresh.index;
  return adds_blockhash || adds_index;
}

const Candidate* FindCandidate(const std::vector<Candidate>& candidates,
                               const solana::Signature& signature) {
  const auto held = FindSignature(signature, candidates);
  return held == candidates.end() ? nullptr : &*held;
}

const Candidate* FindHeld(const domain::PaymentState& state, const solana::Signature& signature) {
  const std::optional<Candidate>& settlement = state.settlement;
  if (!settlement) return FindCandidate(state.candidates, signature);
  return settlement->key.signature == signature ? &*settlement : nullptr;
}

Upsert UpsertCandidate(const Candidate& fresh, std::vector<Candidate>& candidates,
                       std::optional<solana::Signature>& let_go) {
  const auto held = FindSignature(fresh.key.signature, candidates);
  if (held == candidates.end()) {
    candidates.push_back(fresh);
  } else if (held->key.SameBlockAs(fresh.key)) {
    if (!RaiseTo(fresh, *held)) return Upsert::kUnchanged;
  } else {
    if (RankOf(fresh) < RankOf(*held)) return Upsert::kUnchanged;
    *held = fresh;
  }
  std::sort(candidates.begin(), candidates.end(), Before);
  if (candidates.size() <= domain::kMaxCandidates) return Upsert::kChanged;
  let_go = candidates.back().key.signature;
  candidates.pop_back();
  return *let_go == fresh.key.signature ? Upsert::kNoRoom : Upsert::kChanged;
}

bool EraseCandidate(const solana::Signature& signature, std::vector<Candidate>& candidates) {
  const auto held = FindSignature(signature, candidates);
  if (held == candidates.end()) return false;
  candidates.erase(held);
  return true;
}

}  // namespace hilt::settle
