#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "solana/wire.h"
#include "solana/wire_reader.h"

// What the wire versions have in common, and the version that shares little. Internal to wire.h.
namespace hilt::solana::wire {

// Names of parts in errors.
inline constexpr std::string_view kTransaction = "transaction";
inline constexpr std::string_view kHeader = "header";
inline constexpr std::string_view kKeys = "keys";
inline constexpr std::string_view kInstruction = "instruction";
inline constexpr std::string_view kSignatures = "signatures";

inline constexpr uint8_t kV1FirstByte = 0x81;

// Three bytes.
absl::Status ReadHeader(Reader& reader, WireHeader& out);

// The header tells signers and read-only keys by their number; `keys` is how many static keys there
// are. The fee payer must be among them and may be written.
absl::Status CheckHeader(Reader& reader, size_t header_offset, const WireHeader& header,
                         size_t keys);

// A program is a static key and not the fee payer. The reader stands behind its index.
absl::Status CheckProgram(const Reader& reader, uint8_t program, size_t static_keys);

// The instructions' accounts are among `keys` keys, loaded ones included. `bytes` is the whole
// transaction, which the instructions are views of.
absl::Status CheckAccounts(Reader& reader, std::span<const uint8_t> bytes,
                           std::span<const WireInstruction> instructions, size_t keys);

void AppendHeader(const WireHeader& header, std::vector<uint8_t>& out);

inline void AppendBytes(std::span<const uint8_t> bytes, std::vector<uint8_t>& out) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// `bytes` start with kV1FirstByte.
absl::Status DecodeV1(std::span<const uint8_t> bytes, WireTransaction& out);
void AppendV1(const WireTransaction& transaction, std::vector<uint8_t>& out);

}  // namespace hilt::solana::wire
