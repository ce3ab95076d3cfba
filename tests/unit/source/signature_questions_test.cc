#include "indexer/source/signature_questions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "indexer/source/transaction_fetch.h"
#include "rpc_fixture.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using domain::Slot;
using test_support::RpcFault;
using test_support::RpcServer;
using testing::ElementsAre;

solana::Signature Numbered(uint8_t number) {
  solana::Signature signature;
  signature.bytes.fill(number);
  return signature;
}

// The node has seen it there.
void See(RpcServer& node, uint8_t number, Commitment commitment, uint64_t slot,
         std::string_view err = "null") {
  node.Hold(solana::ToString(Numbered(number)), commitment,
            fmt::format(R"({{"slot":{},"meta":{{"err":{}}}}})", slot, err));
}

// "confirmed 7", "finalized 9 failed" or "-".
std::string Text(const std::optional<decode::SignatureStatus>& status) {
  if (!status) return "-";
  return fmt::format("{} {}{}", status->commitment ? domain::Name(*status->commitment) : "untold",
                     status->slot.value(), status->failed ? " failed" : "");
}

class SignatureStatuses : public testing::Test {
 protected:
  // Of the signatures numbered from 1 on.
  absl::StatusOr<std::vector<std::string>> Ask(uint8_t count, TransactionFetchOptions options) {
    std::vector<solana::Signature> signatures;
    for (uint8_t i = 1; i <= count; ++i) signatures.push_back(Numbered(i));
    TransactionFetcher fetcher(nodes.client(), nodes.clock, options);
    const auto statuses = fetcher.AskStatuses(signatures, nodes.Soon());
    if (!statuses.ok()) return statuses.status();
    std::vector<std::string> texts;
    for (const auto& status : *statuses) texts.push_back(Text(status));
    return texts;
  }
  absl::StatusOr<std::vector<std::string>> AskAll(uint8_t count) {
    return Ask(count, {.lacking_asks_next = true});
  }

  TwoNodes nodes;
};

TEST_F(SignatureStatuses, AreAskedForInOneCallAndNotInHistory) {
  See(nodes.main, 1, Commitment::kConfirmed, 7);
  See(nodes.main, 3, Commitment::kFinalized, 9, R"({"InstructionError":[0,{"Custom":1}]})");
  const auto statuses = Ask(3, {});
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_THAT(*statuses, ElementsAre("confirmed 7", "-", "finalized 9 failed"));
  EXPECT_THAT(nodes.main.asked(),
              ElementsAre(fmt::format(
                  R"(getSignatureStatuses [["{}","{}","{}"],{{"searchTransactionHistory":false}}])",
                  solana::ToString(Numbered(1)), solana::ToString(Numbered(2)),
                  solana::ToString(Numbered(3)))));
  EXPECT_THAT(nodes.spare.asked(), ElementsAre());
}

TEST_F(SignatureStatuses, AreTheFurthestThatAnyEndpointShowsWhereToldTo) {
  See(nodes.main, 1, Commitment::kFinalized, 7);
  See(nodes.main, 2, Commitment::kConfirmed, 8);
  See(nodes.main, 3, Commitment::kConfirmed, 9);
  See(nodes.spare, 2, Commitment::kFinalized, 8);
  See(nodes.spare, 3, Commitment::kProcessed, 10);
  See(nodes.spare, 4, Commitment::kConfirmed, 11);
  const auto statuses = AskAll(5);
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_THAT(*statuses,
              ElementsAre("finalized 7", "finalized 8", "confirmed 9", "confirmed 11", "-"));
  ASSERT_EQ(nodes.spare.asked().size(), 1u);
  EXPECT_EQ(nodes.spare.asked().front().find(solana::ToString(Numbered(1))), std::string::npos)
      << "what is finalized needs no second word";
}

TEST_F(SignatureStatuses, AskNoFurtherOnceAllAreFinalized) {
  See(nodes.main, 1, Commitment::kFinalized, 7);
  ASSERT_TRUE(AskAll(1).ok());
  EXPECT_THAT(nodes.spare.asked(), ElementsAre());
}

// A commitment that is not told may be the highest: only a fetch can say.
TEST_F(SignatureStatuses, WithoutACommitmentIsGivenAsSuch) {
  nodes.main.Give("getSignatureStatuses", R"({"context":{"slot":9},"value":[{"slot":7}]})");
  const auto statuses = AskAll(1);
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_THAT(*statuses, ElementsAre("untold 7"));
}

TEST_F(SignatureStatuses, OfTheOtherEndpointDoWhereOneDoesNotAnswer) {
  See(nodes.spare, 1, Commitment::kConfirmed, 7);
  nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  const auto statuses = Ask(1, {});
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_THAT(*statuses, ElementsAre("confirmed 7"));
}

