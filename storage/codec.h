#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/payment.h"
#include "domain/terms.h"
#include "storage/ledger.h"

// Domain values <-> the bytes of rows. Equal values have equal bytes. Decoding is total: bytes that
// no encoder wrote give DATA_LOSS, saying what is wrong with them, and those of a newer format
// FAILED_PRECONDITION. Bounds of the domain (how many candidates, how long a note) are not judged
// here. What a key says is not in the value: those who decode add it. Private to storage/.
namespace hilt::storage {

// Metadata is put in order of key. That the legs' accounts follow from the terms is believed:
// CheckInvariants derives them.
std::string EncodePayment(const domain::Payment& payment);
absl::StatusOr<domain::Payment> DecodePayment(std::string_view bytes);
bool SameTerms(const domain::TermsInput& a, const domain::TermsInput& b);

// INVALID_ARGUMENT: the id is no UUID.
absl::StatusOr<std::string> EncodeDiscrepancy(const domain::Discrepancy& discrepancy);
absl::StatusOr<domain::Discrepancy> DecodeDiscrepancy(std::string_view bytes);

// INVALID_ARGUMENT: not exactly one subject, or not the one that the type is about.
absl::StatusOr<std::string> EncodeEvent(const domain::Event& event);
absl::StatusOr<domain::Event> DecodeEvent(std::string_view bytes);

// INVALID_ARGUMENT: log_epoch is no UUID, or genesis_hash not base58 of 32 bytes.
absl::StatusOr<std::string> EncodeIdentity(const Identity& identity);
absl::StatusOr<Identity> DecodeIdentity(std::string_view bytes);

// `payment` is the key's.
std::string EncodeSignatureLink(const SignatureLink& link);
absl::StatusOr<SignatureLink> DecodeSignatureLink(std::string_view bytes);

std::string EncodeIdempotency(const IdempotencyRecord& record);
absl::StatusOr<IdempotencyRecord> DecodeIdempotency(std::string_view bytes);

// `signature` is the key's.
std::string EncodeHint(const FetchHint& hint);
absl::StatusOr<FetchHint> DecodeHint(std::string_view bytes);

// `payment` and `signature` are the key's.
std::string EncodeUnverifiable(const UnverifiableRecord& record);
absl::StatusOr<UnverifiableRecord> DecodeUnverifiable(std::string_view bytes);

// `account` is the key's.
std::string EncodeWatch(const WatchRecord& record);
absl::StatusOr<WatchRecord> DecodeWatch(std::string_view bytes);

// One to kMaxUnmatched different signatures.
std::string EncodeUnmatched(const std::vector<solana::Signature>& signatures);
absl::StatusOr<std::vector<solana::Signature>> DecodeUnmatched(std::string_view bytes);

// `source` is the key's. Without coverage: slots, times and height of the advance are not there.
struct CursorRecord {
  domain::SourceAdvance advance;
  bool covers = false;
};
std::string EncodeCursor(const CursorRecord& record);
absl::StatusOr<CursorRecord> DecodeCursor(std::string_view bytes);

// `number` is the key's.
std::string EncodeBadElement(const BadElement& element);
absl::StatusOr<BadElement> DecodeBadElement(std::string_view bytes);

// The bare values of the tables N (a payment's id) and C (a count).
std::string EncodePaymentId(const domain::PaymentId& id);
absl::StatusOr<domain::PaymentId> DecodePaymentId(std::string_view bytes);
std::string EncodeCount(uint64_t count);
absl::StatusOr<uint64_t> DecodeCount(std::string_view bytes);

}  // namespace hilt::storage
