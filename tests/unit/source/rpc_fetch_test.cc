#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "indexer/source/transaction_fetch.h"
#include "rpc_fixture.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using test_support::RpcFault;
using test_support::RpcServer;

struct Scenario {
  std::string text;  // the signature
  solana::Signature signature;
  nlohmann::json result;
};

Scenario ReadScenario(const std::string& name) {
  std::ifstream in(HILT_GOLDEN_DIR "/chain/scenarios/" + name + ".json");
  const nlohmann::json golden = nlohmann::json::parse(in);
  const auto text = golden["transaction"]["signature"].get<std::string>();
  return {text, *solana::ParseSignature(text), golden["rpc"]["json"]};
}

void Hold(RpcServer& node, const Scenario& scenario, Commitment commitment) {
  node.Hold(scenario.text, commitment, scenario.result.dump());
}

class TransactionFetch : public testing::Test {
 protected:
  absl::StatusOr<std::optional<domain::Observation>> Fetch(TransactionFetchOptions options = {}) {
    TransactionFetcher fetcher(nodes.client(), nodes.clock, options);
    return fetcher.FetchTransaction(scenario.signature, nodes.Soon());
  }
  absl::StatusOr<Knowledge> Ask() {
    TransactionFetcher fetcher(nodes.client(), nodes.clock, {});
    const auto knowledge = fetcher.AskKnowledge({&scenario.signature, 1}, nodes.Soon());
    if (!knowledge.ok()) return knowledge.status();
    return knowledge->front();
  }

  TwoNodes nodes;
  const Scenario scenario = ReadScenario("transfer_checked_legacy");
};

TEST_F(TransactionFetch, GivesTheCommitmentThatAnswered) {
  for (const Commitment commitment : {Commitment::kConfirmed, Commitment::kFinalized}) {
    Hold(nodes.main, scenario, commitment);
    const auto found = Fetch();
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_TRUE(found->has_value());
    EXPECT_EQ((*found)->signature, scenario.signature);
    EXPECT_EQ((*found)->commitment, commitment);
    EXPECT_EQ((*found)->grade, domain::EvidenceGrade::kChain);
    EXPECT_EQ((*found)->slot, domain::Slot(scenario.result["slot"].get<uint64_t>()));
  }
}

TEST_F(TransactionFetch, FindsNothingBelowConfirmed) {
  Hold(nodes.main, scenario, Commitment::kProcessed);
  const auto found = Fetch();
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->has_value());
}

TEST_F(TransactionFetch, BelievesThePreferredEndpointThatKnowsNothing) {
  Hold(nodes.spare, scenario, Commitment::kFinalized);
  const auto found = Fetch();
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->has_value());
}

TEST_F(TransactionFetch, AsksTheNextThatMayKnowMoreWhereToldTo) {
  const TransactionFetchOptions options = {.lacking_asks_next = true};
  auto found = Fetch(options);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->has_value());
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32011});
  found = Fetch(options);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->has_value());
  nodes.spare.Heal();
  Hold(nodes.spare, scenario, Commitment::kConfirmed);
  found = Fetch(options);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->has_value());
}

TEST_F(TransactionFetch, TakesTheBestOfWhatEndpointsShowWhereToldTo) {
  const TransactionFetchOptions options = {.lacking_asks_next = true};
  Hold(nodes.main, scenario, Commitment::kConfirmed);
  auto found = Fetch(options);
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ((*found)->commitment, Commitment::kConfirmed);
  Hold(nodes.spare, scenario, Commitment::kFinalized);
  found = Fetch(options);
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_EQ((*found)->commitment, Commitment::kFinalized);

  Scenario incomplete = scenario;
  incomplete.result["meta"]["innerInstructions"] = nullptr;
  Hold(nodes.main, incomplete, Commitment::kFinalized);
  found = Fetch(options);
  ASSERT_TRUE(found.ok() && found->has_value()) << found.status();
  EXPECT_TRUE((*found)->inner_instructions_recorded);
}

