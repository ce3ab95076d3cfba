#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::CreateSessionRequest;
using settlement::v1::GetPaymentRequest;
using settlement::v1::ListPaymentsRequest;
using settlement::v1::ListPaymentsResponse;
using settlement::v1::Payment;
using testing::HasSubstr;

grpc::Status Give(const Payment& payment, Payment* response) {
  *response = payment;
  return grpc::Status::OK;
}

// As a client could have created it, or a careless engine could send it.
Payment HostilePayment() {
  Payment payment = PaidPayment();
  for (std::string* text :
       {payment.mutable_payment_id(), payment.mutable_memo(), payment.mutable_slug(),
        payment.mutable_merchant_id(), payment.mutable_asset_symbol(),
        payment.mutable_wallet_source(), payment.mutable_tx_signature(),
        payment.mutable_merchant_wallet(), payment.mutable_merchant_token_account(),
        payment.mutable_fee_wallet(), payment.mutable_fee_token_account(),
        payment.mutable_token_mint(), payment.mutable_payer_wallet(), payment.mutable_payer_hint(),
        payment.mutable_idempotency_key(), payment.mutable_last_attempt()->mutable_tx_signature(),
        payment.mutable_settlement()->mutable_payer()->mutable_observed_wallet(),
        payment.mutable_settlement()->mutable_legs(0)->mutable_leg()->mutable_wallet()}) {
    *text = "\x1b[2J";
  }
  (*payment.mutable_metadata())["\x1b[2J"] = "\x1b[2J";
  return payment;
}

TEST(Payments, WhatOthersWroteCannotSteerTheTerminal) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest&, Payment* p) { return Give(HostilePayment(), p); };
  engine.create = [](const CreateSessionRequest&, Payment* p) { return Give(HostilePayment(), p); };
  engine.list = [](const ListPaymentsRequest&, ListPaymentsResponse* page) {
    *page->add_payments() = HostilePayment();
    page->set_next_page_token("\x1b[2J");
    return grpc::Status::OK;
  };
  engine.watch = [](const auto&, grpc::ServerContext&, grpc::ServerWriter<Payment>& writer) {
    writer.Write(HostilePayment());
    return grpc::Status::OK;
  };
  engine.events = [](const auto&, grpc::ServerContext&,
                     grpc::ServerWriter<settlement::v1::Event>& writer) {
    settlement::v1::Event event =
        PaymentEvent(1, settlement::v1::EVENT_TYPE_PAYMENT_CREATED, HostilePayment());
    event.set_cursor("\x1b[2J");
    writer.Write(event);
    return grpc::Status::OK;
  };
  const std::vector<std::vector<std::string>> commands = {
      {"payment", "get", kPaymentId},
      {"payment", "create", "--amount", "1", "--asset", "SOL", "--merchant-wallet", "m"},
      {"payment", "list", "--payer", "w", "--limit", "1"},
      {"payment", "watch", kPaymentId},
      {"events"},
  };
  for (const std::vector<std::string>& command : commands) {
    const CliResult result = engine.Table(command);
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos) << result.out;
    EXPECT_THAT(result.out, HasSubstr("\\x1b[2J"));
  }
}

}  // namespace
}  // namespace hilt::cli
