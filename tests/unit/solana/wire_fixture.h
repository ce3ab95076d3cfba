#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "solana/wire.h"

namespace hilt::solana {

// A recorded transaction as encoding "base64" shows it and as "json" does.
struct RecordedTransaction {
  std::string name;
  std::vector<uint8_t> bytes;
  nlohmann::json json;  // `transaction` and `version`
};

// Those of the scenario files, of all versions.
std::vector<RecordedTransaction> RecordedScenarios();
// Those of the block files, which come in both encodings.
std::vector<RecordedTransaction> RecordedBlocks();

// tests/golden/chain/vectors/v1-wire.json.
nlohmann::json V1Vectors();

std::vector<uint8_t> FromBase64(const std::string& text);

// In the words and order of encoding "json", for comparison.
nlohmann::json Described(const WireTransaction& transaction);
// What the recorded json must say for that.
nlohmann::json DescribedByNode(const nlohmann::json& transaction);

// Whether each signature is that of its key over the signed bytes.
bool SignaturesVerify(const WireTransaction& transaction);

}  // namespace hilt::solana
