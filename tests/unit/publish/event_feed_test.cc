#include "confirmer/publish/event_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/support/test_engine.h"

namespace hilt::publish {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): a test's own words
using domain::Payment;

class EventFeedTest : public ::testing::Test {
 protected:
  void Run() { ASSERT_TRUE(feed_.Step().ok()); }

  TestEngine engine_;
  EventFeed feed_{engine_.store()};
};

TEST_F(EventFeedTest, WakesFollowersAtEveryStep) {
  int woken = 0;
  feed_.Follow([&] { ++woken; });
  Run();
  engine_.Create(Usdc(1));
  Run();
  EXPECT_EQ(woken, 2);
}

TEST_F(EventFeedTest, WakesWatchersOfThePaymentAlone) {
  const Payment one = engine_.Create(Usdc(1));
  const Payment two = engine_.Create(Usdc(2));
  Run();
  int one_woken = 0;
  int two_woken = 0;
  feed_.Watch(one.terms.payment_id, [&] { ++one_woken; });
  feed_.Watch(one.terms.payment_id, [&] { ++one_woken; });
  feed_.Watch(two.terms.payment_id, [&] { ++two_woken; });
  ASSERT_TRUE(engine_.Deliver(Paid(one.terms)).ok());
  Run();
  EXPECT_EQ(one_woken, 2);
  EXPECT_EQ(two_woken, 0);
  Run();
  EXPECT_EQ(one_woken, 2);
}

// What happened between the watcher's first read and the feed's start it would never hear of.
TEST_F(EventFeedTest, TheFirstStepWakesEverybody) {
  const Payment payment = engine_.Create(Usdc(1));
  int woken = 0;
  feed_.Watch(payment.terms.payment_id, [&] { ++woken; });
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms)).ok());
  Run();
  EXPECT_EQ(woken, 1);
}

TEST_F(EventFeedTest, AStepCatchesUpWithMoreEventsThanItReadsAtOnce) {
  Run();
  Payment last = engine_.Create(Usdc(1));
  for (uint16_t i = 0; i < 300; ++i) {
    settle::SessionRequest request = Usdc(1);
    request.payment_id.bytes[15] = static_cast<uint8_t>(i);
    request.payment_id.bytes[14] = static_cast<uint8_t>(7 + i / 256);
    request.nonce.bytes = request.payment_id.bytes;
    request.details.idempotency_key = std::to_string(i);
    last = engine_.Create(request);
  }
  int woken = 0;
  feed_.Watch(last.terms.payment_id, [&] { ++woken; });
  Run();
  EXPECT_EQ(woken, 1);
}

TEST_F(EventFeedTest, WhoHasLeftIsNotWoken) {
  const Payment payment = engine_.Create(Usdc(1));
  Run();
  int woken = 0;
  const uint64_t follower = feed_.Follow([&] { ++woken; });
  const uint64_t watcher = feed_.Watch(payment.terms.payment_id, [&] { ++woken; });
  feed_.Leave(follower);
  feed_.Leave(watcher);
  feed_.Leave(watcher);
  feed_.Leave(12'345);
  ASSERT_TRUE(engine_.Deliver(Paid(payment.terms)).ok());
  Run();
  EXPECT_EQ(woken, 0);
}

TEST_F(EventFeedTest, AnOldIdDoesNotTakeAnotherReaderAway) {
  const uint64_t first = feed_.Follow([] {});
  feed_.Leave(first);
  int woken = 0;
  feed_.Follow([&] { ++woken; });
  feed_.Leave(first);
  Run();
  EXPECT_EQ(woken, 1);
}

TEST_F(EventFeedTest, ManyNotificationsAreOneStepAndNoneIsLost) {
  feed_.Notify();
  feed_.Notify();
  EXPECT_TRUE(feed_.WaitForWork());
  // One that comes while the step runs is not of that step.
  feed_.Notify();
  Run();
  EXPECT_TRUE(feed_.WaitForWork());
  feed_.Stop();
  feed_.Notify();
  EXPECT_FALSE(feed_.WaitForWork());
}

// A log that cannot be read.
class Unreadable final : public storage::Reader {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    if (broken) return absl::UnavailableError("the disk is gone");
    return store.Get(key);
  }
  absl::StatusOr<std::vector<storage::Entry>> Scan(const storage::ScanRange& range) const override {
    if (broken) return absl::UnavailableError("the disk is gone");
    return store.Scan(range);
  }

  storage::MemoryStore store;
  bool broken = false;
};

TEST(EventFeed, WhereTheLogCannotBeReadEverybodyIsWokenToFindThatOut) {
  for (const bool from_the_start : {true, false}) {
    Unreadable log;
    EventFeed feed(log);
    int followers = 0;
    int watchers = 0;
    if (!from_the_start) {
      ASSERT_TRUE(feed.Step().ok());
    }
    feed.Follow([&] { ++followers; });
    feed.Watch(IdOf(1), [&] { ++watchers; });
    log.broken = true;
    EXPECT_EQ(feed.Step().code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(followers, 1);
    EXPECT_EQ(watchers, 1);
  }
}

TEST_F(EventFeedTest, LeaveWaitsForACallThatRuns) {
  std::mutex mutex;
  std::condition_variable changed;
  bool inside = false;
  bool go_on = false;
  std::atomic<bool> finished = false;
  const uint64_t id = feed_.Follow([&] {
    std::unique_lock<std::mutex> lock(mutex);
    inside = true;
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
    finished = true;
  });
  std::thread stepper([&] { ASSERT_TRUE(feed_.Step().ok()); });
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return inside; });
  }
  bool finished_at_leave = false;
  std::thread leaver([&] {
    feed_.Leave(id);
    finished_at_leave = finished;
  });
  {
    const std::lock_guard<std::mutex> lock(mutex);
    go_on = true;
    changed.notify_all();
  }
  leaver.join();
  stepper.join();
  EXPECT_TRUE(finished_at_leave);
}

TEST_F(EventFeedTest, AReaderThatReadsOnWhenWokenSeesEveryEvent) {
  engine_.writer().set_on_commit([this] { feed_.Notify(); });
  std::thread stepper([this] {
    while (feed_.WaitForWork()) EXPECT_TRUE(feed_.Step().ok());
  });
  constexpr uint64_t kEvents = 50;
  std::mutex mutex;
  std::condition_variable all;
  uint64_t read = 0;
  const uint64_t id = feed_.Follow([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto events = engine_.reader().ReadEvents(domain::EventSeq(read), 1'000);
    if (events.ok()) read += events->size();
    all.notify_one();
  });
  // Others come and go meanwhile.
  std::thread visitor([this] {
    for (int i = 0; i < 200; ++i) {
      feed_.Leave(feed_.Follow([] {}));
      feed_.Leave(feed_.Watch(IdOf(1), [] {}));
    }
  });
  for (uint8_t i = 1; i <= kEvents; ++i) engine_.Create(Usdc(i));
  {
    std::unique_lock<std::mutex> lock(mutex);
    all.wait(lock, [&] { return read == kEvents; });
  }
  visitor.join();
  feed_.Leave(id);
  feed_.Stop();
  stepper.join();
}

}  // namespace
}  // namespace hilt::publish
