#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/source/transaction_fetch.h"
#include "rpc_fixture.h"

// One transaction as two endpoints show it, each with its block.
namespace hilt::source {
namespace {

using domain::Commitment;
using test_support::RpcFault;
using test_support::RpcServer;

constexpr std::string_view kHash = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr std::string_view kOther = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

class FetchFromTwo : public testing::Test {
 protected:
  FetchFromTwo() {
    std::ifstream in(HILT_GOLDEN_DIR "/chain/scenarios/transfer_checked_legacy.json");
    const nlohmann::json golden = nlohmann::json::parse(in);
    text_ = golden["transaction"]["signature"].get<std::string>();
    result_ = golden["rpc"]["json"];
  }

  void Hold(RpcServer& node, const nlohmann::json& result, std::string_view blockhash = kHash,
            Commitment commitment = Commitment::kFinalized) {
    node.Hold(text_, commitment, result.dump());
    node.Give("getBlock", nlohmann::json{{"blockhash", blockhash},
                                         {"previousBlockhash", kOther},
                                         {"parentSlot", 6},
                                         {"blockHeight", 5},
                                         {"blockTime", 1'790'000'000}}
                              .dump());
  }
  void Hold(RpcServer& node) { Hold(node, result_); }

  absl::StatusOr<std::array<TransactionFetcher::Shown, 2>> Fetch(RpcClient& client) {
    TransactionFetcher fetcher(client, nodes.clock, {.lacking_asks_next = true});
    const auto alike = [](const domain::Observation& a, const domain::Observation& b) {
      return a.blockhash == b.blockhash;
    };
    return fetcher.FetchFromTwo(*solana::ParseSignature(text_), Commitment::kFinalized, alike,
                                nodes.Soon());
  }
  absl::StatusOr<std::array<TransactionFetcher::Shown, 2>> Fetch() { return Fetch(nodes.client()); }
  std::string WhyNot() { return std::string(Fetch().status().message()); }

  TwoNodes nodes;
  std::string text_;
  nlohmann::json result_;
};

TEST_F(FetchFromTwo, GivesWhatEachShowsWithItsBlock) {
  Hold(nodes.main);
  nlohmann::json other = result_;
  other["slot"] = 7;
  Hold(nodes.spare, other, kOther);
  const auto two = Fetch();
  ASSERT_TRUE(two.ok()) << two.status();
  const auto& [main, spare] = *two;
  EXPECT_EQ(main.endpoint, "main");
  EXPECT_EQ(main.observation.slot, domain::Slot(result_["slot"].get<uint64_t>()));
  EXPECT_EQ(solana::ToString(*main.observation.blockhash), kHash);
  EXPECT_EQ(main.observation.commitment, Commitment::kFinalized);
  EXPECT_EQ(main.observation.grade, domain::EvidenceGrade::kChain);
  EXPECT_EQ(spare.endpoint, "spare");
  EXPECT_EQ(spare.observation.slot, domain::Slot(7));
  EXPECT_EQ(solana::ToString(*spare.observation.blockhash), kOther);
  EXPECT_EQ(
      nodes.spare.asked().back(),
      R"(getBlock [7,{"commitment":"finalized","encoding":"json",)"
      R"("maxSupportedTransactionVersion":255,"rewards":false,"transactionDetails":"none"}])");
}

TEST_F(FetchFromTwo, TakesNoEndpointThatDoesNotShowItWholeAtTheCommitment) {
  nlohmann::json incomplete = result_;
  incomplete["meta"]["innerInstructions"] = nullptr;
  Hold(nodes.main);
  const std::string alone = "main: shows it, alone; spare: ";
  EXPECT_EQ(WhyNot(), alone + "does not show it whole");
  Hold(nodes.spare, result_, kHash, Commitment::kConfirmed);
  EXPECT_EQ(WhyNot(), alone + "does not show it whole");
  Hold(nodes.spare, incomplete);
  EXPECT_EQ(WhyNot(), alone + "does not show it whole");
  Hold(nodes.spare);
  EXPECT_TRUE(Fetch().ok());
}

TEST_F(FetchFromTwo, TakesNoEndpointThatDoesNotTellTheBlock) {
  Hold(nodes.main);
  Hold(nodes.spare);
  nodes.spare.Give("getBlock", "null");
  EXPECT_EQ(WhyNot(), "main: shows it, alone; spare: getBlock: the result is null");
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32007, .method = "getBlock"});
  EXPECT_EQ(WhyNot(), "main: shows it, alone; spare: rpc error -32007");
  EXPECT_TRUE(absl::IsUnavailable(Fetch().status()));
}

TEST_F(FetchFromTwo, AsksAThirdWhereOneOfTwoDoesNotShowIt) {
  RpcServer third;
  const auto client =
      nodes.Make({{"main", &nodes.main}, {"spare", &nodes.spare}, {"third", &third}});
  Hold(nodes.main);
  Hold(third);
  const auto two = Fetch(*client);
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ((*two)[0].endpoint, "main");
  EXPECT_EQ((*two)[1].endpoint, "third");
}

TEST_F(FetchFromTwo, TheFirstPairThatAgreesCounts) {
  struct Case {
    std::vector<std::string_view> blocks;  // that each endpoint shows it in
    size_t first, second;                  // endpoints
    size_t asked;                          // endpoints
  };
  constexpr std::string_view kThird = "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY";
  const Case kCases[] = {
      {{kHash, kHash, kOther, kOther}, 0, 1, 2}, {{kHash, kOther, kOther, kHash}, 1, 2, 3},
      {{kHash, kOther, kHash, kOther}, 0, 2, 3}, {{kHash, kOther, kThird, kOther}, 1, 3, 4},
      {{kHash, kOther, kThird}, 0, 1, 3},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(&c - kCases);
    std::vector<std::unique_ptr<RpcServer>> servers;
    std::vector<TwoNodes::Named> named;
    for (const std::string_view block : c.blocks) {
      Hold(*servers.emplace_back(std::make_unique<RpcServer>()), result_, block);
      named.push_back({std::to_string(named.size()), servers.back().get()});
    }
    const auto two = Fetch(*nodes.Make(named));
    ASSERT_TRUE(two.ok()) << two.status();
    EXPECT_EQ((*two)[0].endpoint, std::to_string(c.first));
    EXPECT_EQ((*two)[1].endpoint, std::to_string(c.second));
    for (size_t i = 0; i < servers.size(); ++i) {
      EXPECT_EQ(servers[i]->asked().empty(), i >= c.asked) << i;
    }
  }
}

TEST_F(FetchFromTwo, OneEndpointIsNeverTwo) {
  const auto client = nodes.Make({{"main", &nodes.main}});
  Hold(nodes.main);
  EXPECT_EQ(std::string(Fetch(*client).status().message()), "main: shows it, alone");
}

}  // namespace
}  // namespace hilt::source
