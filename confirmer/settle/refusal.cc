#include "confirmer/settle/refusal.h"

#include "absl/strings/cord.h"
#include "fmt/format.h"

namespace hilt::settle {
namespace {

constexpr std::string_view kReasonUrl = "settlement.hilt/reason";
constexpr std::string_view kDetailPrefix = "settlement.hilt/detail/";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message,
                     const std::vector<std::pair<std::string, std::string>>& details) {
  absl::Status status(code, View(message));
  status.SetPayload(View(kReasonUrl), absl::Cord(View(reason)));
  for (const auto& [key, value] : details) {
    status.SetPayload(std::string(kDetailPrefix) + key, absl::Cord(value));
  }
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view message) {
  return Refusal(absl::StatusCode::kInvalidArgument, "invalid_field",
                 fmt::format("{}: {}", field, message), {{"field", std::string(field)}});
}

std::optional<std::string> ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(View(kReasonUrl));
  if (!payload) return std::nullopt;
  return std::string(*payload);
}

std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status) {
  std::vector<std::pair<std::string, std::string>> details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    const std::string_view text(url.data(), url.size());
    if (text.starts_with(kDetailPrefix)) {
      details.emplace_back(text.substr(kDetailPrefix.size()), std::string(value));
    }
  });
  return details;
}

}  // namespace hilt::settle
