#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/int128.h"
#include "base/status.h"
#include "domain/discrepancy.h"
#include "domain/payment.h"
#include "storage/codec.h"
#include "storage/numbers.h"

// Domain values <-> the messages of proto/hilt/storage/v1: what codec.cc is made of. ToRecord gives
// the same message for the same value; FromRecord answers DATA_LOSS, naming the field, for a
// message that is no value. Private to storage/.
namespace google::protobuf {
class MessageLite;
}  // namespace google::protobuf

namespace hilt::storage {

namespace v1 {
class Attempt;
class Candidate;
class Discrepancy;
class Int128;
class Leg;
class LegResult;
class ObservationKey;
class Payment;
// Generated, as the others are.
class Terms;  // NOLINT(bugprone-forward-declaration-namespace)
}  // namespace v1

// The format that this code writes in field 1 of every record, and the newest that it reads.
inline constexpr uint32_t kRecordFormat = 1;

std::string Serialize(const google::protobuf::MessageLite& message);
absl::Status Parse(std::string_view bytes, google::protobuf::MessageLite& message);

// FAILED_PRECONDITION: newer than kRecordFormat.
absl::Status CheckFormat(uint32_t format);
// DATA_LOSS "field: what".
absl::Status Lost(std::string_view field, std::string_view what);

// Parses a record whose first field is its format, and checks that.
template <class Record>
absl::StatusOr<Record> ParseRecord(std::string_view bytes) {
  Record record;
  HILT_RETURN_IF_ERROR(Parse(bytes, record));
  HILT_RETURN_IF_ERROR(CheckFormat(record.format()));
  return record;
}

// Exactly out.size() bytes.
absl::Status ReadBytes(std::string_view field, const std::string& bytes, std::span<uint8_t> out);

template <class Key>
absl::Status ReadOptionalBytes(std::string_view field, bool present, const std::string& bytes,
                               std::optional<Key>& out) {
  if (!present) return absl::OkStatus();
  return ReadBytes(field, bytes, out.emplace().bytes);
}

template <class Enum>
absl::Status ReadEnum(std::string_view field, int number, Enum& out) {
  const std::optional<Enum> value = FromNumber<Enum>(number);
  if (!value) return Lost(field, "has an unknown number");
  out = *value;
  return absl::OkStatus();
}

inline int64_t Micros(absl::Time time) { return absl::ToUnixMicros(time); }
inline absl::Time FromMicros(int64_t micros) { return absl::FromUnixMicros(micros); }

void ToRecord(base::Int128 value, v1::Int128& record);
base::Int128 FromRecord(const v1::Int128& record);

void ToRecord(const domain::Leg& leg, v1::Leg& record);
absl::Status FromRecord(const v1::Leg& record, domain::Leg& leg);

void ToRecord(const domain::LegResult& result, v1::LegResult& record);
absl::Status FromRecord(const v1::LegResult& record, domain::LegResult& result);

void ToRecord(const domain::ObservationKey& key, v1::ObservationKey& record);
absl::Status FromRecord(const v1::ObservationKey& record, domain::ObservationKey& key);

void ToRecord(const domain::Candidate& candidate, v1::Candidate& record);
absl::Status FromRecord(const v1::Candidate& record, domain::Candidate& candidate);

void ToRecord(const domain::Attempt& attempt, v1::Attempt& record);
absl::Status FromRecord(const v1::Attempt& record, domain::Attempt& attempt);

void ToRecord(const domain::Payment& payment, v1::Payment& record);
// The legs' accounts are those of the record; all else about its terms is checked.
absl::StatusOr<domain::Payment> PaymentOf(const v1::Payment& record);

// INVALID_ARGUMENT: the id is no UUID.
absl::Status ToRecord(const domain::Discrepancy& discrepancy, v1::Discrepancy& record);
absl::Status FromRecord(const v1::Discrepancy& record, domain::Discrepancy& discrepancy);

}  // namespace hilt::storage
