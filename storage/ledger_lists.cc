#include <algorithm>
#include <set>
#include <utility>

#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/lists.h"
#include "storage/rows.h"

// Lists of payments, what is due at a time, and what may be lost by slot.
namespace hilt::storage {
namespace {

// A time and an id.
constexpr size_t kPositionBytes = 24;
constexpr size_t kPage = 100;

absl::StatusOr<std::string> ListId(const PaymentQuery& query) {
  if (query.by != ListBy::kPayer) return query.id;
  absl::StatusOr<solana::Pubkey> payer = solana::ParsePubkey(query.id);
  if (!payer.ok()) return base::Annotate(payer.status(), "payer");
  return std::string(payer->bytes.begin(), payer->bytes.end());
}

std::vector<std::string> PrefixesOf(const PaymentQuery& query, const std::string& id) {
  if (query.statuses.empty()) return {ListPrefix(query.by, id, std::nullopt)};
  std::set<std::string> prefixes;
  for (const domain::PaymentStatus status : query.statuses) {
    prefixes.insert(ListPrefix(query.by, id, status));
  }
  return {prefixes.begin(), prefixes.end()};
}

// Of lists that run from the newest to the oldest.
ListPart PartOf(const PaymentQuery& query) {
  ListPart part{.after = query.after, .limit = query.limit, .position_size = kPositionBytes};
  if (query.created_before) {
    // A later time comes first, so what is before it begins one microsecond below.
    const absl::Time latest = CeilMicros(*query.created_before) - absl::Microseconds(1);
    part.begin = KeyWriter(std::string()).TimeNewestFirst(latest).Done();
  }
  if (query.created_from) {
    const absl::Time earliest = CeilMicros(*query.created_from);
    part.end = AfterPrefix(KeyWriter(std::string()).TimeNewestFirst(earliest).Done());
  }
  return part;
}

}  // namespace

absl::StatusOr<PaymentPage> LedgerReader::ListPayments(const PaymentQuery& query) const {
  HILT_ASSIGN_OR_RETURN(const std::string id, ListId(query));
  HILT_ASSIGN_OR_RETURN(ListPage list, ReadLists(reader_, PrefixesOf(query, id), PartOf(query)));
  PaymentPage page;
  page.next = std::move(list.next);
  page.payments.reserve(list.entries.size());
  for (const ListEntry& entry : list.entries) {
    KeyReader position(entry.position);
    position.TimeNewestFirst();
    HILT_ASSIGN_OR_RETURN(auto payment, FindPayment(position.Raw<domain::PaymentId>()));
    if (!payment) return PointsNowhere(entry.key);
    page.payments.push_back(*std::move(payment));
  }
  return page;
}

absl::StatusOr<std::vector<domain::PaymentId>> LedgerReader::PendingByExpiry(
    absl::Time until, size_t limit, absl::Time from) const {
  ScanRange range;
  range.limit = limit;
  range.begin = KeyWriter(Table::kExpiry).Time(CeilMicros(from)).Done();
  // All entries of that microsecond too.
  range.end = AfterPrefix(KeyWriter(Table::kExpiry).Time(until).Done());
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> entries, reader_.Scan(range));
  std::vector<domain::PaymentId> payments;
  for (const Entry& entry : entries) {
    KeyReader key(std::string_view(entry.key).substr(1));
    key.Time();
    payments.push_back(key.Raw<domain::PaymentId>());
    if (!key.Complete()) {
      return AtKey(absl::DataLossError("not the key of an expiry"), entry.key);
    }
  }
  return payments;
}

absl::StatusOr<std::vector<domain::PaymentId>> LedgerReader::UnfinalPayments(
    domain::Slot from, domain::Slot until) const {
  ScanRange range;
  range.limit = kPage;
  range.begin = KeyWriter(Table::kUnfinal).U64(from.value()).Done();
  range.end = AfterPrefix(KeyWriter(Table::kUnfinal).U64(until.value()).Done());
  std::vector<domain::PaymentId> payments;
  HILT_RETURN_IF_ERROR(ForEach(reader_, range, [&](const Entry& entry) -> absl::Status {
    KeyReader key(std::string_view(entry.key).substr(1));
    key.U64();
    const auto payment = key.Raw<domain::PaymentId>();
    if (!key.Complete()) {
      return AtKey(absl::DataLossError("not the key of what is not final"), entry.key);
    }
    if (std::find(payments.begin(), payments.end(), payment) == payments.end()) {
      payments.push_back(payment);
    }
    return absl::OkStatus();
  }));
  return payments;
}

}  // namespace hilt::storage
