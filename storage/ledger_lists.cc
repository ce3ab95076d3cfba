#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "base/hex.h"
#include "fmt/format.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/rows.h"

namespace hilt::storage {
namespace {

constexpr size_t kMaxPage = 1000;

// An entry's place in its list: eight bytes of time, then an id.
using Position = std::array<uint8_t, 24>;

std::string PositionText(std::string_view key) {
  const std::string_view position = key.substr(key.size() - sizeof(Position));
  Position bytes;
  std::copy(position.begin(), position.end(), bytes.begin());
  return base::HexEncode(bytes);
}

// Entries of the list `prefix` behind the place `after`.
absl::StatusOr<ScanRange> ListRange(const std::string& prefix, const std::string& after,
                                    size_t limit) {
  if (limit == 0 || limit > kMaxPage) {
    return absl::InvalidArgumentError(fmt::format("limit: must be 1 to {}", kMaxPage));
  }
  // One more than asked for tells whether there is a next page.
  ScanRange range = PrefixRange(prefix, limit + 1);
  if (after.empty()) return range;
  Position bytes;
  if (!base::HexDecode(after, bytes)) {
    return absl::InvalidArgumentError("after: not a position that a page gave");
  }
  range.begin = prefix + std::string(bytes.begin(), bytes.end()) + '\0';
  return range;
}

absl::StatusOr<std::string> ListId(const PaymentQuery& query) {
  if (query.by != ListBy::kPayer) return query.id;
  absl::StatusOr<solana::Pubkey> payer = solana::ParsePubkey(query.id);
  if (!payer.ok()) return base::Annotate(payer.status(), "payer");
  return std::string(payer->bytes.begin(), payer->bytes.end());
}

// The first whole microsecond at or after `time`.
absl::Time CeilMicros(absl::Time time) {
  const absl::Time floor = absl::FromUnixMicros(absl::ToUnixMicros(time));
  return floor < time ? floor + absl::Microseconds(1) : floor;
}

// Narrows a list that runs from the newest to the oldest.
void NarrowToCreated(const PaymentQuery& query, const std::string& prefix, ScanRange& range) {
  if (query.created_before) {
    // The list of a later time comes first, so what is before it begins one microsecond below.
    const absl::Time latest = CeilMicros(*query.created_before) - absl::Microseconds(1);
    range.begin =
        std::max(range.begin, prefix + KeyWriter(std::string()).TimeNewestFirst(latest).Done());
  }
  if (query.created_from) {
    const std::string earliest =
        prefix + KeyWriter(std::string()).TimeNewestFirst(CeilMicros(*query.created_from)).Done();
    range.end = AfterPrefix(earliest);
  }
}

// Takes the entry past the limit away and says where the page ended.
std::string CutToPage(std::vector<Entry>& entries, size_t limit) {
  if (entries.size() <= limit) return "";
  entries.resize(limit);
  return PositionText(entries.back().key);
}

template <class Key>
Key IdAtEnd(const Entry& entry) {
  Key id;
  const std::string_view bytes =
      std::string_view(entry.key).substr(entry.key.size() - id.bytes.size());
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

absl::StatusOr<std::vector<domain::Discrepancy>> DiscrepanciesOf(
    const Reader& reader, const std::vector<Entry>& entries) {
  std::vector<domain::Discrepancy> discrepancies;
  discrepancies.reserve(entries.size());
  for (const Entry& entry : entries) {
    HILT_ASSIGN_OR_RETURN(auto discrepancy,
                          FindRow(reader, DiscrepancyKey(IdAtEnd<Uuid>(entry)), DecodeDiscrepancy));
    if (!discrepancy) return PointsNowhere(entry.key);
    discrepancies.push_back(*std::move(discrepancy));
  }
  return discrepancies;
}

bool EarlierOnChain(const domain::Candidate& a, const domain::Candidate& b) {
  // An unknown index comes last in its slot.
  const auto place = [](const domain::Candidate& candidate) {
    return std::tuple(candidate.key.slot,
                      candidate.index.value_or(std::numeric_limits<uint32_t>::max()),
                      candidate.key.signature);
  };
  return place(a) < place(b);
}

}  // namespace

absl::StatusOr<PaymentPage> LedgerReader::ListPayments(const PaymentQuery& query) const {
  HILT_ASSIGN_OR_RETURN(const std::string id, ListId(query));
  const std::string prefix = ListPrefix(query.by, id, query.status);
  HILT_ASSIGN_OR_RETURN(ScanRange range, ListRange(prefix, query.after, query.limit));
  NarrowToCreated(query, prefix, range);
  HILT_ASSIGN_OR_RETURN(std::vector<Entry> entries, reader_.Scan(range));
  PaymentPage page;
  page.next = CutToPage(entries, query.limit);
  page.payments.reserve(entries.size());
  for (const Entry& entry : entries) {
    HILT_ASSIGN_OR_RETURN(auto payment, FindPayment(IdAtEnd<domain::PaymentId>(entry)));
    if (!payment) return PointsNowhere(entry.key);
    page.payments.push_back(*std::move(payment));
  }
  return page;
}

absl::StatusOr<std::optional<domain::Discrepancy>> LedgerReader::FindDiscrepancy(
    std::string_view id) const {
  const absl::StatusOr<Uuid> uuid = ParseUuid(id);
  if (!uuid.ok()) return std::nullopt;
  return FindRow(reader_, DiscrepancyKey(*uuid), DecodeDiscrepancy);
}

absl::StatusOr<DiscrepancyPage> LedgerReader::ListDiscrepancies(
    const DiscrepancyQuery& query) const {
  const std::string prefix = DiscrepancyListPrefix(
      {.scope = query.scope, .kind = query.kind, .open_only = !query.resolved_too});
  HILT_ASSIGN_OR_RETURN(const ScanRange range, ListRange(prefix, query.after, query.limit));
  HILT_ASSIGN_OR_RETURN(std::vector<Entry> entries, reader_.Scan(range));
  DiscrepancyPage page;
  page.next = CutToPage(entries, query.limit);
  HILT_ASSIGN_OR_RETURN(page.discrepancies, DiscrepanciesOf(reader_, entries));
  return page;
}

absl::StatusOr<std::vector<domain::Candidate>> LedgerReader::Duplicates(
    const domain::PaymentId& payment) const {
  DiscrepancyQuery query;
  query.scope = payment;
  query.kind = domain::DiscrepancyKind::kDuplicatePayment;
  query.limit = kMaxPage;
  HILT_ASSIGN_OR_RETURN(DiscrepancyPage page, ListDiscrepancies(query));
  std::vector<domain::Candidate> candidates;
  for (domain::Discrepancy& discrepancy : page.discrepancies) {
    if (discrepancy.candidate) candidates.push_back(*std::move(discrepancy.candidate));
  }
  std::sort(candidates.begin(), candidates.end(), EarlierOnChain);
  return candidates;
}

absl::StatusOr<uint64_t> LedgerReader::CountDiscrepancies(const DiscrepancyScope& scope,
                                                          domain::DiscrepancyKind kind) const {
  HILT_ASSIGN_OR_RETURN(const std::optional<uint64_t> count,
                        FindRow(reader_, DiscrepancyCountKey(scope, kind), DecodeCount));
  return count.value_or(0);
}

absl::StatusOr<std::optional<domain::Discrepancy>> LedgerReader::LastDiscrepancy(
    const DiscrepancyScope& scope, domain::DiscrepancyKind kind) const {
  ScanRange range =
      PrefixRange(DiscrepancyListPrefix({.scope = scope, .kind = kind, .open_only = false}), 1);
  range.reverse = true;
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> last, reader_.Scan(range));
  HILT_ASSIGN_OR_RETURN(std::vector<domain::Discrepancy> found, DiscrepanciesOf(reader_, last));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace hilt::storage
