#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "api/write_stream.h"
#include "domain/event.h"
#include "hilt/settlement/v1/event.pb.h"

namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// StreamEvents: the durable log from the request's cursor on. It reads the log by itself, in pages,
// and is told by the feed only that there is more.
class EventStream final : public WriteStream<v1::Event> {
 public:
  explicit EventStream(const Serving& serving);

  // Checks the request and begins to send. Refused: invalid_cursor, log_changed, invalid_field.
  absl::Status Start(const v1::StreamEventsRequest& request);

 protected:
  absl::StatusOr<Pulled> Pull(v1::Event* message) override;
  void Leave() override;

 private:
  bool Wanted(const domain::Event& event) const;
  absl::StatusOr<size_t> ReadPage();

  const Engine& engine_;
  std::set<domain::EventType> types_;  // empty: every type
  bool follow_ = false;
  uint64_t feed_id_ = 0;      // 0: not told by the feed
  domain::EventSeq read_;     // up to here
  domain::EventSeq log_end_;  // when the call began: where it ends if it does not follow
  std::deque<domain::Event> page_;
};

}  // namespace hilt::api
