#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/json_fields.h"
#include "cli/transaction_input.h"

namespace hilt::cli {

// One transaction as a scenario file holds it in one encoding.
struct EncodedTransaction {
  std::string encoding;        // a Shape's name, or unknown to us
  std::optional<Shape> shape;  // none: an encoding unknown to us
  std::string text;            // JSON, written out again from the file's
};

// A file that holds one transaction in every shape, the checkout sessions that it concerns, and
// the answers wanted. Members that are not read here are ignored.
struct Scenario {
  std::string name;
  std::string description;
  std::vector<Json> sessions;
  std::vector<Json> expectations;  // as many as sessions, same order; or none
  std::vector<EncodedTransaction> transactions;
  Json transaction;  // signature, slot, block_time; null where the file does not say
};

// INVALID_ARGUMENT naming the member, or the byte where it is no JSON.
absl::StatusOr<Scenario> ParseScenario(std::string_view text);

// How errors name a member of the session at `index`: "sessions[0].nonce".
ObjectReader::NameOf SessionMember(size_t index);

}  // namespace hilt::cli
