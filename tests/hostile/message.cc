#include "tests/hostile/message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <unordered_set>

#include "fmt/format.h"

namespace hilt::hostile {
namespace {

constexpr size_t kWindow = 8;

// The field names of all shapes.
constexpr std::array<std::string_view, 65> kNames = {
    "document", "slot", "blockTime", "version", "transaction", "signatures", "message", "header",
    "numRequiredSignatures", "numReadonlySignedAccounts", "numReadonlyUnsignedAccounts",
    "accountKeys", "instructions", "programIdIndex", "accounts", "data", "addressTableLookups",
    "writableIndexes", "readonlyIndexes", "meta", "err", "status", "fee", "preBalances",
    "postBalances", "preTokenBalances", "postTokenBalances", "innerInstructions", "loadedAddresses",
    "writable", "readonly", "accountIndex", "mint", "owner", "programId", "uiTokenAmount", "amount",
    "index", "transactionIndex", "signature", "timestamp", "feePayer", "transactionError",
    "accountData", "account", "nativeBalanceChange", "tokenBalanceChanges", "userAccount",
    "tokenAccount", "rawTokenAmount", "tokenAmount", "result", "error",
    // jsonParsed
    "pubkey", "signer", "source", "parsed", "info", "type", "destination", "authority",
    "multisigAuthority", "lamports", "feeAmount", "decimals"};

bool IsName(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool IsIndex(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// name, or name[1][2]
bool IsPart(std::string_view part) {
  const size_t bracket = part.find('[');
  if (!IsName(part.substr(0, bracket))) return false;
  std::string_view rest = bracket == std::string_view::npos ? "" : part.substr(bracket);
  while (!rest.empty()) {
    const size_t end = rest.find(']');
    if (rest.front() != '[' || end == std::string_view::npos) return false;
    if (!IsIndex(rest.substr(1, end - 1))) return false;
    rest.remove_prefix(end + 1);
  }
  return true;
}

bool IsPath(std::string_view path) {
  while (true) {
    const size_t dot = path.find('.');
    if (!IsPart(path.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    path.remove_prefix(dot + 1);
  }
}

uint64_t WindowAt(std::string_view text, size_t at) {
  uint64_t window = 0;
  std::memcpy(&window, text.data() + at, kWindow);
  return window;
}

}  // namespace

Message SplitMessage(std::string_view text) {
  const size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 2)};
}

std::string WhatIsUnsafe(const Message& message, std::string_view input, std::string_view honest) {
  if (!IsPath(message.path)) return fmt::format("no path of the schema: '{}'", message.path);
  std::unordered_set<uint64_t> windows;
  for (size_t i = 0; i + kWindow <= message.what.size(); ++i) {
    if (honest.find(message.what.substr(i, kWindow)) == std::string_view::npos) {
      windows.insert(WindowAt(message.what, i));
    }
  }
  if (windows.empty()) return "";
  for (size_t i = 0; i + kWindow <= input.size(); ++i) {
    if (windows.contains(WindowAt(input, i))) {
      return fmt::format("quotes the input: '{}'", input.substr(i, kWindow));
    }
  }
  return "";
}

}  // namespace hilt::hostile
