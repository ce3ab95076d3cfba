#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/asset.h"
#include "domain/event.h"
#include "hilt/settlement/v1/event.pb.h"

// Events in the contract's words.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::EventType ToProto(domain::EventType type);
// None: a number that names no type, 0 included.
std::optional<domain::EventType> FromProto(v1::EventType type);

// Names the event for ever, also where a restore has given the log another epoch. It is made of
// what a restore keeps: the number, the time and the subject. A number alone would be given again
// to another event of the restored log; that one has its own time.
// At most 60 characters of printable ASCII.
std::string EventId(const domain::Event& event);

// What an event's message depends on besides the event.
struct EventView {
  std::string_view log_epoch;
  domain::Cluster cluster{};
  const domain::AssetRegistry& assets;
};

void FillEvent(const domain::Event& event, const EventView& view, v1::Event* to);

}  // namespace hilt::api
