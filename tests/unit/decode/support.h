#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/decode/decode.h"

namespace hilt::decode {

using Json = nlohmann::json;

// One scenario file of tests/golden/chain.
struct Golden {
  std::string name;  // "scenarios/late.json"
  Json rpc;          // getTransaction result, encoding json
  Json parsed;       // the same, jsonParsed
  Json base64;       // the same
  Json helius;       // enhanced transaction
};

// Every file of scenarios/, v1/ and optional/.
std::vector<Golden> AllGolden();
Golden ReadGolden(std::string_view name);
Json ReadGoldenJson(std::string_view name);
std::string ReadGoldenText(std::string_view name);

// The getBlock results, in each encoding: "json", "jsonParsed", "base64".
std::vector<uint64_t> GoldenBlockSlots();
std::string GoldenBlockName(uint64_t slot, std::string_view encoding);

// A version 0 transaction with everything in it: loaded keys, token balances, two transfers, a
// memo.
Json Transaction();
Json Enhanced();

// A copy of `json` with the value at a JSON pointer replaced, or dropped where there is no value.
Json Edited(Json json, const std::string& pointer, const std::optional<Json>& value);

absl::StatusOr<domain::Observation> DecodeRpc(const Json& transaction);
absl::StatusOr<domain::Observation> DecodeEnhanced(const Json& transaction);

// "OK", or the message of an INVALID_ARGUMENT, or the whole status.
std::string Outcome(const absl::Status& status);

// Every field of an observation as text, one to a line, so that two can be compared and the
// difference read.
std::string Describe(const domain::Observation& o);
std::string Describe(const domain::Memo& memo);
std::string Describe(const domain::OrderedTransfer& ordered);
std::string Describe(const domain::TokenChange& change);
std::string Describe(const domain::LamportChange& change);

}  // namespace hilt::decode
