#include "domain/payment.h"

#include "domain/discrepancy.h"
#include "domain/event.h"
#include "gtest/gtest.h"

namespace hilt::domain {
namespace {

solana::Signature SignatureOf(uint8_t number) {
  solana::Signature signature;
  signature.bytes.fill(number);
  return signature;
}

solana::Blockhash BlockhashOf(uint8_t number) {
  solana::Blockhash blockhash;
  blockhash.bytes.fill(number);
  return blockhash;
}

Attempt AttemptOf(uint8_t number) { return {.key = {.signature = SignatureOf(number)}}; }

TEST(ObservationKey, AnUnknownBlockhashContradictsNone) {
  const ObservationKey unknown{SignatureOf(1), Slot(5)};
  const ObservationKey a{SignatureOf(1), Slot(5), BlockhashOf(1)};
  const ObservationKey b{SignatureOf(1), Slot(5), BlockhashOf(2)};
  EXPECT_TRUE(a.SameBlockAs(a));
  EXPECT_TRUE(a.SameBlockAs(unknown));
  EXPECT_TRUE(unknown.SameBlockAs(b));
  EXPECT_FALSE(a.SameBlockAs(b));
}

TEST(ObservationKey, AnotherSlotOrSignatureIsAnotherKey) {
  const ObservationKey key{SignatureOf(1), Slot(5)};
  EXPECT_FALSE(key.SameBlockAs({SignatureOf(1), Slot(6)}));
  EXPECT_FALSE(key.SameBlockAs({SignatureOf(2), Slot(5)}));
}

TEST(AttemptLog, KeepsTheFirstAndTheLatestAndCountsAll) {
  AttemptLog log;
  EXPECT_EQ(log.Latest(), nullptr);
  for (uint8_t i = 1; i <= 20; ++i) log.Record(AttemptOf(i), /*counted=*/false);
  EXPECT_EQ(log.count, 20u);
  ASSERT_EQ(log.first.size(), kAttemptsKeptEachEnd);
  ASSERT_EQ(log.last.size(), kAttemptsKeptEachEnd);
  EXPECT_EQ(log.first.front().key.signature, SignatureOf(1));
  EXPECT_EQ(log.last.front().key.signature, SignatureOf(13));
  EXPECT_EQ(log.Latest()->key.signature, SignatureOf(20));
}

TEST(AttemptLog, LatestIsOfTheFirstOnesWhileThereAreFew) {
  AttemptLog log;
  log.Record(AttemptOf(1), false);
  log.Record(AttemptOf(2), false);
  EXPECT_EQ(log.Latest()->key.signature, SignatureOf(2));
}

TEST(AttemptLog, WhatIsSeenLaterOfATransactionReplacesWhatWasKnown) {
  AttemptLog log;
  for (uint8_t i = 1; i <= 10; ++i) log.Record(AttemptOf(i), false);
  for (const uint8_t number : {uint8_t{2}, uint8_t{10}}) {
    Attempt better = AttemptOf(number);
    better.commitment = Commitment::kFinalized;
    log.Record(better, /*counted=*/true);
  }
  EXPECT_EQ(log.count, 10u);
  EXPECT_EQ(log.first[1].commitment, Commitment::kFinalized);
  EXPECT_EQ(log.last[1].commitment, Commitment::kFinalized);
}

TEST(AttemptLog, WhatWasCountedAndIsKeptNoMoreStaysOut) {
  AttemptLog log;
  for (uint8_t i = 1; i <= 20; ++i) log.Record(AttemptOf(i), false);
  log.Record(AttemptOf(9), /*counted=*/true);
  EXPECT_EQ(log.count, 20u);
  EXPECT_EQ(log.Latest()->key.signature, SignatureOf(20));
}

TEST(DiscrepancyOf, EveryVerdictIsADiscrepancyOrIsKnownNotToBe) {
  for (const Verdict verdict : kAllVerdicts) {
    const auto kind = DiscrepancyOf(verdict);
    const bool none = verdict == Verdict::kTransactionFailed || verdict == Verdict::kUnverifiable ||
                      verdict == Verdict::kNoMemo || verdict == Verdict::kSettled;
    EXPECT_EQ(kind.has_value(), !none) << Name(verdict);
    if (kind) {
      EXPECT_EQ(Name(*kind), Name(verdict));
    }
  }
}

TEST(PaymentNamesDeathTest, AValueOutsideItsEnumIsOurBug) {
  EXPECT_DEATH(Name(static_cast<PaymentStatus>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<FailureReason>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<DiscrepancyKind>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<EventType>(99)), "outside its enum");
  EXPECT_DEATH(DiscrepancyOf(static_cast<Verdict>(99)), "outside its enum");
}

}  // namespace
}  // namespace hilt::domain
