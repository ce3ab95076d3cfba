#include "solana/wire.h"

#include "base/check.h"
#include "fmt/format.h"
#include "solana/compact_u16.h"
#include "solana/wire_parts.h"

namespace hilt::solana {
namespace {

using wire::Reader;

// Set in a first byte that is a version; without it the byte is a count.
constexpr uint8_t kVersionBit = 0x80;
constexpr uint8_t kV0FirstByte = kVersionBit | 0;
constexpr size_t kMaxKeys = 256;  // indexes are bytes

absl::Status UnknownVersion(size_t offset) {
  return absl::UnimplementedError(fmt::format("byte {}: unknown version", offset));
}

absl::Status ReadInstructions(Reader& reader, WireTransaction& out) {
  reader.Enter("number of instructions");
  size_t count = 0;
  HILT_RETURN_IF_ERROR(reader.Count(count));
  for (size_t i = 0; i < count; ++i) {
    reader.Enter(wire::kInstruction, i);
    WireInstruction instruction;
    HILT_RETURN_IF_ERROR(reader.Number(instruction.program));
    HILT_RETURN_IF_ERROR(wire::CheckProgram(reader, instruction.program, out.keys.size()));
    HILT_RETURN_IF_ERROR(reader.CountedBytes(instruction.accounts));
    HILT_RETURN_IF_ERROR(reader.CountedBytes(instruction.data));
    out.instructions.push_back(instruction);
  }
  return absl::OkStatus();
}

// Sets `keys` to the number of all keys, those that the tables hold included.
absl::Status ReadLookups(Reader& reader, WireTransaction& out, size_t& keys) {
  reader.Enter("number of lookups");
  size_t count = 0;
  HILT_RETURN_IF_ERROR(reader.Count(count));
  for (size_t i = 0; i < count; ++i) {
    reader.Enter("lookup", i);
    const size_t start = reader.offset();
    WireLookup lookup;
    HILT_RETURN_IF_ERROR(reader.ReadKey(lookup.table));
    HILT_RETURN_IF_ERROR(reader.CountedBytes(lookup.writable));
    HILT_RETURN_IF_ERROR(reader.CountedBytes(lookup.readonly));
    const size_t loaded = lookup.writable.size() + lookup.readonly.size();
    if (loaded == 0) return reader.ErrorAt(start, "loads no key");
    keys += loaded;
    if (keys > kMaxKeys) return reader.ErrorAt(start, "more than 256 keys");
    out.lookups.push_back(lookup);
  }
  return absl::OkStatus();
}

// Signatures, then the message: what legacy and version 0 share.
absl::Status DecodeCountFirst(std::span<const uint8_t> bytes, WireTransaction& out) {
  if (bytes.size() > kMaxWireBytes) {
    return absl::InvalidArgumentError(
        fmt::format("{} bytes, more than {}", bytes.size(), kMaxWireBytes));
  }
  Reader reader(bytes);
  reader.Enter(wire::kSignatures);
  size_t signatures = 0;
  HILT_RETURN_IF_ERROR(reader.Count(signatures));
  HILT_RETURN_IF_ERROR(reader.ReadKeys(signatures, out.signatures));

  out.message = bytes.subspan(reader.offset());
  if (!out.message.empty() && (out.message.front() & kVersionBit) != 0) {
    if (out.message.front() != kV0FirstByte) return UnknownVersion(reader.offset());
    out.version = WireVersion::kV0;
    uint8_t version = 0;
    HILT_RETURN_IF_ERROR(reader.Number(version));
  }
  const size_t header_offset = reader.offset();
  HILT_RETURN_IF_ERROR(wire::ReadHeader(reader, out.header));
  if (out.header.required_signatures != signatures) {
    return reader.ErrorAt(header_offset, "another number of signatures than there are");
  }
  reader.Enter(wire::kKeys);
  size_t keys = 0;
  HILT_RETURN_IF_ERROR(reader.Count(keys));
  HILT_RETURN_IF_ERROR(reader.ReadKeys(keys, out.keys));
  HILT_RETURN_IF_ERROR(wire::CheckHeader(reader, header_offset, out.header, keys));
  reader.Enter("blockhash");
  HILT_RETURN_IF_ERROR(reader.ReadKey(out.blockhash));
  HILT_RETURN_IF_ERROR(ReadInstructions(reader, out));
  if (out.version == WireVersion::kV0) HILT_RETURN_IF_ERROR(ReadLookups(reader, out, keys));
  reader.Enter(wire::kTransaction);
  HILT_RETURN_IF_ERROR(reader.ExpectEnd());
  return wire::CheckAccounts(reader, bytes, out.instructions, keys);
}

void AppendCount(size_t count, std::vector<uint8_t>& out) {
  HILT_CHECK(count <= UINT16_MAX);
  AppendCompactU16(static_cast<uint16_t>(count), out);
}

void AppendCounted(std::span<const uint8_t> bytes, std::vector<uint8_t>& out) {
  AppendCount(bytes.size(), out);
  wire::AppendBytes(bytes, out);
}

void AppendCountFirst(const WireTransaction& transaction, std::vector<uint8_t>& out) {
  AppendCount(transaction.signatures.size(), out);
  for (const Signature& signature : transaction.signatures) wire::AppendBytes(signature.bytes, out);
  if (transaction.version == WireVersion::kV0) out.push_back(kV0FirstByte);
  wire::AppendHeader(transaction.header, out);
  AppendCount(transaction.keys.size(), out);
  for (const Pubkey& key : transaction.keys) wire::AppendBytes(key.bytes, out);
  wire::AppendBytes(transaction.blockhash.bytes, out);
  AppendCount(transaction.instructions.size(), out);
  for (const WireInstruction& instruction : transaction.instructions) {
    out.push_back(instruction.program);
    AppendCounted(instruction.accounts, out);
    AppendCounted(instruction.data, out);
  }
  if (transaction.version != WireVersion::kV0) return;
  AppendCount(transaction.lookups.size(), out);
  for (const WireLookup& lookup : transaction.lookups) {
    wire::AppendBytes(lookup.table.bytes, out);
    AppendCounted(lookup.writable, out);
    AppendCounted(lookup.readonly, out);
  }
}

}  // namespace

absl::Status DecodeWire(std::span<const uint8_t> bytes, WireTransaction& out) {
  out.version = WireVersion::kLegacy;
  out.instructions.clear();
  out.lookups.clear();
  out.config = {};
  if (bytes.empty() || (bytes.front() & kVersionBit) == 0) return DecodeCountFirst(bytes, out);
  if (bytes.front() != wire::kV1FirstByte) return UnknownVersion(0);
  return wire::DecodeV1(bytes, out);
}

std::vector<uint8_t> EncodeWire(const WireTransaction& transaction) {
  std::vector<uint8_t> out;
  out.reserve(transaction.version == WireVersion::kV1 ? kMaxWireV1Bytes : kMaxWireBytes);
  switch (transaction.version) {
    case WireVersion::kLegacy:
    case WireVersion::kV0:
      AppendCountFirst(transaction, out);
      return out;
    case WireVersion::kV1:
      wire::AppendV1(transaction, out);
      return out;
  }
  base::CheckFailed("a wire version", __FILE__, __LINE__);
}

}  // namespace hilt::solana