TEST_F(SignatureStatuses, ThatCannotBeReadAreAnErrorThatSaysWhoseAndWhere) {
  struct Case {
    std::string result, error;
  };
  const Case cases[] = {
      {R"({"context":{"slot":9},"value":[]})", "result.value: fewer than were asked for"},
      {R"({"context":{"slot":9},"value":[null,null]})",
       "result.value[1]: more than were asked for"},
      {R"({"context":{"slot":9},"value":["finalized"]})", "result.value[0]: not an object"},
      {R"([])", "result: not an object"},
  };
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  for (const Case& c : cases) {
    nodes.main.Give("getSignatureStatuses", c.result);
    const absl::Status status = Ask(1, {}).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_EQ(std::string(status.message()),
              "main: getSignatureStatuses: " + c.error + "; spare: rpc error -32601");
    EXPECT_LE(nodes.endpoint(0).rests_until(), nodes.clock.Now());
  }
}

// Whether it is of use to wait, or to ask in another way.
TEST_F(SignatureStatuses, ThatNobodyTellsAreARefusalOnlyWhereAnEndpointCanBeAsked) {
  constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
  constexpr auto kUnavailable = absl::StatusCode::kUnavailable;
  using Kind = RpcFault::Kind;
  struct Case {
    RpcFault main, spare;
    absl::StatusCode code;
  };
  const RpcFault down = {.kind = Kind::kHttpStatus, .number = 503};
  const RpcFault limited = {.kind = Kind::kRpcError, .number = 429};
  const RpcFault behind = {.kind = Kind::kRpcError, .number = -32005};
  const RpcFault no_method = {.kind = Kind::kRpcError, .number = -32601};
  const RpcFault no_history = {.kind = Kind::kRpcError, .number = -32011};
  const RpcFault not_in_plan = {.kind = Kind::kRpcError, .number = -32099};
  const Case kCases[] = {
      {down, down, kUnavailable},       {limited, behind, kUnavailable},
      {no_method, no_method, kRefused}, {down, no_method, kRefused},
      {no_history, limited, kRefused},  {not_in_plan, down, kRefused},
  };
  const std::vector<solana::Signature> signatures = {Numbered(1)};
  for (const Case& c : kCases) {
    SCOPED_TRACE(&c - kCases);
    nodes.main.Fail(c.main);
    nodes.spare.Fail(c.spare);
    EXPECT_EQ(AskAll(1).status().code(), c.code);
    nodes.clock.Advance(absl::Minutes(5));  // the rests that some of these ask for
    TransactionFetcher fetcher(nodes.client(), nodes.clock, {});
    EXPECT_EQ(fetcher.AskKnowledge(signatures, nodes.Soon()).status().code(), c.code);
    EXPECT_EQ(AskAll(1).status().code(), c.code) << "also while those that are down rest";
    nodes.clock.Advance(absl::Minutes(5));
  }
}

TEST_F(SignatureStatuses, AreNotTakenFromAnEndpointOnAnotherChain) {
  See(nodes.main, 1, Commitment::kFinalized, 7);
  nodes.spare.SetGenesisHash("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG");
  const auto statuses = Ask(
      1, {.genesis_hash = *solana::ParseBlockhash("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG")});
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_THAT(*statuses, ElementsAre("-"));
  EXPECT_THAT(nodes.main.asked(), ElementsAre("getGenesisHash []"));
}

TEST_F(SignatureStatuses, OfAsManyAsANodeTakesComeInOneAnswer) {
  See(nodes.main, 200, Commitment::kConfirmed, 7);
  const std::vector<solana::Signature> most(kMaxStatuses, Numbered(200));
  TransactionFetcher fetcher(nodes.client(), nodes.clock, {});
  const auto statuses = fetcher.AskStatuses(most, nodes.Soon());
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  EXPECT_EQ(statuses->size(), kMaxStatuses);
  EXPECT_EQ(nodes.main.asked().size(), 1u);
}

TEST_F(SignatureStatuses, OfManyGiveTheKnowledgeOfEachAtOneHeight) {
  See(nodes.main, 2, Commitment::kProcessed, 7);
  nodes.main.SetHeight(1'000, 900);
  const std::vector<solana::Signature> signatures = {Numbered(1), Numbered(2)};
  TransactionFetcher fetcher(nodes.client(), nodes.clock, {});
  const auto knowledge = fetcher.AskKnowledge(signatures, nodes.Soon());
  ASSERT_TRUE(knowledge.ok()) << knowledge.status();
  ASSERT_EQ(knowledge->size(), 2u);
  for (const Knowledge& each : *knowledge) {
    EXPECT_EQ(each.finalized_height, 900u);
    EXPECT_EQ(each.finalized_slot, Slot(1'000));
  }
  EXPECT_FALSE((*knowledge)[0].known);
  EXPECT_TRUE((*knowledge)[1].known);
  ASSERT_EQ(nodes.main.asked().size(), 2u);
  EXPECT_NE(nodes.main.asked()[1].find(R"({"searchTransactionHistory":true})"), std::string::npos);
}

}  // namespace
}  // namespace hilt::source
