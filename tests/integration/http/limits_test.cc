#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "tests/integration/http/client.h"
#include "tests/integration/http/test_server.h"

namespace hilt::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

// Short enough for tests, long enough for a busy machine to send a request in.
Limits Impatient() {
  Limits limits;
  limits.header_timeout = absl::Milliseconds(600);
  limits.body_timeout = absl::Milliseconds(600);
  limits.idle_timeout = absl::Milliseconds(600);
  limits.write_timeout = absl::Milliseconds(600);
  return limits;
}

std::string ChunkedHead() {
  return "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
}

TEST(Limits, AcceptABodyOfJustTheLimit) {
  TestServer server;
  const std::string most(TestServer::kEchoLimit, 'x');
  Client client(server.port());
  EXPECT_EQ(client.Ask(Post("/echo", most)).body, most);
  const auto chunked = client.Ask(ChunkedHead() + "186a0\r\n" + most + "\r\n0\r\n\r\n");
  ASSERT_TRUE(chunked.answered());
  EXPECT_EQ(chunked.body, most);
}

TEST(Limits, RefuseALargerBodyByItsStatedLength) {
  TestServer server;
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  for (const std::string length : {"100001", "8388608", "99999999999999", "999999999999999999"}) {
    Client client(server.port());
    const auto answer = client.Ask(head + length + "\r\n\r\n");  // none of it is sent
    ASSERT_TRUE(answer.answered()) << length;
    EXPECT_EQ(answer.status, 413) << length;
    EXPECT_TRUE(client.ReadsEnd()) << length;
  }
  EXPECT_EQ(server.handled(), 0u);
  EXPECT_THAT(server.metrics().Text(), HasSubstr("hilt_http_too_large_total{route=\"/echo\"} 4\n"));
}

TEST(Limits, RefuseALargerBodyInChunksWhenItGetsThere) {
  TestServer server;
  Client client(server.port());
  ASSERT_TRUE(client.Send(ChunkedHead()));
  const std::string chunk = "400\r\n" + std::string(1024, 'x') + "\r\n";
  size_t sent = 0;
  while (sent < 1000 && client.Send(chunk)) ++sent;  // goes on well past the refusal
  const auto answer = client.Read();
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 413);
  EXPECT_GT(sent, TestServer::kEchoLimit / 1024);
  EXPECT_EQ(server.handled(), 0u);
}

TEST(Limits, RefuseBodiesWhereNoneIsExpected) {
  TestServer server;
  EXPECT_EQ(Client(server.port()).Ask(Get("/hello", "Content-Length: 1\r\n")).status, 413);
  EXPECT_EQ(Client(server.port()).Ask(Get("/hello", "Content-Length: 0\r\n")).status, 200);
}

