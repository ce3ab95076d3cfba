#include "tests/unit/solana/wire_fixture.h"

#include <sodium.h>

#include <filesystem>
#include <fstream>

#include "base/base64.h"
#include "gtest/gtest.h"
#include "tests/support/naive_base58.h"

namespace hilt::solana {
namespace {

using Json = nlohmann::json;

std::filesystem::path ChainFolder() { return std::filesystem::path(HILT_GOLDEN_DIR) / "chain"; }

Json ReadJson(const std::filesystem::path& path) {
  std::ifstream stream(path);
  EXPECT_TRUE(stream) << path;
  return Json::parse(stream);
}

RecordedTransaction Recorded(std::string name, const Json& base64, const Json& json) {
  return {.name = std::move(name),
          .bytes = FromBase64(base64["transaction"][0].get<std::string>()),
          .json = json};
}

Json Indexes(std::span<const uint8_t> indexes) {
  Json list = Json::array();
  for (const uint8_t index : indexes) list.push_back(index);
  return list;
}

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value.has_value() ? Json(*value) : Json();
}

}  // namespace

std::vector<uint8_t> FromBase64(const std::string& text) {
  std::vector<uint8_t> bytes;
  EXPECT_EQ(base::AppendBase64(text, bytes), absl::OkStatus());
  return bytes;
}

std::vector<RecordedTransaction> RecordedScenarios() {
  std::vector<RecordedTransaction> all;
  for (const char* folder : {"scenarios", "v1", "optional"}) {
    for (const auto& file : std::filesystem::directory_iterator(ChainFolder() / folder)) {
      const Json rpc = ReadJson(file.path())["rpc"];
      all.push_back(Recorded(file.path().stem(), rpc["base64"], rpc["json"]));
    }
  }
  return all;
}

std::vector<RecordedTransaction> RecordedBlocks() {
  constexpr std::string_view kSuffix = "-base64.json";
  std::vector<RecordedTransaction> all;
  for (const auto& file : std::filesystem::directory_iterator(ChainFolder() / "blocks")) {
    const std::string name = file.path().filename();
    if (!name.ends_with(kSuffix)) continue;
    const std::string slot = name.substr(0, name.size() - kSuffix.size());
    const Json base64 = ReadJson(file.path())["transactions"];
    const Json json = ReadJson(file.path().parent_path() / (slot + "-json.json"))["transactions"];
    EXPECT_EQ(base64.size(), json.size()) << name;
    for (size_t i = 0; i < base64.size(); ++i) {
      all.push_back(Recorded(slot + " " + std::to_string(i), base64[i], json[i]));
    }
  }
  return all;
}

Json V1Vectors() { return ReadJson(ChainFolder() / "vectors" / "v1-wire.json"); }

Json Described(const WireTransaction& transaction) {
  Json out;
  for (const Signature& signature : transaction.signatures) {
    out["signatures"].push_back(ToString(signature));
  }
  for (const Pubkey& key : transaction.keys) out["accountKeys"].push_back(ToString(key));
  out["recentBlockhash"] = ToString(transaction.blockhash);
  out["header"] = {{"numRequiredSignatures", transaction.header.required_signatures},
                   {"numReadonlySignedAccounts", transaction.header.readonly_signed},
                   {"numReadonlyUnsignedAccounts", transaction.header.readonly_unsigned}};
  out["instructions"] = Json::array();
  for (const WireInstruction& instruction : transaction.instructions) {
    out["instructions"].push_back({{"programIdIndex", instruction.program},
                                   {"accounts", Indexes(instruction.accounts)},
                                   {"data", test::NaiveBase58Encode(instruction.data)}});
  }
  if (transaction.version == WireVersion::kV0) {
    out["addressTableLookups"] = Json::array();
    for (const WireLookup& lookup : transaction.lookups) {
      out["addressTableLookups"].push_back({{"accountKey", ToString(lookup.table)},
                                            {"writableIndexes", Indexes(lookup.writable)},
                                            {"readonlyIndexes", Indexes(lookup.readonly)}});
    }
  }
  if (transaction.version == WireVersion::kV1) {
    const WireConfig& config = transaction.config;
    out["transactionConfig"] = {
        {"priorityFee", OrNull(config.priority_fee_lamports)},
        {"computeUnitLimit", OrNull(config.compute_unit_limit)},
        {"loadedAccountsDataSizeLimit", OrNull(config.loaded_accounts_bytes_limit)},
        {"heapSize", OrNull(config.heap_bytes)}};
  }
  return out;
}

Json DescribedByNode(const Json& transaction) {
  Json out = transaction["message"];
  out["signatures"] = transaction["signatures"];
  for (Json& instruction : out["instructions"]) instruction.erase("stackHeight");
  return out;
}

bool SignaturesVerify(const WireTransaction& transaction) {
  for (size_t i = 0; i < transaction.signatures.size(); ++i) {
    if (crypto_sign_verify_detached(transaction.signatures[i].bytes.data(),
                                    transaction.message.data(), transaction.message.size(),
                                    transaction.keys[i].bytes.data()) != 0) {
      return false;
    }
  }
  return true;
}

}  // namespace hilt::solana
