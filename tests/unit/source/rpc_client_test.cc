#include "indexer/source/rpc_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "indexer/source/rpc_error.h"
#include "rpc_fixture.h"

namespace hilt::source {
namespace {

using test_support::RpcFault;
using test_support::RpcServer;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kFinalized = R"([{"commitment":"finalized"}])";

std::string ResultOf(TwoNodes& nodes) {
  const auto body = nodes.client().Call("getSlot", kFinalized, nodes.Soon());
  if (!body.ok()) return std::string(body.status().message());
  const size_t at = body->find("\"result\":");
  return at == std::string::npos ? *body : body->substr(at);
}

// What the first endpoint says where it does not answer.
std::string ErrorOfMain(TwoNodes& nodes) {
  return std::string(
      nodes.endpoint(0).Call("getSlot", kFinalized, nodes.Soon()).status().message());
}

TEST(RpcClient, AsksThePreferredEndpoint) {
  TwoNodes nodes;
  nodes.main.SetHeight(71, 60);
  nodes.spare.SetHeight(72, 60);
  EXPECT_EQ(ResultOf(nodes), "\"result\":71}");
  EXPECT_TRUE(nodes.spare.asked().empty());
}

struct FaultCase {
  std::string name;
  RpcFault fault;
  std::string message;  // of the endpoint alone
  absl::StatusCode code;
  bool rests;
};

std::vector<FaultCase> FaultCases() {
  using Kind = RpcFault::Kind;
  constexpr auto kUnavailable = absl::StatusCode::kUnavailable;
  constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
  return {
      {"limited", {.kind = Kind::kHttpStatus, .number = 429}, "HTTP 429", kUnavailable, true},
      {"broken", {.kind = Kind::kHttpStatus, .number = 500}, "HTTP 500", kUnavailable, true},
      {"gateway", {.kind = Kind::kHttpStatus, .number = 502}, "HTTP 502", kUnavailable, true},
      {"wrong key", {.kind = Kind::kHttpStatus, .number = 401}, "HTTP 401", kRefused, true},
      {"no JSON",
       {.kind = Kind::kBody, .text = "<html>"},
       "no JSON-RPC answer: document: not an object",
       kUnavailable,
       true},
      {"nothing", {.kind = Kind::kBody, .text = ""}, "", kUnavailable, true},
      {"behind",
       {.kind = Kind::kRpcError, .number = -32005},
       "rpc error -32005",
       kUnavailable,
       true},
      {"limited in the body",
       {.kind = Kind::kRpcError, .number = 429},
       "rpc error 429",
       kUnavailable,
       true},
      {"not yet",
       {.kind = Kind::kRpcError, .number = -32004},
       "rpc error -32004",
       kUnavailable,
       false},
      {"no history",
       {.kind = Kind::kRpcError, .number = -32011},
       "rpc error -32011",
       kUnavailable,
       false},
      {"no such method",
       {.kind = Kind::kRpcError, .number = -32601},
       "rpc error -32601",
       kRefused,
       false},
  };
}

TEST(RpcClient, AsksTheNextEndpointWhereOneFails) {
  for (const FaultCase& c : FaultCases()) {
    TwoNodes nodes;
    nodes.main.Fail(c.fault);
    EXPECT_EQ(ResultOf(nodes), "\"result\":1000}") << c.name;
    EXPECT_EQ(nodes.endpoint(0).rests_until() > nodes.clock.Now(), c.rests) << c.name;
    EXPECT_EQ(nodes.spare.asked().size(), 1u) << c.name;
  }
}

TEST(RpcEndpoint, SaysWhatIsWrongByItsName) {
  for (const FaultCase& c : FaultCases()) {
    TwoNodes nodes;
    nodes.main.Fail(c.fault);
    const absl::Status status =
        nodes.endpoint(0).Call("getSlot", kFinalized, nodes.Soon()).status();
    EXPECT_EQ(status.code(), c.code) << c.name;
    EXPECT_THAT(std::string(status.message()), testing::StartsWith("main: " + c.message));
    const bool has_code = c.fault.kind == RpcFault::Kind::kRpcError;
    EXPECT_EQ(RpcCodeOf(status).has_value(), has_code) << c.name;
    EXPECT_EQ(RpcCodeOf(status).value_or(c.fault.number), c.fault.number) << c.name;
  }
}

TEST(RpcEndpoint, CountsItsErrorsByWhatTheyAre) {
  const std::pair<std::string, std::string> kErrors[] = {
      {"limited", "http_429"},    {"broken", "http_5xx"},   {"wrong key", "http_4xx"},
      {"no JSON", "no_json_rpc"}, {"behind", "-32005"},     {"limited in the body", "http_429"},
      {"not yet", "-32004"},      {"no history", "-32011"}, {"no such method", "-32601"}};
  size_t tested = 0;
  for (const FaultCase& c : FaultCases()) {
    for (const auto& [name, error] : kErrors) {
      if (name != c.name) continue;
      ++tested;
      TwoNodes nodes;
      nodes.main.Fail(c.fault);
      ResultOf(nodes);
      EXPECT_THAT(nodes.figures(),
                  HasSubstr("hilt_rpc_errors_total{endpoint=\"main\",error=\"" + error + "\"} 1\n"))
          << c.name;
    }
  }
  EXPECT_EQ(tested, std::size(kErrors)) << "a name is no case's";
}

TEST(RpcEndpoint, IsNotAskedMoreOftenThanItsPlanAllows) {
  TwoNodes nodes;
  nodes.calls_per_second = 2;
  const auto client = nodes.Make({{"plan", &nodes.main}});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client->Call("getSlot", "[]", nodes.Soon()).ok());
  EXPECT_THAT(nodes.waits, testing::ElementsAre(absl::Milliseconds(500), absl::Milliseconds(500)));
  EXPECT_EQ(nodes.main.asked().size(), 3u);
}

// Much of its time would be over: another endpoint may have time, or the caller something better.
TEST(RpcEndpoint, IsNotWaitedForLongerThanAQuarterOfTheTimeLeft) {
  TwoNodes nodes;
  nodes.calls_per_second = 2;
  const auto client = nodes.Make({{"plan", &nodes.main}});
  ASSERT_TRUE(client->Call("getSlot", "[]", nodes.Soon()).ok());
  const absl::Time now = nodes.clock.Now();
  EXPECT_EQ(client->Call("getSlot", "[]", now + absl::Milliseconds(1999)).status(),
            absl::UnavailableError("plan: its calls are used up for 501 ms more"));
  EXPECT_LE(client->NextTurn(), now) << "it does not rest";
  EXPECT_THAT(nodes.waits, testing::IsEmpty());
  EXPECT_TRUE(client->Call("getSlot", "[]", now + absl::Milliseconds(2000)).ok());
  EXPECT_THAT(nodes.waits, testing::ElementsAre(absl::Milliseconds(500)));
}

TEST(RpcEndpoint, IsNotAskedByWhoWaitedWhereItRestsByThen) {
  TwoNodes nodes;
  nodes.calls_per_second = 2;
  const auto client = nodes.Make({{"plan", &nodes.main}});
  RpcEndpoint& plan = *client->endpoints()[0];
  ASSERT_TRUE(plan.Call("getSlot", "[]", nodes.Soon()).ok());
  nodes.on_wait = [&] { plan.Distrust(nodes.clock.Now(), "lied").IgnoreError(); };
  EXPECT_THAT(std::string(plan.Call("getSlot", "[]", nodes.Soon()).status().message()),
              testing::EndsWith("ms more: lied"));
  EXPECT_EQ(nodes.main.asked().size(), 1u);
}

TEST(RpcEndpoint, LetsNobodyWaitOnceItIsStopped) {
  TwoNodes nodes;
  nodes.calls_per_second = 1;
  RpcEnvironment environment = nodes.environment();
  environment.wait = nullptr;  // by the machine's clock
  const auto client = nodes.Make({{"plan", &nodes.main}}, environment);
  RpcEndpoint& plan = *client->endpoints()[0];
  ASSERT_TRUE(plan.Call("getSlot", "[]", nodes.Soon()).ok());
  constexpr int kWaiting = 5;
  std::vector<std::thread> calls;
  calls.reserve(kWaiting);
  for (int i = 0; i < kWaiting; ++i) {
    calls.emplace_back([&] {
      EXPECT_EQ(plan.Call("getSlot", "[]", nodes.Soon()).status(),
                absl::UnavailableError("plan: the engine stops"));
    });
  }
  const absl::Time last_turn = nodes.clock.Now() + absl::Seconds(kWaiting);
  while (plan.next_turn() <= last_turn) std::this_thread::yield();
  const auto stopped = std::chrono::steady_clock::now();
  client->Stop();
  for (std::thread& call : calls) call.join();
  EXPECT_LT(std::chrono::steady_clock::now() - stopped, std::chrono::seconds(kWaiting - 1));
  EXPECT_EQ(nodes.main.asked().size(), 1u);
}

TEST(RpcClient, WaitsForNoEndpointWhereAnotherIsFree) {
  TwoNodes nodes;
  nodes.calls_per_second = 2;
  const auto client = nodes.Make({{"main", &nodes.main}, {"spare", &nodes.spare}});
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(client->Call("getSlot", "[]", nodes.Soon()).ok());
  EXPECT_EQ(nodes.main.asked().size(), 1u);
  EXPECT_EQ(nodes.spare.asked().size(), 1u);
  EXPECT_THAT(nodes.waits, testing::IsEmpty());
  EXPECT_TRUE(client->Call("getSlot", "[]", nodes.Soon()).ok());
  EXPECT_EQ(nodes.main.asked().size(), 2u) << "the preferred of those that must be waited for";
}

TEST(RpcClient, AsksNobodyOnceItIsStopped) {
  TwoNodes nodes;
  nodes.client().Stop();
  EXPECT_EQ(ResultOf(nodes), "main: the engine stops; spare: the engine stops");
  EXPECT_LE(nodes.client().NextTurn(), nodes.clock.Now()) << "nobody is to blame";
  EXPECT_TRUE(nodes.main.asked().empty());
}

TEST(RpcClient, ShowsNeitherUrlNorWhatAnEndpointSaid) {
  for (const FaultCase& c : FaultCases()) {
    TwoNodes nodes;
    nodes.main.Fail(c.fault);
    nodes.spare.Fail(c.fault);
    const std::string seen = ResultOf(nodes) + nodes.lines();
    EXPECT_THAT(seen, HasSubstr("main")) << c.name;
    EXPECT_THAT(seen, HasSubstr("spare")) << c.name;
    for (const std::string part : {"KEY", "127.0.0.1", "quote anything", "html"}) {
      EXPECT_THAT(seen, Not(HasSubstr(part))) << c.name;
    }
  }
}

TEST(RpcClient, SaysOfEachEndpointWhatItHadAgainstIt) {
  TwoNodes nodes;
  nodes.main.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 503});
  nodes.spare.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32601});
  absl::Status status = nodes.client().Call("getSlot", "[]", nodes.Soon()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "main: HTTP 503; spare: rpc error -32601");
  EXPECT_EQ(RpcCodeOf(status), -32601);
  nodes.clock.Advance(absl::Seconds(1));
  nodes.main.Fail({.kind = RpcFault::Kind::kRpcError, .number = -32602});
  status = nodes.client().Call("getSlot", "[]", nodes.Soon()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RpcCodeOf(status), -32602);
}

