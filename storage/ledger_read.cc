#include <limits>
#include <utility>

#include "fmt/format.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/rows.h"

namespace hilt::storage {
namespace {

// Rows read at a time where all rows of a prefix are wanted.
constexpr size_t kPage = 100;

// The number that an event's key gives it.
absl::StatusOr<domain::EventSeq> SeqOf(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const domain::EventSeq seq(key.U64());
  if (!key.Complete()) return AtKey(absl::DataLossError("not the key of an event"), entry.key);
  return seq;
}

absl::StatusOr<domain::Event> EventOf(const Entry& entry, domain::EventSeq expected) {
  HILT_ASSIGN_OR_RETURN(const domain::EventSeq seq, SeqOf(entry));
  absl::StatusOr<domain::Event> event = DecodeEvent(entry.value);
  if (!event.ok()) return AtKey(event.status(), entry.key);
  if (seq != expected || event->seq != seq) {
    return AtKey(absl::DataLossError(fmt::format("event {} is missing", expected.value())),
                 entry.key);
  }
  return event;
}

}  // namespace

absl::StatusOr<std::optional<Identity>> LedgerReader::FindIdentity() const {
  return FindRow(reader_, IdentityKey(), DecodeIdentity);
}

absl::StatusOr<std::optional<domain::Payment>> LedgerReader::FindPayment(
    const domain::PaymentId& id) const {
  return FindRow(reader_, PaymentKey(id), DecodePayment);
}

absl::StatusOr<std::optional<domain::PaymentId>> LedgerReader::FindNonce(
    const domain::Nonce& nonce) const {
  return FindRow(reader_, NonceKey(nonce), DecodePaymentId);
}

absl::StatusOr<std::vector<SignatureLink>> LedgerReader::FindSignature(
    const solana::Signature& signature) const {
  const std::string prefix = SignaturePrefix(signature);
  std::vector<SignatureLink> links;
  HILT_RETURN_IF_ERROR(
      ForEach(reader_, PrefixRange(prefix, kPage), [&](const Entry& entry) -> absl::Status {
        absl::StatusOr<SignatureLink> link = DecodeSignatureLink(entry.value);
        if (!link.ok()) return AtKey(link.status(), entry.key);
        KeyReader key(std::string_view(entry.key).substr(prefix.size()));
        link->payment = key.Raw<domain::PaymentId>();
        if (!key.Complete()) {
          return AtKey(absl::DataLossError("not the key of a signature link"), entry.key);
        }
        links.push_back(*std::move(link));
        return absl::OkStatus();
      }));
  return links;
}

absl::StatusOr<std::optional<IdempotencyRecord>> LedgerReader::FindIdempotencyKey(
    std::string_view client, std::string_view key) const {
  return FindRow(reader_, IdempotencyRowKey(client, key), DecodeIdempotency);
}

absl::StatusOr<std::vector<domain::Event>> LedgerReader::ReadEvents(domain::EventSeq after,
                                                                    size_t limit) const {
  std::vector<domain::Event> events;
  if (after.value() == std::numeric_limits<uint64_t>::max()) return events;
  ScanRange range = PrefixRange(TablePrefix(Table::kEvents), limit);
  range.begin = EventKey(domain::EventSeq(after.value() + 1));
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> entries, reader_.Scan(range));
  events.reserve(entries.size());
  for (const Entry& entry : entries) {
    const domain::EventSeq expected(after.value() + 1 + events.size());
    HILT_ASSIGN_OR_RETURN(domain::Event event, EventOf(entry, expected));
    events.push_back(std::move(event));
  }
  return events;
}

absl::StatusOr<domain::EventSeq> LedgerReader::LastEvent() const {
  ScanRange range = PrefixRange(TablePrefix(Table::kEvents), 1);
  range.reverse = true;
  HILT_ASSIGN_OR_RETURN(const std::vector<Entry> last, reader_.Scan(range));
  if (last.empty()) return domain::EventSeq(0);
  return SeqOf(last.front());
}

}  // namespace hilt::storage
