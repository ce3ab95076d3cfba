#include "indexer/source/helius_webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace hilt::source {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kHeader = "Bearer 0123456789abcdef";

// Keeps what it is handed until the test says what became of it.
class FakeSink final : public pipeline::Sink {
 public:
  absl::Status Submit(domain::Step step, Done done) override {
    if (!refusal.ok()) return refusal;
    steps.push_back(std::move(step));
    waiting.push_back(std::move(done));
    return absl::OkStatus();
  }

  // Ends the oldest step that waits.
  void Finish(const absl::Status& status) {
    ASSERT_FALSE(waiting.empty());
    const Done done = std::move(waiting.front());
    waiting.erase(waiting.begin());
    done(status);
  }

  absl::Status refusal;
  std::vector<domain::Step> steps;
  std::vector<Done> waiting;
};

class HeliusWebhookTest : public testing::Test {
 protected:
  HeliusWebhookTest()
      : log_({.writer = [this](std::string_view line) { log_text_ += line; }}),
        webhook_(MakeAuth(), sink_, log_, metrics_) {}

  static std::unique_ptr<WebhookAuth> MakeAuth() {
    WebhookAuthOptions options;
    options.static_header = AuthMode::kRequired;
    options.static_values.emplace_back(std::string(kHeader));
    return *WebhookAuth::Create(std::move(options));
  }

  void Post(std::string_view body, std::string_view authorization = kHeader) {
    webhook_.Handle({.signature = {}, .authorization = authorization}, body,
                    [this](WebhookAnswer answer) {
                      answers_.push_back(std::move(answer));
                      return in_time_;
                    });
  }

  WebhookAnswer OnlyAnswer() const {
    EXPECT_EQ(answers_.size(), 1u);
    return answers_.empty() ? WebhookAnswer{} : answers_.front();
  }

  uint64_t Requests(const std::string& outcome) {
    return metrics_
        .AddCounter("hilt_webhook_requests_total", "Webhook deliveries, by outcome.",
                    {{"outcome", outcome}})
        .value();
  }

