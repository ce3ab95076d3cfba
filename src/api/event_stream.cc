#include "api/event_stream.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "api/convert_event.h"
#include "api/cursor.h"
#include "base/status.h"
#include "fmt/format.h"
#include "storage/ledger.h"

namespace hilt::api {
namespace {

// Events held in memory for one stream at most.
constexpr size_t kPageEvents = 64;

absl::StatusOr<std::set<domain::EventType>> ReadTypes(const v1::StreamEventsRequest& request) {
  std::set<domain::EventType> types;
  for (int i = 0; i < request.types_size(); ++i) {
    const std::optional<domain::EventType> type = FromProto(request.types(i));
    if (!type) return InvalidField(fmt::format("types[{}]", i), "must be a known type");
    types.insert(*type);
  }
  return types;
}

}  // namespace

EventStream::EventStream(const Serving& serving)
    : WriteStream(serving, "SettlementService/StreamEvents"), engine_(serving.engine) {}

absl::Status EventStream::Start(const v1::StreamEventsRequest& request) {
  HILT_ASSIGN_OR_RETURN(types_, ReadTypes(request));
  HILT_ASSIGN_OR_RETURN(log_end_, storage::LedgerReader(engine_.store).LastEvent());
  if (!request.after().empty()) {
    HILT_ASSIGN_OR_RETURN(read_,
                          ParseCursor(request.after(), engine_.identity.log_epoch, log_end_));
  }
  follow_ = request.follow();
  // Before the first read: what becomes durable after it is announced.
  if (follow_) feed_id_ = engine_.feed.Follow([this] { Wake(); });
  Wake();
  return absl::OkStatus();
}

bool EventStream::Wanted(const domain::Event& event) const {
  return types_.empty() || types_.contains(event.type);
}

// How many events were read, wanted or not.
absl::StatusOr<size_t> EventStream::ReadPage() {
  const size_t limit =
      follow_ ? kPageEvents : std::min<uint64_t>(kPageEvents, log_end_.value() - read_.value());
  if (limit == 0) return 0;
  HILT_ASSIGN_OR_RETURN(std::vector<domain::Event> events,
                        storage::LedgerReader(engine_.store).ReadEvents(read_, limit));
  if (!events.empty()) read_ = events.back().seq;
  for (domain::Event& event : events) {
    if (Wanted(event)) page_.push_back(std::move(event));
  }
  return events.size();
}

absl::StatusOr<WriteStream<v1::Event>::Pulled> EventStream::Pull(v1::Event* message) {
  if (page_.empty()) {
    HILT_ASSIGN_OR_RETURN(const size_t count, ReadPage());
    if (count == 0) return follow_ ? Pulled::kNothing : Pulled::kEnd;
    if (page_.empty()) return Pulled::kMore;
  }
  FillEvent(page_.front(),
            {.log_epoch = engine_.identity.log_epoch,
             .cluster = engine_.rules.cluster,
             .assets = engine_.rules.assets},
            message);
  page_.pop_front();
  return Pulled::kMessage;
}

void EventStream::Leave() {
  if (feed_id_ != 0) engine_.feed.Leave(feed_id_);
}

}  // namespace hilt::api
