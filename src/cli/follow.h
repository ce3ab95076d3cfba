#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/interrupt.h"
#include "cli/stream_reader.h"
#include "grpcpp/support/status.h"

namespace hilt::cli {

// Whether a stream goes on after a message.
enum class Onward { kRead, kLeave };

inline bool IsLost(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::CANCELLED;
}

// Sleeps, no longer than until an interrupt.
inline void Pause(absl::Duration length, InterruptGuard& interrupt) {
  constexpr absl::Duration kLook = absl::Milliseconds(50);
  const absl::Time end = absl::Now() + length;
  while (!interrupt.Requested() && absl::Now() < end) {
    absl::SleepFor(std::min(kLook, end - absl::Now()));
  }
}

// Reads a stream to its end and returns its status; none after an interrupt, OK where `handle`
// leaves. A stream that stood and was then lost is opened again, with growing pauses, until
// `patience` has passed since the loss: `open` then asks for what comes after the last message, and
// `lost` is told once a loss. Of one that never stood the error is returned at once. Lost means
// UNAVAILABLE, or CANCELLED and not by us: a server that stops cancels what it did not get to.
//
// A stream stood if it brought a message, or lasted for a second on a connection that was there:
// a quiet log brings nothing for hours. `connect` says whether there is a connection.
template <class Message>
std::optional<grpc::Status> FollowStream(const std::function<bool(InterruptGuard&)>& connect,
                                         const typename StreamReader<Message>::Open& open,
                                         const std::function<Onward(const Message&)>& handle,
                                         const std::function<void()>& lost, absl::Duration patience,
                                         InterruptGuard& interrupt) {
  constexpr absl::Duration kStands = absl::Seconds(1);
  constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
  constexpr absl::Duration kLastPause = absl::Seconds(1);
  absl::Time give_up = absl::InfinitePast();
  absl::Duration pause = kFirstPause;
  for (;;) {
    const bool connected = connect(interrupt);
    const absl::Time opened = absl::Now();
    bool stood = false;
    StreamReader<Message> reader(open, interrupt);
    Message message;
    while (reader.Read(message)) {
      if (interrupt.Requested()) return std::nullopt;
      if (handle(message) == Onward::kLeave) return grpc::Status::OK;
      stood = true;
      message.Clear();
    }
    const grpc::Status status = reader.Finish();
    if (interrupt.Requested()) return std::nullopt;
    if (!IsLost(status)) return status;
    if (stood || (connected && absl::Now() - opened >= kStands)) {
      give_up = absl::Now() + patience;
      pause = kFirstPause;
      lost();
    }
    if (absl::Now() + pause > give_up) return status;
    Pause(pause, interrupt);
    if (interrupt.Requested()) return std::nullopt;
    pause = std::min(pause * 2, kLastPause);
  }
}

}  // namespace hilt::cli
