#include "tests/fuzz/balances_in_text.h"

#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace hilt::fuzz {
namespace {

using Json = nlohmann::json;
using Wide = __int128;

Wide Holding(Json& balances, const std::string& owner, const std::string& mint) {
  Wide sum = 0;
  for (Json& balance : balances) {
    if (balance["owner"] != owner || balance["mint"] != mint) continue;
    sum += std::stoull(balance["uiTokenAmount"]["amount"].get<std::string>());
  }
  return sum;
}

void AppendKeys(Json& keys, std::vector<std::string>& out) {
  for (Json& key : keys) {
    out.push_back(key.is_object() ? key["pubkey"].get<std::string>() : key.get<std::string>());
  }
}

std::optional<Wide> LamportGain(Json& result, const std::string& wallet) {
  Json& meta = result["meta"];
  if (result["transaction"].is_array()) return std::nullopt;
  std::vector<std::string> keys;
  AppendKeys(result["transaction"]["message"]["accountKeys"], keys);
  if (meta["loadedAddresses"].is_object()) {
    AppendKeys(meta["loadedAddresses"]["writable"], keys);
    AppendKeys(meta["loadedAddresses"]["readonly"], keys);
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] != wallet) continue;
    Wide gain = meta["postBalances"][i].get<uint64_t>();
    gain -= meta["preBalances"][i].get<uint64_t>();
    if (i == 0) gain += meta["fee"].get<uint64_t>();
    return gain;
  }
  return 0;
}

}  // namespace

std::optional<Wide> GainInText(std::string_view text, const solana::Pubkey& wallet,
                               const domain::Asset& asset) {
  Json result = Json::parse(text, nullptr, false);
  if (result.is_discarded()) return std::nullopt;
  if (result.contains("result")) {
    Json inner = result["result"];
    result = std::move(inner);
  }
  const std::string owner = solana::ToString(wallet);
  if (asset.is_native()) return LamportGain(result, owner);
  const std::string mint = solana::ToString(*asset.mint);
  return Holding(result["meta"]["postTokenBalances"], owner, mint) -
         Holding(result["meta"]["preTokenBalances"], owner, mint);
}

}  // namespace hilt::fuzz