TEST(RpcClient, LeavesAnEndpointAloneForAsLongAsItAsked) {
  TwoNodes nodes;
  nodes.main.SetHeight(71, 60);
  nodes.main.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 429, .retry_after_seconds = 60});
  EXPECT_EQ(ResultOf(nodes), "\"result\":1000}");
  nodes.main.Heal();
  nodes.clock.Advance(absl::Seconds(59));
  EXPECT_EQ(ResultOf(nodes), "\"result\":1000}");
  EXPECT_EQ(nodes.main.asked().size(), 1u);
  nodes.clock.Advance(absl::Seconds(2));
  EXPECT_EQ(ResultOf(nodes), "\"result\":71}");
}

TEST(RpcClient, TellsWhenTheNextTurnIsWhereAllRest) {
  TwoNodes nodes;
  EXPECT_LE(nodes.client().NextTurn(), nodes.clock.Now());
  const RpcFault limited = {
      .kind = RpcFault::Kind::kHttpStatus, .number = 429, .retry_after_seconds = 60};
  nodes.main.Fail(limited);
  EXPECT_EQ(ResultOf(nodes), "\"result\":1000}");
  nodes.spare.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 429, .retry_after_seconds = 9});
  nodes.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(ResultOf(nodes), "main: rests for 59001 ms more: HTTP 429; spare: HTTP 429");
  EXPECT_EQ(nodes.client().NextTurn() - nodes.clock.Now(), absl::Seconds(9));
}

