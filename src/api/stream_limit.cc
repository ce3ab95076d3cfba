#include "api/stream_limit.h"

#include "base/check.h"
#include "confirmer/settle/refusal.h"
#include "fmt/format.h"

namespace hilt::api {

absl::Status StreamLimit::Take(const std::string& client) {
  const base::MutexLock lock(mutex_);
  size_t& open = open_[client];
  if (open >= per_client_) {
    return settle::Refusal(absl::StatusCode::kResourceExhausted, "too_many_streams",
                           fmt::format("the client has {} streams open", open));
  }
  ++open;
  return absl::OkStatus();
}

void StreamLimit::GiveBack(const std::string& client) {
  const base::MutexLock lock(mutex_);
  const auto open = open_.find(client);
  HILT_CHECK(open != open_.end());
  if (--open->second == 0) open_.erase(open);
}

}  // namespace hilt::api
