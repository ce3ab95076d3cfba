#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "http/server.h"
#include "tests/integration/http/client.h"
#include "tests/integration/http/test_server.h"

namespace hilt::http {
namespace {

TEST(Stop, LetsRequestsInFlightBeAnswered) {
  TestServer server;
  Client idle(server.port());
  ASSERT_EQ(idle.Ask(Get("/hello")).status, 200);
  Client waiting(server.port());
  ASSERT_TRUE(waiting.Send(Post("/hold", "")));
  Client sending(server.port());
  // The answer to Expect shows that its head has been read: the request has begun.
  ASSERT_EQ(sending
                .Ask("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                     "Content-Length: 5\r\n\r\n")
                .status,
            100);
  ASSERT_TRUE(sending.Send("hel"));
  const auto held = server.WaitForHeld(1);
  ASSERT_EQ(held.size(), 1u);
  const uint16_t port = server.port();

  server.server().Stop(Client::kPatience.count() * absl::Seconds(1));
  EXPECT_TRUE(idle.ReadsEnd());
  EXPECT_TRUE(Eventually([port] { return !Client(port).connected(); }));
  EXPECT_TRUE(held[0].Send({.status = 200, .body = "done"}));
  const auto answer = waiting.Read();
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.Header("connection"), "close");
  ASSERT_TRUE(sending.Send("lo"));
  const auto echoed = sending.Read();
  ASSERT_TRUE(echoed.answered());
  EXPECT_EQ(echoed.body, "hello");
  server.Join();
}

TEST(Stop, ClosesAtTheDeadlineWhatIsLeft) {
  TestServer server;
  Client waiting(server.port());
  ASSERT_TRUE(waiting.Send(Post("/hold", "")));
  Client sending(server.port());
  ASSERT_TRUE(sending.Send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel"));
  const auto held = server.WaitForHeld(1);
  ASSERT_EQ(held.size(), 1u);
  const auto start = std::chrono::steady_clock::now();
  server.server().Stop(absl::Milliseconds(300));
  server.Join();
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(300));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_TRUE(waiting.ReadsEnd());
  EXPECT_TRUE(sending.ReadsEnd());
  EXPECT_FALSE(held[0].Send({.status = 200, .body = "too late"}));
}

TEST(Stop, LetsRespondersOutliveTheServer) {
  std::vector<Responder> held;
  TestServer server;
  Client waiting(server.port());
  ASSERT_TRUE(waiting.Send(Post("/hold", "")));
  held = server.WaitForHeld(1);
  ASSERT_EQ(held.size(), 1u);
  server.server().Stop(absl::ZeroDuration());
  server.Destroy();
  EXPECT_FALSE(held[0].Send({.status = 200, .body = "too late"}));
}

TEST(Stop, EndsAServerThatDoesNothing) {
  for (size_t loops = 1; loops <= 4; ++loops) {
    TestServer server({.limits = {}, .loops = loops});
    server.server().Stop(absl::Seconds(30));
    server.Join();
  }
}

TEST(Stop, IsHarmlessWhileClientsComeAndGo) {
  for (int round = 0; round < 20; ++round) {
    TestServer server;
    std::vector<Client> clients;
    for (int i = 0; i < 10; ++i) {
      clients.emplace_back(server.port());
      ASSERT_TRUE(clients.back().Send(Get("/hello")));
    }
    server.server().Stop(absl::Milliseconds(50));
    server.server().Stop(absl::Seconds(60));  // the first call counts
    server.Join();
    for (Client& client : clients) {
      const auto answer = client.Read();  // whole, or none
      if (answer.answered()) {
        EXPECT_EQ(answer.body, "hello");
      }
    }
  }
}

}  // namespace
}  // namespace hilt::http
