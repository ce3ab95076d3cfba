#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "http/health.h"
#include "tests/integration/http/client.h"
#include "tests/integration/http/test_server.h"

namespace hilt::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Server, AnswersManyRequestsOnOneConnection) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 50; ++i) {
    const std::string body = "body " + std::to_string(i);
    const auto answer = client.Ask(Post("/echo", body));
    ASSERT_TRUE(answer.answered()) << i;
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, body);
    EXPECT_EQ(answer.Header("connection"), "keep-alive");
    EXPECT_EQ(answer.Header("date"), "Fri, 20 Nov 2026 13:00:00 GMT");
  }
}

TEST(Server, AnswersPipelinedRequestsInOrderOneAfterTheOther) {
  TestServer server;
  Client client(server.port());
  ASSERT_TRUE(client.Send(Post("/hold", "first") + Get("/hello") + Post("/echo", "third")));
  const auto held = server.WaitForHeld(1);
  ASSERT_EQ(held.size(), 1u);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(server.handled(), 1u);  // the others wait for the first to be answered
  EXPECT_TRUE(held[0].Send({.status = 200, .body = "first"}));
  EXPECT_EQ(client.Read().body, "first");
  EXPECT_EQ(client.Read().body, "hello");
  EXPECT_EQ(client.Read().body, "third");
}

TEST(Server, JoinsARequestThatArrivesByteByByte) {
  TestServer server;
  Client client(server.port());
  const std::string request =
      Post("/echo", "hello") +
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (const char byte : request) ASSERT_TRUE(client.Send(std::string_view(&byte, 1)));
  EXPECT_EQ(client.Read().body, "hello");
  EXPECT_EQ(client.Read().body, "abc");
}

