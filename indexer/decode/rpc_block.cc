#include "indexer/decode/rpc_block.h"

#include "indexer/decode/limits.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

absl::Status ReadBlockhash(Value& value, const Path& path, solana::Blockhash& out) {
  HILT_ASSIGN_OR_RETURN(const std::string_view text, ReadString(value, path));
  HILT_ASSIGN_OR_RETURN(out, ParseBlockhash(text, path));
  return absl::OkStatus();
}

}  // namespace

absl::Status BlockReader::ReadField(size_t field, Value& value, const Path& path) {
  switch (field) {
    case kTransactions:
      return ReadElements(value, path, [&](Value& item, const Path& here, size_t i) {
        if (i == kMaxBlockTransactions) return here.Error("too many transactions");
        ++count_;
        return on_transaction_(item, here, i);
      });
    case kBlockhash:
      return ReadBlockhash(value, path, out_.blockhash);
    case kPreviousBlockhash:
      return ReadBlockhash(value, path, out_.previous_blockhash);
    case kParentSlot: {
      HILT_ASSIGN_OR_RETURN(const uint64_t slot, ReadUint(value, path));
      out_.parent_slot = domain::Slot(slot);
      return absl::OkStatus();
    }
    case kBlockHeight: {
      if (IsNull(value)) return absl::OkStatus();
      HILT_ASSIGN_OR_RETURN(out_.height, ReadUint(value, path));
      return absl::OkStatus();
    }
    default: {
      HILT_ASSIGN_OR_RETURN(const std::optional<uint64_t> seconds, ReadTime(value, path));
      if (seconds.has_value()) out_.time = UnixTime(*seconds);
      return absl::OkStatus();
    }
  }
}

absl::Status BlockReader::Finish(const FieldSet& seen, const Path& path) {
  return Require(seen, path, kFields, {kTransactions, kBlockhash, kPreviousBlockhash, kParentSlot});
}

}  // namespace hilt::decode
