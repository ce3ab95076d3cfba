#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "cli/terminal.h"
#include "google/protobuf/timestamp.pb.h"
#include "hilt/settlement/v1/chain.pb.h"

// Values of the contract as people read them. What the engine's clients wrote comes out in
// printable ASCII, so that it cannot steer the reader's terminal.
namespace hilt::cli {

// "  memo          HILT:...": one line of a report.
std::string FieldLine(std::string_view name, std::string_view value, const Style& style);

absl::Time FromProto(const google::protobuf::Timestamp& time);

// "3 min ago", "in 12 min", "now": one unit, rounded towards zero.
std::string RelativeTime(absl::Time time, absl::Time now);

// "2026-09-21T14:29:21Z (3 min ago)".
std::string TimeAndAge(const google::protobuf::Timestamp& time, absl::Time now);

// "3 h 12 min", "45 s".
std::string SpanText(absl::Duration span);

// "1.2 GiB".
std::string BytesText(uint64_t bytes);

// "96.267165 USDC"; decimals above 18, which the contract excludes, count as 18.
std::string UnitsText(uint64_t minor_units, uint32_t decimals, std::string_view symbol);

// "EPjF..Dt1v" of a long key; shorter text stays as it is.
std::string ShortText(std::string_view text);

// Where a browser shows the transaction; empty where the cluster is not known.
std::string ExplorerUrl(settlement::v1::Cluster cluster, std::string_view signature);

}  // namespace hilt::cli
