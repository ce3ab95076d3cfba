#include "base/status.h"
#include "storage/checker.h"
#include "storage/numbers.h"

// Discrepancies, their lists and counts.
namespace hilt::storage {

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
  if (discrepancy->open()) ++rows_[kOpenOfKind + Number(discrepancy->kind)];
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

absl::Status Checker::CheckTotal(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const uint8_t of = key.Byte();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a total");
  const absl::StatusOr<uint64_t> count = DecodeCount(entry.value);
  if (Readable(count.status(), entry)) totals_[of] = *count;
  return absl::OkStatus();
}

absl::Status Checker::CheckSummed(const Entry& entry) {
  Expect(entry.value.empty(), Invariant::kCanonical, entry, "a row with a value");
  KeyReader key(std::string_view(entry.key).substr(1));
  const Uuid id = key.Raw<Uuid>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of what was added up");
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(DiscrepancyKey(id)));
  Expect(!row, Invariant::kPointsToRow, entry, "it has a record of its own too");
  return absl::OkStatus();
}

}  // namespace hilt::storage
