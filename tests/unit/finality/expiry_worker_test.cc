#include "confirmer/finality/expiry_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_chain.h"
#include "tests/support/test_engine.h"

namespace hilt::finality {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Payment;
using domain::PaymentStatus;

class ExpiryWorkerTest : public ::testing::Test {
 protected:
  size_t Run() {
    const auto handed = worker_.Step();
    EXPECT_TRUE(handed.ok()) << handed.status();
    engine_.Drain();
    return handed.value_or(0);
  }

  TestEngine engine_;
  FakeChain chain_;
  ExpiryWorker worker_{engine_.store(), engine_.writer(), &chain_, engine_.rules(),
                       engine_.clock()};
  const Payment payment_ = engine_.Create(Usdc(1));
  const absl::Time due_ = payment_.terms.expires_at + absl::Seconds(120) + kWallClockGrace;
};

TEST_F(ExpiryWorkerTest, LooksAtNothingBeforeItsTime) {
  engine_.clock().Set(due_ - absl::Microseconds(1));
  EXPECT_EQ(Run(), 0u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingSignature);
}

TEST_F(ExpiryWorkerTest, EndsWhatIsDue) {
  const Payment paid = engine_.Create(Usdc(2));
  ASSERT_TRUE(engine_.Deliver(Paid(paid.terms, By(2, kFinal))).ok());
  engine_.clock().Set(due_);
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
  EXPECT_EQ(engine_.Status(paid), PaymentStatus::kConfirmed);
  EXPECT_EQ(Run(), 0u);
}

TEST_F(ExpiryWorkerTest, AsksTheChainALastTimeAndFindsThePayment) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Hold(Paid(payment_.terms));
  engine_.clock().Set(due_);
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(ExpiryWorkerTest, LooksAgainInAMinuteAtWhatHasToWait) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  chain_.Fail(absl::UnavailableError("refused"));
  engine_.clock().Set(due_);
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  engine_.clock().Advance(absl::Seconds(59));
  EXPECT_EQ(Run(), 0u);
  chain_.Fail(absl::OkStatus());
  engine_.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
}

TEST_F(ExpiryWorkerTest, OneThatHasToWaitHoldsNoOtherUp) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  const Payment other = engine_.Create(Usdc(2));
  chain_.Fail(absl::UnavailableError("refused"));
  engine_.clock().Set(due_);
  EXPECT_EQ(Run(), 2u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  EXPECT_EQ(engine_.Status(other), PaymentStatus::kFailed);
}

TEST_F(ExpiryWorkerTest, AWebhookThatComesWhileTheChainIsAskedIsNotPassedOver) {
  ASSERT_TRUE(engine_.Broadcast(payment_, 1).ok());
  engine_.clock().Set(due_);
  chain_.set_on_fetch([this] {
    chain_.set_on_fetch(nullptr);
    ASSERT_TRUE(engine_.Deliver(Paid(payment_.terms, By(2, kWebhook))).ok());
  });
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kPendingConfirmation);
  chain_.Hold(Paid(payment_.terms, By(2, kFinal)));
  engine_.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kConfirmed);
}

TEST_F(ExpiryWorkerTest, WithoutAnEndpointTheClockDecides) {
  TestEngine engine(WebhookOnly());
  const Payment payment = engine.Create(Usdc(1));
  ExpiryWorker worker(engine.store(), engine.writer(), nullptr, engine.rules(), engine.clock());
  engine.clock().Set(due_);
  EXPECT_EQ(*worker.Step(), 1u);
  engine.Drain();
  EXPECT_EQ(engine.Status(payment), PaymentStatus::kFailed);
}

TEST_F(ExpiryWorkerTest, WhatTheWriterDoesNotTakeIsLookedAtAgain) {
  settle::Writer full(engine_.store(), engine_.rules(), engine_.clock(), {.queue_commands = 0});
  ExpiryWorker worker(engine_.store(), full, nullptr, engine_.rules(), engine_.clock());
  engine_.clock().Set(due_);
  EXPECT_EQ(*worker.Step(), 0u);
  EXPECT_EQ(Run(), 1u);
  EXPECT_EQ(engine_.Status(payment_), PaymentStatus::kFailed);
}

TEST_F(ExpiryWorkerTest, StopsWaiting) {
  worker_.Stop();
  EXPECT_FALSE(worker_.WaitForWork());
}

}  // namespace
}  // namespace hilt::finality
