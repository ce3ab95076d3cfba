#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "solana/keys.h"

// A signed transaction as it travels and as encoding "base64" shows it, in the three versions there
// are: legacy, 0 (address lookup tables) and 1 (SIMD-0385).
//
// Not the network's own check: signatures are not verified, accounts not locked, tables not read.
// What it takes has the form that the chain demands of a transaction before it runs it.
//
//   WireTransaction transaction;
//   HILT_RETURN_IF_ERROR(DecodeWire(bytes, transaction));
//   for (const WireInstruction& instruction : transaction.instructions) ...
//
// Sources: sdk message/src/legacy.rs, message/src/versions/v0/mod.rs, message/src/versions/v1/,
// transaction/src/versioned/mod.rs; SIMD-0385.
namespace hilt::solana {

inline constexpr size_t kMaxWireBytes = 1232;  // legacy and 0: sdk packet PACKET_DATA_SIZE
inline constexpr size_t kMaxWireV1Bytes = 4096;
inline constexpr size_t kMaxWireV1Keys = 64;
inline constexpr size_t kMaxWireV1Instructions = 64;
inline constexpr size_t kMaxWireV1Signatures = 12;

enum class WireVersion { kLegacy, kV0, kV1 };

// Of the static keys, in this order: signers that may be written, read-only signers, others that
// may be written, read-only others. The first is the fee payer.
struct WireHeader {
  uint8_t required_signatures = 0;
  uint8_t readonly_signed = 0;
  uint8_t readonly_unsigned = 0;
};

// Indexes run over the static keys, then the writable and then the read-only ones of all lookups.
// The program is a static key and not the fee payer.
struct WireInstruction {
  uint8_t program = 0;
  std::span<const uint8_t> accounts;
  std::span<const uint8_t> data;
};

// Indexes into the table, at least one.
struct WireLookup {
  Pubkey table;
  std::span<const uint8_t> writable;
  std::span<const uint8_t> readonly;
};

// What a version 1 message asks for; none where it does not ask.
struct WireConfig {
  std::optional<uint64_t> priority_fee_lamports;  // a total, not a price
  std::optional<uint32_t> compute_unit_limit;
  std::optional<uint32_t> loaded_accounts_bytes_limit;
  std::optional<uint32_t> heap_bytes;  // 32 KiB to 256 KiB, a multiple of 1 KiB
};

// All spans are views into the bytes that were decoded.
struct WireTransaction {
  WireVersion version = WireVersion::kLegacy;
  std::span<const uint8_t> message;   // what the signers signed
  std::vector<Signature> signatures;  // as many as required, in the order of the keys
  WireHeader header;
  std::vector<Pubkey> keys;  // static
  Blockhash blockhash;       // or the value of a durable nonce
  std::vector<WireInstruction> instructions;
  std::vector<WireLookup> lookups;  // version 0
  WireConfig config;                // version 1
};

// Replaces what `out` holds and keeps its memory, so that one can serve for many transactions;
// unspecified on error. Linear in the length but for version 1's search for a repeated key among at
// most 64.
//
// INVALID_ARGUMENT: no transaction; says at which byte and why ("byte 137: instruction 3: data cut
// short") and quotes nothing. UNIMPLEMENTED: of a version that is not known here, or in an envelope
// that its version does not have.
absl::Status DecodeWire(std::span<const uint8_t> bytes, WireTransaction& out);

// The one form that DecodeWire takes: what it decoded gives the same bytes again.
// `message` is not read. Fields that do not fit their place (more than 65,535 accounts, or 255 in
// version 1) are the caller's bug.
std::vector<uint8_t> EncodeWire(const WireTransaction& transaction);

}  // namespace hilt::solana
