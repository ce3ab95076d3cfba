#include "api/fields.h"

#include <algorithm>

#include "api/error.h"
#include "base/unix_time.h"
#include "fmt/format.h"

namespace hilt::api {
namespace {

// 0001-01-01T00:00:00Z (google/protobuf/timestamp.proto).
constexpr int64_t kMinUnixSeconds = -62135596800;
// 10,000 years (google/protobuf/duration.proto).
constexpr int64_t kMaxDurationSeconds = 315576000000;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

absl::Status CheckLength(std::string_view field, std::string_view text, TextBounds bounds) {
  if (text.empty() && bounds.min_bytes > 0) return InvalidField(field, "is required");
  if (text.size() < bounds.min_bytes || text.size() > bounds.max_bytes) {
    return InvalidField(
        field, fmt::format("must be at most {} bytes, is {}", bounds.max_bytes, text.size()));
  }
  return absl::OkStatus();
}

template <class Value>
absl::StatusOr<Value> Named(std::string_view field, std::string_view text,
                            absl::StatusOr<Value> parsed) {
  if (parsed.ok()) return parsed;
  if (text.empty()) return InvalidField(field, "is required");
  const absl::string_view why = parsed.status().message();
  return InvalidField(field, std::string_view(why.data(), why.size()));
}

// How many bytes the character that `lead` begins has; 0: it begins none.
size_t Utf8Length(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

// The bounds of the second byte that keep out overlong forms, surrogates and what is past U+10FFFF
// (Unicode 15, table 3-7).
bool IsUtf8Second(uint8_t lead, uint8_t second) {
  const uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8Length(byte(at));
    if (length == 0 || text.size() - at < length) return false;
    if (length > 1 && !IsUtf8Second(byte(at), byte(at + 1))) return false;
    for (size_t i = at + 2; i < at + length; ++i) {
      if ((byte(i) & 0xc0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

absl::Status CheckText(std::string_view field, std::string_view text, TextBounds bounds) {
  if (absl::Status status = CheckLength(field, text, bounds); !status.ok()) return status;
  return IsUtf8(text) ? absl::OkStatus() : InvalidField(field, "must be UTF-8");
}

absl::Status CheckPrintableAscii(std::string_view field, std::string_view text, TextBounds bounds) {
  if (absl::Status status = CheckLength(field, text, bounds); !status.ok()) return status;
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  return printable ? absl::OkStatus() : InvalidField(field, "must be printable ASCII");
}

absl::StatusOr<solana::Pubkey> PubkeyField(std::string_view field, std::string_view text) {
  return Named(field, text, solana::ParsePubkey(text));
}

absl::StatusOr<solana::Signature> SignatureField(std::string_view field, std::string_view text) {
  return Named(field, text, solana::ParseSignature(text));
}

absl::StatusOr<domain::PaymentId> PaymentIdField(std::string_view field, std::string_view text) {
  return Named(field, text, domain::ParsePaymentId(text));
}

absl::StatusOr<domain::Nonce> NonceField(std::string_view field, std::string_view text) {
  return Named(field, text, domain::ParseNonce(text));
}

absl::StatusOr<std::optional<solana::Pubkey>> OptionalPubkeyField(std::string_view field,
                                                                  std::string_view text) {
  if (text.empty()) return std::nullopt;
  absl::StatusOr<solana::Pubkey> key = PubkeyField(field, text);
  if (!key.ok()) return key.status();
  return *key;
}

absl::StatusOr<absl::Time> TimeField(std::string_view field,
                                     const google::protobuf::Timestamp& time) {
  const bool in_range = time.seconds() >= kMinUnixSeconds &&
                        time.seconds() <= static_cast<int64_t>(base::kMaxUnixSeconds) &&
                        time.nanos() >= 0 && time.nanos() < kNanosPerSecond;
  if (!in_range) return InvalidField(field, "must be a time of the years 1 to 9999");
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::StatusOr<absl::Duration> DurationField(std::string_view field,
                                             const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  const bool in_range = seconds >= -kMaxDurationSeconds && seconds <= kMaxDurationSeconds &&
                        nanos > -kNanosPerSecond && nanos < kNanosPerSecond;
  const bool one_sign = (seconds <= 0 || nanos >= 0) && (seconds >= 0 || nanos <= 0);
  if (!in_range || !one_sign) return InvalidField(field, "must be a duration");
  return absl::Seconds(seconds) + absl::Nanoseconds(nanos);
}

}  // namespace hilt::api