TEST_F(TransactionFetch, AsksTheNextWhereOneFailsAtEitherCommitment) {
  nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32011});
  Hold(nodes.spare, scenario, Commitment::kConfirmed);
  const auto found = Fetch();
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->commitment, Commitment::kConfirmed);
}

TEST_F(TransactionFetch, IsUnavailableWhereNoEndpointAnswers) {
  nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  EXPECT_EQ(Fetch().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TransactionFetch, BelievesNoEndpointThatGivesAnotherTransaction) {
  const Scenario other = ReadScenario("sol_native");
  nodes.main.Hold(scenario.text, Commitment::kFinalized, other.result.dump());
  nodes.spare.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 500});
  EXPECT_EQ(Fetch().status(),
            absl::UnavailableError("main: getTransaction: gave another transaction than was asked "
                                   "for; spare: HTTP 500"));
  EXPECT_GT(nodes.endpoint(0).rests_until(), nodes.clock.Now());
}

TEST_F(TransactionFetch, SaysWhoGaveWhatCannotBeRead) {
  nlohmann::json broken = scenario.result;
  broken["meta"]["preBalances"][0] = "5";
  nodes.main.Hold(scenario.text, Commitment::kFinalized, broken.dump());
  nodes.spare.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 500});
  EXPECT_EQ(Fetch().status(),
            absl::UnavailableError("main: getTransaction: meta.preBalances[0]: not an unsigned "
                                   "64-bit integer; spare: HTTP 500"));
  // Anybody can send transactions that we cannot read.
  EXPECT_LE(nodes.endpoint(0).rests_until(), nodes.clock.Now());
}

