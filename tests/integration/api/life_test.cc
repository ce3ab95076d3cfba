#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/api/running_engine.h"
#include "tests/support/observation_builder.h"

namespace hilt::api {
namespace {

v1::GetPaymentRequest ById(const std::string& id) {
  v1::GetPaymentRequest request;
  request.set_payment_id(id);
  return request;
}

std::string SignatureText(uint8_t fill) {
  solana::Signature signature;
  signature.bytes.fill(fill);
  return solana::ToString(signature);
}

TEST(PaymentLife, FromSessionToConfirmedIsSeenByEveryWayOfAsking) {
  RunningEngine engine;
  v1::SettlementService::Stub& client = engine.client();
  const v1::Payment created = CreateOrDie(client, "order-1");
  EXPECT_EQ(created.status(), v1::PAYMENT_STATUS_PENDING_SIGNATURE);
  EXPECT_EQ(created.memo(), "HILT:" + created.nonce());
  EXPECT_EQ(created.fee_minor_units(), 100u);
  EXPECT_EQ(created.version(), 1u);

  v1::RecordBroadcastRequest broadcast;
  broadcast.set_payment_id(created.payment_id());
  broadcast.set_tx_signature(SignatureText(7));
  broadcast.set_wallet_source("phantom");
  v1::Payment recorded;
  ASSERT_TRUE(client.RecordBroadcast(Context().get(), broadcast, &recorded).ok());
  EXPECT_EQ(recorded.status(), v1::PAYMENT_STATUS_PENDING_CONFIRMATION);
  EXPECT_EQ(recorded.wallet_source(), "phantom");

  v1::GetPaymentRequest by_signature;
  by_signature.set_tx_signature(SignatureText(7));
  v1::Payment found;
  ASSERT_TRUE(client.GetPayment(Context().get(), by_signature, &found).ok());
  EXPECT_EQ(found.matched_by(), v1::PAYMENT_MATCH_RECORDED);

  engine.Observe(PaymentInFull(engine, created, 7));
  ASSERT_TRUE(client.GetPayment(Context().get(), by_signature, &found).ok());
  EXPECT_EQ(found.matched_by(), v1::PAYMENT_MATCH_SETTLEMENT);
  EXPECT_EQ(found.payment_id(), created.payment_id());
  EXPECT_EQ(found.status(), v1::PAYMENT_STATUS_CONFIRMED);
  EXPECT_EQ(found.settlement().legs_size(), 2);
  EXPECT_GT(found.version(), recorded.version());

  v1::GetPaymentRequest by_nonce;
  by_nonce.set_nonce(created.nonce());
  ASSERT_TRUE(client.GetPayment(Context().get(), by_nonce, &found).ok());
  EXPECT_EQ(found.matched_by(), v1::PAYMENT_MATCH_NONCE);
  ASSERT_TRUE(client.GetPayment(Context().get(), ById(created.payment_id()), &found).ok());
  EXPECT_EQ(found.matched_by(), v1::PAYMENT_MATCH_PAYMENT_ID);

  // Paid twice: for people.
  engine.Observe(PaymentInFull(engine, created, 8));
  v1::ListDiscrepanciesResponse open;
  ASSERT_TRUE(client.ListDiscrepancies(Context().get(), {}, &open).ok());
  ASSERT_EQ(open.discrepancies_size(), 1);
  EXPECT_EQ(open.discrepancies(0).kind(), v1::DISCREPANCY_KIND_DUPLICATE_PAYMENT);

  v1::ResolveDiscrepancyRequest resolve;
  resolve.set_discrepancy_id(open.discrepancies(0).discrepancy_id());
  resolve.set_note("refunded");
  resolve.set_actor("ann");
  v1::Discrepancy resolved;
  ASSERT_TRUE(client.ResolveDiscrepancy(Context().get(), resolve, &resolved).ok());
  EXPECT_EQ(resolved.resolution().peer(), "local");
  ASSERT_TRUE(client.ListDiscrepancies(Context().get(), {}, &open).ok());
  EXPECT_EQ(open.discrepancies_size(), 0);
}

TEST(PaymentLife, WatchShowsEachStateOnceAndEndsAtTheTerminalOne) {
  RunningEngine engine;
  const v1::Payment created = CreateOrDie(engine.client(), "order-1");
  v1::WatchPaymentRequest request;
  request.set_payment_id(created.payment_id());
  const auto context = Context();
  auto watch = engine.client().WatchPayment(context.get(), request);
  v1::Payment seen;
  ASSERT_TRUE(watch->Read(&seen));
  EXPECT_EQ(seen.version(), 1u);
  engine.Observe(PaymentInFull(engine, created, 7));
  uint64_t version = 1;
  while (watch->Read(&seen)) {
    EXPECT_GT(seen.version(), version);
    version = seen.version();
  }
  EXPECT_EQ(seen.status(), v1::PAYMENT_STATUS_CONFIRMED);
  EXPECT_TRUE(watch->Finish().ok());
}

TEST(PaymentLife, WatchOfATerminalPaymentSendsItAndEnds) {
  RunningEngine engine;
  const v1::Payment created = CreateOrDie(engine.client(), "order-1");
  v1::CancelSessionRequest cancel;
  cancel.set_payment_id(created.payment_id());
  v1::Payment cancelled;
  ASSERT_TRUE(engine.client().CancelSession(Context().get(), cancel, &cancelled).ok());
  EXPECT_EQ(cancelled.failure_reason(), v1::FAILURE_REASON_CANCELLED);
  v1::WatchPaymentRequest request;
  request.set_payment_id(created.payment_id());
  const auto context = Context();
  auto watch = engine.client().WatchPayment(context.get(), request);
  v1::Payment seen;
  ASSERT_TRUE(watch->Read(&seen));
  EXPECT_EQ(seen.status(), v1::PAYMENT_STATUS_FAILED);
  EXPECT_FALSE(watch->Read(&seen));
  EXPECT_TRUE(watch->Finish().ok());
}

TEST(CreateSession, SixtyFourRacingCallsWithOneKeyGiveOnePayment) {
  RunningEngine engine;
  std::vector<std::string> ids(64);
  std::vector<std::thread> callers;
  callers.reserve(ids.size());
  for (std::string& id : ids) {
    callers.emplace_back([&] { id = CreateOrDie(engine.client(), "one key").payment_id(); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1u);
  v1::ListPaymentsRequest list;
  list.set_merchant_id("merchant-1");
  v1::ListPaymentsResponse page;
  ASSERT_TRUE(engine.client().ListPayments(Context().get(), list, &page).ok());
  EXPECT_EQ(page.payments_size(), 1);
}

TEST(CreateSession, TheSameKeyWithOtherFieldsIsRefused) {
  RunningEngine engine;
  const v1::Payment created = CreateOrDie(engine.client(), "key");
  v1::CreateSessionRequest other = NewSession("key");
  other.set_amount_minor_units(10'001);
  v1::Payment payment;
  const grpc::Status status = engine.client().CreateSession(Context().get(), other, &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonIn(status), "idempotency_key_reused");
  EXPECT_EQ(DetailIn(status, "payment_id"), created.payment_id());
  EXPECT_EQ(DetailIn(status, "field"), "amount_minor_units");
  EXPECT_EQ(DetailIn(status, "fingerprint"), "");
}

TEST(CreateSession, AnIdOrNonceOfAnotherPaymentIsRefused) {
  RunningEngine engine;
  v1::CreateSessionRequest request = NewSession("");
  request.set_payment_id("d7810eea-2d71-478e-b084-7b0dbcf41402");
  request.set_nonce("e2692563b0013905e8faa931e6be04c7");
  v1::Payment payment;
  ASSERT_TRUE(engine.client().CreateSession(Context().get(), request, &payment).ok());
  EXPECT_EQ(payment.payment_id(), request.payment_id());
  // The same call again is the same payment, without any key.
  ASSERT_TRUE(engine.client().CreateSession(Context().get(), request, &payment).ok());
  EXPECT_EQ(payment.version(), 1u);

  v1::CreateSessionRequest other = request;
  other.set_slug("other");
  grpc::Status status = engine.client().CreateSession(Context().get(), other, &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonIn(status), "payment_id_taken");
  EXPECT_EQ(DetailIn(status, "field"), "slug");

  other.set_payment_id("d7810eea-2d71-478e-b084-7b0dbcf41403");
  status = engine.client().CreateSession(Context().get(), other, &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ReasonIn(status), "nonce_taken");
}

TEST(CreateSession, ARefusalNamesTheFieldInTheRequestsWords) {
  RunningEngine engine;
  v1::CreateSessionRequest request = NewSession("key");
  request.set_fee_minor_units(10'000);
  v1::Payment payment;
  const grpc::Status status = engine.client().CreateSession(Context().get(), request, &payment);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonIn(status), "invalid_field");
  EXPECT_EQ(DetailIn(status, "field"), "fee_minor_units");
}

TEST(Queries, PagesHoldEveryPaymentOnceNewestFirst) {
  RunningEngine engine;
  constexpr size_t kPayments = 25;
  std::vector<std::string> created;
  created.reserve(kPayments);
  for (size_t i = 0; i < kPayments; ++i) {
    created.push_back(CreateOrDie(engine.client(), "order-" + std::to_string(i)).payment_id());
  }
  v1::ListPaymentsRequest request;
  request.set_merchant_id("merchant-1");
  request.set_page_size(7);
  std::vector<std::string> listed;
  int pages = 0;
  do {
    v1::ListPaymentsResponse page;
    ASSERT_TRUE(engine.client().ListPayments(Context().get(), request, &page).ok());
    for (const v1::Payment& payment : page.payments()) listed.push_back(payment.payment_id());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 4);
  EXPECT_THAT(listed, testing::UnorderedElementsAreArray(created));
  EXPECT_EQ(listed.front(), created.back());

  request.set_page_token("0123456789abcdef0123");
  v1::ListPaymentsResponse page;
  const grpc::Status status = engine.client().ListPayments(Context().get(), request, &page);
  EXPECT_EQ(ReasonIn(status), "invalid_page_token");
}

TEST(Queries, ABatchKeepsItsOrderAndNamesWhatIsMissing) {
  RunningEngine engine;
  const std::string a = CreateOrDie(engine.client(), "a").payment_id();
  const std::string b = CreateOrDie(engine.client(), "b").payment_id();
  const std::string none = "d7810eea-2d71-478e-b084-7b0dbcf41402";
  v1::BatchGetPaymentsRequest request;
  for (const std::string& id : {b, none, a, b, none}) request.add_payment_ids(id);
  v1::BatchGetPaymentsResponse response;
  ASSERT_TRUE(engine.client().BatchGetPayments(Context().get(), request, &response).ok());
  ASSERT_EQ(response.payments_size(), 3);
  EXPECT_EQ(response.payments(0).payment_id(), b);
  EXPECT_EQ(response.payments(1).payment_id(), a);
  EXPECT_EQ(response.payments(2).payment_id(), b);
  EXPECT_THAT(response.missing_payment_ids(), testing::ElementsAre(none, none));
}

TEST(Queries, WhatNobodyHasIsNotFound) {
  RunningEngine engine;
  v1::GetPaymentRequest requests[3];
  requests[0].set_payment_id("d7810eea-2d71-478e-b084-7b0dbcf41402");
  requests[1].set_nonce("e2692563b0013905e8faa931e6be04c7");
  requests[2].set_tx_signature(SignatureText(9));
  for (const v1::GetPaymentRequest& request : requests) {
    v1::Payment payment;
    const grpc::Status status = engine.client().GetPayment(Context().get(), request, &payment);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(ReasonIn(status), "payment_not_found");
  }
  v1::Payment payment;
  const grpc::Status no_key = engine.client().GetPayment(Context().get(), {}, &payment);
  EXPECT_EQ(ReasonIn(no_key), "invalid_field");
  EXPECT_EQ(DetailIn(no_key, "field"), "key");
}

TEST(ConfirmPayment, WaitsNoLongerThanItsCallersDeadlineAllows) {
  RunningEngine engine;
  absl::Time until;
  finality::ConfirmRequest asked;
  engine.confirmation.answer = [&](const finality::ConfirmRequest& request, absl::Time limit,
                                   const finality::Confirmation::Done& done) {
    asked = request;
    until = limit;
    done(finality::ConfirmAnswer{.outcome = finality::ConfirmOutcome::kNotSeen});
  };
  v1::ConfirmPaymentRequest request;
  request.set_tx_signature(SignatureText(7));
  request.mutable_wait()->set_seconds(30);
  v1::ConfirmPaymentResponse response;
  const absl::Time begin = engine.clock().Now();
  ASSERT_TRUE(
      engine.client().ConfirmPayment(Context(absl::Seconds(5)).get(), request, &response).ok());
  EXPECT_EQ(response.outcome(), v1::CONFIRM_OUTCOME_NOT_SEEN);
  EXPECT_EQ(solana::ToString(*asked.signature), SignatureText(7));
  EXPECT_LT(until, begin + absl::Seconds(5));
  EXPECT_GT(until, begin + absl::Seconds(3));
}

TEST(ConfirmPayment, AnAnswerThatComesAfterTheCallIsDropped) {
  RunningEngine engine;
  std::vector<finality::Confirmation::Done> waiting;
  engine.confirmation.answer = [&](const auto&, absl::Time, finality::Confirmation::Done done) {
    waiting.push_back(std::move(done));
  };
  v1::ConfirmPaymentRequest request;
  request.set_tx_signature(SignatureText(7));
  v1::ConfirmPaymentResponse response;
  const grpc::Status status =
      engine.client().ConfirmPayment(Context(absl::Milliseconds(300)).get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  engine.server().Stop(absl::ZeroDuration());
  ASSERT_EQ(waiting.size(), 1u);
  waiting[0](finality::ConfirmAnswer{.outcome = finality::ConfirmOutcome::kNotSeen});
}

}  // namespace
}  // namespace hilt::api
