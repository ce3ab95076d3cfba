#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "hilt/storage/v1/ledger.pb.h"
#include "storage/codec.h"
#include "storage/convert.h"
#include "storage/keys.h"

namespace hilt::storage {

std::string EncodePaymentId(const domain::PaymentId& id) {
  return std::string(id.bytes.begin(), id.bytes.end());
}

absl::StatusOr<domain::PaymentId> DecodePaymentId(std::string_view bytes) {
  domain::PaymentId id;
  HILT_RETURN_IF_ERROR(ReadBytes("payment id", std::string(bytes), id.bytes));
  return id;
}

std::string EncodeCount(uint64_t count) { return KeyWriter(std::string()).U64(count).Done(); }

absl::StatusOr<uint64_t> DecodeCount(std::string_view bytes) {
  KeyReader reader(bytes);
  const uint64_t count = reader.U64();
  if (!reader.Complete()) return Lost("count", "not 8 bytes");
  return count;
}

std::string EncodeSignatureLink(const SignatureLink& link) {
  v1::SignatureLink record;
  record.set_format(kRecordFormat);
  record.set_settlement(link.settlement);
  record.set_candidate(link.candidate);
  record.set_broadcast(link.broadcast);
  if (link.attempt) ToRecord(*link.attempt, *record.mutable_attempt());
  return Serialize(record);
}

absl::StatusOr<SignatureLink> DecodeSignatureLink(std::string_view bytes) {
  absl::StatusOr<v1::SignatureLink> record = ParseRecord<v1::SignatureLink>(bytes);
  if (!record.ok()) return base::Annotate(record.status(), "signature link");
  SignatureLink link;
  link.settlement = record->settlement();
  link.candidate = record->candidate();
  link.broadcast = record->broadcast();
  if (record->has_attempt()) {
    HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record->attempt(), link.attempt.emplace()),
                                        "signature link: attempt"));
  }
  return link;
}

absl::StatusOr<std::string> EncodeIdentity(const Identity& identity) {
  absl::StatusOr<Uuid> epoch = ParseUuid(identity.log_epoch);
  if (!epoch.ok()) return base::Annotate(epoch.status(), "log_epoch");
  absl::StatusOr<solana::Blockhash> genesis = solana::ParseBlockhash(identity.genesis_hash);
  if (!genesis.ok()) return base::Annotate(genesis.status(), "genesis_hash");
  v1::Identity record;
  record.set_format(identity.format_version);
  record.set_log_epoch(epoch->bytes.data(), epoch->bytes.size());
  record.set_cluster(static_cast<v1::Cluster>(Number(identity.cluster)));
  record.set_genesis_hash(genesis->bytes.data(), genesis->bytes.size());
  return Serialize(record);
}

absl::StatusOr<Identity> DecodeIdentity(std::string_view bytes) {
  v1::Identity record;
  HILT_RETURN_IF_ERROR(base::Annotate(Parse(bytes, record), "identity"));
  if (record.format() == 0) return Lost("identity: format", "missing");
  if (record.format() > kFormatVersion) {
    return absl::FailedPreconditionError(
        fmt::format("the store has format {}, written by a newer version of the engine; this one "
                    "reads up to {}",
                    record.format(), kFormatVersion));
  }
  Identity identity;
  identity.format_version = record.format();
  Uuid epoch;
  HILT_RETURN_IF_ERROR(ReadBytes("identity: log_epoch", record.log_epoch(), epoch.bytes));
  identity.log_epoch = ToString(epoch);
  HILT_RETURN_IF_ERROR(ReadEnum("identity: cluster", record.cluster(), identity.cluster));
  solana::Blockhash genesis;
  HILT_RETURN_IF_ERROR(ReadBytes("identity: genesis_hash", record.genesis_hash(), genesis.bytes));
  identity.genesis_hash = solana::ToString(genesis);
  return identity;
}

std::string EncodeIdempotency(const IdempotencyRecord& record) {
  v1::IdempotencyKey stored;
  stored.set_format(kRecordFormat);
  stored.set_payment_id(EncodePaymentId(record.payment));
  stored.set_fingerprint(record.fingerprint);
  return Serialize(stored);
}

absl::StatusOr<IdempotencyRecord> DecodeIdempotency(std::string_view bytes) {
  absl::StatusOr<v1::IdempotencyKey> stored = ParseRecord<v1::IdempotencyKey>(bytes);
  if (!stored.ok()) return base::Annotate(stored.status(), "idempotency key");
  IdempotencyRecord record;
  HILT_RETURN_IF_ERROR(
      ReadBytes("idempotency key: payment_id", stored->payment_id(), record.payment.bytes));
  record.fingerprint = stored->fingerprint();
  return record;
}

std::string EncodeHint(const FetchHint& hint) {
  v1::FetchHint record;
  record.set_format(kRecordFormat);
  record.set_arrived_at_micros(Micros(hint.arrived_at));
  record.set_attempts(hint.attempts);
  record.set_next_at_micros(Micros(hint.next_at));
  if (hint.first_height) record.set_first_height(*hint.first_height);
  return Serialize(record);
}

absl::StatusOr<FetchHint> DecodeHint(std::string_view bytes) {
  absl::StatusOr<v1::FetchHint> record = ParseRecord<v1::FetchHint>(bytes);
  if (!record.ok()) return base::Annotate(record.status(), "fetch hint");
  FetchHint hint;
  hint.arrived_at = FromMicros(record->arrived_at_micros());
  hint.attempts = record->attempts();
  hint.next_at = FromMicros(record->next_at_micros());
  if (record->has_first_height()) hint.first_height = record->first_height();
  return hint;
}