TEST_F(TransactionFetch, TellsHeightAndKnowledge) {
  nodes.main.SetHeight(1'000, 900);
  auto knowledge = Ask();
  ASSERT_TRUE(knowledge.ok()) << knowledge.status();
  EXPECT_EQ(knowledge->finalized_height, 900u);
  EXPECT_EQ(knowledge->finalized_slot, domain::Slot(1'000));
  EXPECT_FALSE(knowledge->known);
  for (const Commitment commitment : {Commitment::kProcessed, Commitment::kFinalized}) {
    nodes.main.Forget(scenario.text);
    Hold(nodes.main, scenario, commitment);
    knowledge = Ask();
    ASSERT_TRUE(knowledge.ok()) << knowledge.status();
    EXPECT_TRUE(knowledge->known) << domain::Name(commitment);
  }
}

TEST_F(TransactionFetch, TakesHeightAndKnowledgeFromOneEndpoint) {
  Hold(nodes.main, scenario, Commitment::kFinalized);
  nodes.main.SetHeight(5'000, 4'900);
  nodes.main.Fail(
      {.kind = RpcFault::Kind::kRpcError, .number = -32011, .method = "getSignatureStatuses"});
  const auto knowledge = Ask();
  ASSERT_TRUE(knowledge.ok()) << knowledge.status();
  EXPECT_EQ(knowledge->finalized_height, 900u);
  EXPECT_FALSE(knowledge->known);
}

TEST_F(TransactionFetch, BelievesNoNodeBehindTheHeightThatNothingIsKnown) {
  nodes.main.SetHeight(1'000, 900, -1);
  nodes.spare.SetHeight(1'000, 900, -1);
  const std::string behind =
      ": getSignatureStatuses: answered by a node behind the one that told the height";
  EXPECT_EQ(Ask().status(), absl::UnavailableError("main" + behind + "; spare" + behind));
  Hold(nodes.main, scenario, Commitment::kFinalized);
  const auto knowledge = Ask();
  ASSERT_TRUE(knowledge.ok()) << knowledge.status();
  EXPECT_TRUE(knowledge->known);
}

TEST_F(TransactionFetch, TellsTheChainOfEachEndpoint) {
  const std::string devnet = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
  nodes.spare.SetGenesisHash(devnet);
  const auto hash = TransactionFetcher::GenesisHash(nodes.endpoint(1), nodes.Soon());
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_EQ(solana::ToString(*hash), devnet);
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  EXPECT_EQ(TransactionFetcher::GenesisHash(nodes.endpoint(1), nodes.Soon()).status().code(),
            absl::StatusCode::kUnavailable);
  nodes.spare.Heal();
  nodes.spare.SetGenesisHash("short");
  EXPECT_EQ(TransactionFetcher::GenesisHash(nodes.endpoint(1), nodes.Soon()).status(),
            absl::UnavailableError(
                "spare: getGenesisHash: result: not the base58 text of a 32-byte blockhash"));
}

TEST_F(TransactionFetch, BelievesNoEndpointOnAnotherChain) {
  const std::string ours = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
  const TransactionFetchOptions options = {.genesis_hash = *solana::ParseBlockhash(ours)};
  TransactionFetcher fetcher(nodes.client(), nodes.clock, options);
  Hold(nodes.main, scenario, Commitment::kFinalized);
  Hold(nodes.spare, scenario, Commitment::kConfirmed);
  nodes.spare.SetGenesisHash(ours);
  const std::string elsewhere =
      "main: is on another chain: its genesis hash is 11111111111111111111111111111111, not " +
      ours;
  EXPECT_EQ(fetcher.CheckChain(nodes.Soon()), absl::FailedPreconditionError(elsewhere));
  const auto found = fetcher.FetchTransaction(scenario.signature, nodes.Soon());
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->commitment, Commitment::kConfirmed);
  const auto knowledge = fetcher.AskKnowledge({&scenario.signature, 1}, nodes.Soon());
  EXPECT_TRUE(knowledge.ok()) << knowledge.status();
  for (const std::string& asked : nodes.main.asked()) EXPECT_EQ(asked, "getGenesisHash []");
}

TEST_F(TransactionFetch, AsksAnEndpointForItsChainOnceItAnswers) {
  const TransactionFetchOptions options = {
      .genesis_hash = *solana::ParseBlockhash("11111111111111111111111111111111")};
  TransactionFetcher fetcher(nodes.client(), nodes.clock, options);
  Hold(nodes.main, scenario, Commitment::kFinalized);
  nodes.main.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 401});
  EXPECT_TRUE(fetcher.CheckChain(nodes.Soon()).ok());
  nodes.main.Heal();
  nodes.clock.Advance(absl::Seconds(1));
  nodes.main.SetGenesisHash("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG");
  nodes.spare.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 500});
  EXPECT_EQ(fetcher.FetchTransaction(scenario.signature, nodes.Soon()).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_GT(nodes.client().endpoints()[0]->rests_until(), nodes.clock.Now()) << "and it rests";
  nodes.main.SetGenesisHash("11111111111111111111111111111111");
  nodes.clock.Advance(absl::Seconds(1));
  const auto found = fetcher.FetchTransaction(scenario.signature, nodes.Soon());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->has_value());
}

TEST_F(TransactionFetch, ServesManyThreads) {
  const std::vector<Scenario> scenarios = {scenario, ReadScenario("sol_native"),
                                           ReadScenario("memo_v1"), ReadScenario("late")};
  for (const Scenario& each : scenarios) Hold(nodes.main, each, Commitment::kConfirmed);
  TransactionFetcher fetcher(nodes.client(), nodes.clock, {});
  std::vector<int> right(scenarios.size(), 0);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < scenarios.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        const auto found = fetcher.FetchTransaction(scenarios[i].signature, nodes.Soon());
        if (found.ok() && found->has_value() && (*found)->signature == scenarios[i].signature) {
          ++right[i];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(right, testing::Each(10));
}

}  // namespace
}  // namespace hilt::source
