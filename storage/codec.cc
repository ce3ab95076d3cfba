#include "storage/codec.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <limits>
#include <utility>

#include "base/check.h"
#include "fmt/format.h"
#include "hilt/storage/v1/discrepancy.pb.h"
#include "hilt/storage/v1/event.pb.h"
#include "hilt/storage/v1/payment.pb.h"
#include "storage/convert.h"

namespace hilt::storage {
namespace {

// Protobuf's own limit for one message.
constexpr size_t kMaxRecordBytes = std::numeric_limits<int>::max();

absl::Status CheckSubject(const domain::Event& event) {
  const bool about_discrepancy = domain::Name(event.type).starts_with("discrepancy.");
  if (event.discrepancy.has_value() == about_discrepancy &&
      event.payment.has_value() != about_discrepancy) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format("{}: must have a {} and nothing else",
                                                domain::Name(event.type),
                                                about_discrepancy ? "discrepancy" : "payment"));
}

absl::Status ReadSubject(const v1::Event& record, domain::Event& event) {
  if (record.has_payment()) {
    HILT_ASSIGN_OR_RETURN(event.payment, PaymentOf(record.payment()));
  }
  if (record.has_discrepancy()) {
    HILT_RETURN_IF_ERROR(FromRecord(record.discrepancy(), event.discrepancy.emplace()));
  }
  return absl::OkStatus();
}

}  // namespace

std::string Serialize(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    HILT_CHECK(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

absl::Status Parse(std::string_view bytes, google::protobuf::MessageLite& message) {
  if (bytes.size() > kMaxRecordBytes ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("not a record: its protobuf does not parse");
  }
  return absl::OkStatus();
}

std::string EncodePayment(const domain::Payment& payment) {
  v1::Payment record;
  ToRecord(payment, record);
  return Serialize(record);
}

absl::StatusOr<domain::Payment> DecodePayment(std::string_view bytes) {
  v1::Payment record;
  HILT_RETURN_IF_ERROR(base::Annotate(Parse(bytes, record), "payment"));
  absl::StatusOr<domain::Payment> payment = PaymentOf(record);
  if (!payment.ok()) return base::Annotate(payment.status(), "payment");
  return payment;
}

absl::StatusOr<std::string> EncodeDiscrepancy(const domain::Discrepancy& discrepancy) {
  v1::Discrepancy record;
  HILT_RETURN_IF_ERROR(base::Annotate(ToRecord(discrepancy, record), "discrepancy: id"));
  return Serialize(record);
}

absl::StatusOr<domain::Discrepancy> DecodeDiscrepancy(std::string_view bytes) {
  v1::Discrepancy record;
  HILT_RETURN_IF_ERROR(base::Annotate(Parse(bytes, record), "discrepancy"));
  domain::Discrepancy discrepancy;
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record, discrepancy), "discrepancy"));
  return discrepancy;
}

absl::StatusOr<std::string> EncodeEvent(const domain::Event& event) {
  HILT_RETURN_IF_ERROR(base::Annotate(CheckSubject(event), "event"));
  v1::Event record;
  record.set_format(kRecordFormat);
  record.set_seq(event.seq.value());
  record.set_type(static_cast<v1::EventType>(Number(event.type)));
  record.set_at_micros(Micros(event.at));
  if (event.payment) ToRecord(*event.payment, *record.mutable_payment());
  if (event.discrepancy) {
    HILT_RETURN_IF_ERROR(
        base::Annotate(ToRecord(*event.discrepancy, *record.mutable_discrepancy()), "event: id"));
  }
  return Serialize(record);
}

absl::StatusOr<domain::Event> DecodeEvent(std::string_view bytes) {
  absl::StatusOr<v1::Event> record = ParseRecord<v1::Event>(bytes);
  if (!record.ok()) return base::Annotate(record.status(), "event");
  domain::Event event;
  event.seq = domain::EventSeq(record->seq());
  HILT_RETURN_IF_ERROR(ReadEnum("event: type", record->type(), event.type));
  event.at = FromMicros(record->at_micros());
  HILT_RETURN_IF_ERROR(base::Annotate(ReadSubject(*record, event), "event"));
  if (!CheckSubject(event).ok()) return Lost("event", "not the subject that its type is about");
  return event;
}

}  // namespace hilt::storage
