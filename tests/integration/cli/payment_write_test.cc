#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::ConfirmOutcome;
using settlement::v1::ConfirmPaymentRequest;
using settlement::v1::ConfirmPaymentResponse;
using settlement::v1::Payment;
using testing::AllOf;
using testing::HasSubstr;

grpc::Status Give(const Payment& payment, Payment* response) {
  *response = payment;
  return grpc::Status::OK;
}

TEST(PaymentConfirm, TheExitCodeTellsTheOutcome) {
  struct Case {
    ConfirmOutcome outcome;
    int code;
  };
  const Case cases[] = {
      {settlement::v1::CONFIRM_OUTCOME_CONFIRMED, 0},
      {settlement::v1::CONFIRM_OUTCOME_AWAITING_COMMITMENT, 3},
      {settlement::v1::CONFIRM_OUTCOME_NOT_SEEN, 3},
      {settlement::v1::CONFIRM_OUTCOME_REJECTED, 1},
      {settlement::v1::CONFIRM_OUTCOME_OTHER_PAYMENT, 1},
      {settlement::v1::CONFIRM_OUTCOME_EXPIRED, 1},
      {settlement::v1::CONFIRM_OUTCOME_FAILED, 1},
      {settlement::v1::CONFIRM_OUTCOME_DUPLICATE, 1},
      {settlement::v1::CONFIRM_OUTCOME_UNDECIDED, 3},
      {static_cast<ConfirmOutcome>(99), 3},
  };
  FakeEngine engine;
  ConfirmOutcome outcome{};
  engine.confirm = [&](const ConfirmPaymentRequest& request, ConfirmPaymentResponse* response) {
    EXPECT_EQ(request.payment_id(), kPaymentId);
    EXPECT_EQ(request.wait().seconds(), 2);
    EXPECT_EQ(request.wait().nanos(), 500000000);
    response->set_outcome(outcome);
    return grpc::Status::OK;
  };
  for (const Case& test : cases) {
    outcome = test.outcome;
    const CliResult result = engine.Table(
        {"payment", "confirm", kPaymentId, "--signature", kSignature, "--wait", "2500ms"});
    EXPECT_EQ(result.code, test.code) << test.outcome;
    EXPECT_THAT(result.out, HasSubstr("OUTCOME "));
  }
}

TEST(PaymentConfirm, ShowsVerdictAndLegs) {
  FakeEngine engine;
  engine.confirm = [](const ConfirmPaymentRequest&, ConfirmPaymentResponse* response) {
    response->set_outcome(settlement::v1::CONFIRM_OUTCOME_REJECTED);
    response->set_verdict(settlement::v1::VERDICT_MERCHANT_UNDERPAID);
    response->set_tx_signature(kSignature);
    *response->mutable_payment() = NewPayment();
    *response->mutable_legs() = PaidPayment().settlement().legs();
    response->mutable_legs(0)->set_received_minor_units(95398462);
    response->mutable_legs(0)->set_paid(false);
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"payment", "confirm", "--signature", kSignature});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, AllOf(HasSubstr("OUTCOME REJECTED\n"), HasSubstr("merchant_underpaid"),
                                HasSubstr("merchant  95.398463 USDC  95.398462 USDC"),
                                HasSubstr("PAYMENT 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef")));
}

TEST(PaymentConfirm, ItsDeadlineLeavesTheEngineItsWait) {
  FakeEngine engine;
  engine.confirm = [](const ConfirmPaymentRequest&, ConfirmPaymentResponse* response) {
    absl::SleepFor(absl::Milliseconds(700));
    response->set_outcome(settlement::v1::CONFIRM_OUTCOME_CONFIRMED);
    return grpc::Status::OK;
  };
  EXPECT_EQ(
      engine.Run({"payment", "confirm", kPaymentId, "--wait", "1s", "--timeout", "200ms"}).code, 0);
}

TEST(PaymentBroadcast, TellsTheSignatureAndItsHints) {
  FakeEngine engine;
  settlement::v1::RecordBroadcastRequest sent;
  engine.broadcast = [&](const auto& request, Payment* p) {
    sent = request;
    return Give(AnnouncedPayment(), p);
  };
  const CliResult result = engine.Table({"payment", "broadcast", kPaymentId, kSignature, "--payer",
                                         "buyer", "--wallet-source", "phantom"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(sent.payment_id(), kPaymentId);
  EXPECT_EQ(sent.tx_signature(), kSignature);
  EXPECT_EQ(sent.payer_wallet(), "buyer");
  EXPECT_EQ(sent.wallet_source(), "phantom");
  EXPECT_THAT(result.out, HasSubstr("as announced by the caller; no evidence"));
}

TEST(PaymentCancel, ARefusalSaysWhyAndWhatToDo) {
  FakeEngine engine;
  engine.cancel = [](const auto& request, Payment*) {
    EXPECT_EQ(request.payment_id(), kPaymentId);
    return RefusalStatus(grpc::StatusCode::FAILED_PRECONDITION, "payment_pending_confirmation",
                         "a transaction is pending");
  };
  const CliResult result = engine.Run({"payment", "cancel", kPaymentId});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(
      result.err,
      "hiltctl payment cancel: FAILED_PRECONDITION payment_pending_confirmation: a "
      "transaction is pending\n"
      "Next: A transaction may be on its way. Watch it (hiltctl payment watch), and try again "
      "if it returns\n"
      "      to PENDING_SIGNATURE.\n");
}

TEST(PaymentCancel, ShowsThePaymentAsItEnded) {
  FakeEngine engine;
  engine.cancel = [](const auto&, Payment* p) { return Give(ExpiredPayment(), p); };
  const CliResult result = engine.Table({"payment", "cancel", kPaymentId});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("FAILED\n  session_expired\n"));
}

}  // namespace
}  // namespace hilt::cli
