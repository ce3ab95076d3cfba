#include "indexer/pipeline/delivery.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace hilt::pipeline {
namespace {

using domain::Slot;

domain::Step StepTo(uint64_t slot) {
  domain::Step step;
  step.advance.emplace();
  step.advance->frontier = Slot(slot);
  return step;
}

// Takes a step and answers when it is told to.
class HoldingSink final : public Sink {
 public:
  absl::Status Submit(domain::Step step, Done done) override {
    if (!refusal.ok()) return refusal;
    submitted.push_back(step.advance->frontier.value());
    done_ = std::move(done);
    return absl::OkStatus();
  }
  void Answer(const absl::Status& status) { std::exchange(done_, nullptr)(status); }

  absl::Status refusal;
  std::vector<uint64_t> submitted;

 private:
  Done done_;
};

class DeliveryTest : public testing::Test {
 protected:
  absl::Time now = absl::FromUnixSeconds(1'790'000'000);
  HoldingSink sink;
  int answers = 0;
  Delivery delivery{sink, [this] { ++answers; }};
};

TEST_F(DeliveryTest, HoldsAStepUntilItIsDurable) {
  delivery.Put(StepTo(7));
  delivery.Offer(now);
  EXPECT_FALSE(delivery.idle());
  EXPECT_FALSE(delivery.durable().has_value());
  delivery.Offer(now + absl::Hours(1));
  EXPECT_EQ(sink.submitted.size(), 1u) << "not given twice while it is under way";
  sink.Answer(absl::OkStatus());
  EXPECT_TRUE(delivery.idle());
  EXPECT_EQ(delivery.durable()->frontier, Slot(7));
  EXPECT_EQ(answers, 1);
}

TEST_F(DeliveryTest, OffersAgainWhatWasNotTakenAfterARest) {
  sink.refusal = absl::ResourceExhaustedError("the queue is full");
  delivery.Put(StepTo(7));
  delivery.Offer(now);
  EXPECT_EQ(delivery.trouble(), sink.refusal);
  sink.refusal = absl::OkStatus();
  delivery.Offer(now);
  EXPECT_TRUE(sink.submitted.empty()) << "it rests";
  delivery.Offer(delivery.NextTurn());
  EXPECT_EQ(sink.submitted, std::vector<uint64_t>{7});
}

TEST_F(DeliveryTest, OffersAgainWhatDidNotBecomeDurable) {
  delivery.Put(StepTo(7));
  delivery.Offer(now);
  sink.Answer(absl::UnavailableError("the commit failed"));
  EXPECT_FALSE(delivery.idle());
  EXPECT_FALSE(delivery.durable().has_value());
  EXPECT_EQ(delivery.trouble(), absl::UnavailableError("the commit failed"));
  delivery.Offer(now);
  delivery.Offer(now + Delivery::kFirstRest);
  sink.Answer(absl::OkStatus());
  EXPECT_EQ(sink.submitted, (std::vector<uint64_t>{7, 7}));
  EXPECT_TRUE(delivery.idle());
  EXPECT_TRUE(delivery.trouble().ok());
}

TEST_F(DeliveryTest, RestsLongerEachTimeButNotForEver) {
  sink.refusal = absl::ResourceExhaustedError("the queue is full");
  delivery.Put(StepTo(7));
  absl::Duration before = absl::ZeroDuration();
  for (int i = 0; i < 40; ++i) {
    delivery.Offer(now);
    delivery.Offer(now);  // counts the rest
    const absl::Duration rest = delivery.NextTurn() - now;
    EXPECT_GE(rest, before);
    EXPECT_LE(rest, Delivery::kLongestRest);
    before = rest;
    now = delivery.NextTurn();
  }
  EXPECT_EQ(before, Delivery::kLongestRest);
}

TEST_F(DeliveryTest, IsAnsweredAfterItIsGone) {
  {
    Delivery gone(sink, [this] { ++answers; });
    gone.Put(StepTo(7));
    gone.Offer(now);
  }
  sink.Answer(absl::OkStatus());
  EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace hilt::pipeline