TEST(Server, NeverHandlesARequestThatIsCutShort) {
  TestServer server;
  const std::vector<std::string> whole = {
      Post("/echo", "hello"),
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
  size_t cuts = 0;
  for (const std::string& request : whole) {
    for (size_t size = 0; size < request.size(); ++size, ++cuts) {
      Client client(server.port());
      ASSERT_TRUE(client.Send(request.substr(0, size)));
      if (size % 2 == 0) {
        client.CloseSending();
        EXPECT_TRUE(client.ReadsEnd()) << size;
      } else {
        client.Abort();
      }
    }
  }
  EXPECT_GT(cuts, 100u);
  EXPECT_EQ(Client(server.port()).Ask(Get("/hello")).status, 200);
  EXPECT_EQ(server.handled(), 1u);
}

TEST(Server, AnswersAClientThatHasClosedItsSide) {
  TestServer server;
  Client client(server.port());
  ASSERT_TRUE(client.Send(Post("/echo", "hello")));
  client.CloseSending();
  EXPECT_EQ(client.Read().body, "hello");
  EXPECT_TRUE(client.ReadsEnd());
}

TEST(Server, ClosesWhereTheClientAsksForIt) {
  TestServer server;
  for (const std::string& request :
       {Get("/hello", "Connection: close\r\n"), std::string("GET /hello HTTP/1.0\r\n\r\n")}) {
    Client client(server.port());
    const auto answer = client.Ask(request);
    ASSERT_TRUE(answer.answered()) << request;
    EXPECT_EQ(answer.Header("connection"), "close");
    EXPECT_TRUE(client.ReadsEnd());
  }
}

TEST(Server, TellsAnExpectingClientToContinue) {
  TestServer server;
  for (const bool chunked : {false, true}) {
    Client client(server.port());
    ASSERT_TRUE(client.Send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n" +
        std::string(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: 5\r\n\r\n")));
    EXPECT_EQ(client.Read().status, 100);
    ASSERT_TRUE(client.Send(chunked ? "5\r\nhello\r\n0\r\n\r\n" : "hello"));
    EXPECT_EQ(client.Read().body, "hello");
    EXPECT_EQ(client.Ask(Get("/hello")).status, 200);
  }
}

TEST(Server, RefusesBeforeAnExpectingClientSendsItsBody) {
  TestServer server;
  const std::string head = " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: ";
  EXPECT_EQ(Client(server.port()).Ask("POST /echo" + head + "100001\r\n\r\n").status, 413);
  EXPECT_EQ(Client(server.port()).Ask("POST /nowhere" + head + "5\r\n\r\n").status, 404);
  EXPECT_EQ(Client(server.port()).Ask("POST /hello" + head + "5\r\n\r\n").status, 405);
}

TEST(Server, AnswersHeadWithoutABody) {
  TestServer server;
  Client client(server.port());
  ASSERT_TRUE(client.Send("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n"));
  const auto answer = client.Read(true);
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("content-length"), "5");
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hello");
}

TEST(Server, RefusesWhatNoRouteServesAndStaysInStep) {
  TestServer server;
  Client client(server.port());
  EXPECT_EQ(client.Ask(Get("/nowhere")).status, 404);
  const auto wrong_method = client.Ask(Get("/echo"));
  EXPECT_EQ(wrong_method.status, 405);
  EXPECT_EQ(wrong_method.Header("allow"), "POST");
  EXPECT_EQ(client.Ask("DELETE /hello HTTP/1.1\r\nHost: h\r\n\r\n").status, 405);
  EXPECT_EQ(client.Ask(Get("/hello?a=b")).status, 200);
  // Here a body follows that nobody reads.
  EXPECT_EQ(client.Ask(Post("/nowhere", "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n")).status, 404);
  EXPECT_TRUE(client.ReadsEnd());
  EXPECT_EQ(server.handled(), 1u);
}

TEST(Server, RefusesCompressedBodies) {
  TestServer server;
  EXPECT_EQ(Client(server.port()).Ask(Post("/echo", "x", "Content-Encoding: gzip\r\n")).status,
            415);
  EXPECT_EQ(Client(server.port()).Ask(Post("/echo", "x", "Content-Encoding: identity\r\n")).status,
            200);
}

TEST(Server, ClosesAfterWhatItCannotFrame) {
  TestServer server;
  const std::string smuggled = Get("/hello");
  const std::string no_chunks = "0\r\n\r\n";
  const std::vector<std::string> requests = {
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" +
          no_chunks,
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" +
          no_chunks,
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "GET /hello\r\n\r\n",
      "GET /hello HTTP/9.9\r\nHost: h\r\n\r\n",
      "GET /hello HTTP/1.1\nHost: h\n\n",
      "GET /hello HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
      "\r\n\r\n",
      "no request at all\r\n\r\n",
      std::string("\0\0\0\0", 4),
      "\x16\x03\x01\x02\x01\x01",
  };
  for (const std::string& request : requests) {
    Client client(server.port());
    const auto answer = client.Ask(request + smuggled);
    ASSERT_TRUE(answer.answered()) << request;
    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_EQ(answer.Header("connection"), "close") << request;
    EXPECT_TRUE(client.ReadsEnd()) << request;
  }
  EXPECT_EQ(server.handled(), 0u);
}

TEST(Server, TakesTheFirstAnswerAlone) {
  TestServer server;
  Client client(server.port());
  ASSERT_TRUE(client.Send(Post("/hold", "")));
  const auto held = server.WaitForHeld(1);
  ASSERT_EQ(held.size(), 1u);
  EXPECT_TRUE(held[0].Send({.status = 200, .body = "one"}));
  EXPECT_FALSE(held[0].Send({.status = 200, .body = "two"}));
  EXPECT_EQ(client.Read().body, "one");
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hello");
}

TEST(Server, Answers503ForAHandlerThatTakesTooLong) {
  TestServer server({.limits = {}, .hold_within = absl::Milliseconds(200)});
  Client client(server.port());
  const auto start = std::chrono::steady_clock::now();
  const auto answer = client.Ask(Post("/hold", ""));
  const auto took = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "1");
  EXPECT_GE(took, std::chrono::milliseconds(200));
  EXPECT_FALSE(server.WaitForHeld(1)[0].Send({.status = 200, .body = "late"}));
  EXPECT_EQ(client.Ask(Get("/hello")).body, "hello");  // the connection goes on
  EXPECT_THAT(server.metrics().Text(),
              HasSubstr("hilt_http_answer_timeouts_total{route=\"/hold\"} 1\n"));
}

TEST(Server, Answers503ForAHandlerThatForgets) {
  TestServer server;
  const auto answer = Client(server.port()).Ask(Post("/drop", ""));
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "1");
}

