#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/lists.h"
#include "storage/rows.h"

// Reads of discrepancies.
namespace hilt::storage {
namespace {

// A time and an id.
constexpr size_t kPositionBytes = 24;

std::vector<bool> OpenOrNot(DiscrepancyStateFilter state) {
  switch (state) {
    case DiscrepancyStateFilter::kOpen:
      return {true};
    case DiscrepancyStateFilter::kResolved:
      return {false};
    case DiscrepancyStateFilter::kAll:
      return {true, false};
  }
  return {};
}

std::vector<std::string> PrefixesOf(const DiscrepancyQuery& query) {
  std::set<std::string> prefixes;
  for (const bool open : OpenOrNot(query.state)) {
    if (query.kinds.empty()) {
      prefixes.insert(DiscrepancyListPrefix({query.scope, std::nullopt, open}));
    }
    for (const domain::DiscrepancyKind kind : query.kinds) {
      prefixes.insert(DiscrepancyListPrefix({query.scope, kind, open}));
    }
  }
  return {prefixes.begin(), prefixes.end()};
}

ListPart PartOf(const DiscrepancyQuery& query) {
  ListPart part{.after = query.after, .limit = query.limit, .position_size = kPositionBytes};
  const auto position = [](absl::Time time) {
    return KeyWriter(std::string()).Time(CeilMicros(time)).Done();
  };
  if (query.opened_from) part.begin = position(*query.opened_from);
  if (query.opened_before) part.end = position(*query.opened_before);
  return part;
}

// The discrepancy at a position of a list.
absl::StatusOr<domain::Discrepancy> DiscrepancyAt(const Reader& reader, std::string_view position,
                                                  std::string_view key) {
  KeyReader fields(position);
  fields.Time();
  const Uuid id = fields.Raw<Uuid>();
  if (!fields.Complete()) {
    return AtKey(absl::DataLossError("not the key of a list's entry"), key);
  }
  HILT_ASSIGN_OR_RETURN(auto discrepancy, FindRow(reader, DiscrepancyKey(id), DecodeDiscrepancy));
  if (!discrepancy) return PointsNowhere(key);
  return *std::move(discrepancy);
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

absl::StatusOr<std::optional<domain::Discrepancy>> LedgerReader::FindDiscrepancy(
    std::string_view id) const {
  const absl::StatusOr<Uuid> uuid = ParseUuid(id);
  if (!uuid.ok()) return std::nullopt;
  return FindRow(reader_, DiscrepancyKey(*uuid), DecodeDiscrepancy);
}

absl::StatusOr<DiscrepancyPage> LedgerReader::ListDiscrepancies(
    const DiscrepancyQuery& query) const {
  HILT_ASSIGN_OR_RETURN(ListPage list, ReadLists(reader_, PrefixesOf(query), PartOf(query)));
  DiscrepancyPage page;
  page.next = std::move(list.next);
  page.discrepancies.reserve(list.entries.size());
  for (const ListEntry& entry : list.entries) {
    HILT_ASSIGN_OR_RETURN(domain::Discrepancy discrepancy,
                          DiscrepancyAt(reader_, entry.position, entry.key));
    page.discrepancies.push_back(std::move(discrepancy));
  }
  return page;
}

absl::StatusOr<std::vector<domain::Candidate>> LedgerReader::Duplicates(
    const domain::PaymentId& payment) const {
  DiscrepancyQuery query;
  query.scope = payment;
  query.kinds = {domain::DiscrepancyKind::kDuplicatePayment};
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
  std::string position;
  std::string key;
  for (const bool open : {true, false}) {
    const std::string prefix = DiscrepancyListPrefix({scope, kind, open});
    ScanRange range = PrefixRange(prefix, 1);
    range.reverse = true;
    HILT_ASSIGN_OR_RETURN(const std::vector<Entry> last, reader_.Scan(range));
    if (last.empty() || last.front().key.substr(prefix.size()) <= position) continue;
    key = last.front().key;
    position = key.substr(prefix.size());
  }
  if (key.empty()) return std::nullopt;
  HILT_ASSIGN_OR_RETURN(domain::Discrepancy found, DiscrepancyAt(reader_, position, key));
  return std::optional(std::move(found));
}

}  // namespace hilt::storage
