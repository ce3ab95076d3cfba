#include "indexer/pipeline/block_cursor.h"

#include <fmt/format.h>

#include "base/unix_time.h"
#include "indexer/decode/scalars.h"

namespace hilt::pipeline {
namespace {

constexpr std::string_view kFormat = "1";
constexpr std::string_view kNoTime = "-";

std::string TimeText(const std::optional<absl::Time>& time) {
  return time ? std::to_string(absl::ToUnixSeconds(*time)) : std::string(kNoTime);
}

// Words between single spaces, each read as what is expected next.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  bool at_end() const { return !left_; }

  std::string_view Next() {
    if (!left_) return {};
    const size_t end = rest_.find(' ');
    const std::string_view word = rest_.substr(0, end);
    left_ = end != std::string_view::npos;
    if (left_) rest_.remove_prefix(end + 1);
    return word;
  }

  bool Skip(std::string_view word) { return Next() == word; }

  bool Read(uint64_t& out) {
    const std::optional<uint64_t> number = decode::ParseUint64(Next());
    if (number) out = *number;
    return number.has_value();
  }

  bool Read(domain::Slot& out) {
    uint64_t number = 0;
    if (!Read(number)) return false;
    out = domain::Slot(number);
    return true;
  }

  bool Read(solana::Blockhash& out) {
    const absl::StatusOr<solana::Blockhash> hash = solana::ParseBlockhash(Next());
    if (hash.ok()) out = *hash;
    return hash.ok();
  }

  bool Read(std::optional<absl::Time>& out) {
    const std::string_view word = Next();
    if (word == kNoTime) return true;
    const std::optional<uint64_t> seconds = decode::ParseUint64(word);
    if (!seconds || *seconds > base::kMaxUnixSeconds) return false;
    out = decode::UnixTime(*seconds);
    return true;
  }

 private:
  std::string_view rest_;
  bool left_ = true;
};

bool ReadAll(Words& words, BlockCursor& out) {
  if (!words.Skip(kFormat) || !words.Skip("from") || !words.Read(out.covered_from) ||
      !words.Read(out.covered_from_time) || !words.Skip("to") || !words.Read(out.frontier) ||
      !words.Read(out.time) || !words.Read(out.height) || !words.Read(out.blockhash) ||
      !words.Skip("shown")) {
    return false;
  }
  while (!words.at_end()) {
    if (out.shown.size() == kMaxShown) return false;
    domain::BlockRef& block = out.shown.emplace_back();
    if (!words.Read(block.slot) || !words.Read(block.blockhash)) return false;
  }
  return true;
}

}  // namespace

std::string Encode(const BlockCursor& cursor) {
  std::string text =
      fmt::format("{} from {} {} to {} {} {} {} shown", kFormat, cursor.covered_from.value(),
                  TimeText(cursor.covered_from_time), cursor.frontier.value(),
                  TimeText(cursor.time), cursor.height, solana::ToString(cursor.blockhash));
  for (const domain::BlockRef& block : cursor.shown) {
    text += fmt::format(" {} {}", block.slot.value(), solana::ToString(block.blockhash));
  }
  return text;
}

absl::StatusOr<BlockCursor> DecodeBlockCursor(std::string_view text) {
  BlockCursor cursor;
  Words words(text);
  // What is read must also be what would be written: that holds order, bounds and number forms.
  if (!ReadAll(words, cursor) || Encode(cursor) != text) {
    return absl::DataLossError("not a cursor of the block follower, or one of a newer engine");
  }
  for (size_t i = 0; i < cursor.shown.size(); ++i) {
    const bool rises =
        i == 0 ? cursor.shown[0].slot > cursor.frontier : cursor.shown[i - 1] < cursor.shown[i];
    if (!rises) return absl::DataLossError("a cursor whose blocks are out of order");
  }
  if (cursor.covered_from > cursor.frontier) {
    return absl::DataLossError("a cursor that ends before it begins");
  }
  return cursor;
}

}  // namespace hilt::pipeline
