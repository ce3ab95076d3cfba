#include "tests/hostile/wire.h"

#include <algorithm>

#include "base/base64.h"
#include "base/check.h"
#include "solana/wire.h"

namespace hilt::hostile {
namespace {

std::vector<uint8_t> RecordedBytes(const Transaction& transaction) {
  const std::string text = transaction.file.at("rpc").at("base64").at("transaction").at(0);
  std::vector<uint8_t> bytes;
  HILT_CHECK(base::AppendBase64(text, bytes).ok());
  return bytes;
}

// The bytes that an instruction's spans point into.
struct InstructionBytes {
  std::vector<uint8_t> accounts;
  std::vector<uint8_t> data;
};

}  // namespace

std::vector<uint8_t> ToWire(const Transaction& transaction) {
  const std::vector<uint8_t> recorded = RecordedBytes(transaction);
  solana::WireTransaction wire;
  HILT_CHECK(solana::DecodeWire(recorded, wire).ok());
  const size_t added = transaction.static_count - wire.keys.size();
  wire.header.readonly_unsigned = static_cast<uint8_t>(wire.header.readonly_unsigned + added);
  wire.keys.clear();
  for (size_t i = 0; i < transaction.static_count; ++i) {
    wire.keys.push_back(solana::ParsePubkey(transaction.accounts[i].address).value());
  }
  wire.instructions.clear();
  std::vector<InstructionBytes> bytes(transaction.instructions.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    const Instruction& own = transaction.instructions[i].own;
    for (const std::string& account : own.accounts) {
      bytes[i].accounts.push_back(static_cast<uint8_t>(transaction.IndexOf(account)));
    }
    bytes[i].data.assign(own.data.begin(), own.data.end());
    wire.instructions.push_back({.program = static_cast<uint8_t>(transaction.IndexOf(own.program)),
                                 .accounts = bytes[i].accounts,
                                 .data = bytes[i].data});
  }
  return solana::EncodeWire(wire);
}

bool FitsOnTheWire(const Transaction& transaction) {
  constexpr size_t kMaxCount = 64;  // of keys and of instructions
  const auto& instructions = transaction.instructions;
  if (transaction.static_count > kMaxCount || instructions.size() > kMaxCount) return false;
  const auto too_many = [&](const TopInstruction& top) { return top.own.accounts.size() > 255; };
  if (std::any_of(instructions.begin(), instructions.end(), too_many)) return false;
  const size_t limit = transaction.file.at("rpc").at("json").at("version") == 1
                           ? solana::kMaxWireV1Bytes
                           : solana::kMaxWireBytes;
  return ToWire(transaction).size() <= limit;
}

}  // namespace hilt::hostile
