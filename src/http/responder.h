#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "http/mailbox.h"
#include "http/message.h"

namespace hilt::http {

// What the copies of a Responder share, and the loop's time limit with them.
class Responder::Slot {
 public:
  Slot(std::shared_ptr<Mailbox> mailbox, RequestId id) : mailbox_(std::move(mailbox)), id_(id) {}
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  // True for one caller alone: it answers.
  bool Claim() { return !claimed_.exchange(true, std::memory_order_acq_rel); }
  bool Send(Response response);

 private:
  const std::shared_ptr<Mailbox> mailbox_;  // shared: answers may come when the loop is gone
  const RequestId id_;
  std::atomic<bool> claimed_ = false;
};

}  // namespace hilt::http
