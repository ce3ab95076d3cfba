#include "base/status.h"

#include "fmt/format.h"

namespace hilt::base {

absl::Status Annotate(const absl::Status& status, std::string_view where) {
  if (status.ok()) return status;
  const absl::string_view message = status.message();
  return absl::Status(status.code(), fmt::format("{}: {}", where,
                                                 std::string_view(message.data(), message.size())));
}

}  // namespace hilt::base
