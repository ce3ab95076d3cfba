#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/server.h"
#include "indexer/source/helius_webhook.h"
#include "tests/integration/http/client.h"
#include "tests/integration/http/test_server.h"

namespace hilt::source {
namespace {

using http::Client;
using http::Post;

constexpr std::string_view kSecret = "whsec_test_fixture";
const std::string kPath(kHeliusWebhookPath);

std::string ReadGolden(const std::string& name) {
  std::ifstream in(HILT_GOLDEN_DIR "/chain/webhooks/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string SignatureOf(const std::string& name) {
  return "helius-signature: " + ReadGolden(name + ".json.hmac").substr(0, 64) + "\r\n";
}

// A writer in miniature: at once, when told, or never.
class FakeSink final : public pipeline::Sink {
 public:
  enum class Mode { kDurableAtOnce, kHold, kFull };

  absl::Status Submit(domain::Step step, Done done) override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (mode_ == Mode::kFull) return absl::ResourceExhaustedError("full");
    observations_ += step.observations.size();
    if (mode_ == Mode::kHold) {
      held_.push_back(std::move(done));
      return absl::OkStatus();
    }
    lock.unlock();
    done(absl::OkStatus());
    return absl::OkStatus();
  }

  void Set(Mode mode) {
    const std::lock_guard<std::mutex> lock(mutex_);
    mode_ = mode;
  }
  size_t held() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return held_.size();
  }
  void FinishAll(const absl::Status& status) {
    std::vector<Done> held;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      held.swap(held_);
    }
    for (const Done& done : held) done(status);
  }
  size_t observations() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return observations_;
  }

 private:
  mutable std::mutex mutex_;
  Mode mode_ = Mode::kDurableAtOnce;
  std::vector<Done> held_;
  size_t observations_ = 0;
};

class WebhookOverHttp : public testing::Test {
 public:
  ~WebhookOverHttp() override { sink_.FinishAll(absl::UnavailableError("stopping")); }

 protected:
  WebhookOverHttp()
      : log_({.writer = [](std::string_view) {}}),
        webhook_(MakeAuth(), sink_, log_, metrics_),
        server_(MakeOptions()) {}

  static std::unique_ptr<WebhookAuth> MakeAuth() {
    WebhookAuthOptions options;
    options.hmac_sha256 = AuthMode::kRequired;
    options.hmac_secrets.emplace_back(std::string(kSecret));
    return *WebhookAuth::Create(std::move(options));
  }

  // As app joins the two.
  http::TestServer::Options MakeOptions() {
    http::Route route;
    route.method = http::Method::kPost;
    route.path = kPath;
    route.body_limit_bytes = kWebhookBodyLimitBytes;
    route.answer_within = absl::Milliseconds(kWebhookAnswerWithinMs);
    route.handler = [this](const http::Request& request, const http::Responder& responder) {
      const WebhookCredentials credentials{.signature = request.Header(kSignatureHeader),
                                           .authorization = request.Header(kAuthorizationHeader)};
      webhook_.Handle(credentials, request.body(), [responder](WebhookAnswer answer) {
        return responder.Send({.status = answer.status,
                               .body = std::move(answer.body),
                               .content_type = http::kJson,
                               .retry_after_seconds = answer.retry_after_seconds});
      });
    };
    http::TestServer::Options options;
    options.routes.push_back(std::move(route));
    return options;
  }

  FakeSink sink_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  HeliusWebhook webhook_;
  http::TestServer server_;
};

TEST_F(WebhookOverHttp, AcceptsTheRecordedDeliveries) {
  Client client(server_.port());
  size_t answered = 0;
  for (const std::string name : {"one", "two", "batch_25", "redelivery_and_failed"}) {
    const auto answer = client.Ask(Post(kPath, ReadGolden(name + ".json"), SignatureOf(name)));
    ASSERT_TRUE(answer.answered()) << name;
    EXPECT_EQ(answer.status, 200) << name << answer.body;
    ++answered;
  }
  EXPECT_EQ(answered, 4u);
  EXPECT_GE(sink_.observations(), 28u);
}

