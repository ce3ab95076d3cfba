#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/lists.h"
#include "storage/rows.h"

// What sources need to know: which accounts to sweep, how far they have come, and what they showed
// too early.
namespace hilt::storage {
namespace {

// A time and an account.
constexpr size_t kPositionBytes = 40;
constexpr size_t kPage = 100;

absl::Status CheckCursor(std::string_view source, std::string_view position) {
  if (!IsSourceName(source)) {
    return absl::InvalidArgumentError("source: must be 1 to 64 printable ASCII characters");
  }
  if (position.size() > kMaxCursorBytes) {
    return absl::InvalidArgumentError(
        fmt::format("position: longer than {} bytes", kMaxCursorBytes));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<WatchRecord>> LedgerReader::FindWatch(
    const solana::Pubkey& account) const {
  HILT_ASSIGN_OR_RETURN(std::optional<WatchRecord> record,
                        FindRow(reader_, WatchKey(account), DecodeWatch));
  if (record) record->account = account;
  return record;
}

absl::StatusOr<WatchPage> LedgerReader::ActiveWatches(absl::Time now, const std::string& after,
                                                      size_t limit) const {
  const ListPart part{.begin = KeyWriter(std::string()).Time(CeilMicros(now)).Done(),
                      .after = after,
                      .limit = limit,
                      .position_size = kPositionBytes};
  HILT_ASSIGN_OR_RETURN(ListPage list,
                        ReadLists(reader_, {TablePrefix(Table::kWatchesByEnd)}, part));
  WatchPage page;
  page.next = std::move(list.next);
  page.watches.reserve(list.entries.size());
  for (const ListEntry& entry : list.entries) {
    // The entry says all that its row says.
    KeyReader position(entry.position);
    WatchRecord& watch = page.watches.emplace_back();
    watch.until = position.Time();
    watch.account = position.Raw<solana::Pubkey>();
  }
  return page;
}

absl::StatusOr<std::vector<solana::Signature>> LedgerReader::Unmatched(
    const domain::Nonce& nonce) const {
  HILT_ASSIGN_OR_RETURN(std::optional<std::vector<solana::Signature>> signatures,
                        FindRow(reader_, UnmatchedKey(nonce), DecodeUnmatched));
  if (!signatures) return std::vector<solana::Signature>();
  return *std::move(signatures);
}

absl::StatusOr<std::optional<std::string>> LedgerReader::FindCursor(std::string_view source) const {
  HILT_ASSIGN_OR_RETURN(std::optional<CursorRecord> record,
                        FindRow(reader_, CursorKey(source), DecodeCursor));
  if (!record) return std::nullopt;
  return std::move(record->advance.cursor);
}

absl::StatusOr<std::optional<domain::SourceAdvance>> LedgerReader::FindAdvance(
    std::string_view source) const {
  HILT_ASSIGN_OR_RETURN(std::optional<CursorRecord> record,
                        FindRow(reader_, CursorKey(source), DecodeCursor));
  if (!record || !record->covers) return std::nullopt;
  record->advance.source = source;
  return std::move(record->advance);
}

absl::StatusOr<std::vector<domain::SourceAdvance>> LedgerReader::Advances() const {
  std::vector<domain::SourceAdvance> advances;
  HILT_RETURN_IF_ERROR(ForEach(reader_, PrefixRange(TablePrefix(Table::kCursors), kPage),
                               [&](const Entry& entry) -> absl::Status {
                                 absl::StatusOr<CursorRecord> record = DecodeCursor(entry.value);
                                 if (!record.ok()) return AtKey(record.status(), entry.key);
                                 if (!record->covers) return absl::OkStatus();
                                 KeyReader key(std::string_view(entry.key).substr(1));
                                 record->advance.source = key.Text();
                                 if (!key.Complete())
                                   return AtKey(absl::DataLossError("not the key of a cursor"),
                                                entry.key);
                                 advances.push_back(std::move(record->advance));
                                 return absl::OkStatus();
                               }));
  return advances;
}

absl::Status Ledger::PutWatch(const WatchRecord& record) {
  HILT_ASSIGN_OR_RETURN(const std::optional<WatchRecord> old, FindWatch(record.account));
  if (old && absl::ToUnixMicros(record.until) <= absl::ToUnixMicros(old->until)) {
    return absl::OkStatus();
  }
  if (old) overlay_.Delete(WatchEndKey(old->until, record.account));
  overlay_.Put(WatchEndKey(record.until, record.account), "");
  overlay_.Put(WatchKey(record.account), EncodeWatch(record));
  return absl::OkStatus();
}

absl::Status Ledger::PutUnmatched(const domain::Nonce& nonce, const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(std::vector<solana::Signature> signatures, Unmatched(nonce));
  const bool known = std::find(signatures.begin(), signatures.end(), signature) != signatures.end();
  if (known || signatures.size() >= kMaxUnmatched) return absl::OkStatus();
  signatures.push_back(signature);
  overlay_.Put(UnmatchedKey(nonce), EncodeUnmatched(signatures));
  return absl::OkStatus();
}

void Ledger::DeleteUnmatched(const domain::Nonce& nonce) { overlay_.Delete(UnmatchedKey(nonce)); }

absl::Status Ledger::PutCursor(std::string_view source, std::string_view position) {
  HILT_RETURN_IF_ERROR(CheckCursor(source, position));
  CursorRecord record;
  record.advance.cursor = position;
  overlay_.Put(CursorKey(source), EncodeCursor(record));
  return absl::OkStatus();
}

absl::Status Ledger::PutAdvance(const domain::SourceAdvance& advance) {
  HILT_RETURN_IF_ERROR(CheckCursor(advance.source, advance.cursor));
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::SourceAdvance> before,
                        FindAdvance(advance.source));
  const bool goes_back =
      before && before->covered_from == advance.covered_from && advance.frontier < before->frontier;
  if (goes_back || advance.frontier < advance.covered_from) {
    return absl::InvalidArgumentError(
        fmt::format("frontier: {} is before {}", advance.frontier.value(),
                    (goes_back ? before->frontier : advance.covered_from).value()));
  }
  overlay_.Put(CursorKey(advance.source), EncodeCursor({.advance = advance, .covers = true}));
  return absl::OkStatus();
}

}  // namespace hilt::storage
