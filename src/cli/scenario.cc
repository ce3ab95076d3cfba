#include "cli/scenario.h"

#include <utility>

#include "base/status.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

absl::StatusOr<std::vector<Json>> ToObjects(const Json& value) {
  if (!value.is_array()) return absl::InvalidArgumentError("must be an array");
  std::vector<Json> objects;
  for (const Json& element : value) {
    if (!element.is_object()) return absl::InvalidArgumentError("must hold objects only");
    objects.push_back(element);
  }
  return objects;
}

absl::StatusOr<Json> ToObject(const Json& value) {
  if (!value.is_object()) return absl::InvalidArgumentError("must be an object");
  return value;
}

void AddTransaction(const std::string& encoding, const Json& value, Scenario& scenario) {
  EncodedTransaction transaction;
  transaction.encoding = encoding;
  transaction.shape = ParseShape(encoding);
  if (transaction.shape) transaction.text = value.dump();
  scenario.transactions.push_back(std::move(transaction));
}

absl::Status ReadTransactions(const ObjectReader& reader, Scenario& scenario) {
  HILT_ASSIGN_OR_RETURN(const auto rpc, reader.Optional("rpc", ToObject));
  if (rpc) {
    for (const auto& member : rpc->items()) {
      AddTransaction(member.key(), member.value(), scenario);
    }
  }
  HILT_ASSIGN_OR_RETURN(const auto helius, reader.Optional("helius_enhanced", ToObject));
  if (helius) AddTransaction("helius_enhanced", *helius, scenario);
  if (scenario.transactions.empty()) {
    return reader.Error("rpc", "is missing, and so is helius_enhanced");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Scenario> ParseScenario(std::string_view text) {
  HILT_ASSIGN_OR_RETURN(const Json document, ParseJson(text));
  if (!document.is_object()) return absl::InvalidArgumentError("not a JSON object");
  const ObjectReader reader(document, [](std::string_view key) { return std::string(key); });

  Scenario scenario;
  HILT_ASSIGN_OR_RETURN(const auto name, reader.Optional("scenario", ToText));
  scenario.name = name.value_or("");
  HILT_ASSIGN_OR_RETURN(const auto description, reader.Optional("description", ToText));
  scenario.description = description.value_or("");
  HILT_ASSIGN_OR_RETURN(scenario.sessions, reader.Required("sessions", ToObjects));
  if (scenario.sessions.empty()) return reader.Error("sessions", "is empty");
  HILT_ASSIGN_OR_RETURN(const auto expectations, reader.Optional("expect", ToObjects));
  scenario.expectations = expectations.value_or(std::vector<Json>());
  if (expectations && scenario.expectations.size() != scenario.sessions.size()) {
    return reader.Error("expect", "must have one entry for each session");
  }
  HILT_ASSIGN_OR_RETURN(const auto transaction, reader.Optional("transaction", ToObject));
  scenario.transaction = transaction.value_or(Json());
  HILT_RETURN_IF_ERROR(ReadTransactions(reader, scenario));
  return scenario;
}

ObjectReader::NameOf SessionMember(size_t index) {
  return [index](std::string_view key) { return fmt::format("sessions[{}].{}", index, key); };
}

}  // namespace hilt::cli
