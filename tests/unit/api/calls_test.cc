#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "api/live_calls.h"
#include "api/stream_limit.h"
#include "confirmer/settle/refusal.h"
#include "gtest/gtest.h"

namespace hilt::api {
namespace {

// Remembers how it ended; leaves at once, or when told, as gRPC's OnDone would.
class FakeCall final : public LiveCall {
 public:
  FakeCall(LiveCalls& calls, bool leaves_at_once)
      : calls_(calls), leaves_at_once_(leaves_at_once) {}

  void End(const absl::Status& status) override {
    reason_ = settle::ReasonOf(status).value_or("");
    ended_ = true;
    if (leaves_at_once_) calls_.Leave(this);
  }

  bool ended() const { return ended_; }
  const std::string& reason() const { return reason_; }

 private:
  LiveCalls& calls_;
  const bool leaves_at_once_;
  std::string reason_;
  std::atomic<bool> ended_ = false;
};

TEST(LiveCalls, OwnsACallUntilItLeaves) {
  LiveCalls calls;
  auto call = std::make_shared<FakeCall>(calls, true);
  const std::weak_ptr<FakeCall> watched = call;
  EXPECT_TRUE(calls.Enter(call, LiveCalls::Kind::kAnswersSoon));
  const LiveCall* key = call.get();
  call.reset();
  EXPECT_FALSE(watched.expired());
  calls.Leave(key);
  EXPECT_TRUE(watched.expired());
  EXPECT_EQ(calls.size(), 0u);
}

TEST(LiveCalls, StopEndsWhatWaitsAtOnceAndTheRestAfterItsGrace) {
  LiveCalls calls;
  auto waits = std::make_shared<FakeCall>(calls, true);
  auto answers = std::make_shared<FakeCall>(calls, true);
  calls.Enter(waits, LiveCalls::Kind::kWaits);
  calls.Enter(answers, LiveCalls::Kind::kAnswersSoon);
  std::thread stopping([&] { calls.Stop(absl::Milliseconds(50)); });
  stopping.join();
  EXPECT_TRUE(waits->ended());
  EXPECT_TRUE(answers->ended());
  EXPECT_EQ(waits->reason(), "shutting_down");
  EXPECT_EQ(answers->reason(), "shutting_down");
  EXPECT_FALSE(calls.Enter(answers, LiveCalls::Kind::kAnswersSoon));
}

TEST(LiveCalls, StopReturnsBeforeItsGraceOnceEverythingIsAnswered) {
  LiveCalls calls;
  auto answers = std::make_shared<FakeCall>(calls, true);
  calls.Enter(answers, LiveCalls::Kind::kAnswersSoon);
  std::thread stopping([&] { calls.Stop(absl::Hours(1)); });
  calls.Leave(answers.get());  // answered by itself
  stopping.join();
  EXPECT_FALSE(answers->ended());
}

TEST(StreamLimit, IsPerClientAndGivenBack) {
  StreamLimit limit(2);
  EXPECT_TRUE(limit.Take("a").ok());
  EXPECT_TRUE(limit.Take("a").ok());
  const absl::Status refused = limit.Take("a");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(settle::ReasonOf(refused), "too_many_streams");
  EXPECT_TRUE(limit.Take("b").ok());
  limit.GiveBack("a");
  EXPECT_TRUE(limit.Take("a").ok());
}

}  // namespace
}  // namespace hilt::api
