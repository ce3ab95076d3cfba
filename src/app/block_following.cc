#include "app/block_following.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/status.h"
#include "confirmer/finality/expiry.h"
#include "confirmer/settle/create_session.h"
#include "storage/ledger.h"

namespace hilt::app {
namespace {

using pipeline::Ask;
using pipeline::FollowerStatus;
using pipeline::Trouble;

// What is to be covered began then: now, or when the oldest payment was made that is still open.
absl::StatusOr<absl::Time> OldestToCover(const storage::LedgerReader& ledger, absl::Time now) {
  HILT_ASSIGN_OR_RETURN(
      const std::vector<domain::PaymentId> ids,
      ledger.PendingByExpiry(absl::InfiniteFuture(), std::numeric_limits<size_t>::max()));
  absl::Time oldest = now;
  for (const domain::PaymentId& id : ids) {
    HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment, ledger.FindPayment(id));
    if (!payment) return absl::DataLossError("an index names a payment that is not there");
    oldest = std::min(oldest, payment->terms.created_at);
  }
  return oldest - finality::kCoveredBeforeCreation;
}

}  // namespace

BlockFollowing::Counters::Counters(telemetry::Metrics& metrics) {
  for (const Ask ask : {Ask::kHead, Ask::kSlots, Ask::kNext, Ask::kHeader, Ask::kBlock}) {
    questions.emplace(ask,
                      metrics.AddCounter("hilt_source_questions_total",
                                         "Questions that a chain source put, by kind.",
                                         {{"source", kSource}, {"ask", std::string(Name(ask))}}));
  }
  for (int i = 0; i < pipeline::kTroubles; ++i) {
    const auto trouble = static_cast<Trouble>(i);
    troubles.emplace(
        trouble,
        metrics.AddCounter("hilt_source_retries_total",
                           "Answers of endpoints that were none, so that the question was or will "
                           "be put again, by what was wrong.",
                           {{"source", kSource}, {"trouble", std::string(Name(trouble))}}));
  }
}

BlockFollowing::BlockFollowing(const Parts& parts, std::optional<domain::SourceAdvance> stored)
    : parts_(parts),
      stored_(std::move(stored)),
      counters_(parts.metrics),
      began_at_(parts.clock.Now()),
      blocks_(parts.chain.client(), parts.clock, {.genesis_hash = parts.genesis_hash}) {}

absl::StatusOr<std::unique_ptr<BlockFollowing>> BlockFollowing::Create(const Parts& parts) {
  const storage::LedgerReader ledger(parts.store);
  HILT_ASSIGN_OR_RETURN(std::optional<domain::SourceAdvance> stored, ledger.FindAdvance(kSource));
  pipeline::FollowerOptions options;
  options.source = kSource;
  options.start.slot = parts.config.start_slot;
  options.confirmed = parts.config.confirmed;
  options.window = parts.config.window;
  options.fetches = parts.config.fetches;
  std::optional<std::string> cursor;
  if (stored) {
    cursor = stored->cursor;
    parts.log.Info("follows the chain from its cursor", {{"slot", stored->frontier.value()}});
  } else if (!options.start.slot) {
    HILT_ASSIGN_OR_RETURN(options.start.at_latest, OldestToCover(ledger, parts.clock.Now()));
    parts.log.Info("follows the chain from behind its tip",
                   {{"at_latest", absl::FormatTime(options.start.at_latest)}});
  } else {
    parts.log.Info("follows the chain from a slot", {{"slot", options.start.slot->value()}});
  }
  std::unique_ptr<BlockFollowing> following(new BlockFollowing(parts, std::move(stored)));
  HILT_ASSIGN_OR_RETURN(following->follower_, pipeline::Follower::Create(std::move(options), cursor,
                                                                         parts.sink, parts.log));
  following->AddGauges();
  return following;
}

void BlockFollowing::Run() {
  const base::Clock& clock = parts_.clock;
  while (follower_->WaitForWork(clock.Now())) {
    while (const auto work = follower_->TakeWork(clock.Now())) {
      pipeline::Answer answer = blocks_.Read(work->question, work->last);
      Count(*work, answer);
      follower_->Done(*work, std::move(answer), clock.Now());
      WatchTheClock();
    }
  }
}

void BlockFollowing::Count(const pipeline::Follower::Work& work,
                           const pipeline::Answer& answer) const {
  counters_.questions.at(work.question.ask).Increment();
  for (const pipeline::EndpointTrouble& one : answer.troubles) {
    counters_.troubles.at(one.trouble).Increment();
  }
}

std::optional<absl::Duration> BlockFollowing::clock_skew() const {
  return follower_->clock_skew(parts_.clock.Now());
}

void BlockFollowing::WatchTheClock() {
  const std::optional<absl::Duration> skew = clock_skew();
  const bool is_wrong = skew && absl::AbsDuration(*skew) > settle::kMaxClockSkew;
  if (clock_is_wrong_.exchange(is_wrong) == is_wrong) return;
  if (is_wrong) {
    parts_.log.Error("this machine's clock is not the chain's: no session is created",
                     {{"skew_s", absl::ToInt64Seconds(*skew)}});
  } else {
    parts_.log.Info("this machine's clock is the chain's again, or the chain's is not known");
  }
}

std::optional<domain::SourceAdvance> BlockFollowing::Durable(const FollowerStatus& status) const {
  return status.durable ? status.durable : stored_;
}

