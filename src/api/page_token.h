#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

// Pages of the lists. A token is the list's own position with a digest of it and of the request's
// filters, so that it fits no other list.
namespace hilt::api {

inline constexpr uint32_t kDefaultPageSize = 50;
inline constexpr uint32_t kMaxPageSize = 200;

// 0: the default; above the most: the most.
size_t PageLimit(uint32_t page_size);

// `request` has the fields page_size and page_token, which do not count. `position` is the
// storage's; empty: there is no further page, and no token.
std::string PageToken(const google::protobuf::Message& request, const std::string& position);

// The position; empty for the empty token. INVALID_ARGUMENT invalid_page_token.
absl::StatusOr<std::string> ParsePageToken(const google::protobuf::Message& request,
                                           std::string_view token);

absl::Status InvalidPageToken();

}  // namespace hilt::api