TEST(RpcEndpoint, SaysWhyItRests) {
  for (const FaultCase& c : FaultCases()) {
    if (!c.rests) continue;
    TwoNodes nodes;
    nodes.main.Fail(c.fault);
    ResultOf(nodes);
    const std::string now = ErrorOfMain(nodes);
    EXPECT_THAT(now, testing::StartsWith("main: rests for ")) << c.name;
    EXPECT_THAT(now, HasSubstr(" ms more: " + c.message)) << c.name;
  }
  TwoNodes nodes;
  nodes.endpoint(0).Distrust(nodes.clock.Now(), "lied").IgnoreError();
  EXPECT_THAT(ErrorOfMain(nodes), testing::EndsWith(" ms more: lied"));
}

TEST(RpcEndpoint, RestsAfterSilenceOfItsOwnTimeLimitOnly) {
  TwoNodes nodes;
  nodes.timeout = absl::Milliseconds(60);
  const auto client = nodes.Make({{"slow", &nodes.main}});
  RpcEndpoint& slow = *client->endpoints()[0];
  nodes.main.Fail({.kind = RpcFault::Kind::kSilence});
  // The caller had no more time.
  EXPECT_EQ(slow.Call("getSlot", "[]", nodes.clock.Now() + absl::Milliseconds(20)).status(),
            absl::UnavailableError("slow: no answer in time"));
  EXPECT_LE(slow.rests_until(), nodes.clock.Now());
  EXPECT_EQ(slow.Call("getSlot", "[]", nodes.Soon()).status(),
            absl::UnavailableError("slow: no answer in time"));
  EXPECT_GT(slow.rests_until(), nodes.clock.Now());
}

