#include <algorithm>
#include <string>

#include "base/check.h"
#include "indexer/decode/decode.h"
#include "tests/fuzz/promises.h"
#include "tests/fuzz/target.h"

namespace hilt::decode {
namespace {

constexpr domain::Slot kSlot(447'600'400);

using BlockOr = absl::StatusOr<Block>;

bool IsOfUnknownVersion(const domain::Observation& seen) {
  return seen.version == domain::MessageVersion::kUnknown;
}

void CheckBlock(const BlockOr& block, std::string_view input) {
  if (!block.ok()) return CheckRefusal(block.status(), input);
  HILT_CHECK(block->slot == kSlot);
  HILT_CHECK(block->transactions.size() <= block->transaction_count);
  for (const domain::Observation& seen : block->transactions) {
    CheckObservation(seen);
    HILT_CHECK(seen.slot == kSlot && seen.index.has_value());
    HILT_CHECK(*seen.index < block->transaction_count);
    HILT_CHECK(seen.blockhash == block->blockhash && seen.block_time == block->time);
  }
}

template <class OtherBlock>
bool SameHeader(const OtherBlock& a, const Block& b) {
  const BlockHeader& header = a;
  return header == b && a.transaction_count == b.transaction_count;
}

// Nothing but what all of the block has, in its order, and everything there that holds a memo.
bool IsSelectionOf(const BlockOr& selected, const Block& all) {
  if (!selected.ok() || !SameHeader(*selected, all)) return false;
  auto next = selected->transactions.begin();
  for (const domain::Observation& seen : all.transactions) {
    if (next != selected->transactions.end() && *next == seen) {
      ++next;
    } else if (!seen.memos.empty()) {
      return false;
    }
  }
  return next == selected->transactions.end();
}

// By accounts alone at least the same is worth fetching. Of a version that is not known here the
// signature may be found elsewhere.
bool NamesAll(const BlockAccounts& accounts, const Block& selected) {
  if (!SameHeader(accounts, selected)) return false;
  auto next = accounts.with_memo.begin();
  for (const domain::Observation& seen : selected.transactions) {
    if (IsOfUnknownVersion(seen)) continue;
    next = std::find(next, accounts.with_memo.end(), seen.signature);
    if (next == accounts.with_memo.end()) return false;
    ++next;
  }
  return true;
}

void Run(std::string_view input) {
  static Decoder decoder;
  constexpr auto kCommitment = domain::Commitment::kConfirmed;
  const BlockOr all = decoder.RpcBlock(input, kSlot, kCommitment, Select::kAll);
  // Where it stands, and the other a copy.
  const PaddedJson padded{std::string(input)};
  const BlockOr selected = decoder.RpcBlock(padded, kSlot, kCommitment, Select::kWithMemo);
  const auto accounts = decoder.RpcBlockAccounts(input, kSlot);
  CheckBlock(all, input);
  CheckBlock(selected, input);
  if (!accounts.ok()) CheckRefusal(accounts.status(), input);
  if (all.ok()) {
    HILT_CHECK(all->transactions.size() == all->transaction_count);
    HILT_CHECK(IsSelectionOf(selected, *all) || !IsJson(input));
  }
  if (accounts.ok() && selected.ok()) {
    HILT_CHECK(NamesAll(*accounts, *selected) || !IsJson(input));
  }
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
