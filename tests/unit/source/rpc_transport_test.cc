#include "indexer/source/rpc_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "rpc_canned_server.h"
#include "tests/support/rpc_server.h"

namespace hilt::source {
namespace {

using test_support::RpcFault;
using test_support::RpcServer;
using testing::HasSubstr;
using testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr std::string_view kAsk = R"({"id":1,"method":"getSlot","params":[]})";

absl::StatusOr<std::unique_ptr<RpcTransport>> Make(std::string url) {
  RpcTransport::Options options;
  options.url = telemetry::Secret(std::move(url));
  options.user_agent = "hilt-settlement/0.0.0";
  return RpcTransport::Create(std::move(options));
}

std::unique_ptr<RpcTransport> MakeOrDie(std::string url) { return *Make(std::move(url)); }

std::string Http(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

TEST(RpcTransport, GivesTheAnswerWhateverItsStatus) {
  RpcServer node;
  const auto transport = MakeOrDie(node.url());
  const auto good = transport->Post(kAsk, kPatience);
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->status, 200);
  EXPECT_EQ(good->body, R"({"id":1,"jsonrpc":"2.0","result":1000})");
  EXPECT_EQ(good->retry_after, std::nullopt);
  node.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 429, .retry_after_seconds = 7});
  const auto limited = transport->Post(kAsk, kPatience);
  ASSERT_TRUE(limited.ok()) << limited.status();
  EXPECT_EQ(limited->status, 429);
  EXPECT_EQ(limited->retry_after, absl::Seconds(7));
}

TEST(RpcTransport, SaysWhoAsksAndOnOneConnection) {
  CannedServer server(Http("200 OK", "{}"));
  const auto transport = MakeOrDie(server.url());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(transport->Post(kAsk, kPatience).ok());
  const std::vector<std::string> connections = server.connections();
  ASSERT_EQ(connections.size(), 1u);
  EXPECT_THAT(connections[0], HasSubstr("POST /KEY HTTP/1.1\r\n"));
  EXPECT_THAT(connections[0], HasSubstr("User-Agent: hilt-settlement/0.0.0\r\n"));
  EXPECT_THAT(connections[0], HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(connections[0], HasSubstr("Accept-Encoding: gzip\r\n"));
  EXPECT_THAT(connections[0], HasSubstr("\r\n\r\n" + std::string(kAsk)));
  EXPECT_THAT(connections[0], Not(HasSubstr("Expect:")));
}

TEST(RpcTransport, FollowsNoRedirect) {
  CannedServer elsewhere(Http("200 OK", "{}"));
  CannedServer server(Http("302 Found\r\nLocation: " + elsewhere.url(), ""));
  const auto answer = MakeOrDie(server.url())->Post(kAsk, kPatience);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 302);
  EXPECT_TRUE(elsewhere.connections().empty());
}

TEST(RpcTransport, UnpacksGzip) {
  // printf '{"result":1}' | gzip -n
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\x2a\x4a\x2d\x2e\xcd"
      "\x29\x51\xb2\x32\xac\x05\x00\xdc\xa9\x70\x30\x0c\x00\x00\x00",
      32);
  CannedServer server(Http("200 OK\r\nContent-Encoding: gzip", packed));
  const auto answer = MakeOrDie(server.url())->Post(kAsk, kPatience);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->body, R"({"result":1})");
}

TEST(RpcTransport, TakesAnswersUpToTheLimitAndNoLarger) {
  CannedServer server(Http("200 OK", std::string(1000, 'x')));
  const auto transport = MakeOrDie(server.url());
  const auto exact = transport->Post(kAsk, kPatience, 1000);
  ASSERT_TRUE(exact.ok()) << exact.status();
  EXPECT_EQ(exact->body.size(), 1000u);
  EXPECT_EQ(transport->Post(kAsk, kPatience, 999).status(),
            absl::ResourceExhaustedError("the answer is over 999 bytes"));
}

TEST(RpcTransport, WaitsNoLongerThanItMay) {
  RpcServer node;
  node.Fail({.kind = RpcFault::Kind::kSilence});
  EXPECT_EQ(MakeOrDie(node.url())->Post(kAsk, absl::Milliseconds(50)).status(),
            absl::DeadlineExceededError("no answer in time"));
}

TEST(RpcTransport, EndsCallsUnderWayWhereItIsStopped) {
  RpcServer node;
  node.Fail({.kind = RpcFault::Kind::kSilence});
  const auto transport = MakeOrDie(node.url());
  absl::Status status;
  std::thread call([&] { status = transport->Post(kAsk, absl::Minutes(1)).status(); });
  while (node.asked().empty()) std::this_thread::yield();
  transport->Stop();
  call.join();  // long before its minute is over, or the test's time limit is
  EXPECT_EQ(status, absl::CancelledError("the engine stops"));
}

TEST(RpcTransport, NeverNamesTheUrlInAnError) {
  std::string gone;
  {
    CannedServer server("");
    gone = server.url();
  }
  CannedServer broken("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
  for (const std::string& url :
       {gone, std::string("http://no-such-host.invalid/KEY"), broken.url()}) {
    const auto answer = MakeOrDie(url)->Post(kAsk, absl::Milliseconds(500));
    ASSERT_FALSE(answer.ok()) << url;
    const std::string text = answer.status().ToString();
    for (const std::string part : {"127.0.0.1", "no-such-host", "KEY", "http:"}) {
      EXPECT_THAT(text, Not(HasSubstr(part))) << url;
    }
  }
}

TEST(RpcTransport, RefusesUrlsThatAreNotOfHttp) {
  struct Case {
    std::string url, error;
  };
  const std::string not_http = "url: not an http or https URL";
  const Case kCases[] = {
      {"", not_http},
      {"rpc.example.com", not_http},
      {"ftp://example.com/", not_http},
      {"file:///etc/passwd", not_http},
      {"http://", not_http},
      {"http://a b/", not_http},
      {std::string("http://example.com/\0x", 21), not_http},
      {"http://example.com/#x", "url: must have no fragment"},
      {"http://user:word@example.com:8899/KEY?api-key=KEY", ""},
      {"https://example.com", ""},
  };
  for (const Case& c : kCases) {
    const absl::Status status = Make(c.url).status();
    EXPECT_EQ(std::string(status.message()), c.error) << c.url;
  }
}

TEST(RpcTransport, ServesManyThreads) {
  RpcServer node;
  const auto transport = MakeOrDie(node.url());
  std::vector<int> answered(6, 0);
  std::vector<std::thread> threads;
  threads.reserve(answered.size());
  for (int& count : answered) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) count += transport->Post(kAsk, kPatience).ok() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answered, testing::Each(20));
}

}  // namespace
}  // namespace hilt::source