TEST(RpcEndpoint, IsNotAskedWhereNoTimeIsLeft) {
  TwoNodes nodes;
  EXPECT_EQ(nodes.endpoint(0).Call("getSlot", "[]", nodes.clock.Now()).status(),
            absl::UnavailableError("main: no time left to ask"));
  EXPECT_TRUE(nodes.main.asked().empty());
}

TEST(RpcEndpoint, AnswersAgainAfterTheConnectionBroke) {
  TwoNodes nodes;
  auto gone = std::make_unique<RpcServer>();
  const auto client = nodes.Make({{"gone", gone.get()}});
  ASSERT_TRUE(client->Call("getSlot", "[]", nodes.Soon()).ok());
  gone.reset();
  const absl::Status status = client->Call("getSlot", "[]", nodes.Soon()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), testing::StartsWith("gone: "));
  EXPECT_GT(client->NextTurn(), nodes.clock.Now());
}

TEST(RpcClient, RefusesOptionsThatCannotBe) {
  struct Case {
    std::vector<std::pair<std::string, std::string>> endpoints;  // name, url
    std::string error;
  };
  const std::string url = "https://rpc.example.com/KEY";
  const std::string bad_name = "an rpc endpoint's name: not 1 to 32 of [a-z0-9_-]";
  const Case kCases[] = {
      {{}, "no rpc endpoint is given"},
      {{{"", url}}, bad_name},
      {{{"Main", url}}, bad_name},
      {{{std::string(33, 'x'), url}}, bad_name},
      {{{"main", "rpc.example.com"}}, "main: url: not an http or https URL"},
      {{{"main", url}, {"main", url}}, "two rpc endpoints named main"},
      {{{"main", url}, {"spare", url}}, ""},
  };
  TwoNodes nodes;
  for (const Case& c : kCases) {
    RpcClient::Options options;
    for (const auto& [name, text] : c.endpoints) {
      RpcEndpointOptions endpoint;
      endpoint.name = name;
      endpoint.url = telemetry::Secret(std::string(text));
      options.endpoints.push_back(std::move(endpoint));
    }
    const auto client = RpcClient::Create(std::move(options), nodes.environment());
    EXPECT_EQ(std::string(client.status().message()), c.error);
  }
}

}  // namespace
}  // namespace hilt::source
