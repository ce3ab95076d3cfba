#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::CreateSessionRequest;
using settlement::v1::Payment;
using testing::AllOf;
using testing::HasSubstr;

grpc::Status Give(const Payment& payment, Payment* response) {
  *response = payment;
  return grpc::Status::OK;
}

TEST(PaymentCreate, ShowsTermsMemoAccountsAndWhatToDoNext) {
  FakeEngine engine;
  engine.create = [](const CreateSessionRequest&, Payment* p) { return Give(NewPayment(), p); };
  const CliResult result = engine.Table(
      {"payment", "create", "--amount", "96.267165", "--asset", "USDC", "--merchant-wallet", "w"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out,
            "PAYMENT 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef  PENDING_SIGNATURE\n"
            "  waiting for the buyer\n"
            "  amount        96.267165 USDC (96267165)\n"
            "  merchant      95.398463 USDC (95398463)\n"
            "                to account 6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM\n"
            "                of wallet  49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi\n"
            "  fee           0.868702 USDC (868702)\n"
            "                to account 9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc\n"
            "                of wallet  CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg\n"
            "  asset         USDC EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v on mainnet\n"
            "  memo          HILT:dbeffd99458e5bb9ece946850a088510\n"
            "  confirms at   finalized\n"
            "  created       2026-09-21T14:14:01Z (2 min ago)\n"
            "  expires       2026-09-21T14:29:01Z (in 12 min)\n"
            "  key           order-7\n"
            "  merchant id   shop-7\n"
            "  metadata      order=7\n"
            "  version       1, changed 2026-09-21T14:14:01Z (2 min ago)\n"
            "\n"
            "NEXT\n"
            "  The buyer's transaction must hold:\n"
            "  memo          HILT:dbeffd99458e5bb9ece946850a088510 (SPL Memo instruction, nothing "
            "more in it)\n"
            "  transfer      95.398463 USDC (95398463) to "
            "6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM\n"
            "  transfer      0.868702 USDC (868702) to "
            "9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc\n"
            "  Then: hiltctl payment watch 5e9b4379-bd65-46e4-9de3-93a22ba2c8ef\n");
}

TEST(PaymentCreate, SendsExactlyWhatWasTyped) {
  FakeEngine engine;
  CreateSessionRequest sent;
  engine.create = [&](const CreateSessionRequest& request, Payment* p) {
    sent = request;
    return Give(NewPayment(), p);
  };
  EXPECT_EQ(engine
                .Run({"payment", "create",       "--amount",   "12.50",
                      "--asset", "USDC",         "--livemode", "--merchant-wallet",
                      "m",       "--fee-bps",    "90",         "--fee-wallet",
                      "f",       "--expires-in", "30m",        "--idempotency-key",
                      "k",       "--metadata",   "a=1",        "--metadata",
                      "b=2"})
                .code,
            0);
  EXPECT_EQ(sent.amount_minor_units(), 12500000u);
  EXPECT_EQ(sent.token_mint(), "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
  EXPECT_TRUE(sent.livemode());
  EXPECT_EQ(sent.fee_bps(), 90u);
  EXPECT_EQ(sent.expires_in().seconds(), 1800);
  EXPECT_EQ(sent.idempotency_key(), "k");
  EXPECT_EQ(sent.metadata_size(), 2);
}

TEST(PaymentCreate, TellsTheKeyThatMakesARepeatSafe) {
  FakeEngine engine;
  CreateSessionRequest sent;
  engine.create = [&](const CreateSessionRequest& request, Payment*) {
    sent = request;
    return RefusalStatus(grpc::StatusCode::UNAVAILABLE, "overloaded", "too much waiting");
  };
  const CliResult result = engine.Run(
      {"payment", "create", "--amount", "1", "--asset", "SOL", "--merchant-wallet", "m"});
  EXPECT_EQ(result.code, 5);
  EXPECT_NE(sent.idempotency_key(), "");
  EXPECT_THAT(result.err, AllOf(HasSubstr("UNAVAILABLE overloaded: too much waiting"),
                                HasSubstr("--idempotency-key " + sent.idempotency_key())));
}

}  // namespace
}  // namespace hilt::cli
