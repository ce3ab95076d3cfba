#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "domain/ids.h"
#include "solana/keys.h"

namespace hilt::decode {

// What a getBlock result says beside its transactions.
struct BlockHeader {
  domain::Slot slot;  // as asked for: the result does not state its own
  domain::Slot parent_slot;
  solana::Blockhash blockhash;
  solana::Blockhash previous_blockhash;
  std::optional<uint64_t> height;
  std::optional<absl::Time> time;
  friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

}  // namespace hilt::decode
