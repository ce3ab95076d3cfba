#include "base/status.h"
#include "fmt/format.h"
#include "storage/checker.h"

// The event log, discrepancies, and outstanding work.
namespace hilt::storage {

absl::Status Checker::CheckEvent(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const uint64_t seq = key.U64();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of an event");
  Expect(seq == events_ + 1, Invariant::kGapless, entry,
         fmt::format("number {} follows {}", seq, events_));
  events_ = seq;
  const absl::StatusOr<domain::Event> event = DecodeEvent(entry.value);
  if (!Readable(event.status(), entry)) return absl::OkStatus();
  const absl::StatusOr<std::string> bytes = EncodeEvent(*event);
  Expect(bytes.ok() && *bytes == entry.value, Invariant::kCanonical, entry, "other bytes");
  Expect(event->seq.value() == seq, Invariant::kKeyMatches, entry,
         fmt::format("it is event {}", event->seq.value()));
  if (event->payment) return ExpectPayment(event->payment->terms.payment_id, entry);
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(event->discrepancy->id));
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(DiscrepancyKey(id)));
  Expect(row.has_value(), Invariant::kPointsToRow, entry, "its discrepancy is not there");
  return absl::OkStatus();
}

absl::Status Checker::CheckDiscrepancy(const Entry& entry) {
  const absl::StatusOr<domain::Discrepancy> discrepancy = DecodeDiscrepancy(entry.value);
  if (!Readable(discrepancy.status(), entry)) return absl::OkStatus();
  const absl::StatusOr<std::string> bytes = EncodeDiscrepancy(*discrepancy);
  Expect(bytes.ok() && *bytes == entry.value, Invariant::kCanonical, entry, "other bytes");
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy->id));
  Expect(DiscrepancyKey(id) == entry.key, Invariant::kKeyMatches, entry,
         "it is discrepancy " + discrepancy->id);
  for (const DiscrepancyScope& scope : ScopesOf(*discrepancy)) {
    ++counted_[{scope, discrepancy->kind}];
  }
  for (const domain::PaymentId& payment : discrepancy->payments) {
    HILT_RETURN_IF_ERROR(ExpectPayment(payment, entry));
  }
  return ExpectIndexed(DiscrepancyIndexKeys(id, *discrepancy), entry);
}

absl::Status Checker::CheckDiscrepancyIndex(const Entry& entry) {
  Expect(entry.value.empty(), Invariant::kCanonical, entry, "an index entry with a value");
  Uuid id;
  bool belongs = false;
  if (entry.key.size() >= id.bytes.size()) {
    KeyReader key(std::string_view(entry.key).substr(entry.key.size() - id.bytes.size()));
    id = key.Raw<Uuid>();
    HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(DiscrepancyKey(id)));
    if (row) {
      const absl::StatusOr<domain::Discrepancy> discrepancy = DecodeDiscrepancy(*row);
      belongs = discrepancy.ok() && DiscrepancyIndexKeys(id, *discrepancy).contains(entry.key);
    }
  }
  Expect(belongs, Invariant::kPointsToRow, entry, "it leads to no discrepancy that belongs there");
  return absl::OkStatus();
}

absl::Status Checker::CheckCount(const Entry& entry) {
  const absl::StatusOr<uint64_t> count = DecodeCount(entry.value);
  if (Readable(count.status(), entry)) counts_[entry.key] = *count;
  return absl::OkStatus();
}

absl::Status Checker::CheckHint(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto signature = key.Raw<solana::Signature>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a hint");
  const absl::StatusOr<FetchHint> hint = DecodeHint(entry.value);
  if (!Readable(hint.status(), entry)) return absl::OkStatus();
  Expect(EncodeHint(*hint) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return ExpectIndexed({HintDueKey(hint->next_at, signature)}, entry);
}

absl::Status Checker::CheckHintDue(const Entry& entry) {
  Expect(entry.value.empty(), Invariant::kCanonical, entry, "an index entry with a value");
  KeyReader key(std::string_view(entry.key).substr(1));
  const absl::Time next_at = key.Time();
  const auto signature = key.Raw<solana::Signature>();
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(HintKey(signature)));
  bool belongs = false;
  if (row && key.Complete()) {
    const absl::StatusOr<FetchHint> hint = DecodeHint(*row);
    belongs = hint.ok() && hint->next_at == next_at;
  }
  Expect(belongs, Invariant::kPointsToRow, entry, "it leads to no hint that is due then");
  return absl::OkStatus();
}

absl::Status Checker::CheckUnverifiable(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto payment = key.Raw<domain::PaymentId>();
  key.Raw<solana::Signature>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of an unverifiable");
  const absl::StatusOr<UnverifiableRecord> record = DecodeUnverifiable(entry.value);
  if (!Readable(record.status(), entry)) return absl::OkStatus();
  Expect(EncodeUnverifiable(*record) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return ExpectPayment(payment, entry);
}

absl::Status Checker::CheckBadElement(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  key.U64();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a bad element");
  const absl::StatusOr<BadElement> element = DecodeBadElement(entry.value);
  if (!Readable(element.status(), entry)) return absl::OkStatus();
  Expect(EncodeBadElement(*element) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return absl::OkStatus();
}

}  // namespace hilt::storage
