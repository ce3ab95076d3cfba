#include "tests/fuzz/json_seeds.h"

#include <fstream>
#include <string>

namespace hilt::fuzz {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kEncodings[] = {"json", "jsonParsed", "base64"};

void Write(const fs::path& folder, const std::string& name, const std::string& text) {
  fs::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary) << text;
}

// Without what no decoder reads: an input half as long is mutated twice as often where it matters.
Json Lean(Json transaction) {
  for (const char* field : {"logMessages", "rewards", "computeUnitsConsumed", "costUnits"}) {
    transaction["meta"].erase(field);
  }
  return transaction;
}

// With fewer accounts' token balances and instructions than there were, as small as still means
// something.
Json Tiny(Json transaction) {
  transaction = Lean(std::move(transaction));
  for (const char* field : {"preTokenBalances", "postTokenBalances", "innerInstructions"}) {
    Json& list = transaction["meta"][field];
    while (list.size() > 1) list.erase(list.size() - 1);
  }
  Json& body = transaction["transaction"];
  if (body.is_array()) return transaction;
  Json& instructions = body["message"]["instructions"];
  while (instructions.size() > 2) instructions.erase(instructions.size() - 1);
  if (transaction["meta"]["innerInstructions"].size() == 1) {
    transaction["meta"]["innerInstructions"][0]["index"] = 0;
  }
  return transaction;
}

Json BlockOf(const std::vector<Json>& transactions) {
  Json block = {{"blockhash", "11111111111111111111111111111112"},
                {"previousBlockhash", "11111111111111111111111111111111"},
                {"parentSlot", 447'600'399},
                {"blockHeight", 425'100'000},
                {"blockTime", 1'790'000'160},
                {"transactions", transactions}};
  for (Json& transaction : block["transactions"]) {
    transaction.erase("slot");
    transaction.erase("blockTime");
  }
  return block;
}

// As transactionDetails accounts has it.
Json AccountsOnly(Json parsed) {
  const Json body = parsed["transaction"];
  parsed["transaction"] = {{"signatures", body["signatures"]},
                           {"accountKeys", body["message"]["accountKeys"]}};
  parsed["meta"].erase("innerInstructions");
  return parsed;
}

// Each in eight lengths: the target chooses the question by it.
void WriteAnswers(const fs::path& folder) {
  const std::pair<const char*, const char*> kAnswers[] = {
      {"error", R"({"id":1,"error":{"code":-32015,"message":"m"}})"},
      {"null", R"({"id":1,"result":null})"},
      {"genesis", R"({"id":1,"result":"5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"})"},
      {"number", R"({"id":1,"result":1790000160})"},
      {"slots", R"({"id":1,"result":[5,7,8]})"},
      {"height", R"({"id":1,"result":{"absoluteSlot":447600400,"blockHeight":425100000}})"},
      {"statuses",
       R"({"id":1,"result":{"context":{"slot":82},"value":[null,{"slot":72,"err":null},)"
       R"({"slot":48}]}})"},
      {"header",
       R"({"id":1,"result":{"blockhash":"11111111111111111111111111111112","parentSlot":6,)"
       R"("previousBlockhash":"11111111111111111111111111111111","blockHeight":5,)"
       R"("blockTime":1790000160}})"},
      {"signatures",
       R"({"id":1,"result":[{"signature":)"
       R"("1111111111111111111111111111111111111111111111111111111111111112","slot":5,)"
       R"("err":{"InstructionError":[0,{"Custom":1}]},"blockTime":null}]})"},
  };
  for (const auto& [name, text] : kAnswers) {
    std::string padded = text;
    for (int i = 0; i < 8; ++i, padded += ' ') Write(folder, name + std::to_string(i), padded);
  }
}

}  // namespace

void AddJsonSeeds(const std::string& name, const Json& scenario, const fs::path& folder) {
  const Json& rpc = scenario["rpc"];
  Json raws = Json::array();
  for (const char* encoding : kEncodings) {
    const std::string file = name + "-" + encoding;
    const Json lean = Lean(rpc[encoding]);
    const Json tiny = Tiny(rpc[encoding]);
    Write(folder / "decode_rpc_transaction", file, lean.dump());
    Write(folder / "decode_rpc_transaction", file + "-tiny", tiny.dump());
    Write(folder / "decode_rpc_block", file, BlockOf({tiny}).dump());
    Write(folder / "verify", file, lean.dump());
    Json raw = tiny;
    raw["indexWithinBlock"] = 3;
    raw["version"] = raw.value("version", Json("legacy"));
    Write(folder / "decode_helius", file, raw.dump());
    raws.push_back(raw);
  }
  Write(folder / "decode_rpc_block", name + "-accounts",
        BlockOf({AccountsOnly(Tiny(rpc["jsonParsed"]))}).dump());
  Json mixed = BlockOf({Tiny(rpc["json"]), Tiny(rpc["base64"])});
  mixed["transactions"][0]["version"] = 7;
  Write(folder / "decode_rpc_block", name + "-two", mixed.dump());
  Json enhanced = scenario["helius_enhanced"];
  for (const char* field : {"description", "events", "tokenTransfers", "nativeTransfers"}) {
    enhanced.erase(field);
  }
  Write(folder / "decode_helius", name + "-enhanced", enhanced.dump());
  Write(folder / "decode_helius", name + "-body", Json({enhanced, Json(), raws[0]}).dump());
}

void AddOtherJsonSeeds(const fs::path& folder) {
  WriteAnswers(folder / "decode_rpc_answer");
  const fs::path transactions = folder / "decode_rpc_transaction";
  Write(transactions, "null", " null\n");
  Write(transactions, "null_result", R"({"id":1,"result":null,"error":null})");
  Write(transactions, "error", R"({"id":1,"error":{"code":-32004,"message":"m"}})");
  Write(transactions, "later_version",
        R"({"slot":5,"version":2,"meta":{"fee":[]},"transaction":{"signatures":[)"
        R"("1111111111111111111111111111111111111111111111111111111111111112"],"body":1}})");
  Write(folder / "decode_rpc_block", "none", BlockOf({}).dump());
  Write(folder / "decode_helius", "no_elements", "[]");
  Write(folder / "decode_helius", "no_transactions", R"([{},null,1,"x",[[]],{"signature":""}])");
}

}  // namespace hilt::fuzz
