#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace hilt::settle {

// A refusal that a program can act on: a status with a reason and details, which the API hands on
// as its ErrorInfo. The reasons are those of error.proto, in lower case without their prefix.
absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message,
                     const std::vector<std::pair<std::string, std::string>>& details = {});

// INVALID_ARGUMENT invalid_field: `field` is its name in the request, and stands in the details and
// before the message.
absl::Status InvalidField(std::string_view field, std::string_view message);

// The reason of a status made by Refusal; none for others.
std::optional<std::string> ReasonOf(const absl::Status& status);

// The details of a status made by Refusal, by key.
std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status);

}  // namespace hilt::settle
