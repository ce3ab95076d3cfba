#include <vector>

#include "cli/human_text.h"
#include "cli/status_command.h"
#include "cli/table.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::EngineStatus;
using settlement::v1::Health;
using settlement::v1::SourceStatus;

constexpr size_t kNameChars = 64;
constexpr size_t kErrorChars = 512;

Cell HealthCell(Health health) {
  switch (health) {
    case settlement::v1::HEALTH_OK:
      return {"OK", Paint::kGood};
    case settlement::v1::HEALTH_LAGGING:
      return {"LAGGING", Paint::kStrong};
    case settlement::v1::HEALTH_FAILING:
      return {"FAILING", Paint::kBad};
    default:
      return {"not known", Paint::kFaint};
  }
}

std::string Title(std::string_view title, const Style& style) {
  return fmt::format("\n{}\n", style.Strong(title));
}

std::string ClockText(const EngineStatus& status) {
  if (!status.has_clock_skew_seconds()) return "the chain's time is not known";
  return fmt::format("{:+} s off the chain's time", status.clock_skew_seconds());
}

std::string Header(const EngineStatus& status, absl::Time now, const Style& style) {
  const Cell health = HealthCell(status.health());
  std::string out = fmt::format(
      "{} {} on {}{}  {}\n", style.Strong("ENGINE"), Printable(status.version(), kNameChars),
      LowerWord(status.cluster()), status.livemode() ? " (real money)" : "",
      Painted(health.text, health.paint, style));
  out += FieldLine("running for", SpanText(now - FromProto(status.started_at())), style);
  out += FieldLine(
      "clock",
      fmt::format("{}, {}", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()),
                  ClockText(status)),
      style);
  out += FieldLine("genesis", Printable(status.genesis_hash(), kNameChars), style);
  const auto& store = status.store();
  out += FieldLine(
      "payments",
      fmt::format("{} pending, {} in all", store.pending_payment_count(), store.payment_count()),
      style);
  out += FieldLine("events",
                   fmt::format("{}, log ends at {}", status.log().event_count(),
                               Printable(status.log().end_cursor(), 128)),
                   style);
  if (status.pending_hint_count() > 0) {
    out += FieldLine("to fetch", fmt::format("{} signatures", status.pending_hint_count()), style);
  }
  return out +
         FieldLine("store",
                   fmt::format("{}, {} used, {} free, {}", Printable(store.backend(), kNameChars),
                               BytesText(store.size_bytes()), BytesText(store.free_bytes()),
                               LowerWord(store.health())),
                   style);
}

std::string LagText(const SourceStatus& source) {
  std::string text;
  if (source.has_lag_seconds()) {
    text = SpanText(absl::Seconds(static_cast<int64_t>(source.lag_seconds())));
  }
  if (source.has_lag_slots()) {
    text += fmt::format("{}{} slots", text.empty() ? "" : ", ", source.lag_slots());
  }
  return text;
}

// A part that is well keeps its old errors to itself: they stand in the JSON.
std::string ErrorLine(std::string_view name, Health health, std::string_view error,
                      const google::protobuf::Timestamp& at, absl::Time now, const Style& style) {
  if (error.empty() || health == settlement::v1::HEALTH_OK) return "";
  return fmt::format("  {}\n", style.Bad(fmt::format("{}: {} ({})", Printable(name, kNameChars),
                                                     Printable(error, kErrorChars),
                                                     RelativeTime(FromProto(at), now))));
}

std::string WaitsLine(const SourceStatus& source, const Style& style) {
  if (source.waits_for().empty() || source.health() == settlement::v1::HEALTH_OK) return "";
  return fmt::format("  {}\n",
                     style.Bad(fmt::format("{} waits for {}", Printable(source.name(), kNameChars),
                                           Printable(source.waits_for(), kErrorChars))));
}

