#include "api/cursor.h"

#include <array>
#include <cstdint>

#include "api/digest.h"
#include "base/hex.h"
#include "base/status.h"
#include "confirmer/settle/refusal.h"
#include "domain/ids.h"

namespace hilt::api {
namespace {

// "e", the epoch's 32 digits, ".", the number's 16, ".", 16 of a digest of all before it.
constexpr size_t kSeqAt = 34;
constexpr size_t kCheckAt = kSeqAt + 17;
constexpr size_t kCursorChars = kCheckAt + 16;

std::string Check(std::string_view text) { return base::HexEncode(BigEndian(Digest(text))); }

std::string EpochDigits(std::string_view log_epoch) {
  std::string digits;
  for (const char c : log_epoch) {
    if (c != '-') digits += c;
  }
  return digits;
}

absl::Status InvalidCursor() {
  return settle::Refusal(absl::StatusCode::kInvalidArgument, "invalid_cursor",
                         "after: not a cursor that this engine gave");
}

absl::Status LogChanged(std::string_view log_epoch) {
  return settle::Refusal(absl::StatusCode::kOutOfRange, "log_changed",
                         "after: of another log than this engine's, or beyond its end",
                         {{"log_epoch", std::string(log_epoch)}});
}

}  // namespace

std::string CursorText(std::string_view log_epoch, domain::EventSeq seq) {
  std::string text =
      "e" + EpochDigits(log_epoch) + "." + base::HexEncode(BigEndian(seq.value())) + ".";
  text += Check(text);
  return text;
}

absl::StatusOr<domain::EventSeq> ParseCursor(std::string_view text, std::string_view log_epoch,
                                             domain::EventSeq end) {
  if (text.size() != kCursorChars || Check(text.substr(0, kCheckAt)) != text.substr(kCheckAt)) {
    return InvalidCursor();
  }
  std::array<uint8_t, 8> seq_bytes{};
  if (!base::HexDecode(text.substr(kSeqAt, 16), seq_bytes)) return InvalidCursor();
  const domain::EventSeq seq(FromBigEndian(seq_bytes));
  // Whoever has the epoch and number right has the whole text right.
  if (text != CursorText(log_epoch, seq) || seq > end) return LogChanged(log_epoch);
  return seq;
}

}  // namespace hilt::api
