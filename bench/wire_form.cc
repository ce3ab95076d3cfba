#include "bench/wire_form.h"

#include <deque>
#include <string>

#include "base/base64.h"
#include "base/check.h"
#include "solana/base58.h"
#include "solana/wire.h"

namespace hilt::bench {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<uint8_t>;

solana::WireHeader HeaderOf(const Json& header) {
  return {.required_signatures = header["numRequiredSignatures"].get<uint8_t>(),
          .readonly_signed = header["numReadonlySignedAccounts"].get<uint8_t>(),
          .readonly_unsigned = header["numReadonlyUnsignedAccounts"].get<uint8_t>()};
}

}  // namespace

Json WireForm(const Json& element) {
  const Json& transaction = element["transaction"];
  const Json& message = transaction["message"];
  std::deque<Bytes> owned;  // what the views of `wire` point to
  const auto keep = [&owned](const Json& indexes) {
    return std::span<const uint8_t>(owned.emplace_back(indexes.get<Bytes>()));
  };

  solana::WireTransaction wire;
  HILT_CHECK(element["version"] == 0 || element["version"] == "legacy");
  if (element["version"] == 0) wire.version = solana::WireVersion::kV0;
  wire.header = HeaderOf(message["header"]);
  wire.blockhash = solana::ParseBlockhash(message["recentBlockhash"].get<std::string>()).value();
  for (const Json& signature : transaction["signatures"]) {
    wire.signatures.push_back(solana::ParseSignature(signature.get<std::string>()).value());
  }
  for (const Json& key : message["accountKeys"]) {
    wire.keys.push_back(solana::ParsePubkey(key.get<std::string>()).value());
  }
  for (const Json& instruction : message["instructions"]) {
    Bytes& data = owned.emplace_back();
    HILT_CHECK(solana::AppendBase58(instruction["data"].get<std::string>(), data).ok());
    wire.instructions.push_back({.program = instruction["programIdIndex"].get<uint8_t>(),
                                 .accounts = keep(instruction["accounts"]),
                                 .data = data});
  }
  for (const Json& lookup : message.value("addressTableLookups", Json::array())) {
    wire.lookups.push_back(
        {.table = solana::ParsePubkey(lookup["accountKey"].get<std::string>()).value(),
         .writable = keep(lookup["writableIndexes"]),
         .readonly = keep(lookup["readonlyIndexes"])});
  }

  const Bytes bytes = solana::EncodeWire(wire);
  solana::WireTransaction read_back;  // also holds it to the size of a packet
  HILT_CHECK(solana::DecodeWire(bytes, read_back).ok());
  return {base::EncodeBase64(bytes), "base64"};
}

}  // namespace hilt::bench
