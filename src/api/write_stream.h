#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "api/error.h"
#include "api/serving.h"
#include "base/mutex.h"
#include "grpc/support/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/server_callback.h"

namespace hilt::api {

// A call that is answered by many messages, each made when the one before it has gone out: a slow
// client delays only itself, and the stream holds one message for it.
//
// At any time at most one thread is in Pull, or one write is outstanding, or the stream is idle and
// a Wake or an End starts it again: `busy_` says which. What comes while it is busy is noted and
// seen to by whoever makes it idle, so nothing that happens during a Pull is missed.
template <class Message>
class WriteStream : public grpc::ServerWriteReactor<Message>, public LiveCall {
 public:
  WriteStream(const Serving& serving, std::string_view method)
      : calls_(serving.calls),
        streams_(serving.streams),
        log_(serving.engine.log),
        method_(method) {}

  // The stream counts as one of the client's from here to its end. Refused: too_many_streams.
  absl::Status CountFor(const std::string& client) {
    if (absl::Status status = streams_.Take(client); !status.ok()) return status;
    counted_for_ = client;
    return absl::OkStatus();
  }

  // There may be something to pull. From any thread.
  void Wake() {
    if (Begin()) Pump();
  }

  void End(const absl::Status& status) override {
    NoteEnd(status);
    Wake();
  }

  void OnCancel() override { End(absl::CancelledError("the call was cancelled")); }

  void OnWriteDone(bool ok) override {
    if (!ok) NoteEnd(absl::CancelledError("the client is gone"));
    Pump();
  }

  void OnDone() override {
    Leave();
    if (counted_for_) streams_.GiveBack(*counted_for_);
    calls_.Leave(this);
  }

 protected:
  enum class Pulled {
    kMessage,  // to be sent
    kNothing,  // until the next Wake
    kMore,     // there is more to look through, but others shall have their turn first
    kEnd,      // the stream ends with OK
  };

  // Makes the next message. Never called by two threads at a time, nor while one is being sent. An
  // error ends the stream. Must not block.
  virtual absl::StatusOr<Pulled> Pull(Message* message) = 0;

  // The call is over: nobody calls Wake when this returns.
  virtual void Leave() = 0;

 private:
  // True: the stream was idle, and the caller has it now.
  bool Begin() ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    if (busy_) {
      woken_ = true;
      return false;
    }
    busy_ = true;
    return true;
  }

  void NoteEnd(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    if (!end_) end_ = status;
  }

  // True: woken while it was busy, or to be ended. False: it is idle now.
  bool GoOn() ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    if (woken_ || end_) return true;
    busy_ = false;
    return false;
  }

  std::optional<absl::Status> BeginTurn() ABSL_LOCKS_EXCLUDED(mutex_) {
    const base::MutexLock lock(mutex_);
    woken_ = false;
    return end_;
  }

  // By the one thread that has the stream.
  void Pump() {
    while (true) {
      if (const std::optional<absl::Status> end = BeginTurn()) {
        // Busy for ever from here on, so that this happens once. The object may be gone after it.
        this->Finish(api::Answer(*end, method_, log_));
        return;
      }
      message_.Clear();
      const absl::StatusOr<Pulled> pulled = Pull(&message_);
      if (!pulled.ok()) {
        NoteEnd(pulled.status());
      } else if (*pulled == Pulled::kMessage) {
        this->StartWrite(&message_);
        return;
      } else if (*pulled == Pulled::kEnd) {
        NoteEnd(absl::OkStatus());
      } else if (*pulled == Pulled::kMore) {
        PumpLater();
        return;
      } else if (!GoOn()) {
        return;
      }
    }
  }

  // On another of gRPC's threads, behind what waits there.
  void PumpLater() {
    later_.emplace();
    // Alive until then: what is busy is not finished, and the live calls own it.
    later_->Set(gpr_now(GPR_CLOCK_REALTIME), [this](bool) { Pump(); });
  }

  LiveCalls& calls_;
  StreamLimit& streams_;
  telemetry::Log& log_;
  const std::string_view method_;
  std::optional<std::string> counted_for_;
  std::optional<grpc::Alarm> later_;
  Message message_;

  base::Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hilt::api
