#include "indexer/source/block_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "rpc_canned_server.h"
#include "rpc_fixture.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using domain::Slot;
using pipeline::Answer;
using pipeline::Ask;
using pipeline::Question;
using pipeline::Trouble;
using test_support::RpcFault;
using testing::ElementsAre;
using testing::IsEmpty;

using Json = nlohmann::json;

constexpr std::string_view kHash = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr std::string_view kParent = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

Question Of(Ask ask, uint64_t from = 0, uint64_t to = 0) {
  return {.ask = ask, .commitment = Commitment::kFinalized, .from = Slot(from), .to = Slot(to)};
}

Json Block(const Json& transactions = Json::array()) {
  return {{"blockhash", kHash}, {"previousBlockhash", kParent}, {"parentSlot", 6},
          {"blockHeight", 5},   {"blockTime", 1'790'000'000},   {"transactions", transactions}};
}

class BlockSourceTest : public testing::Test {
 protected:
  Answer Read(const Question& question, const std::vector<std::string>& last = {}) {
    return source.Read(question, last);
  }

  TwoNodes nodes;
  BlockSource source{nodes.client(), nodes.clock, {}};
};

TEST_F(BlockSourceTest, AsksSoThatNoVersionStopsItAndNoRewardsCome) {
  nodes.main.Give("getBlock", Block().dump());
  nodes.main.Give("getBlocks", "[7,9]");
  nodes.main.Give("getBlocksWithLimit", "[7]");
  struct Case {
    Question question;
    std::string asked;
  };
  Question confirmed = Of(Ask::kBlock, 7);
  confirmed.commitment = Commitment::kConfirmed;
  const std::string options = R"("encoding":"json","maxSupportedTransactionVersion":255,)"
                              R"("rewards":false,"transactionDetails":)";
  const Case kCases[] = {
      {Of(Ask::kHead), R"(getSlot [{"commitment":"finalized"}])"},
      {Of(Ask::kSlots, 7, 9), R"(getBlocks [7,9,{"commitment":"finalized"}])"},
      {Of(Ask::kNext, 7), R"(getBlocksWithLimit [7,1,{"commitment":"finalized"}])"},
      {Of(Ask::kHeader, 7), R"(getBlock [7,{"commitment":"finalized",)" + options + R"("none"}])"},
      {Of(Ask::kBlock, 7), R"(getBlock [7,{"commitment":"finalized",)" + options + R"("full"}])"},
      {confirmed, R"(getBlock [7,{"commitment":"confirmed",)" + options + R"("full"}])"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Read(c.question).endpoint, "main") << c.asked;
    EXPECT_EQ(nodes.main.asked().back(), c.asked);
  }
}

TEST_F(BlockSourceTest, GivesABlockWithItsLinksAndItsTransactions) {
  std::ifstream in(HILT_GOLDEN_DIR "/chain/scenarios/transfer_checked_legacy.json");
  const Json golden = Json::parse(in);
  Json transaction = golden["rpc"]["json"];
  transaction.erase("slot");
  transaction.erase("blockTime");
  nodes.main.Give("getBlock", Block(Json::array({transaction})).dump());
  const Answer answer = Read(Of(Ask::kBlock, 7));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.header->slot, Slot(7));
  EXPECT_EQ(answer.header->parent_slot, Slot(6));
  EXPECT_EQ(solana::ToString(answer.header->blockhash), kHash);
  EXPECT_EQ(solana::ToString(answer.header->previous_blockhash), kParent);
  EXPECT_EQ(answer.header->height, 5u);
  EXPECT_EQ(answer.header->time, absl::FromUnixSeconds(1'790'000'000));
  ASSERT_EQ(answer.observations.size(), 1u);
  EXPECT_EQ(answer.observations[0].commitment, Commitment::kFinalized);
  EXPECT_EQ(answer.observations[0].blockhash, answer.header->blockhash);
}

// A block that is refused for its size would be waited for; nothing else is as large.
TEST_F(BlockSourceTest, TakesLargeAnswersForWholeBlocksAlone) {
  const std::string body = R"({"jsonrpc":"2.0","id":1,"result":)" + Block().dump() + "}" +
                           std::string(kMaxAnswerBytes, ' ');
  CannedServer server("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                      "\r\n\r\n" + body);
  RpcClient::Options options;
  RpcEndpointOptions& endpoint = options.endpoints.emplace_back();
  endpoint.name = "large";
  endpoint.url = telemetry::Secret(server.url());
  endpoint.timeout = absl::Seconds(20);
  const auto client = RpcClient::Create(std::move(options), nodes.environment());
  BlockSource large(**client, nodes.clock, {});
  EXPECT_EQ(large.Read(Of(Ask::kBlock, 7), {}).endpoint, "large");
  const Answer header = large.Read(Of(Ask::kHeader, 7), {});
  EXPECT_FALSE(header.ok());
  ASSERT_EQ(header.troubles.size(), 1u);
  EXPECT_EQ(header.troubles[0].message, "large: the answer is over 16777216 bytes");
}

TEST_F(BlockSourceTest, TellsWhatAnErrorIsGoodFor) {
  struct Case {
    int64_t code;
    Trouble trouble;
  };
  const Case kCases[] = {
      {-32004, Trouble::kNotYet},       {-32014, Trouble::kNotYet},
      {-32016, Trouble::kNotYet},       {-32007, Trouble::kMaybeSkipped},
      {-32009, Trouble::kMaybeSkipped}, {-32001, Trouble::kCleanedUp},
      {-32011, Trouble::kCleanedUp},    {-32019, Trouble::kTransient},
      {-32005, Trouble::kTransient},    {429, Trouble::kTransient},
      {-32015, Trouble::kRefused},      {-32602, Trouble::kRefused},
  };
  for (const Case& c : kCases) {
    nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = c.code});
    nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = c.code});
    const Answer answer = Read(Of(Ask::kBlock, 7));
    EXPECT_FALSE(answer.ok());
    ASSERT_EQ(answer.troubles.size(), 2u);
    EXPECT_EQ(answer.troubles[0].endpoint, "main");
    EXPECT_EQ(answer.troubles[0].trouble, c.trouble) << c.code;
    EXPECT_EQ(answer.troubles[1].endpoint, "spare");
    nodes.clock.Advance(absl::Minutes(5));  // the rests that some of these ask for
  }
}

