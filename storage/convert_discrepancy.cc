#include "hilt/storage/v1/discrepancy.pb.h"
#include "storage/convert.h"
#include "storage/keys.h"

namespace hilt::storage {
namespace {

template <class Key>
std::string Bytes(const Key& key) {
  return std::string(key.bytes.begin(), key.bytes.end());
}

absl::Status ReadReferences(const v1::Discrepancy& record, domain::Discrepancy& discrepancy) {
  for (const std::string& payment : record.payments()) {
    HILT_RETURN_IF_ERROR(ReadBytes("payments", payment, discrepancy.payments.emplace_back().bytes));
  }
  for (const std::string& nonce : record.nonces()) {
    HILT_RETURN_IF_ERROR(ReadBytes("nonces", nonce, discrepancy.nonces.emplace_back().bytes));
  }
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("watch_account", record.has_watch_account(),
                                         record.watch_account(), discrepancy.watch_account));
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("signature", record.has_signature(), record.signature(),
                                         discrepancy.signature));
  return ReadOptionalBytes("last_signature", record.has_last_signature(), record.last_signature(),
                           discrepancy.last_signature);
}

absl::Status ReadCredits(const v1::Discrepancy& record, domain::Discrepancy& discrepancy) {
  for (const v1::Credit& stored : record.credits()) {
    domain::Credit& credit = discrepancy.credits.emplace_back();
    HILT_RETURN_IF_ERROR(ReadBytes("credits: wallet", stored.wallet(), credit.wallet.bytes));
    HILT_RETURN_IF_ERROR(
        ReadOptionalBytes("credits: mint", stored.has_mint(), stored.mint(), credit.mint));
    credit.amount = FromRecord(stored.amount());
  }
  return absl::OkStatus();
}

absl::Status ReadSighting(const v1::Sighting& record, domain::Sighting& seen) {
  seen.slot = domain::Slot(record.slot());
  if (record.has_block_time_micros()) seen.block_time = FromMicros(record.block_time_micros());
  HILT_RETURN_IF_ERROR(ReadEnum("seen: commitment", record.commitment(), seen.commitment));
  return ReadEnum("seen: grade", record.grade(), seen.grade);
}

// What the transaction was, as far as it was seen, and what it brought.
absl::Status ReadTransaction(const v1::Discrepancy& record, domain::Discrepancy& discrepancy) {
  if (record.has_seen()) {
    HILT_RETURN_IF_ERROR(ReadSighting(record.seen(), discrepancy.seen.emplace()));
  }
  if (record.has_verdict()) {
    HILT_RETURN_IF_ERROR(ReadEnum("verdict", record.verdict(), discrepancy.verdict.emplace()));
  }
  for (const v1::LegResult& leg : record.legs()) {
    HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(leg, discrepancy.legs.emplace_back()), "legs"));
  }
  HILT_RETURN_IF_ERROR(ReadCredits(record, discrepancy));
  if (!record.has_candidate()) return absl::OkStatus();
  return base::Annotate(FromRecord(record.candidate(), discrepancy.candidate.emplace()),
                        "candidate");
}

void ReadResolution(const v1::Discrepancy& record, domain::Discrepancy& discrepancy) {
  if (!record.has_resolution()) return;
  domain::Resolution& resolution = discrepancy.resolution.emplace();
  resolution.at = FromMicros(record.resolution().at_micros());
  resolution.note = record.resolution().note();
  resolution.actor = record.resolution().actor();
  resolution.peer = record.resolution().peer();
}

void WriteReferences(const domain::Discrepancy& discrepancy, v1::Discrepancy& record) {
  for (const domain::PaymentId& payment : discrepancy.payments) record.add_payments(Bytes(payment));
  for (const domain::Nonce& nonce : discrepancy.nonces) record.add_nonces(Bytes(nonce));
  if (discrepancy.watch_account) record.set_watch_account(Bytes(*discrepancy.watch_account));
  if (discrepancy.signature) record.set_signature(Bytes(*discrepancy.signature));
  if (discrepancy.last_signature) record.set_last_signature(Bytes(*discrepancy.last_signature));
}

void WriteTransaction(const domain::Discrepancy& discrepancy, v1::Discrepancy& record) {
  if (discrepancy.seen) {
    v1::Sighting& seen = *record.mutable_seen();
    seen.set_slot(discrepancy.seen->slot.value());
    if (discrepancy.seen->block_time) {
      seen.set_block_time_micros(Micros(*discrepancy.seen->block_time));
    }
    seen.set_commitment(static_cast<v1::Commitment>(Number(discrepancy.seen->commitment)));
    seen.set_grade(static_cast<v1::EvidenceGrade>(Number(discrepancy.seen->grade)));
  }
  if (discrepancy.verdict) {
    record.set_verdict(static_cast<v1::Verdict>(Number(*discrepancy.verdict)));
  }
  for (const domain::LegResult& leg : discrepancy.legs) ToRecord(leg, *record.add_legs());
  for (const domain::Credit& credit : discrepancy.credits) {
    v1::Credit& stored = *record.add_credits();
    stored.set_wallet(Bytes(credit.wallet));
    if (credit.mint) stored.set_mint(Bytes(*credit.mint));
    ToRecord(credit.amount, *stored.mutable_amount());
  }
  if (discrepancy.candidate) ToRecord(*discrepancy.candidate, *record.mutable_candidate());
}

void WriteResolution(const domain::Resolution& resolution, v1::Resolution& record) {
  record.set_at_micros(Micros(resolution.at));
  record.set_note(resolution.note);
  record.set_actor(resolution.actor);
  record.set_peer(resolution.peer);
}

}  // namespace

absl::Status ToRecord(const domain::Discrepancy& discrepancy, v1::Discrepancy& record) {
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy.id));
  record.set_format(kRecordFormat);
  record.set_id(Bytes(id));
  record.set_kind(static_cast<v1::DiscrepancyKind>(Number(discrepancy.kind)));
  WriteReferences(discrepancy, record);
  WriteTransaction(discrepancy, record);
  record.set_other_assets(discrepancy.other_assets);
  record.set_detail(discrepancy.detail);
  record.set_count(discrepancy.count);
  record.set_opened_at_micros(Micros(discrepancy.opened_at));
  record.set_updated_at_micros(Micros(discrepancy.updated_at));
  record.set_version(discrepancy.version);
  if (discrepancy.resolution) {
    WriteResolution(*discrepancy.resolution, *record.mutable_resolution());
  }
  return absl::OkStatus();
}

absl::Status FromRecord(const v1::Discrepancy& record, domain::Discrepancy& discrepancy) {
  HILT_RETURN_IF_ERROR(CheckFormat(record.format()));
  Uuid id;
  HILT_RETURN_IF_ERROR(ReadBytes("id", record.id(), id.bytes));
  discrepancy.id = ToString(id);
  HILT_RETURN_IF_ERROR(ReadEnum("kind", record.kind(), discrepancy.kind));
  HILT_RETURN_IF_ERROR(ReadReferences(record, discrepancy));
  HILT_RETURN_IF_ERROR(ReadTransaction(record, discrepancy));
  discrepancy.other_assets = record.other_assets();
  discrepancy.detail = record.detail();
  discrepancy.count = record.count();
  discrepancy.opened_at = FromMicros(record.opened_at_micros());
  discrepancy.updated_at = FromMicros(record.updated_at_micros());
  discrepancy.version = record.version();
  ReadResolution(record, discrepancy);
  return absl::OkStatus();
}

}  // namespace hilt::storage
