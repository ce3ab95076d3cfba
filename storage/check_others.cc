#include "base/status.h"
#include "fmt/format.h"
#include "storage/checker.h"

// The event log, outstanding work, and what sources need to know.
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
  if (event->payment) {
    ExpectDerived(event->payment->terms, entry);
    return ExpectPayment(event->payment->terms.payment_id, entry);
  }
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(event->discrepancy->id));
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(DiscrepancyKey(id)));
  Expect(row.has_value(), Invariant::kPointsToRow, entry, "its discrepancy is not there");
  return absl::OkStatus();
}

absl::Status Checker::CheckHint(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto signature = key.Raw<solana::Signature>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a hint");
  const absl::StatusOr<FetchHint> hint = DecodeHint(entry.value);
  if (!Readable(hint.status(), entry)) return absl::OkStatus();
  ++rows_[kTotalHints];
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

absl::Status Checker::CheckWatch(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto account = key.Raw<solana::Pubkey>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a watch");
  const absl::StatusOr<WatchRecord> watch = DecodeWatch(entry.value);
  if (!Readable(watch.status(), entry)) return absl::OkStatus();
  Expect(EncodeWatch(*watch) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return ExpectIndexed({WatchEndKey(watch->until, account)}, entry);
}

absl::Status Checker::CheckWatchEnd(const Entry& entry) {
  Expect(entry.value.empty(), Invariant::kCanonical, entry, "an index entry with a value");
  KeyReader key(std::string_view(entry.key).substr(1));
  const absl::Time until = key.Time();
  const auto account = key.Raw<solana::Pubkey>();
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(WatchKey(account)));
  bool belongs = false;
  if (row && key.Complete()) {
    const absl::StatusOr<WatchRecord> watch = DecodeWatch(*row);
    belongs = watch.ok() && watch->until == until;
  }
  Expect(belongs, Invariant::kPointsToRow, entry, "it leads to no watch that ends then");
  return absl::OkStatus();
}

absl::Status Checker::CheckUnmatched(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  key.Raw<domain::Nonce>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of an unmatched nonce");
  const absl::StatusOr<std::vector<solana::Signature>> signatures = DecodeUnmatched(entry.value);
  if (!Readable(signatures.status(), entry)) return absl::OkStatus();
  Expect(EncodeUnmatched(*signatures) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return absl::OkStatus();
}

absl::Status Checker::CheckCursor(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const std::string source = key.Text();
  Expect(key.Complete() && IsSourceName(source), Invariant::kKeyMatches, entry,
         "not the key of a cursor");
  const absl::StatusOr<CursorRecord> record = DecodeCursor(entry.value);
  if (!Readable(record.status(), entry)) return absl::OkStatus();
  Expect(EncodeCursor(*record) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return absl::OkStatus();
}

absl::Status Checker::CheckBadElement(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const uint64_t number = key.U64();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a bad element");
  Expect(!bad_element_ || number == *bad_element_ + 1, Invariant::kGapless, entry,
         "the number before it is missing");
  Expect(++bad_elements_ <= kBadElementsKept, Invariant::kGapless, entry, "too many are kept");
  bad_element_ = number;
  const absl::StatusOr<BadElement> element = DecodeBadElement(entry.value);
  if (!Readable(element.status(), entry)) return absl::OkStatus();
  Expect(EncodeBadElement(*element) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return absl::OkStatus();
}

}  // namespace hilt::storage
