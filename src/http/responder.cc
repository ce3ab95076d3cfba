#include "http/responder.h"

#include "http/response_text.h"

namespace hilt::http {

Responder::Slot::~Slot() {
  Response response = ErrorResponse(503, "not answered");
  response.retry_after_seconds = 1;
  Send(std::move(response));
}

bool Responder::Slot::Send(Response response) {
  return Claim() && mailbox_->Post({.id = id_, .response = std::move(response)});
}

bool Responder::Send(Response response) const { return slot_->Send(std::move(response)); }

}  // namespace hilt::http