std::string Sources(const EngineStatus& status, absl::Time now, const Style& style) {
  if (status.sources().empty()) return "";
  Table table(
      {{"NAME"}, {"KIND"}, {"HEALTH"}, {"CURSOR", true}, {"LAG"}, {"SEEN", true}, {"GAPS", true}});
  std::string errors;
  for (const SourceStatus& source : status.sources()) {
    table.Add({{Printable(source.name(), kNameChars)},
               {LowerWord(source.kind())},
               HealthCell(source.health()),
               {source.has_cursor() ? std::to_string(source.cursor().slot()) : ""},
               {LagText(source)},
               {std::to_string(source.observation_count())},
               {std::to_string(source.gap_count()),
                source.gap_count() > 0 ? Paint::kBad : Paint::kPlain}});
    errors += ErrorLine(source.name(), source.health(), source.last_error(), source.last_error_at(),
                        now, style);
    errors += WaitsLine(source, style);
  }
  return Title("SOURCES", style) + table.ToText(style, 2) + errors;
}

std::string Endpoints(const EngineStatus& status, absl::Time now, const Style& style) {
  if (status.endpoints().empty()) return "";
  Table table({{"NAME"}, {"HEALTH"}, {"FINALIZED", true}});
  std::string errors;
  for (const auto& endpoint : status.endpoints()) {
    table.Add({{Printable(endpoint.name(), kNameChars)},
               HealthCell(endpoint.health()),
               {endpoint.has_finalized_slot() ? std::to_string(endpoint.finalized_slot()) : ""}});
    errors += ErrorLine(endpoint.name(), endpoint.health(), endpoint.last_error(),
                        endpoint.last_error_at(), now, style);
  }
  return Title("ENDPOINTS", style) + table.ToText(style, 2) + errors;
}

std::string Queues(const EngineStatus& status, const Style& style) {
  if (status.queues().empty()) return "";
  Table table({{"NAME"}, {"WAITING", true}, {"CAPACITY", true}});
  for (const auto& queue : status.queues()) {
    const bool full = queue.depth() >= queue.capacity();
    table.Add({{Printable(queue.name(), kNameChars)},
               {std::to_string(queue.depth()), full ? Paint::kBad : Paint::kPlain},
               {std::to_string(queue.capacity())}});
  }
  return Title("QUEUES", style) + table.ToText(style, 2);
}

std::string Assets(const EngineStatus& status, const Style& style) {
  if (status.assets().empty()) return "";
  Table table({{"ASSET"}, {"FINALIZED FROM", true}, {"AGREEMENT FROM", true}, {"MINT"}});
  for (const auto& asset : status.assets()) {
    const auto from = [&](bool given, uint64_t units) {
      return given ? UnitsText(units, asset.decimals(), asset.symbol()) : std::string("never");
    };
    table.Add(
        {{Printable(asset.symbol(), kNameChars)},
         {from(asset.has_finalized_from_minor_units(), asset.finalized_from_minor_units())},
         {from(asset.has_agreement_from_minor_units(), asset.agreement_from_minor_units())},
         {asset.token_mint().empty() ? "native" : Printable(asset.token_mint(), kNameChars)}});
  }
  return Title("ASSETS", style) + table.ToText(style, 2);
}

std::string OpenDiscrepancies(const EngineStatus& status, const Style& style) {
  std::string out = Title("OPEN DISCREPANCIES", style);
  if (status.open_discrepancies().empty()) return out + "  none\n";
  Table table({{"KIND"}, {"OPEN", true}});
  for (const auto& count : status.open_discrepancies()) {
    table.Add({{LowerWord(count.kind())}, {std::to_string(count.open_count()), Paint::kBad}});
  }
  return out + table.ToText(style, 2) + "  See them: hiltctl discrepancy list\n";
}

}  // namespace

std::string StatusText(const EngineStatus& status, const Style& style) {
  const absl::Time now = FromProto(status.now());
  return Header(status, now, style) + Sources(status, now, style) + Endpoints(status, now, style) +
         Queues(status, style) + Assets(status, style) + OpenDiscrepancies(status, style);
}

}  // namespace hilt::cli