TEST_F(BlockSourceTest, TakesNullForABlockThatMayCome) {
  nodes.main.Give("getBlock", "null");
  nodes.spare.Give("getBlock", "null");
  for (const Ask ask : {Ask::kHeader, Ask::kBlock}) {
    const Answer answer = Read(Of(ask, 7));
    EXPECT_FALSE(answer.ok());
    ASSERT_EQ(answer.troubles.size(), 2u);
    EXPECT_EQ(answer.troubles[0].trouble, Trouble::kNotYet);
    EXPECT_EQ(answer.troubles[0].message, "main: getBlock: null");
  }
}

TEST_F(BlockSourceTest, AsksTheNextWhereOneHasNone) {
  nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32007});
  nodes.spare.Give("getBlock", Block().dump());
  const Answer answer = Read(Of(Ask::kBlock, 7));
  EXPECT_EQ(answer.endpoint, "spare");
  ASSERT_EQ(answer.troubles.size(), 1u);
  EXPECT_EQ(answer.troubles[0].message, "main: rpc error -32007");
}

TEST_F(BlockSourceTest, AsksThoseWhoseAnswersDidNotFitAfterAllOthers) {
  nodes.main.Give("getBlock", Block().dump());
  nodes.spare.Give("getBlock", Block().dump());
  EXPECT_EQ(Read(Of(Ask::kBlock, 7), {"main"}).endpoint, "spare");
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32004});
  EXPECT_EQ(Read(Of(Ask::kBlock, 7), {"main"}).endpoint, "main");
}

TEST_F(BlockSourceTest, AsksThoseThatAreBehindAfterTheOthers) {
  nodes.main.SetHeight(100, 90);
  nodes.spare.SetHeight(200, 190);
  EXPECT_EQ(Read(Of(Ask::kHead)).slots, std::vector<Slot>{Slot(200)});
  nodes.main.Give("getBlock", Block().dump());
  nodes.spare.Give("getBlock", Block().dump());
  EXPECT_EQ(Read(Of(Ask::kBlock, 100)).endpoint, "main");
  EXPECT_EQ(Read(Of(Ask::kBlock, 101)).endpoint, "spare");
  nodes.main.Give("getBlocks", "[]");
  nodes.spare.Give("getBlocks", "[]");
  EXPECT_EQ(Read(Of(Ask::kSlots, 90, 150)).endpoint, "spare");
}

TEST_F(BlockSourceTest, AsksOthersHowFarTheyAreOnlyNowAndThen) {
  Read(Of(Ask::kHead));
  Read(Of(Ask::kHead));
  EXPECT_EQ(nodes.main.asked().size(), 2u);
  EXPECT_EQ(nodes.spare.asked().size(), 1u);
  nodes.clock.Advance(BlockSource::kHeadsEvery);
  Read(Of(Ask::kHead));
  EXPECT_EQ(nodes.spare.asked().size(), 2u);
  nodes.main.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 503});
  EXPECT_EQ(Read(Of(Ask::kHead)).endpoint, "spare");
}

TEST_F(BlockSourceTest, UsesNoEndpointThatIsOnAnotherChain) {
  const BlockSourceOptions options = {.genesis_hash = *solana::ParseBlockhash(kHash)};
  BlockSource checked(nodes.client(), nodes.clock, options);
  nodes.main.Give("getBlock", Block().dump());
  nodes.spare.Give("getBlock", Block().dump());
  nodes.spare.SetGenesisHash(std::string(kHash));
  const Answer answer = checked.Read(Of(Ask::kBlock, 7), {});
  EXPECT_EQ(answer.endpoint, "spare");
  ASSERT_EQ(answer.troubles.size(), 1u);
  EXPECT_EQ(answer.troubles[0].trouble, Trouble::kRefused);
  EXPECT_THAT(nodes.main.asked(), ElementsAre("getGenesisHash []"));
}

TEST_F(BlockSourceTest, TakesWhatDoesNotReadForNoAnswer) {
  nodes.main.Give("getBlocks", "[9,7]");
  nodes.spare.Give("getBlocks", R"({"slots":[7]})");
  const Answer answer = Read(Of(Ask::kSlots, 7, 9));
  EXPECT_FALSE(answer.ok());
  EXPECT_THAT(answer.slots, IsEmpty());
  ASSERT_EQ(answer.troubles.size(), 2u);
  EXPECT_EQ(answer.troubles[0].message, "main: getBlocks: result[1]: not above the one before");
  EXPECT_EQ(answer.troubles[0].trouble, Trouble::kTransient);
}

}  // namespace
}  // namespace hilt::source
