#include "indexer/decode/rpc_answer.h"

#include <gtest/gtest.h>

#include "support.h"

namespace hilt::decode {
namespace {

constexpr std::string_view kMainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

std::string Result(const Json& value) { return Json{{"result", value}}.dump(); }

Json Statuses(const Json& value) { return {{"context", {{"slot", 70}}}, {"value", value}}; }

TEST(RpcAnswer, TellsErrorsFromResults) {
  struct Case {
    std::string name, response;
    std::optional<int64_t> code;
  };
  const Case kCases[] = {
      {"result", R"({"jsonrpc":"2.0","id":1,"result":{"a":[1,{"error":{"code":5}}]}})", {}},
      {"null result", R"({"result":null})", {}},
      {"null error beside a result", R"({"error":null,"result":7})", {}},
      {"error", R"({"error":{"code":-32005,"message":"x","data":{"numSlotsBehind":9}}})", -32005},
      {"error beside a null result", R"({"result":null,"error":{"code":429}})", 429},
      {"error beside a result", R"({"result":"x","error":{"code":429}})", 429},
      {"largest code", R"({"error":{"code":9223372036854775807}})", INT64_MAX},
  };
  for (const Case& c : kCases) {
    const auto code = RpcErrorCode(c.response);
    ASSERT_TRUE(code.ok()) << c.name << ": " << code.status();
    EXPECT_EQ(*code, c.code) << c.name;
  }
}

TEST(RpcAnswer, RefusesWhatIsNoResponse) {
  struct Case {
    std::string response, error;
  };
  const Case kCases[] = {
      {"", "document: empty"},
      {"<html>429</html>", "document: not an object"},
      {"[]", "document: not an object"},
      {"{}", "document: neither a result nor an error"},
      {R"({"error":null})", "document: neither a result nor an error"},
      {R"({"result":1)", "document: does not end with its last bracket"},
      {R"({"result":1} x)", "document: does not end with its last bracket"},
      {R"({"result":1,"result":2})", "result: given twice"},
      {R"({"error":"rate limited"})", "error: not an object"},
      {R"({"error":{"message":"x"}})", "error.code: missing"},
      {R"({"error":{"code":9223372036854775808}})", "error.code: not a signed 64-bit integer"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(RpcErrorCode(c.response).status()), c.error) << c.response;
  }
  const std::string large = Result(std::string(kMaxSmallAnswerBytes, 'x'));
  EXPECT_TRUE(absl::IsResourceExhausted(RpcErrorCode(large).status()));
}

TEST(RpcAnswer, ReadsAGenesisHash) {
  const auto hash = RpcGenesisHash(Result(kMainnet));
  ASSERT_TRUE(hash.ok()) << hash.status();
  EXPECT_EQ(solana::ToString(*hash), kMainnet);
  EXPECT_EQ(Outcome(RpcGenesisHash(Result("5eykt4")).status()),
            "result: not the base58 text of a 32-byte blockhash");
  EXPECT_EQ(Outcome(RpcGenesisHash(Result(5)).status()), "result: not a string");
  EXPECT_EQ(Outcome(RpcGenesisHash(Result(nullptr)).status()), "result: null");
  EXPECT_EQ(RpcGenesisHash(R"({"error":{"code":-32601}})").status(),
            absl::UnavailableError("rpc error -32601"));
}

TEST(RpcAnswer, ReadsHowFarANodeIs) {
  const Json info = {{"absoluteSlot", 447'600'400}, {"blockHeight", 425'000'000}, {"epoch", 1036}};
  const auto height = RpcChainHeight(Result(info));
  ASSERT_TRUE(height.ok()) << height.status();
  EXPECT_EQ(height->slot, domain::Slot(447'600'400));
  EXPECT_EQ(height->block_height, 425'000'000u);
  EXPECT_EQ(Outcome(RpcChainHeight(Result(Edited(info, "/blockHeight", std::nullopt))).status()),
            "result.blockHeight: missing");
  EXPECT_EQ(Outcome(RpcChainHeight(Result(Edited(info, "/absoluteSlot", -1))).status()),
            "result.absoluteSlot: not an unsigned 64-bit integer");
}

TEST(RpcAnswer, ReadsStatusesInTheOrderAskedFor) {
  const Json failed = {{"slot", 48},
                       {"confirmations", nullptr},
                       {"err", {{"InstructionError", {2, {{"Custom", 1}}}}}},
                       {"status", {{"Err", "AccountInUse"}}},
                       {"confirmationStatus", "finalized"}};
  const Json fresh = {
      {"slot", 69}, {"confirmations", 0}, {"err", nullptr}, {"confirmationStatus", "processed"}};
  const auto answer = RpcSignatureStatuses(Result(Statuses({nullptr, failed, fresh})), 3);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->node_slot, domain::Slot(70));
  ASSERT_EQ(answer->statuses.size(), 3u);
  EXPECT_FALSE(answer->statuses[0].has_value());
  ASSERT_TRUE(answer->statuses[1].has_value());
  EXPECT_EQ(answer->statuses[1]->slot, domain::Slot(48));
  EXPECT_EQ(answer->statuses[1]->commitment, domain::Commitment::kFinalized);
  EXPECT_TRUE(answer->statuses[1]->failed);
  ASSERT_TRUE(answer->statuses[2].has_value());
  EXPECT_EQ(answer->statuses[2]->commitment, domain::Commitment::kProcessed);
  EXPECT_FALSE(answer->statuses[2]->failed);
}

// Old nodes do not say, and there may be more levels one day.
TEST(RpcAnswer, LeavesOpenACommitmentThatIsNotSaidInAKnownWord) {
  const Json statuses[] = {
      {{"slot", 48}},
      {{"slot", 48}, {"confirmationStatus", nullptr}},
      {{"slot", 48}, {"confirmationStatus", "rooted"}},
  };
  for (const Json& status : statuses) {
    const auto answer = RpcSignatureStatuses(Result(Statuses(Json::array({status}))), 1);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->statuses[0]->commitment, std::nullopt) << status.dump();
  }
}

