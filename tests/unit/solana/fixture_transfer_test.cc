#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "solana/base58.h"
#include "solana/programs.h"
#include "solana/transfer.h"

namespace hilt::solana {
namespace {

using Json = nlohmann::json;

std::vector<Pubkey> AccountKeys(const Json& transaction) {
  std::vector<Pubkey> keys;
  for (const Json& key : transaction["transaction"]["message"]["accountKeys"]) {
    keys.push_back(ParsePubkey(key.get<std::string>()).value());
  }
  for (const char* kind : {"writable", "readonly"}) {
    for (const Json& key : transaction["meta"]["loadedAddresses"][kind]) {
      keys.push_back(ParsePubkey(key.get<std::string>()).value());
    }
  }
  return keys;
}

// Top-level instructions, then the inner ones.
std::vector<Json> Instructions(const Json& transaction) {
  std::vector<Json> instructions = transaction["transaction"]["message"]["instructions"];
  for (const Json& group : transaction["meta"]["innerInstructions"]) {
    for (const Json& instruction : group["instructions"]) instructions.push_back(instruction);
  }
  return instructions;
}

std::vector<Transfer> Decode(const Json& instruction, const std::vector<Pubkey>& keys) {
  std::vector<uint8_t> data;
  EXPECT_EQ(AppendBase58(instruction["data"].get<std::string>(), data), absl::OkStatus());
  std::vector<Pubkey> accounts;
  for (const Json& index : instruction["accounts"]) accounts.push_back(keys.at(index));
  std::vector<Transfer> transfers;
  EXPECT_EQ(AppendTransfers(keys.at(instruction["programIdIndex"]), data, accounts, transfers),
            absl::OkStatus());
  return transfers;
}

// A transfer in the words of the node's own parser, as far as it says.
Json Described(const Transfer& transfer) {
  const bool system = transfer.program == kSystemProgram;
  Json info = {{"source", ToString(transfer.source)},
               {"destination", ToString(transfer.destination)}};
  if (system) {
    info["lamports"] = transfer.amount;
  } else if (transfer.mint.has_value()) {
    info["mint"] = ToString(*transfer.mint);
    info["tokenAmount"] = std::to_string(transfer.amount);
  } else {
    info["amount"] = std::to_string(transfer.amount);
  }
  if (!system) info["authority"] = ToString(transfer.authority);
  return info;
}

Json NodesDescription(const Json& parsed) {
  Json info = parsed["info"];
  if (info.contains("tokenAmount")) info["tokenAmount"] = info["tokenAmount"]["amount"];
  if (info.contains("multisigAuthority")) info["authority"] = info["multisigAuthority"];
  info.erase("multisigAuthority");
  info.erase("signers");
  return info;
}

bool IsTransfer(const Json& parsed_instruction) {
  const std::string program = parsed_instruction.value("program", "");
  if (program != "system" && program != "spl-token") return false;
  return parsed_instruction["parsed"]["type"].get<std::string>().rfind("transfer", 0) == 0;
}

// The fixtures hold each transaction as raw instructions and as the node's parser describes them.
TEST(AppendTransfers, AgreesWithTheNodesOwnParserOnEveryInstructionOfTheFixtures) {
  std::map<TransferKind, int> seen;
  int others = 0;
  for (const char* folder : {"scenarios", "v1", "optional"}) {
    const auto path = std::filesystem::path(HILT_GOLDEN_DIR) / "chain" / folder;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      SCOPED_TRACE(file.path());
      std::ifstream stream(file.path());
      const Json rpc = Json::parse(stream)["rpc"];
      const std::vector<Pubkey> keys = AccountKeys(rpc["json"]);
      const std::vector<Json> raw = Instructions(rpc["json"]);
      const std::vector<Json> parsed = Instructions(rpc["jsonParsed"]);
      ASSERT_EQ(raw.size(), parsed.size());
      for (size_t i = 0; i < raw.size(); ++i) {
        const std::vector<Transfer> transfers = Decode(raw[i], keys);
        ASSERT_EQ(transfers.size(), IsTransfer(parsed[i]) ? 1u : 0u) << parsed[i];
        if (transfers.empty()) {
          ++others;
          continue;
        }
        EXPECT_EQ(Described(transfers.front()), NodesDescription(parsed[i]["parsed"]));
        ++seen[transfers.front().kind];
      }
    }
  }
  EXPECT_GT(seen[TransferKind::kTransfer], 0);
  EXPECT_GT(seen[TransferKind::kTransferChecked], 0);
  EXPECT_GT(seen[TransferKind::kSystemTransfer], 0);
  EXPECT_GT(others, 0);
}

}  // namespace
}  // namespace hilt::solana
