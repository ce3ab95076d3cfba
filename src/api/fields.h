#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/ids.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "solana/keys.h"

// One field of a request, checked. Every refusal is InvalidField(field, ...): it names the field
// and quotes nothing of what was given but what the parsers of keys allow themselves.
namespace hilt::api {

// Bounds on bytes, both ends included.
struct TextBounds {
  size_t min_bytes = 0;
  size_t max_bytes = 0;
};
// UTF-8 of that length.
absl::Status CheckText(std::string_view field, std::string_view text, TextBounds bounds);
// 0x20 to 0x7e, of that length.
absl::Status CheckPrintableAscii(std::string_view field, std::string_view text, TextBounds bounds);

// Required: empty text is refused like any other that is none.
absl::StatusOr<solana::Pubkey> PubkeyField(std::string_view field, std::string_view text);
absl::StatusOr<solana::Signature> SignatureField(std::string_view field, std::string_view text);
absl::StatusOr<domain::PaymentId> PaymentIdField(std::string_view field, std::string_view text);
absl::StatusOr<domain::Nonce> NonceField(std::string_view field, std::string_view text);

// Optional: empty text is none.
absl::StatusOr<std::optional<solana::Pubkey>> OptionalPubkeyField(std::string_view field,
                                                                  std::string_view text);

// Within protobuf's own bounds: years 1 to 9999, nanoseconds below a second.
absl::StatusOr<absl::Time> TimeField(std::string_view field,
                                     const google::protobuf::Timestamp& time);
// Within protobuf's own bounds: 10,000 years, both parts of one sign.
absl::StatusOr<absl::Duration> DurationField(std::string_view field,
                                             const google::protobuf::Duration& duration);

bool IsUtf8(std::string_view text);

}  // namespace hilt::api
