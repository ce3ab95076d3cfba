#include "cli/human_text.h"

#include <algorithm>
#include <array>

#include "cli/amount_text.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr size_t kNameColumns = 14;
constexpr size_t kMaxSymbolChars = 16;
constexpr uint32_t kMaxDecimals = 18;
constexpr size_t kMaxKeyChars = 100;  // a signature has 88 at most

struct Unit {
  absl::Duration length;
  std::string_view name;
};

const std::array<Unit, 4>& Units() {
  static const std::array<Unit, 4> kUnits = {{{absl::Hours(24), "d"},
                                              {absl::Hours(1), "h"},
                                              {absl::Minutes(1), "min"},
                                              {absl::Seconds(1), "s"}}};
  return kUnits;
}

}  // namespace

std::string FieldLine(std::string_view name, std::string_view value, const Style& style) {
  return fmt::format("  {}{}\n", style.Faint(fmt::format("{:<{}}", name, kNameColumns)), value);
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string RelativeTime(absl::Time time, absl::Time now) {
  const absl::Duration distance = absl::AbsDuration(time - now);
  for (const Unit& unit : Units()) {
    if (distance < unit.length) continue;
    const std::string text = fmt::format("{} {}", distance / unit.length, unit.name);
    return time > now ? "in " + text : text + " ago";
  }
  return "now";
}

std::string TimeAndAge(const google::protobuf::Timestamp& time, absl::Time now) {
  return fmt::format("{} ({})", TimeText(FromProto(time)), RelativeTime(FromProto(time), now));
}

std::string SpanText(absl::Duration span) {
  std::string text;
  int shown = 0;
  absl::Duration rest = std::max(span, absl::ZeroDuration());
  for (const Unit& unit : Units()) {
    const int64_t count = absl::IDivDuration(rest, unit.length, &rest);
    if (count == 0 && shown == 0) continue;
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit.name);
    if (++shown == 2) break;
  }
  return text.empty() ? "0 s" : text;
}

std::string BytesText(uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kNames = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  size_t name = 0;
  while (name + 1 < kNames.size() && (bytes >> 10) >= 1024) {
    bytes >>= 10;
    ++name;
  }
  return fmt::format("{}.{} {}", bytes >> 10, (bytes & 1023) * 10 / 1024, kNames.at(name));
}

std::string UnitsText(uint64_t minor_units, uint32_t decimals, std::string_view symbol) {
  return AmountText(base::Int128(minor_units),
                    static_cast<uint8_t>(std::min(decimals, kMaxDecimals)),
                    Printable(symbol, kMaxSymbolChars));
}

std::string ShortText(std::string_view text) {
  constexpr size_t kEnd = 4;
  std::string shown = Printable(text, kMaxKeyChars);
  if (shown.size() <= 3 * kEnd) return shown;
  return fmt::format("{}..{}", shown.substr(0, kEnd), shown.substr(shown.size() - kEnd));
}

std::string ExplorerUrl(settlement::v1::Cluster cluster, std::string_view signature) {
  std::string_view query;
  switch (cluster) {
    case settlement::v1::CLUSTER_MAINNET:
      break;
    case settlement::v1::CLUSTER_DEVNET:
      query = "?cluster=devnet";
      break;
    case settlement::v1::CLUSTER_LOCALNET:
      query = "?cluster=custom";
      break;
    default:
      return "";
  }
  return fmt::format("https://explorer.solana.com/tx/{}{}", Printable(signature, kMaxKeyChars),
                     query);
}

}  // namespace hilt::cli
