#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Leaves the function with the status of `expression` unless it is OK.
#define HILT_RETURN_IF_ERROR(expression)                              \
  do {                                                                \
    if (absl::Status hilt_status = (expression); !hilt_status.ok()) { \
      return hilt_status;                                             \
    }                                                                 \
  } while (false)

#define HILT_STATUS_CONCAT_INNER(a, b) a##b
#define HILT_STATUS_CONCAT(a, b) HILT_STATUS_CONCAT_INNER(a, b)

// HILT_ASSIGN_OR_RETURN(auto value, Parse(text)): unwraps, or leaves the function with the status.
#define HILT_ASSIGN_OR_RETURN(declaration, expression) \
  HILT_ASSIGN_OR_RETURN_INNER(HILT_STATUS_CONCAT(hilt_result_, __LINE__), declaration, expression)
#define HILT_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                        \
  if (!result.ok()) return std::move(result).status();               \
  declaration = *std::move(result)

namespace hilt::base {

// `status` with "where: " before its message and the same code; OK stays OK. Nested calls build a
// path from the outside in: "terms: merchant_wallet: not base58".
absl::Status Annotate(const absl::Status& status, std::string_view where);

}  // namespace hilt::base