// A lag far below 0 is a clock that was set back.
bool BlockFollowing::IsInTime(absl::Duration lag) const {
  return -settle::kMaxClockSkew <= lag && lag <= parts_.config.max_lag;
}

absl::Status BlockFollowing::Lag() const {
  const absl::Time now = parts_.clock.Now();
  const FollowerStatus status = follower_->status(now);
  const std::optional<domain::SourceAdvance> durable = Durable(status);
  const std::string waits = status.waits_for.empty() ? "" : "; waits for " + status.waits_for;
  if (!durable || !durable->frontier_time) {
    return absl::UnavailableError(fmt::format("{}: no block was read yet{}", kSource, waits));
  }
  const absl::Duration lag = now - *durable->frontier_time;
  if (IsInTime(lag)) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("{}: {} s behind{}", kSource, absl::ToInt64Seconds(lag), waits));
}

api::SourceView BlockFollowing::View() const {
  const absl::Time now = parts_.clock.Now();
  const FollowerStatus status = follower_->status(now);
  api::SourceView view{.name = kSource, .kind = api::SourceKind::kBlockFollower};
  if (const std::optional<domain::SourceAdvance> durable = Durable(status)) {
    view.cursor = {.slot = durable->frontier, .block_time = durable->frontier_time};
    if (durable->frontier_time) view.lag = now - *durable->frontier_time;
  }
  if (status.finalized_head) {
    view.tip = {.slot = *status.finalized_head, .block_time = std::nullopt};
  }
  view.observation_count = parts_.sink.observations();
  view.last_success_at = status.moved_at;
  view.waits_for = status.waits_for;
  for (const FollowerStatus::EndpointError& error : status.errors) {
    if (view.last_error && view.last_error->at > error.at) continue;
    view.last_error = {.message = error.message, .at = error.at};
  }
  const bool in_time = view.lag && IsInTime(*view.lag);
  const bool moves = now - status.moved_at.value_or(began_at_) <= parts_.config.max_lag;
  view.health = in_time ? api::Health::kOk : moves ? api::Health::kLagging : api::Health::kFailing;
  return view;
}

void BlockFollowing::Describe(std::vector<api::EndpointView>& endpoints) const {
  const FollowerStatus status = follower_->status(parts_.clock.Now());
  const std::vector<source::BlockSource::Height> heights = blocks_.heights();
  for (api::EndpointView& endpoint : endpoints) {
    for (const source::BlockSource::Height& height : heights) {
      if (height.endpoint == endpoint.name) endpoint.finalized_slot = height.finalized;
    }
    for (const FollowerStatus::EndpointError& error : status.errors) {
      if (error.endpoint != endpoint.name) continue;
      endpoint.last_error = {.message = error.message, .at = error.at};
    }
  }
}

void BlockFollowing::AddGauges() {
  telemetry::Metrics& metrics = parts_.metrics;
  const telemetry::Labels labels = {{"source", kSource}};
  const auto gauge = [&](const std::string& name, const std::string& help) {
    return metrics.AddGauge(name, help, labels);
  };
  const auto counter = [&](const std::string& name, const std::string& help) {
    return metrics.AddCounter(name, help, labels);
  };
  const auto tip = gauge("hilt_source_tip_slot", "The newest finalized slot that nodes show.");
  const auto confirmed = gauge("hilt_source_confirmed_slot", "The newest block at confirmed.");
  const auto cursor = gauge("hilt_source_cursor_slot", "The last finalized slot that is durable.");
  const auto lag_slots = gauge("hilt_source_lag_slots", "Tip less cursor.");
  const auto lag =
      gauge("hilt_source_lag_seconds", "The engine's clock less the block time of the cursor.");
  const auto skew = metrics.AddGauge("hilt_clock_skew_seconds",
                                     "The engine's clock less the chain's; 0 where not known.");
  const auto blocks = counter("hilt_source_blocks_total", "Finalized blocks that were applied.");
  const auto rewinds = counter("hilt_source_rewinds_total", "Forks at confirmed that were left.");
  const auto retracted =
      counter("hilt_source_retracted_blocks_total", "Blocks at confirmed that were taken back.");
  const auto contradictions =
      counter("hilt_source_contradictions_total", "Answers that were not believed.");
  const auto begun_anew = counter("hilt_source_begun_anew_total",
                                  "Times that nothing fitted and everything was asked anew.");
  // Follows a count that only grows.
  const auto follow = [](const telemetry::Counter& to, uint64_t count) {
    if (count > to.value()) to.Increment(count - to.value());
  };
  metrics.OnScrape([=, this] {
    const absl::Time now = parts_.clock.Now();
    const FollowerStatus status = follower_->status(now);
    if (status.finalized_head) tip.Set(static_cast<double>(status.finalized_head->value()));
    if (status.confirmed_tip) confirmed.Set(static_cast<double>(status.confirmed_tip->value()));
    if (const auto durable = Durable(status)) {
      cursor.Set(static_cast<double>(durable->frontier.value()));
      if (durable->frontier_time) lag.Set(absl::ToDoubleSeconds(now - *durable->frontier_time));
    }
    if (status.lag_slots) lag_slots.Set(static_cast<double>(*status.lag_slots));
    skew.Set(absl::ToDoubleSeconds(clock_skew().value_or(absl::ZeroDuration())));
    follow(blocks, status.finalized_blocks);
    follow(rewinds, status.rewinds);
    follow(retracted, status.retracted);
    follow(contradictions, status.contradictions);
    follow(begun_anew, status.begun_anew);
  });
}

}  // namespace hilt::app