TEST_F(WebhookOverHttp, AcceptsChunkedDeliveries) {
  const std::string body = ReadGolden("batch_25.json");
  std::string request = "POST " + kPath + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n" +
                        SignatureOf("batch_25") + "\r\n";
  for (size_t at = 0; at < body.size(); at += 16) {
    const std::string chunk = body.substr(at, 16);
    request += (chunk.size() == 16 ? "10" : std::string(1, "0123456789abcdef"[chunk.size()])) +
               "\r\n" + chunk + "\r\n";
  }
  const auto answer = Client(server_.port()).Ask(request + "0\r\n\r\n");
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"accepted":25,"hinted":0,"unreadable":0})");
}

TEST_F(WebhookOverHttp, AnswersAnyChangedByteAlike) {
  const std::string good = ReadGolden("one.json");
  Client client(server_.port());
  std::string refusal;
  size_t tried = 0;
  for (size_t i = 0; i < good.size(); i += 13) {
    std::string body = good;
    body[i] = static_cast<char>(body[i] ^ 0x20);
    const auto answer = client.Ask(Post(kPath, body, SignatureOf("one")));
    ASSERT_TRUE(answer.answered()) << i;
    EXPECT_EQ(answer.status, 401) << i;
    if (tried++ == 0) refusal = answer.body;
    EXPECT_EQ(answer.body, refusal) << i;
  }
  EXPECT_GT(tried, 200u);
  const std::string signature = SignatureOf("one");
  for (const std::string& headers :
       {std::string(), SignatureOf("two"), signature + signature, "X-" + signature}) {
    const auto answer = client.Ask(Post(kPath, good, headers));
    ASSERT_TRUE(answer.answered()) << headers;
    EXPECT_EQ(answer.status, 401) << headers;
    EXPECT_EQ(answer.body, refusal) << headers;
  }
  EXPECT_EQ(sink_.observations(), 0u);
}

TEST_F(WebhookOverHttp, Answers200WhenDurableAndNotBefore) {
  sink_.Set(FakeSink::Mode::kHold);
  Client client(server_.port());
  ASSERT_TRUE(client.Send(Post(kPath, ReadGolden("one.json"), SignatureOf("one"))));
  ASSERT_TRUE(http::Eventually([&] { return sink_.held() == 1; }));
  sink_.FinishAll(absl::OkStatus());
  EXPECT_EQ(client.Read().status, 200);
  ASSERT_TRUE(client.Send(Post(kPath, ReadGolden("one.json"), SignatureOf("one"))));
  ASSERT_TRUE(http::Eventually([&] { return sink_.held() == 1; }));
  sink_.FinishAll(absl::DataLossError("disk"));
  const auto answer = client.Read();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "1");
}

TEST_F(WebhookOverHttp, AnswersTryAgainWithinASecondWhereTheStoreIsSlow) {
  sink_.Set(FakeSink::Mode::kHold);
  Client client(server_.port());
  const auto start = std::chrono::steady_clock::now();
  const auto answer = client.Ask(Post(kPath, ReadGolden("one.json"), SignatureOf("one")));
  const auto took = std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "1");
  EXPECT_GE(took, std::chrono::milliseconds(kWebhookAnswerWithinMs));
  sink_.FinishAll(absl::OkStatus());  // durable all the same
  const telemetry::Counter late =
      metrics_.AddCounter("hilt_webhook_requests_total", "Webhook deliveries, by outcome.",
                          {{"outcome", "durable_late"}});
  EXPECT_EQ(late.value(), 1u);
}

TEST_F(WebhookOverHttp, AnswersTryAgainWhereTheQueueIsFull) {
  sink_.Set(FakeSink::Mode::kFull);
  const auto answer =
      Client(server_.port()).Ask(Post(kPath, ReadGolden("one.json"), SignatureOf("one")));
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.Header("retry-after"), "1");
}

TEST_F(WebhookOverHttp, TakesPostAlone) {
  const auto answer = Client(server_.port()).Ask(http::Get(kPath));
  ASSERT_TRUE(answer.answered());
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.Header("allow"), "POST");
}

TEST_F(WebhookOverHttp, TakesEightMebibytesAndNoMore) {
  const std::string most(kWebhookBodyLimitBytes, ' ');
  EXPECT_EQ(Client(server_.port()).Ask(Post(kPath, most, SignatureOf("one"))).status, 401);
  EXPECT_EQ(Client(server_.port()).Ask(Post(kPath, most + " ", SignatureOf("one"))).status, 413);
}

}  // namespace
}  // namespace hilt::source
