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
  HILT_RETURN_IF_ERROR(
      ReadOptionalBytes("nonce", record.has_nonce(), record.nonce(), discrepancy.nonce));
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
  if (discrepancy.nonce) record.set_nonce(Bytes(*discrepancy.nonce));
  if (discrepancy.watch_account) record.set_watch_account(Bytes(*discrepancy.watch_account));
  if (discrepancy.signature) record.set_signature(Bytes(*discrepancy.signature));
  if (discrepancy.last_signature) record.set_last_signature(Bytes(*discrepancy.last_signature));
}

}  // namespace

absl::Status ToRecord(const domain::Discrepancy& discrepancy, v1::Discrepancy& record) {
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy.id));
  record.set_format(kRecordFormat);
  record.set_id(Bytes(id));
  record.set_kind(static_cast<v1::DiscrepancyKind>(Number(discrepancy.kind)));
  WriteReferences(discrepancy, record);
  record.set_slot(discrepancy.slot.value());
  for (const domain::Credit& credit : discrepancy.credits) {
    v1::Credit& stored = *record.add_credits();
    stored.set_wallet(Bytes(credit.wallet));
    if (credit.mint) stored.set_mint(Bytes(*credit.mint));
    ToRecord(credit.amount, *stored.mutable_amount());
  }
  if (discrepancy.candidate) ToRecord(*discrepancy.candidate, *record.mutable_candidate());
  record.set_count(discrepancy.count);
  record.set_opened_at_micros(Micros(discrepancy.opened_at));
  if (discrepancy.resolution) {
    v1::Resolution& stored = *record.mutable_resolution();
    stored.set_at_micros(Micros(discrepancy.resolution->at));
    stored.set_note(discrepancy.resolution->note);
    stored.set_actor(discrepancy.resolution->actor);
    stored.set_peer(discrepancy.resolution->peer);
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
  discrepancy.slot = domain::Slot(record.slot());
  HILT_RETURN_IF_ERROR(ReadCredits(record, discrepancy));
  if (record.has_candidate()) {
    HILT_RETURN_IF_ERROR(base::Annotate(
        FromRecord(record.candidate(), discrepancy.candidate.emplace()), "candidate"));
  }
  discrepancy.count = record.count();
  discrepancy.opened_at = FromMicros(record.opened_at_micros());
  ReadResolution(record, discrepancy);
  return absl::OkStatus();
}

}  // namespace hilt::storage
