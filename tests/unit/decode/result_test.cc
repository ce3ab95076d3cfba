#include <gtest/gtest.h>

#include "support.h"

namespace hilt::decode {
namespace {

struct Case {
  std::string name;
  Json response;
  absl::Status expected;
};

std::vector<Case> Cases() {
  const auto unavailable = [](const std::string& text) { return absl::UnavailableError(text); };
  const auto invalid = [](const std::string& text) { return absl::InvalidArgumentError(text); };
  return {
      {"null result",
       {{"jsonrpc", "2.0"}, {"id", 1}, {"result", nullptr}},
       absl::NotFoundError("the result is null")},
      {"bare null", nullptr, absl::NotFoundError("the result is null")},
      {"error",
       {{"error", {{"code", -32015}, {"message", "secret"}}}, {"id", 1}},
       unavailable("rpc error -32015")},
      {"error beside a null result",
       {{"error", {{"code", 429}}}, {"result", nullptr}},
       unavailable("rpc error 429")},
      {"error without a code", {{"error", {{"message", "x"}}}}, invalid("error.code: missing")},
      {"code that is no number",
       {{"error", {{"code", "x"}}}},
       invalid("error.code: not an integer, below 2^64")},
      {"error that is no object", {{"error", "x"}}, invalid("error: not an object")},
      {"result that is no object", {{"result", 5}}, invalid("result: not an object")},
      {"both a response and a result",
       {{"result", nullptr}, {"blockTime", 5}},
       invalid("document: a result and, beside it, fields of one")},
  };
}

TEST(RpcResult, OfATransactionIsAValueOrTheNodesAnswer) {
  Decoder decoder;
  for (const Case& c : Cases()) {
    EXPECT_EQ(decoder.RpcTransaction(c.response.dump(), domain::Commitment::kFinalized).status(),
              c.expected)
        << c.name;
  }
}

TEST(RpcResult, OfABlockIsAValueOrTheNodesAnswer) {
  Decoder decoder;
  for (const Case& c : Cases()) {
    EXPECT_EQ(decoder.RpcBlock(c.response.dump(), domain::Slot(1), domain::Commitment::kFinalized)
                  .status(),
              c.expected)
        << c.name;
  }
}

TEST(RpcResult, BesideANullErrorIsTheResult) {
  EXPECT_EQ(Outcome(DecodeRpc({{"error", nullptr}, {"result", Transaction()}}).status()), "OK");
}

TEST(RpcResult, EmptyIsAMissingTransaction) {
  EXPECT_EQ(Outcome(DecodeRpc(Json::object()).status()), "transaction: missing");
  EXPECT_EQ(Outcome(DecodeRpc({{"result", Json::object()}}).status()), "transaction: missing");
}

TEST(RpcResult, HasPathsThatStartAtTheResult) {
  const Json response = {{"result", Edited(Transaction(), "/meta/preBalances/3", "x")}};
  EXPECT_EQ(Outcome(DecodeRpc(response).status()),
            "meta.preBalances[3]: not an unsigned 64-bit integer");
}

}  // namespace
}  // namespace hilt::decode
