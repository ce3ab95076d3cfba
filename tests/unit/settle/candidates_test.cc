#include "confirmer/settle/candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/settle/fixtures.h"

namespace hilt::settle::testing {
namespace {

using domain::Candidate;
using domain::Commitment;
using domain::EvidenceGrade;
using ::testing::ElementsAre;

std::vector<uint8_t> Signatures(const std::vector<Candidate>& candidates) {
  std::vector<uint8_t> numbers;
  numbers.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    numbers.push_back(candidate.key.signature.bytes[0]);
  }
  return numbers;
}

Upsert Put(const Seen& seen, std::vector<Candidate>& candidates) {
  std::optional<solana::Signature> let_go;
  return UpsertCandidate(CandidateOf(seen), candidates, let_go);
}

TEST(Candidates, StandChainGradeFirstThenBySlotThenByIndexUnknownIndexLast) {
  std::vector<Candidate> candidates;
  Put({.signature = 1, .grade = EvidenceGrade::kProvider, .slot = 1}, candidates);
  Put({.signature = 2, .slot = 9}, candidates);
  Put({.signature = 3, .slot = 8}, candidates);
  Put({.signature = 4, .slot = 8, .index = 7}, candidates);
  Put({.signature = 5, .slot = 8, .index = 2}, candidates);
  EXPECT_THAT(Signatures(candidates), ElementsAre(5, 4, 3, 2, 1));
}

TEST(Candidates, SameObservationAgainChangesNothing) {
  std::vector<Candidate> candidates;
  EXPECT_EQ(Put({.blockhash = 1}, candidates), Upsert::kChanged);
  EXPECT_EQ(Put({.blockhash = 1}, candidates), Upsert::kUnchanged);
  EXPECT_EQ(Put({}, candidates), Upsert::kUnchanged);
}

TEST(Candidates, BetterEvidenceOfTheSameBlockReplacesAndWeakerIsIgnored) {
  std::vector<Candidate> candidates;
  Put(kWebhook, candidates);
  EXPECT_EQ(Put({.commitment = Commitment::kConfirmed}, candidates), Upsert::kChanged);
  EXPECT_EQ(candidates[0].grade, EvidenceGrade::kChain);
  EXPECT_EQ(Put({.commitment = Commitment::kFinalized}, candidates), Upsert::kChanged);
  EXPECT_EQ(candidates[0].commitment, Commitment::kFinalized);
  EXPECT_EQ(Put(kWebhook, candidates), Upsert::kUnchanged);
  EXPECT_EQ(candidates[0].commitment, Commitment::kFinalized);
}

TEST(Candidates, ABlockhashDoesNotOutliveTheCommitmentItWasShownAt) {
  std::vector<Candidate> candidates;
  Put({.commitment = Commitment::kConfirmed, .blockhash = 1}, candidates);
  Put({.commitment = Commitment::kFinalized}, candidates);
  EXPECT_EQ(candidates[0].key.blockhash, std::nullopt);
}

TEST(Candidates, EqualEvidenceFillsInWhatWasNotKnown) {
  std::vector<Candidate> candidates;
  Put({}, candidates);
  EXPECT_EQ(Put({.blockhash = 3, .index = 4}, candidates), Upsert::kChanged);
  EXPECT_EQ(candidates[0].key.blockhash, TestBlockhash(3));
  EXPECT_EQ(candidates[0].index, 4u);
  EXPECT_EQ(Put({.blockhash = 3, .index = 4}, candidates), Upsert::kUnchanged);
}

TEST(Candidates, AnIndexAloneFillsInToo) {
  std::vector<Candidate> candidates;
  Put({.blockhash = 3}, candidates);
  EXPECT_EQ(Put({.blockhash = 3, .index = 4}, candidates), Upsert::kChanged);
  EXPECT_EQ(candidates[0].index, 4u);
}

TEST(Candidates, WhatWasAgreedOnIsAgreedOnOnce) {
  std::vector<Candidate> candidates;
  Put({.blockhash = 3, .agreed = true}, candidates);
  EXPECT_EQ(Put({.blockhash = 3, .agreed = true}, candidates), Upsert::kUnchanged);
}

TEST(Candidates, AgreementHoldsForTheKnownBlockAndTheFiguresThatWereAgreedOn) {
  struct Row {
    const char* what;
    Seen finalized;
    bool agreed;
  };
  const Row rows[] = {
      {"the same block and figures", {.blockhash = 1}, true},
      {"a block that is not named", {}, false},
      {"another payer", {.blockhash = 1, .payer = 8}, false},
      {"another amount", {.blockhash = 1, .received = 999}, false},
      {"another path", {.blockhash = 1, .program = 4}, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    std::vector<Candidate> candidates;
    Put({.commitment = Commitment::kConfirmed, .blockhash = 1, .agreed = true}, candidates);
    EXPECT_EQ(Put(row.finalized, candidates), Upsert::kChanged);
    EXPECT_EQ(candidates[0].agreed, row.agreed);
  }
}

TEST(Candidates, AnAgreementThatNamesNoBlockDoesNotRise) {
  for (const Seen& finalized : {Seen{}, Seen{.blockhash = 1}}) {
    std::vector<Candidate> candidates;
    Put({.commitment = Commitment::kConfirmed, .agreed = true}, candidates);
    EXPECT_EQ(Put(finalized, candidates), Upsert::kChanged);
    EXPECT_FALSE(candidates[0].agreed);
  }
}

TEST(Candidates, ABlockhashFilledInAfterAnAgreementEndsItUnlessThatBlockIsAgreedOn) {
  struct Row {
    const char* what;
    Seen named;
    bool agreed;
  };
  const Row rows[] = {
      {"shown by one endpoint", {.blockhash = 1, .payer = 9}, false},
      {"agreed on", {.blockhash = 1, .agreed = true, .payer = 9}, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    std::vector<Candidate> candidates;
    Put({.agreed = true, .payer = 8}, candidates);
    EXPECT_EQ(Put(row.named, candidates), Upsert::kChanged);
    EXPECT_EQ(candidates[0].key.blockhash, TestBlockhash(1));
    EXPECT_EQ(candidates[0].agreed, row.agreed);
    EXPECT_EQ(candidates[0].payer,
              CandidateOf({.payer = row.agreed ? uint8_t{9} : uint8_t{8}}).payer)
        << "the figures are those that the agreement is about";
  }
}

TEST(Candidates, AnAgreedObservationTakesTheFiguresOfOneThatWasNot) {
  std::vector<Candidate> candidates;
  Put({.payer = 8}, candidates);
  Put({.agreed = true, .payer = 9}, candidates);
  EXPECT_TRUE(candidates[0].agreed);
  EXPECT_EQ(candidates[0].payer, CandidateOf({.payer = 9}).payer);
}

TEST(Candidates, TheSameSignatureInAnotherBlockReplacesUnlessItsEvidenceIsWeaker) {
  struct Row {
    const char* what;
    Seen held;
    Seen fresh;
    Upsert outcome;
  };
  const Row rows[] = {
      {"another slot, as good", {.slot = 5}, {.slot = 7}, Upsert::kChanged},
      {"another blockhash, as good", {.blockhash = 1}, {.blockhash = 2}, Upsert::kChanged},
      {"another slot, weaker commitment",
       {.slot = 5},
       {.commitment = Commitment::kConfirmed, .slot = 7},
       Upsert::kUnchanged},
      {"another slot, weaker grade",
       {.slot = 5},
       {.grade = EvidenceGrade::kProvider, .slot = 7},
       Upsert::kUnchanged},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    std::vector<Candidate> candidates;
    Put(row.held, candidates);
    EXPECT_EQ(Put(row.fresh, candidates), row.outcome);
    ASSERT_EQ(candidates.size(), 1u);
    const Seen& stands = row.outcome == Upsert::kChanged ? row.fresh : row.held;
    EXPECT_TRUE(candidates[0].key.SameBlockAs(CandidateOf(stands).key));
  }
}

TEST(Candidates, PastEightTheLastInOrderIsLetGoAndNamed) {
  std::vector<Candidate> candidates;
  for (uint8_t i = 1; i <= domain::kMaxCandidates; ++i) {
    Put({.signature = i, .slot = 10u + i}, candidates);
  }
  std::optional<solana::Signature> let_go;
  EXPECT_EQ(UpsertCandidate(CandidateOf({.signature = 50, .slot = 1}), candidates, let_go),
            Upsert::kChanged);
  EXPECT_EQ(let_go, TestSignature(8));
  EXPECT_EQ(UpsertCandidate(CandidateOf({.signature = 60, .slot = 99}), candidates, let_go),
            Upsert::kNoRoom);
  EXPECT_EQ(let_go, TestSignature(60));
  EXPECT_THAT(Signatures(candidates), ElementsAre(50, 1, 2, 3, 4, 5, 6, 7));
}

TEST(Candidates, EraseTakesOutTheSignatureAlone) {
  std::vector<Candidate> candidates;
  Put({.signature = 1}, candidates);
  Put({.signature = 2}, candidates);
  EXPECT_TRUE(EraseCandidate(TestSignature(1), candidates));
  EXPECT_FALSE(EraseCandidate(TestSignature(1), candidates));
  EXPECT_THAT(Signatures(candidates), ElementsAre(2));
}

TEST(Candidates, WhatIsHeldIsTheSettlementAloneWhereThereIsOne) {
  domain::PaymentState state;
  Put({.signature = 1}, state.candidates);
  const auto held = [&](uint8_t signature) { return FindHeld(state, TestSignature(signature)); };
  EXPECT_EQ(held(1), state.candidates.data());
  EXPECT_EQ(held(2), nullptr);
  state.failure_reason = domain::FailureReason::kSessionExpired;
  EXPECT_EQ(held(1), state.candidates.data()) << "a FAILED payment keeps its candidates";
  state.failure_reason.reset();
  state.settlement = CandidateOf({.signature = 2});
  EXPECT_EQ(held(1), nullptr);
  EXPECT_EQ(held(2), &*state.settlement);
  state.reverted = true;
  EXPECT_EQ(held(2), &*state.settlement);
}

TEST(CandidatesDeathTest, OnlySettledObservationsMakeCandidates) {
  EXPECT_DEATH(CandidateOf({.verdict = domain::Verdict::kLate}), "kSettled");
}

}  // namespace
}  // namespace hilt::settle::testing
