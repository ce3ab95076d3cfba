#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/made_block.h"
#include "indexer/decode/decode.h"
#include "indexer/pipeline/chain_reader.h"

namespace hilt::bench {

// A chain whose every slot has the same made block, each linked to the one before, all of it final:
// what a node's answers would be, as text out of memory, decoded as BlockSource decodes them. Each
// answer is copied once, as it is from a socket. Thread-safe.
class ServedChain final : public pipeline::ChainReader {
 public:
  explicit ServedChain(const MadeBlock& block);

  pipeline::Answer Read(const pipeline::Question& question,
                        const std::vector<std::string>& last) override;

  // Where the cursor of a follower stands that has applied this slot's block.
  static std::string CursorAt(domain::Slot slot);

 private:
  std::string TextOf(domain::Slot slot, bool with_transactions) const;

  const std::string transactions_;  // from behind the header to the block's end
};

}  // namespace hilt::bench
