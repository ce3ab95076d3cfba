#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/check.h"
#include "cli/interrupt.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_stream.h"

namespace hilt::cli {

// One server stream, read on the caller's thread, which an interrupt ends: gRPC's blocking reader
// could only be ended from another thread.
//
//   StreamReader<Payment> reader(open, interrupt);
//   while (reader.Read(payment)) ...
//   const grpc::Status status = reader.Finish();   // CANCELLED after an interrupt
template <class Message>
class StreamReader {
 public:
  // Prepares the call and does not start it.
  using Open = std::function<std::unique_ptr<grpc::ClientAsyncReader<Message>>(
      grpc::ClientContext*, grpc::CompletionQueue*)>;

  StreamReader(const Open& open, InterruptGuard& interrupt)
      : interrupt_(interrupt), call_(open(&context_, &queue_)) {
    call_->StartCall(this);
    Wait();  // where it could not start, the first Read fails and Finish says why
  }

  ~StreamReader() {
    context_.TryCancel();
    if (!finished_) Finish();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  // false: the stream has ended.
  bool Read(Message& message) {
    call_->Read(&message, this);
    return Wait();
  }

  // How it ended. To be called once, after Read returned false or to leave the stream early.
  grpc::Status Finish() {
    HILT_CHECK(!finished_);
    finished_ = true;
    grpc::Status status;
    call_->Finish(&status, this);
    Wait();
    return status;
  }

 private:
  // Waits for the one operation under way.
  bool Wait() {
    constexpr std::chrono::milliseconds kLook(50);  // how long an interrupt may go unseen
    for (;;) {
      if (interrupt_.Requested()) context_.TryCancel();
      void* tag = nullptr;
      bool ok = false;
      switch (queue_.AsyncNext(&tag, &ok, std::chrono::system_clock::now() + kLook)) {
        case grpc::CompletionQueue::GOT_EVENT:
          return ok;
        case grpc::CompletionQueue::SHUTDOWN:
          return false;
        case grpc::CompletionQueue::TIMEOUT:
          break;
      }
    }
  }

  InterruptGuard& interrupt_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<Message>> call_;
  bool finished_ = false;
};

}  // namespace hilt::cli