TEST(Limits, RefuseLongHeaders) {
  TestServer server;
  const std::string line = "GET /hello HTTP/1.1\r\nHost: h\r\nA: ";
  const size_t room = Limits().header_bytes - line.size() - 4;
  EXPECT_EQ(Client(server.port()).Ask(line + std::string(room, 'a') + "\r\n\r\n").status, 200);
  EXPECT_EQ(Client(server.port()).Ask(line + std::string(room + 1, 'a') + "\r\n\r\n").status, 431);
  EXPECT_EQ(Client(server.port()).Ask(line + std::string(room + 5, 'a')).status, 431);
  EXPECT_EQ(Client(server.port()).Ask("GET /" + std::string(10'000, 'a')).status, 431);
}

TEST(Limits, CloseSlowClients) {
  TestServer server({.limits = Impatient()});
  struct Case {
    std::string what;
    std::string sent;
    bool counted;
  };
  const std::vector<Case> cases = {
      {"nothing", "", true},
      {"half a head", "GET /hello HTTP/1.1\r\nHos", true},
      {"no body", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n", true},
      {"half a body", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel", true},
      {"half a chunk", ChunkedHead() + "5\r\nhel", true},
      {"no last chunk", ChunkedHead() + "5\r\nhello\r\n", true},
      {"idle after a request", Get("/hello"), false},
  };
  uint64_t counted = 0;
  for (const Case& c : cases) {
    Client client(server.port());
    const auto start = steady_clock::now();
    ASSERT_TRUE(client.Send(c.sent)) << c.what;
    if (!c.counted) {
      ASSERT_TRUE(client.Read().answered());
    }
    EXPECT_TRUE(client.ReadsEnd()) << c.what;
    EXPECT_GE(steady_clock::now() - start, milliseconds(600)) << c.what;
    if (c.counted) ++counted;
  }
  EXPECT_THAT(server.metrics().Text(),
              HasSubstr("hilt_http_slow_closed_total " + std::to_string(counted) + "\n"));
}

TEST(Limits, GiveALargeBodyTheTimeItNeeds) {
  Limits limits = Impatient();
  limits.body_bytes_per_second = 50'000;  // two seconds for this one
  TestServer server({.limits = limits});
  Client client(server.port());
  ASSERT_TRUE(client.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"));
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(milliseconds(100));
    ASSERT_TRUE(client.Send(std::string(10'000, 'x'))) << i;
  }
  EXPECT_EQ(client.Read().body.size(), 100'000u);
}

TEST(Limits, CloseAClientThatDoesNotTakeItsAnswer) {
  TestServer server({.limits = Impatient()});
  Client client(server.port());
  ASSERT_TRUE(client.Send(Get("/large")));
  EXPECT_TRUE(Eventually([&] {
    return server.metrics().Text().find("hilt_http_slow_closed_total 1\n") != std::string::npos;
  }));
  EXPECT_FALSE(client.Read().answered());  // a part of it came, and then the end
}

TEST(Limits, SendALargeAnswerToWhoTakesIt) {
  TestServer server;
  EXPECT_EQ(Client(server.port()).Ask(Get("/large")).body.size(), TestServer::kLargeBytes);
}

// Slowloris: connections that each send a byte now and then, and never a whole head.
TEST(Limits, ServeGoodClientsWhileTwoHundredOthersDrip) {
  constexpr size_t kDripping = 200;
  constexpr size_t kGood = 100;
  Limits limits = Impatient();
  limits.header_timeout = absl::Seconds(2);
  TestServer server({.limits = limits});
  std::vector<Client> dripping;
  const std::string head = "GET /hello HTTP/1.1\r\nHost: h\r\nA: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  for (size_t i = 0; i < kDripping; ++i) {
    dripping.emplace_back(server.port());
    ASSERT_TRUE(dripping.back().Send(head.substr(0, head.size() - i % 32)));
  }
  std::atomic<bool> stop = false;
  std::thread dripper([&] {
    while (!stop) {
      for (const Client& client : dripping) (void)client.Send("a");
      std::this_thread::sleep_for(milliseconds(20));
    }
  });
  auto worst = steady_clock::duration::zero();
  size_t served = 0;
  for (size_t i = 0; i < kGood; ++i) {
    const auto start = steady_clock::now();
    const auto answer = Client(server.port()).Ask(Post("/echo", "hello"));
    worst = std::max(worst, steady_clock::now() - start);
    if (answer.body == "hello") ++served;
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(served, kGood);
  EXPECT_LT(worst, std::chrono::seconds(1));  // 13 ms on a quiet machine
  EXPECT_TRUE(Eventually([&] {
    return server.metrics().Text().find("hilt_http_connections 0\n") != std::string::npos;
  }));
  stop = true;
  dripper.join();
  EXPECT_THAT(server.metrics().Text(), HasSubstr("hilt_http_slow_closed_total 200\n"));
  RecordProperty("worst_ms", std::to_string(worst / milliseconds(1)));
}

TEST(Limits, PauseAcceptingAtTheCapAndMakeRoomOfIdleConnections) {
  Limits limits;
  limits.connections = 3;
  TestServer server({.limits = limits});
  std::vector<Client> idle;
  for (size_t i = 0; i < 3; ++i) {
    idle.emplace_back(server.port());
    ASSERT_EQ(idle.back().Ask(Get("/hello")).status, 200);
  }
  Client waiting(server.port());  // the kernel takes it
  ASSERT_TRUE(waiting.connected());
  const auto answer = waiting.Ask(Get("/hello"));
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 200);
}

TEST(Limits, KeepConnectionsThatAreAtWorkAtTheCap) {
  Limits limits;
  limits.connections = 2;
  TestServer server({.limits = limits});
  Client first(server.port());
  Client second(server.port());
  ASSERT_TRUE(first.Send(Post("/hold", "")) && second.Send(Post("/hold", "")));
  ASSERT_EQ(server.WaitForHeld(2).size(), 2u);
  Client third(server.port());
  ASSERT_TRUE(third.Send(Get("/hello")));
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(server.handled(), 2u);
  for (const Responder& responder : server.WaitForHeld(2)) {
    responder.Send({.status = 200, .body = "done"});
  }
  EXPECT_EQ(first.Read().body, "done");
  EXPECT_EQ(second.Read().body, "done");
  EXPECT_EQ(third.Read().body, "hello");
}

TEST(Limits, RefuseBodiesThatTogetherHoldTooMuch) {
  Limits limits;
  limits.bodies_bytes = 150'000;
  TestServer server({.limits = limits});
  Client slow(server.port());
  ASSERT_TRUE(slow.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" +
                        std::string(99'999, 'x')));
  // By the time that these are answered, the loop has read what came before them.
  Client other(server.port());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(other.Ask(Get("/none")).answered());
  Client::Answer refused;
  EXPECT_TRUE(Eventually([&] {  // once those bytes have been read
    refused = Client(server.port()).Ask(Post("/echo", std::string(90'000, 'y')));
    return refused.answered() && refused.status == 503;
  }));
  EXPECT_EQ(refused.Header("retry-after"), "1");
  ASSERT_TRUE(slow.Send("x"));
  EXPECT_EQ(slow.Read().body.size(), 100'000u);
  EXPECT_EQ(Client(server.port()).Ask(Post("/echo", std::string(90'000, 'y'))).status, 200);
}

}  // namespace
}  // namespace hilt::http
