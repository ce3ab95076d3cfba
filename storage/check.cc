#include "storage/check.h"

#include "base/check.h"
#include "base/status.h"
#include "fmt/format.h"
#include "storage/checker.h"
#include "storage/rows.h"

namespace hilt::storage {
namespace {

constexpr size_t kPage = 1000;

}  // namespace

std::string_view Name(Invariant invariant) {
  switch (invariant) {
    case Invariant::kIdentity:
      return "identity";
    case Invariant::kReadable:
      return "readable";
    case Invariant::kCanonical:
      return "canonical";
    case Invariant::kDerived:
      return "derived";
    case Invariant::kKeyMatches:
      return "key_matches";
    case Invariant::kIndexed:
      return "indexed";
    case Invariant::kPointsToRow:
      return "points_to_row";
    case Invariant::kNonce:
      return "nonce";
    case Invariant::kLinks:
      return "links";
    case Invariant::kSettlementUnique:
      return "settlement_unique";
    case Invariant::kGapless:
      return "gapless";
    case Invariant::kCounts:
      return "counts";
  }
  base::CheckFailed("an Invariant outside its enum", __FILE__, __LINE__);
}

absl::StatusOr<CheckReport> CheckInvariants(const Reader& reader) {
  Checker checker(reader);
  ScanRange everything;
  everything.limit = kPage;
  HILT_RETURN_IF_ERROR(ForEach(reader, everything,
                               [&checker](const Entry& entry) { return checker.CheckRow(entry); }));
  HILT_RETURN_IF_ERROR(checker.Finish());
  return std::move(checker).Report();
}

void Checker::Broken(Invariant invariant, std::string_view key, std::string_view what) {
  ++report_.broken;
  if (report_.findings.size() == kMaxFindings) return;
  report_.findings.push_back({invariant, HexOf(key), std::string(what)});
}

void Checker::Expect(bool holds, Invariant invariant, const Entry& entry, std::string_view what) {
  if (!holds) Broken(invariant, entry.key, what);
}

bool Checker::Readable(const absl::Status& status, const Entry& entry) {
  if (status.ok()) return true;
  const absl::string_view message = status.message();
  Broken(Invariant::kReadable, entry.key, std::string_view(message.data(), message.size()));
  return false;
}

absl::Status Checker::CheckRow(const Entry& entry) {
  ++report_.rows;
  if (entry.key.empty()) {
    Broken(Invariant::kReadable, entry.key, "an empty key");
    return absl::OkStatus();
  }
  switch (static_cast<Table>(entry.key[0])) {
    case Table::kIdentity:
      Expect(entry.key == IdentityKey(), Invariant::kKeyMatches, entry, "not the identity's key");
      return absl::OkStatus();
    case Table::kPayments:
      return CheckPayment(entry);
    case Table::kNonces:
      return CheckNonce(entry);
    case Table::kSignatures:
      return CheckSignature(entry);
    case Table::kIdempotency:
      return CheckIdempotency(entry);
    case Table::kLists:
    case Table::kExpiry:
    case Table::kUnfinal:
      return CheckPaymentIndex(entry);
    case Table::kEvents:
      return CheckEvent(entry);
    case Table::kDiscrepancies:
      return CheckDiscrepancy(entry);
    case Table::kDiscrepancyLists:
      return CheckDiscrepancyIndex(entry);
    case Table::kDiscrepancyCounts:
      return CheckCount(entry);
    case Table::kTotals:
      return CheckTotal(entry);
    case Table::kSummed:
      return CheckSummed(entry);
    case Table::kHints:
      return CheckHint(entry);
    case Table::kHintsDue:
      return CheckHintDue(entry);
    case Table::kUnverifiable:
      return CheckUnverifiable(entry);
    case Table::kWatches:
      return CheckWatch(entry);
    case Table::kWatchesByEnd:
      return CheckWatchEnd(entry);
    case Table::kUnmatched:
      return CheckUnmatched(entry);
    case Table::kCursors:
      return CheckCursor(entry);
    case Table::kBadElements:
      return CheckBadElement(entry);
  }
  Broken(Invariant::kReadable, entry.key, "of no table");
  return absl::OkStatus();
}

absl::Status Checker::Finish() {
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> identity, reader_.Get(IdentityKey()));
  if (!identity) {
    Broken(Invariant::kIdentity, IdentityKey(), "missing");
  } else if (const auto decoded = DecodeIdentity(*identity); !decoded.ok()) {
    Broken(Invariant::kIdentity, IdentityKey(), "cannot be read");
  }
  for (const auto& [counted, records] : counted_) {
    const std::string key = DiscrepancyCountKey(counted.first, counted.second);
    const auto count = counts_.find(key);
    if (count == counts_.end() || count->second != records) {
      Broken(Invariant::kCounts, key, fmt::format("there are {} records", records));
    }
    if (count != counts_.end()) counts_.erase(count);
  }
  for (const auto& [key, count] : counts_) {
    if (count != 0) Broken(Invariant::kCounts, key, "there are no records");
  }
  for (const auto& [of, rows] : rows_) totals_.try_emplace(of, 0);
  for (const auto& [of, total] : totals_) {
    if (total == rows_[of]) continue;
    Broken(Invariant::kCounts, TotalKey(of), fmt::format("there are {} rows", rows_[of]));
  }
  return absl::OkStatus();
}

}  // namespace hilt::storage
