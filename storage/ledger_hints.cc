#include <algorithm>
#include <utility>

#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/lists.h"
#include "storage/rows.h"
#include "storage/totals.h"

// Work that is outstanding: fetch hints, what could not be judged, what could not be read. The only
// rows that are ever deleted.
namespace hilt::storage {
namespace {

constexpr size_t kPage = 100;

absl::StatusOr<BadElement> BadElementOf(const Entry& entry) {
  absl::StatusOr<BadElement> element = DecodeBadElement(entry.value);
  if (!element.ok()) return AtKey(element.status(), entry.key);
  KeyReader key(std::string_view(entry.key).substr(1));
  element->number = key.U64();
  if (!key.Complete()) {
    return AtKey(absl::DataLossError("not the key of a bad element"), entry.key);
  }
  return element;
}

}  // namespace

absl::StatusOr<std::optional<FetchHint>> LedgerReader::FindHint(
    const solana::Signature& signature) const {
  HILT_ASSIGN_OR_RETURN(std::optional<FetchHint> hint,
                        FindRow(reader_, HintKey(signature), DecodeHint));
  if (hint) hint->signature = signature;
  return hint;
}

absl::StatusOr<std::vector<FetchHint>> LedgerReader::HintsDue(absl::Time until, size_t limit,
                                                              absl::Time from) const {
  ScanRange range;
  range.limit = limit;
  range.begin = KeyWriter(Table::kHintsDue).Time(CeilMicros(from)).Done();
  range.end = AfterPrefix(KeyWriter(Table::kHintsDue).Time(until).Done());
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> entries, reader_.Scan(range));
  std::vector<FetchHint> hints;
  for (const Entry& entry : entries) {
    KeyReader key(std::string_view(entry.key).substr(1));
    key.Time();
    const auto signature = key.Raw<solana::Signature>();
    if (!key.Complete()) return AtKey(absl::DataLossError("not the key of a hint"), entry.key);
    HILT_ASSIGN_OR_RETURN(std::optional<FetchHint> hint, FindHint(signature));
    if (!hint) return PointsNowhere(entry.key);
    hints.push_back(*std::move(hint));
  }
  return hints;
}

absl::StatusOr<std::vector<UnverifiableRecord>> LedgerReader::Unverifiables(
    const domain::PaymentId& payment) const {
  const std::string prefix = UnverifiablePrefix(payment);
  std::vector<UnverifiableRecord> records;
  HILT_RETURN_IF_ERROR(
      ForEach(reader_, PrefixRange(prefix, kPage), [&](const Entry& entry) -> absl::Status {
        absl::StatusOr<UnverifiableRecord> record = DecodeUnverifiable(entry.value);
        if (!record.ok()) return AtKey(record.status(), entry.key);
        KeyReader key(std::string_view(entry.key).substr(prefix.size()));
        record->payment = payment;
        record->signature = key.Raw<solana::Signature>();
        if (!key.Complete()) {
          return AtKey(absl::DataLossError("not the key of an unverifiable"), entry.key);
        }
        records.push_back(*std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

absl::StatusOr<std::vector<BadElement>> LedgerReader::BadElements(size_t limit) const {
  ScanRange range = PrefixRange(TablePrefix(Table::kBadElements), limit);
  range.reverse = true;
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> entries, reader_.Scan(range));
  std::vector<BadElement> elements;
  for (const Entry& entry : entries) {
    HILT_ASSIGN_OR_RETURN(BadElement element, BadElementOf(entry));
    elements.push_back(std::move(element));
  }
  return elements;
}

absl::Status Ledger::PutHint(const FetchHint& hint) {
  HILT_RETURN_IF_ERROR(DeleteHint(hint.signature));
  HILT_RETURN_IF_ERROR(AddToTotal(kTotalHints, 1, overlay_));
  overlay_.Put(HintKey(hint.signature), EncodeHint(hint));
  overlay_.Put(HintDueKey(hint.next_at, hint.signature), "");
  return absl::OkStatus();
}

absl::Status Ledger::DeleteHint(const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::optional<FetchHint> hint, FindHint(signature));
  if (!hint) return absl::OkStatus();
  HILT_RETURN_IF_ERROR(AddToTotal(kTotalHints, -1, overlay_));
  overlay_.Delete(HintDueKey(hint->next_at, signature));
  overlay_.Delete(HintKey(signature));
  return absl::OkStatus();
}

void Ledger::PutUnverifiable(const UnverifiableRecord& record) {
  overlay_.Put(UnverifiableKey(record.payment, record.signature), EncodeUnverifiable(record));
}

void Ledger::DeleteUnverifiable(const domain::PaymentId& payment,
                                const solana::Signature& signature) {
  overlay_.Delete(UnverifiableKey(payment, signature));
}

absl::Status Ledger::AddBadElement(BadElement element) {
  HILT_ASSIGN_OR_RETURN(const std::vector<BadElement> last, BadElements(1));
  const uint64_t number = last.empty() ? 1 : last.front().number + 1;
  element.bytes.resize(std::min(element.bytes.size(), kBadElementBytes));
  overlay_.Put(BadElementKey(number), EncodeBadElement(element));
  if (number > kBadElementsKept) overlay_.Delete(BadElementKey(number - kBadElementsKept));
  return absl::OkStatus();
}

}  // namespace hilt::storage
