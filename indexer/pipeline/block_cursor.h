#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/step.h"

namespace hilt::pipeline {

// Blocks shown at `confirmed` that the frontier has not come to judge. So many keep the text below
// what a stored cursor may take, and are minutes of a chain whose every slot has a block.
inline constexpr size_t kMaxShown = 512;

// Where the block follower stands: all that it needs to go on after a restart.
struct BlockCursor {
  domain::Slot covered_from;
  std::optional<absl::Time> covered_from_time;

  // The last finalized block that was applied.
  domain::Slot frontier;
  solana::Blockhash blockhash;
  uint64_t height = 0;
  std::optional<absl::Time> time;  // of the block before it, or of the last that was no later

  // Above the frontier, ordered. What was shown on a branch that was left is in it too, until the
  // frontier has passed.
  std::vector<domain::BlockRef> shown;

  friend bool operator==(const BlockCursor&, const BlockCursor&) = default;
};

// As text, for people who look into the store; storage/SCHEMA.md has the grammar. One text a
// cursor, and its times are whole seconds.
std::string Encode(const BlockCursor& cursor);

// DATA_LOSS for anything that Encode does not give: whoever cannot read how far he has come must
// not guess.
absl::StatusOr<BlockCursor> DecodeBlockCursor(std::string_view text);

}  // namespace hilt::pipeline