TEST(RpcAnswer, HasOneStatusForEachSignature) {
  const Json one = Statuses({nullptr});
  struct Case {
    Json result;
    size_t count;
    std::string error;
  };
  const Case kCases[] = {
      {one, 0, "result.value[0]: more than were asked for"},
      {one, 2, "result.value: fewer than were asked for"},
      {Statuses(nullptr), 1, "result.value: not an array"},
      {Statuses({{{"err", nullptr}}}), 1, "result.value[0].slot: missing"},
      {Statuses(Json::array({7})), 1, "result.value[0]: not an object"},
      {Statuses({{{"slot", 48}, {"confirmationStatus", 2}}}), 1,
       "result.value[0].confirmationStatus: not a string"},
      {Statuses({{{"slot", "48"}}}), 1, "result.value[0].slot: not an unsigned 64-bit integer"},
      {Edited(one, "/context", std::nullopt), 1, "result.context: missing"},
      {Edited(one, "/context/slot", std::nullopt), 1, "result.context.slot: missing"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(RpcSignatureStatuses(Result(c.result), c.count).status()), c.error)
        << c.result.dump() << " " << c.count;
  }
}

// Any cut of a good answer gives a status, never an answer.
TEST(RpcAnswer, IsRefusedWhereverItIsCut) {
  const std::string whole = Result(Statuses({nullptr, {{"slot", 48}}}));
  ASSERT_TRUE(RpcSignatureStatuses(whole, 2).ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(RpcSignatureStatuses(whole.substr(0, size), 2).ok()) << size;
    EXPECT_FALSE(RpcErrorCode(whole.substr(0, size)).ok()) << size;
  }
}

}  // namespace
}  // namespace hilt::decode