std::string EncodeUnverifiable(const UnverifiableRecord& record) {
  v1::Unverifiable stored;
  stored.set_format(kRecordFormat);
  stored.set_reason(record.reason);
  stored.set_first_at_micros(Micros(record.first_at));
  return Serialize(stored);
}

absl::StatusOr<UnverifiableRecord> DecodeUnverifiable(std::string_view bytes) {
  absl::StatusOr<v1::Unverifiable> stored = ParseRecord<v1::Unverifiable>(bytes);
  if (!stored.ok()) return base::Annotate(stored.status(), "unverifiable");
  UnverifiableRecord record;
  record.reason = stored->reason();
  record.first_at = FromMicros(stored->first_at_micros());
  return record;
}

std::string EncodeWatch(const WatchRecord& record) {
  v1::Watch stored;
  stored.set_format(kRecordFormat);
  stored.set_until_micros(Micros(record.until));
  return Serialize(stored);
}

absl::StatusOr<WatchRecord> DecodeWatch(std::string_view bytes) {
  absl::StatusOr<v1::Watch> stored = ParseRecord<v1::Watch>(bytes);
  if (!stored.ok()) return base::Annotate(stored.status(), "watch");
  WatchRecord record;
  record.until = FromMicros(stored->until_micros());
  return record;
}

std::string EncodeUnmatched(const std::vector<solana::Signature>& signatures) {
  v1::Unmatched record;
  record.set_format(kRecordFormat);
  for (const solana::Signature& signature : signatures) {
    record.add_signatures(signature.bytes.data(), signature.bytes.size());
  }
  return Serialize(record);
}

absl::StatusOr<std::vector<solana::Signature>> DecodeUnmatched(std::string_view bytes) {
  absl::StatusOr<v1::Unmatched> record = ParseRecord<v1::Unmatched>(bytes);
  if (!record.ok()) return base::Annotate(record.status(), "unmatched");
  std::vector<solana::Signature> signatures;
  for (const std::string& stored : record->signatures()) {
    solana::Signature signature;
    HILT_RETURN_IF_ERROR(ReadBytes("unmatched: signatures", stored, signature.bytes));
    if (std::find(signatures.begin(), signatures.end(), signature) != signatures.end()) {
      return Lost("unmatched: signatures", "one is there twice");
    }
    signatures.push_back(signature);
  }
  if (signatures.empty() || signatures.size() > kMaxUnmatched) {
    return Lost("unmatched: signatures", fmt::format("{} of them", signatures.size()));
  }
  return signatures;
}

namespace {

void ToRecord(const domain::SourceAdvance& advance, v1::Coverage& record) {
  record.set_covered_from(advance.covered_from.value());
  record.set_frontier(advance.frontier.value());
  if (advance.covered_from_time) {
    record.set_covered_from_time_micros(Micros(*advance.covered_from_time));
  }
  if (advance.frontier_time) record.set_frontier_time_micros(Micros(*advance.frontier_time));
  record.set_frontier_height(advance.frontier_height);
}

absl::Status FromRecord(const v1::Coverage& record, domain::SourceAdvance& advance) {
  if (record.frontier() < record.covered_from()) return Lost("frontier", "before covered_from");
  advance.covered_from = domain::Slot(record.covered_from());
  advance.frontier = domain::Slot(record.frontier());
  if (record.has_covered_from_time_micros()) {
    advance.covered_from_time = FromMicros(record.covered_from_time_micros());
  }
  if (record.has_frontier_time_micros()) {
    advance.frontier_time = FromMicros(record.frontier_time_micros());
  }
  advance.frontier_height = record.frontier_height();
  return absl::OkStatus();
}

}  // namespace

std::string EncodeCursor(const CursorRecord& record) {
  v1::Cursor stored;
  stored.set_format(kRecordFormat);
  stored.set_position(record.advance.cursor);
  if (record.covers) ToRecord(record.advance, *stored.mutable_coverage());
  return Serialize(stored);
}

absl::StatusOr<CursorRecord> DecodeCursor(std::string_view bytes) {
  absl::StatusOr<v1::Cursor> stored = ParseRecord<v1::Cursor>(bytes);
  if (!stored.ok()) return base::Annotate(stored.status(), "cursor");
  CursorRecord record;
  record.advance.cursor = stored->position();
  record.covers = stored->has_coverage();
  if (!record.covers) return record;
  HILT_RETURN_IF_ERROR(
      base::Annotate(FromRecord(stored->coverage(), record.advance), "cursor: coverage"));
  return record;
}

std::string EncodeBadElement(const BadElement& element) {
  v1::BadElement record;
  record.set_format(kRecordFormat);
  record.set_at_micros(Micros(element.at));
  record.set_error(element.error);
  record.set_data(element.bytes);
  return Serialize(record);
}

absl::StatusOr<BadElement> DecodeBadElement(std::string_view bytes) {
  absl::StatusOr<v1::BadElement> record = ParseRecord<v1::BadElement>(bytes);
  if (!record.ok()) return base::Annotate(record.status(), "bad element");
  BadElement element;
  element.at = FromMicros(record->at_micros());
  element.error = record->error();
  element.bytes = record->data();
  return element;
}

}  // namespace hilt::storage