  static std::string ReadGolden(const std::string& name) {
    std::ifstream in(HILT_GOLDEN_DIR "/chain/webhooks/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  FakeSink sink_;
  std::string log_text_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  HeliusWebhook webhook_;
  std::vector<WebhookAnswer> answers_;
  bool in_time_ = true;
};

TEST_F(HeliusWebhookTest, AnswersOnlyWhenTheStepIsDurable) {
  Post(ReadGolden("two.json"));
  ASSERT_EQ(sink_.steps.size(), 1u);
  EXPECT_EQ(sink_.steps[0].observations.size(), 2u);
  EXPECT_TRUE(sink_.steps[0].hints.empty());
  EXPECT_TRUE(answers_.empty());
  sink_.Finish(absl::OkStatus());
  EXPECT_EQ(OnlyAnswer().status, 200);
  EXPECT_EQ(nlohmann::json::parse(OnlyAnswer().body)["accepted"], 2);
  EXPECT_EQ(Requests("accepted"), 1u);
}

TEST_F(HeliusWebhookTest, AnswersEachDeliveryByItsOwnStep) {
  Post(ReadGolden("one.json"));
  Post(ReadGolden("two.json"));
  EXPECT_TRUE(answers_.empty());
  sink_.Finish(absl::UnavailableError("disk"));
  sink_.Finish(absl::OkStatus());
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_EQ(answers_[0].status, 503);
  EXPECT_EQ(answers_[1].status, 200);
}

TEST_F(HeliusWebhookTest, AnswersTryAgainWhereTheStepIsNotDurable) {
  for (const absl::Status& status :
       {absl::UnavailableError("x"), absl::ResourceExhaustedError("x"), absl::InternalError("x"),
        absl::DataLossError("x"), absl::CancelledError("x"), absl::UnknownError("x")}) {
    answers_.clear();
    Post(ReadGolden("one.json"));
    EXPECT_TRUE(answers_.empty()) << status;
    sink_.Finish(status);
    EXPECT_EQ(OnlyAnswer().status, 503) << status;
    EXPECT_EQ(OnlyAnswer().retry_after_seconds, 1) << status;
  }
  EXPECT_EQ(Requests("store_failed"), 6u);
  EXPECT_EQ(Requests("accepted"), 0u);
}

TEST_F(HeliusWebhookTest, AnswersTryAgainWhereTheSinkTakesNothing) {
  for (const absl::Status& status :
       {absl::ResourceExhaustedError("full"), absl::UnavailableError("stopping")}) {
    answers_.clear();
    sink_.refusal = status;
    Post(ReadGolden("one.json"));
    EXPECT_EQ(OnlyAnswer().status, 503) << status;
    EXPECT_EQ(OnlyAnswer().retry_after_seconds, 1) << status;
  }
  EXPECT_EQ(Requests("overloaded"), 2u);
}

TEST_F(HeliusWebhookTest, CountsWhatBecameDurableTooLate) {
  in_time_ = false;
  Post(ReadGolden("one.json"));
  sink_.Finish(absl::OkStatus());
  EXPECT_EQ(Requests("durable_late"), 1u);
  EXPECT_EQ(Requests("accepted"), 0u);
}

TEST_F(HeliusWebhookTest, AnswersOneBodyForEveryCauseOf401AndParsesNothing) {
  const std::string good = ReadGolden("one.json");
  for (const std::string_view body : {std::string_view(good), std::string_view("no json"),
                                      std::string_view(""), std::string_view("[]")}) {
    for (const std::string_view authorization : {"", "Bearer", "Bearer 0123456789abcdee"}) {
      Post(body, authorization);
    }
  }
  ASSERT_EQ(answers_.size(), 12u);
  for (const WebhookAnswer& answer : answers_) {
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body, answers_[0].body);
    EXPECT_EQ(answer.retry_after_seconds, std::nullopt);
  }
  EXPECT_TRUE(sink_.steps.empty());
  EXPECT_EQ(Requests("unauthenticated"), 12u);
  EXPECT_TRUE(log_text_.empty());
}

TEST_F(HeliusWebhookTest, RefusesWhatIsNoArrayWithoutRepeatingIt) {
  for (const std::string_view body :
       {"", " ", "{}", "null", "\"PLANTED\"", "[", "[{}", "[] PLANTED", "PLANTED",
        "{\"PLANTED\":1}", "[{\"PLANTED\":1]", "\xff\xfe[PLANTED]"}) {
    answers_.clear();
    Post(body);
    EXPECT_EQ(OnlyAnswer().status, 400) << body;
    EXPECT_FALSE(nlohmann::json::parse(OnlyAnswer().body)["error"].get<std::string>().empty());
    EXPECT_THAT(OnlyAnswer().body, Not(HasSubstr("PLANTED"))) << body;
  }
  EXPECT_TRUE(sink_.steps.empty());
  EXPECT_THAT(log_text_, HasSubstr("webhook body refused"));
  EXPECT_THAT(log_text_, Not(HasSubstr("PLANTED")));
}

TEST_F(HeliusWebhookTest, AcceptsAnEmptyArrayAtOnce) {
  Post(" [ ] ");
  EXPECT_EQ(OnlyAnswer().status, 200);
  EXPECT_EQ(OnlyAnswer().body, R"({"accepted":0,"hinted":0,"unreadable":0})");
  EXPECT_TRUE(sink_.steps.empty());
}

TEST_F(HeliusWebhookTest, KeepsWhatItCannotRead) {
  const nlohmann::json good = nlohmann::json::parse(ReadGolden("one.json"))[0];
  nlohmann::json bad_slot = good;
  bad_slot["slot"] = "PLANTED";
  const std::string strange = R"({"PLANTED":[1,{"a":"]"}]})";
  Post("[" + strange + " ,\n" + good.dump() + ",7," + bad_slot.dump() + "]");
  ASSERT_EQ(sink_.steps.size(), 1u);
  const domain::Step& step = sink_.steps[0];
  ASSERT_EQ(step.observations.size(), 1u);
  ASSERT_EQ(step.hints.size(), 1u);
  EXPECT_EQ(step.hints[0], step.observations[0].signature);
  ASSERT_EQ(step.unreadable.size(), 2u);
  EXPECT_THAT(step.unreadable[0].bytes, testing::StartsWith(strange));
  EXPECT_THAT(step.unreadable[0].error, HasSubstr("[0]"));
  EXPECT_THAT(step.unreadable[0].error, Not(HasSubstr("PLANTED")));
  EXPECT_EQ(step.unreadable[1].bytes, "7");
  EXPECT_TRUE(answers_.empty());
  sink_.Finish(absl::OkStatus());
  EXPECT_EQ(OnlyAnswer().body, R"({"accepted":1,"hinted":1,"unreadable":2})");
  EXPECT_THAT(log_text_, Not(HasSubstr("PLANTED")));
}

TEST_F(HeliusWebhookTest, KeepsNoMoreThan64KiBOfAnElement) {
  const std::string large = "\"" + std::string(100'000, 'x') + "\"";
  Post("[" + large + "]");
  ASSERT_EQ(sink_.steps.size(), 1u);
  ASSERT_EQ(sink_.steps[0].unreadable.size(), 1u);
  EXPECT_EQ(sink_.steps[0].unreadable[0].bytes, large.substr(0, 65'536));
}

TEST_F(HeliusWebhookTest, TakesFailedTransactionsAndRedeliveriesAsObservations) {
  Post(ReadGolden("redelivery_and_failed.json"));
  ASSERT_EQ(sink_.steps.size(), 1u);
  const auto& observations = sink_.steps[0].observations;
  const size_t elements = nlohmann::json::parse(ReadGolden("redelivery_and_failed.json")).size();
  EXPECT_EQ(observations.size(), elements);
  EXPECT_TRUE(std::any_of(observations.begin(), observations.end(), [](const auto& observation) {
    return observation.execution == domain::Execution::kFailed;
  }));
}

}  // namespace
}  // namespace hilt::source
