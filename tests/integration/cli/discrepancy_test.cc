#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/cli/fake_engine.h"
#include "tests/integration/cli/samples.h"

namespace hilt::cli {
namespace {

using settlement::v1::Discrepancy;
using settlement::v1::ListDiscrepanciesRequest;
using settlement::v1::ListDiscrepanciesResponse;
using settlement::v1::ResolveDiscrepancyRequest;
using testing::HasSubstr;

TEST(DiscrepancyList, IsATable) {
  FakeEngine engine;
  engine.list_discrepancies = [](const auto&, ListDiscrepanciesResponse* page) {
    *page->add_discrepancies() = OpenDiscrepancy();
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"discrepancy", "list"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(
      result.out,
      "DISCREPANCY                           KIND                                            "
      "       RECEIVED     OPENED  PAYMENT\n"
      "0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77  duplicate_payment  96.267165 USDC + 3 minor units "
      "of 799o..RX33  3 min ago  5e9b..c8ef\n");
}

TEST(DiscrepancyList, DetailsSayWhatItMeansAndWhatToDo) {
  FakeEngine engine;
  engine.list_discrepancies = [](const auto&, ListDiscrepanciesResponse* page) {
    *page->add_discrepancies() = OpenDiscrepancy();
    *page->add_discrepancies() = ResolvedDiscrepancy();
    return grpc::Status::OK;
  };
  const CliResult result = engine.Table({"discrepancy", "list", "--details"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(
      result.out,
      "DISCREPANCY 0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77  duplicate_payment  OPEN\n"
      "  paid once more by another transaction: a refund is probably due\n"
      "  payment       5e9b4379-bd65-46e4-9de3-93a22ba2c8ef\n"
      "  received      96.267165 USDC + 3 minor units of 799o..RX33\n"
      "  verdict       settled\n"
      "  transaction   5sCRQ7No2YXmuE9r8RBs14JLM7k25LH8KvjsPmDn8fhuTJYg2M5bjNBHDo1P1CHrm34eSn4Bnwc3"
      "WseavqVhhnTN\n"
      "  evidence      chain at finalized, slot 447600404\n"
      "  block time    2026-09-21T14:16:02Z (38 s ago)\n"
      "  opened        2026-09-21T14:13:40Z (3 min ago)\n"
      "  next          look into it, then: hiltctl discrepancy resolve "
      "0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77 --actor YOU --note TEXT\n"
      "\n"
      "DISCREPANCY 0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77  duplicate_payment  RESOLVED\n"
      "  paid once more by another transaction: a refund is probably due\n"
      "  payment       5e9b4379-bd65-46e4-9de3-93a22ba2c8ef\n"
      "  received      96.267165 USDC + 3 minor units of 799o..RX33\n"
      "  verdict       settled\n"
      "  transaction   5sCRQ7No2YXmuE9r8RBs14JLM7k25LH8KvjsPmDn8fhuTJYg2M5bjNBHDo1P1CHrm34eSn4Bnwc3"
      "WseavqVhhnTN\n"
      "  evidence      chain at finalized, slot 447600404\n"
      "  block time    2026-09-21T14:16:02Z (38 s ago)\n"
      "  opened        2026-09-21T14:13:40Z (3 min ago)\n"
      "  resolved      2026-09-21T14:16:39Z (1 s ago) by ada (client local)\n"
      "  note          refunded\n");
}

TEST(DiscrepancyList, TheFiltersReachTheEngine) {
  FakeEngine engine;
  ListDiscrepanciesRequest asked;
  engine.list_discrepancies = [&](const auto& request, ListDiscrepanciesResponse*) {
    asked = request;
    return grpc::Status::OK;
  };
  const CliResult result =
      engine.Table({"discrepancy", "list", "--state", "resolved", "--kind", "late", "--kind",
                    "reverted", "--payment", kPaymentId, "--account", "acc", "--before",
                    "2026-09-21T14:16:00.5Z", "--limit", "7", "--page-token", "tok"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "No such discrepancy.\n");
  EXPECT_EQ(asked.state(), settlement::v1::DISCREPANCY_STATE_RESOLVED);
  ASSERT_EQ(asked.kinds_size(), 2);
  EXPECT_EQ(asked.kinds(0), settlement::v1::DISCREPANCY_KIND_LATE);
  EXPECT_EQ(asked.payment_id(), kPaymentId);
  EXPECT_EQ(asked.watch_account(), "acc");
  EXPECT_FALSE(asked.has_opened_from());
  EXPECT_EQ(asked.opened_before().seconds(), 1790000160);
  EXPECT_EQ(asked.opened_before().nanos(), 500000000);
  EXPECT_EQ(asked.page_size(), 7u);
  EXPECT_EQ(asked.page_token(), "tok");
}

TEST(DiscrepancyResolve, SendsNoteAndActorAndShowsTheResult) {
  FakeEngine engine;
  ResolveDiscrepancyRequest sent;
  engine.resolve = [&](const ResolveDiscrepancyRequest& request, Discrepancy* discrepancy) {
    sent = request;
    *discrepancy = ResolvedDiscrepancy();
    return grpc::Status::OK;
  };
  const CliResult result =
      engine.Table({"discrepancy", "resolve", "0b5a", "--actor", "ada", "--note", "refunded"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(sent.discrepancy_id(), "0b5a");
  EXPECT_EQ(sent.actor(), "ada");
  EXPECT_EQ(sent.note(), "refunded");
  EXPECT_THAT(result.out, HasSubstr("by ada (client local)\n  note          refunded\n"));
}

TEST(DiscrepancyResolve, AnAlreadyClosedOneIsRefused) {
  FakeEngine engine;
  engine.resolve = [](const ResolveDiscrepancyRequest&, Discrepancy*) {
    return RefusalStatus(grpc::StatusCode::FAILED_PRECONDITION, "discrepancy_resolved", "closed");
  };
  const CliResult result =
      engine.Run({"discrepancy", "resolve", "0b5a", "--actor", "ada", "--note", "x"});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("FAILED_PRECONDITION discrepancy_resolved: closed"));
}

TEST(DiscrepancyList, WhatOthersWroteCannotSteerTheTerminal) {
  FakeEngine engine;
  engine.list_discrepancies = [](const auto&, ListDiscrepanciesResponse* page) {
    Discrepancy* discrepancy = page->add_discrepancies();
    *discrepancy = ResolvedDiscrepancy();
    for (std::string* text :
         {discrepancy->mutable_discrepancy_id(), discrepancy->mutable_payment_ids(0),
          discrepancy->mutable_watch_account(), discrepancy->mutable_first_tx_signature(),
          discrepancy->mutable_last_tx_signature(), discrepancy->mutable_detail(),
          discrepancy->mutable_sums(0)->mutable_token_mint(),
          discrepancy->mutable_sums(0)->mutable_asset_symbol(),
          discrepancy->mutable_resolution()->mutable_note(),
          discrepancy->mutable_resolution()->mutable_actor(),
          discrepancy->mutable_resolution()->mutable_peer()}) {
      *text = "\x1b[2J";
    }
    return grpc::Status::OK;
  };
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"discrepancy", "list"},
        std::vector<std::string>{"discrepancy", "list", "--details"}}) {
    const CliResult result = engine.Table(args);
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos) << result.out;
    EXPECT_THAT(result.out, HasSubstr("\\x1b[2J"));
  }
}

}  // namespace
}  // namespace hilt::cli
