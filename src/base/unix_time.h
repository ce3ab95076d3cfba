#pragma once

#include <cstdint>

namespace hilt::base {

// The last second of the year 9999: no google.protobuf.Timestamp (timestamp.proto) and no RFC 3339
// text is later. Inclusive.
inline constexpr uint64_t kMaxUnixSeconds = 253402300799;

}  // namespace hilt::base
