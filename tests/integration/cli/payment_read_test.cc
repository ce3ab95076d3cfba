#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::GetPaymentRequest;
using settlement::v1::ListPaymentsRequest;
using settlement::v1::ListPaymentsResponse;
using settlement::v1::Payment;
using testing::AllOf;
using testing::HasSubstr;

grpc::Status Give(const Payment& payment, Payment* response) {
  *response = payment;
  return grpc::Status::OK;
}

TEST(PaymentGet, ShowsHowItWasPaid) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest&, Payment* p) { return Give(PaidPayment(), p); };
  const CliResult result = engine.Table({"payment", "get", kPaymentId});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(
      result.out,
      HasSubstr(
          "  transaction   hcSFMCXaDSGqhi79g2pGQPp8zGw6aWm1tYxxPNZ4tPtWEiXRGDDM5gq1VPFLCuFUzactbPD"
          "bSPtxWaaUoJNBxWs\n"
          "                https://explorer.solana.com/tx/hcSFMCXaDSGqhi79g2pGQPp8zGw6aWm1tYxxPNZ4"
          "tPtWEiXRGDDM5gq1VPFLCuFUzactbPDbSPtxWaaUoJNBxWs\n"
          "                its settlement\n"
          "  evidence      chain at finalized, slot 447600400\n"
          "  block time    2026-09-21T14:16:00Z (40 s ago)\n"
          "  paid by       5gUEWVikr82c6LQ9w7nfdZf5KyMBTVC2vZDtmngJTnQH\n"
          "                LEG                  DUE        RECEIVED  WALLET\n"
          "                merchant  95.398463 USDC  95.398463 USDC  49QJ..Btqi\n"
          "                fee        0.868702 USDC   0.868702 USDC  CYg5..W7rg\n"));
}

TEST(PaymentGet, SaysWhenASignatureDidNotPay) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest& request, Payment* p) {
    EXPECT_EQ(request.tx_signature(), kSignature);
    *p = NewPayment();
    p->set_matched_by(settlement::v1::PAYMENT_MATCH_ATTEMPT);
    settlement::v1::Attempt* attempt = p->mutable_last_attempt();
    attempt->set_tx_signature(kSignature);
    attempt->set_outcome(settlement::v1::ATTEMPT_OUTCOME_VERDICT);
    attempt->set_verdict(settlement::v1::VERDICT_MERCHANT_UNDERPAID);
    p->set_attempt_count(1);
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"payment", "get", kSignature});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("that transaction did NOT pay it"),
                                HasSubstr("merchant_underpaid (1 in all)")));
}

TEST(PaymentGet, JsonIsTheContractsMessageWithItsOwnNames) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest&, Payment* p) { return Give(PaidPayment(), p); };
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"payment", "get", kPaymentId},
        std::vector<std::string>{"payment", "get", kPaymentId, "--json"}}) {
    const CliResult result = engine.Run(args);
    EXPECT_EQ(result.code, 0);
    const Json json = Json::parse(result.out);
    EXPECT_EQ(json["payment_id"], kPaymentId);
    EXPECT_EQ(json["status"], "PAYMENT_STATUS_CONFIRMED");
    EXPECT_EQ(json["amount_minor_units"], "96267165");
    EXPECT_EQ(json["reverted"], false);
    EXPECT_EQ(json["slug"], "");
    EXPECT_EQ(json["created_at"], "2026-09-21T14:14:01Z");
    EXPECT_EQ(json["settlement"]["legs"][0]["received_minor_units"], "95398463");
    EXPECT_FALSE(json.contains("best_candidate"));
  }
}

TEST(PaymentGet, ATerminalGetsATableAndJsonOnRequest) {
  FakeEngine engine;
  engine.get = [](const GetPaymentRequest&, Payment* p) { return Give(PaidPayment(), p); };
  Style terminal;
  terminal.terminal = true;
  terminal.colour = true;
  const CliResult table = engine.Run({"payment", "get", kPaymentId}, terminal);
  EXPECT_THAT(table.out, HasSubstr("\x1b[32mCONFIRMED\x1b[0m"));
  const CliResult json = engine.Run({"payment", "get", kPaymentId, "--json"}, terminal);
  EXPECT_EQ(Json::parse(json.out)["payment_id"], kPaymentId);
}

TEST(PaymentList, PutsPagesTogetherUpToTheLimit) {
  FakeEngine engine;
  std::vector<ListPaymentsRequest> asked;
  engine.list = [&](const ListPaymentsRequest& request, ListPaymentsResponse* page) {
    asked.push_back(request);
    const size_t number = asked.size();
    const uint32_t rows = number == 2 ? 0 : std::min(request.page_size(), 200u);
    for (uint32_t i = 0; i < rows; ++i) *page->add_payments() = NewPayment();
    page->set_next_page_token("after page " + std::to_string(number));
    return grpc::Status::OK;
  };
  const CliResult result =
      engine.Run({"payment", "list", "--merchant-id", "shop-7", "--status", "confirmed", "--status",
                  "failed", "--from", "24h", "--limit", "250"});
  EXPECT_EQ(result.code, 0);
  const Json json = Json::parse(result.out);
  EXPECT_EQ(json["payments"].size(), 250u);
  EXPECT_EQ(json["next_page_token"], "after page 3");
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].merchant_id(), "shop-7");
  EXPECT_EQ(asked[0].statuses_size(), 2);
  EXPECT_EQ(asked[0].created_from().seconds(), absl::ToUnixSeconds(kNow) - 86400);
  EXPECT_EQ(asked[0].page_token(), "");
  EXPECT_EQ(asked[0].page_size(), 200u);
  EXPECT_EQ(asked[1].page_token(), "after page 1");
  EXPECT_EQ(asked[2].page_token(), "after page 2");
  EXPECT_EQ(asked[2].page_size(), 50u);
}

TEST(PaymentList, IsATableWithTheWayOn) {
  FakeEngine engine;
  engine.list = [](const ListPaymentsRequest&, ListPaymentsResponse* page) {
    *page->add_payments() = PaidPayment();
    *page->add_payments() = NewPayment();
    page->set_next_page_token("tok");
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"payment", "list", "--product-id", "tea", "--limit", "2"});
  EXPECT_EQ(result.out,
            "PAYMENT                               STATUS                     AMOUNT    CREATED  "
            "TRANSACTION\n"
            "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  CONFIRMED          96.267165 USDC  2 min ago  "
            "hcSF..BxWs\n"
            "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  PENDING_SIGNATURE  96.267165 USDC  2 min ago\n"
            "There are more: --page-token tok\n");
}

TEST(PaymentList, NoneIsAGoodAnswer) {
  FakeEngine engine;
  engine.list = [](const ListPaymentsRequest&, ListPaymentsResponse*) { return grpc::Status::OK; };
  const CliResult result = engine.Table({"payment", "list", "--payer", "w"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "No such payment.\n");
}

}  // namespace
}  // namespace hilt::cli