TEST(Server, DeliversAnswersThatOtherThreadsGiveInABurst) {
  constexpr size_t kClients = 60;
  TestServer server;
  std::vector<Client> clients;
  for (size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.port());
    ASSERT_TRUE(clients[i].Send(Post("/hold", "")));
    ASSERT_EQ(server.WaitForHeld(i + 1).size(), i + 1);  // so that held[i] is clients[i]'s
  }
  const auto held = server.WaitForHeld(kClients);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = t; i < kClients; i += 3) {
        EXPECT_TRUE(held[i].Send({.status = 200, .body = std::to_string(i)}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < kClients; ++i) {
    const auto answer = clients[i].Read();
    ASSERT_TRUE(answer.answered()) << i;
    EXPECT_EQ(answer.body, std::to_string(i));
  }
}

TEST(Server, ForgetsAClientThatLeftBeforeItsAnswer) {
  TestServer server;
  {
    Client client(server.port());
    ASSERT_TRUE(client.Send(Post("/hold", "")));
    ASSERT_EQ(server.WaitForHeld(1).size(), 1u);
    client.Abort();
  }
  server.WaitForHeld(1)[0].Send({.status = 200, .body = "to nobody"});
  EXPECT_EQ(Client(server.port()).Ask(Get("/hello")).body, "hello");
  EXPECT_TRUE(Eventually([&] {
    return server.metrics().Text().find("hilt_http_connections 0\n") != std::string::npos;
  }));
}

TEST(Server, RefusesToListenWhereItMustNot) {
  FixedClock clock;
  telemetry::Log log({.writer = [](std::string_view) {}});
  telemetry::Metrics metrics;
  const Environment environment{log, metrics, clock};
  struct Case {
    std::string address;
    absl::StatusCode code;
  };
  const std::vector<Case> cases = {
      {"127.0.0.1", absl::StatusCode::kOk},
      {"127.1.2.3", absl::StatusCode::kOk},
      {"0.0.0.0", absl::StatusCode::kInvalidArgument},
      {"192.168.0.1", absl::StatusCode::kInvalidArgument},
      {"::", absl::StatusCode::kInvalidArgument},
      {"localhost", absl::StatusCode::kInvalidArgument},
      {"", absl::StatusCode::kInvalidArgument},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Server::Listen({.address = c.address}, {}, environment).status().code(), c.code)
        << c.address;
  }
  EXPECT_TRUE(
      Server::Listen({.address = "0.0.0.0", .allow_any_address = true}, {}, environment).ok());
  TestServer taken;
  EXPECT_TRUE(
      absl::IsUnavailable(Server::Listen({.port = taken.port()}, {}, environment).status()));
}

TEST(HealthRoute, SaysWhetherItsCheckPasses) {
  std::atomic<bool> ready = true;
  TestServer::Options options;
  options.routes.push_back(HealthRoute("/readyz", [&ready] {
    return ready ? absl::OkStatus() : absl::UnavailableError("the store is \"closed\"");
  }));
  TestServer server(std::move(options));
  Client client(server.port());
  EXPECT_EQ(client.Ask(Get("/readyz")).status, 200);
  ready = false;
  const auto failing = client.Ask(Get("/readyz"));
  EXPECT_EQ(failing.status, 503);
  EXPECT_EQ(failing.body, R"({"status":"failing","error":"the store is \"closed\""})");
  EXPECT_EQ(client.Ask(Post("/readyz", "")).status, 405);
}

TEST(MetricsRoute, GivesTheTextFormat) {
  telemetry::Metrics metrics;
  metrics.AddCounter("hilt_things_total", "Things.").Increment(7);
  TestServer::Options options;
  options.routes.push_back(MetricsRoute(metrics));
  TestServer server(std::move(options));
  const auto answer = Client(server.port()).Ask(Get("/metrics"));
  ASSERT_TRUE(answer.answered());
  EXPECT_THAT(answer.Header("content-type"), StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(answer.body, HasSubstr("hilt_things_total 7\n"));
}

}  // namespace
}  // namespace hilt::http
