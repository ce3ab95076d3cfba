#include <algorithm>

#include "base/check.h"
#include "fmt/format.h"
#include "solana/wire_parts.h"

// Version 1: the version byte, header, config mask, blockhash, both counts, keys, config values,
// the heads of all instructions, their accounts and data, and the signatures last.
// Sources: SIMD-0385; sdk message/src/versions/v1/{serialization,message,config}.rs.
namespace hilt::solana::wire {
namespace {

// Bits of the config mask, in the order of their values. The fee's value has two words, one a bit.
constexpr uint32_t kPriorityFee = 0b11;
constexpr uint32_t kComputeUnitLimit = 1 << 2;
constexpr uint32_t kLoadedAccountsLimit = 1 << 3;
constexpr uint32_t kHeap = 1 << 4;
constexpr uint32_t kKnownMask = kPriorityFee | kComputeUnitLimit | kLoadedAccountsLimit | kHeap;

constexpr uint32_t kMinHeapBytes = 32 * 1024;
constexpr uint32_t kMaxHeapBytes = 256 * 1024;
constexpr uint32_t kHeapStepBytes = 1024;

struct Counts {
  uint8_t instructions = 0;
  uint8_t keys = 0;
};

absl::Status ReadMask(Reader& reader, uint32_t& mask) {
  reader.Enter("config mask");
  const size_t start = reader.offset();
  HILT_RETURN_IF_ERROR(reader.Number(mask));
  if ((mask & ~kKnownMask) != 0) return reader.ErrorAt(start, "unknown bits");
  const uint32_t fee = mask & kPriorityFee;
  if (fee != 0 && fee != kPriorityFee) return reader.ErrorAt(start, "half a priority fee");
  return absl::OkStatus();
}

absl::Status ReadCounts(Reader& reader, Counts& counts) {
  reader.Enter("counts");
  HILT_RETURN_IF_ERROR(reader.Number(counts.instructions));
  if (counts.instructions > kMaxWireV1Instructions) {
    return reader.ErrorAt(reader.offset() - 1, "more than 64 instructions");
  }
  HILT_RETURN_IF_ERROR(reader.Number(counts.keys));
  if (counts.keys > kMaxWireV1Keys) {
    return reader.ErrorAt(reader.offset() - 1, "more than 64 keys");
  }
  return absl::OkStatus();
}

absl::Status ReadKeysOnce(Reader& reader, size_t count, std::vector<Pubkey>& keys) {
  reader.Enter(kKeys);
  const size_t start = reader.offset();
  HILT_RETURN_IF_ERROR(reader.ReadKeys(count, keys));
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    if (std::find(keys.begin(), key, *key) == key) continue;
    const auto index = static_cast<size_t>(key - keys.begin());
    return reader.ErrorAt(start + index * Pubkey::kSize, "a key stands twice");
  }
  return absl::OkStatus();
}

template <class T>
absl::Status ReadValue(Reader& reader, bool present, std::optional<T>& out) {
  if (!present) return absl::OkStatus();
  return reader.Number(out.emplace());
}

absl::Status ReadConfig(Reader& reader, uint32_t mask, WireConfig& config) {
  reader.Enter("config values");
  HILT_RETURN_IF_ERROR(ReadValue(reader, (mask & kPriorityFee) != 0, config.priority_fee_lamports));
  HILT_RETURN_IF_ERROR(
      ReadValue(reader, (mask & kComputeUnitLimit) != 0, config.compute_unit_limit));
  HILT_RETURN_IF_ERROR(
      ReadValue(reader, (mask & kLoadedAccountsLimit) != 0, config.loaded_accounts_bytes_limit));
  const size_t heap_offset = reader.offset();
  HILT_RETURN_IF_ERROR(ReadValue(reader, (mask & kHeap) != 0, config.heap_bytes));
  const uint32_t heap = config.heap_bytes.value_or(kMinHeapBytes);
  if (heap < kMinHeapBytes || heap > kMaxHeapBytes || heap % kHeapStepBytes != 0) {
    return reader.ErrorAt(heap_offset, "heap is not 32 to 256 KiB in steps of 1 KiB");
  }
  return absl::OkStatus();
}

// The lengths stand in the heads and the bytes after all of them, so each is walked by a reader.
absl::Status ReadInstructions(Reader& reader, Counts counts, WireTransaction& out) {
  constexpr size_t kHeadBytes = 4;
  Reader heads = reader;
  for (size_t i = 0; i < counts.instructions; ++i) {
    reader.Enter(kInstruction, i);
    std::span<const uint8_t> head;
    HILT_RETURN_IF_ERROR(reader.Bytes(kHeadBytes, head));
  }
  for (size_t i = 0; i < counts.instructions; ++i) {
    heads.Enter(kInstruction, i);
    reader.Enter(kInstruction, i);
    WireInstruction instruction;
    uint8_t accounts = 0;
    uint16_t data_bytes = 0;
    HILT_RETURN_IF_ERROR(heads.Number(instruction.program));
    HILT_RETURN_IF_ERROR(CheckProgram(heads, instruction.program, counts.keys));
    HILT_RETURN_IF_ERROR(heads.Number(accounts));
    HILT_RETURN_IF_ERROR(heads.Number(data_bytes));
    HILT_RETURN_IF_ERROR(reader.Bytes(accounts, instruction.accounts));
    HILT_RETURN_IF_ERROR(reader.Bytes(data_bytes, instruction.data));
    out.instructions.push_back(instruction);
  }
  return absl::OkStatus();
}

template <class T>
void AppendNumber(T value, std::vector<uint8_t>& out) {
  for (size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

uint32_t Mask(const WireConfig& config) {
  return (config.priority_fee_lamports.has_value() ? kPriorityFee : 0u) |
         (config.compute_unit_limit.has_value() ? kComputeUnitLimit : 0u) |
         (config.loaded_accounts_bytes_limit.has_value() ? kLoadedAccountsLimit : 0u) |
         (config.heap_bytes.has_value() ? kHeap : 0u);
}

void AppendConfig(const WireConfig& config, std::vector<uint8_t>& out) {
  if (config.priority_fee_lamports.has_value()) AppendNumber(*config.priority_fee_lamports, out);
  if (config.compute_unit_limit.has_value()) AppendNumber(*config.compute_unit_limit, out);
  if (config.loaded_accounts_bytes_limit.has_value()) {
    AppendNumber(*config.loaded_accounts_bytes_limit, out);
  }
  if (config.heap_bytes.has_value()) AppendNumber(*config.heap_bytes, out);
}

}  // namespace

absl::Status DecodeV1(std::span<const uint8_t> bytes, WireTransaction& out) {
  if (bytes.size() > kMaxWireV1Bytes) {
    return absl::InvalidArgumentError(
        fmt::format("{} bytes, more than {}", bytes.size(), kMaxWireV1Bytes));
  }
  out.version = WireVersion::kV1;
  Reader reader(bytes);
  uint8_t version = 0;
  HILT_RETURN_IF_ERROR(reader.Number(version));
  const size_t header_offset = reader.offset();
  HILT_RETURN_IF_ERROR(ReadHeader(reader, out.header));
  if (out.header.required_signatures > kMaxWireV1Signatures) {
    return reader.ErrorAt(header_offset, "more than 12 signatures");
  }
  uint32_t mask = 0;
  HILT_RETURN_IF_ERROR(ReadMask(reader, mask));
  reader.Enter("blockhash");
  HILT_RETURN_IF_ERROR(reader.ReadKey(out.blockhash));
  Counts counts;
  HILT_RETURN_IF_ERROR(ReadCounts(reader, counts));
  HILT_RETURN_IF_ERROR(CheckHeader(reader, header_offset, out.header, counts.keys));
  HILT_RETURN_IF_ERROR(ReadKeysOnce(reader, counts.keys, out.keys));
  HILT_RETURN_IF_ERROR(ReadConfig(reader, mask, out.config));
  HILT_RETURN_IF_ERROR(ReadInstructions(reader, counts, out));
  out.message = bytes.first(reader.offset());
  reader.Enter(kSignatures);
  HILT_RETURN_IF_ERROR(reader.ReadKeys(out.header.required_signatures, out.signatures));
  reader.Enter(kTransaction);
  HILT_RETURN_IF_ERROR(reader.ExpectEnd());
  return CheckAccounts(reader, bytes, out.instructions, counts.keys);
}

void AppendV1(const WireTransaction& transaction, std::vector<uint8_t>& out) {
  HILT_CHECK(transaction.instructions.size() <= kMaxWireV1Instructions);
  HILT_CHECK(transaction.keys.size() <= kMaxWireV1Keys);
  out.push_back(kV1FirstByte);
  AppendHeader(transaction.header, out);
  AppendNumber(Mask(transaction.config), out);
  AppendBytes(transaction.blockhash.bytes, out);
  out.push_back(static_cast<uint8_t>(transaction.instructions.size()));
  out.push_back(static_cast<uint8_t>(transaction.keys.size()));
  for (const Pubkey& key : transaction.keys) AppendBytes(key.bytes, out);
  AppendConfig(transaction.config, out);
  for (const WireInstruction& instruction : transaction.instructions) {
    HILT_CHECK(instruction.accounts.size() <= UINT8_MAX && instruction.data.size() <= UINT16_MAX);
    out.push_back(instruction.program);
    out.push_back(static_cast<uint8_t>(instruction.accounts.size()));
    AppendNumber(static_cast<uint16_t>(instruction.data.size()), out);
  }
  for (const WireInstruction& instruction : transaction.instructions) {
    AppendBytes(instruction.accounts, out);
    AppendBytes(instruction.data, out);
  }
  for (const Signature& signature : transaction.signatures) AppendBytes(signature.bytes, out);
}

}  // namespace hilt::solana::wire
