#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/status.h"
#include "cli/option_values.h"
#include "google/protobuf/timestamp.pb.h"

namespace hilt::cli {

// Sets the field that `field()` gives from the text of a flag; leaves it absent where the text is
// empty. INVALID_ARGUMENT, beginning with the flag: neither a time nor an age.
template <class Field>
absl::Status SetTime(const std::string& text, std::string_view flag, absl::Time now,
                     const Field& field) {
  if (text.empty()) return absl::OkStatus();
  const absl::StatusOr<absl::Time> time = ToTimeOrAge(text, now);
  if (!time.ok()) return base::Annotate(time.status(), flag);
  google::protobuf::Timestamp* timestamp = field();
  timestamp->set_seconds(absl::ToUnixSeconds(*time));
  const absl::Duration rest = *time - absl::FromUnixSeconds(timestamp->seconds());
  timestamp->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return absl::OkStatus();
}

}  // namespace hilt::cli
