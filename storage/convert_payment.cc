#include <algorithm>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "hilt/storage/v1/payment.pb.h"
#include "storage/convert.h"

namespace hilt::storage {
namespace {

using storage::FromRecord;  // beside the overloads of this file
using storage::ToRecord;

template <class Key>
std::string Bytes(const Key& key) {
  return std::string(key.bytes.begin(), key.bytes.end());
}

void ToRecord(const domain::Asset& asset, v1::Asset& record) {
  record.set_symbol(asset.symbol);
  if (asset.mint) record.set_mint(Bytes(*asset.mint));
  record.set_token_program(Bytes(asset.token_program));
  record.set_decimals(asset.decimals);
  if (asset.finalized_from) record.set_finalized_from(asset.finalized_from->value());
  if (asset.agreement_from) record.set_agreement_from(asset.agreement_from->value());
  for (const uint16_t extension : asset.allowed_extensions) {
    record.add_allowed_extensions(extension);
  }
}

absl::Status FromRecord(const v1::Asset& record, domain::Asset& asset) {
  asset.symbol = record.symbol();
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("mint", record.has_mint(), record.mint(), asset.mint));
  HILT_RETURN_IF_ERROR(
      ReadBytes("token_program", record.token_program(), asset.token_program.bytes));
  if (record.decimals() > std::numeric_limits<uint8_t>::max()) {
    return Lost("decimals", "above 255");
  }
  asset.decimals = static_cast<uint8_t>(record.decimals());
  if (record.has_finalized_from()) asset.finalized_from.emplace(record.finalized_from());
  if (record.has_agreement_from()) asset.agreement_from.emplace(record.agreement_from());
  for (const uint32_t extension : record.allowed_extensions()) {
    if (extension > std::numeric_limits<uint16_t>::max()) {
      return Lost("allowed_extensions", "above 65535");
    }
    asset.allowed_extensions.push_back(static_cast<uint16_t>(extension));
  }
  return absl::OkStatus();
}

void ToRecord(const domain::TermsInput& terms, v1::Terms& record) {
  record.set_payment_id(Bytes(terms.payment_id));
  record.set_nonce(Bytes(terms.nonce));
  ToRecord(terms.asset, *record.mutable_asset());
  record.set_merchant_wallet(Bytes(terms.merchant_wallet));
  if (terms.fee_wallet) record.set_fee_wallet(Bytes(*terms.fee_wallet));
  if (terms.payer_wallet) record.set_payer_wallet(Bytes(*terms.payer_wallet));
  record.set_require_payer(terms.require_payer);
  record.set_amount(terms.amount.value());
  record.set_fee(terms.fee.value());
  record.set_created_at_micros(Micros(terms.created_at));
  record.set_expires_at_micros(Micros(terms.expires_at));
  record.set_required_commitment(static_cast<v1::Commitment>(Number(terms.required_commitment)));
}

absl::Status FromRecord(const v1::Terms& record, domain::TermsInput& terms) {
  HILT_RETURN_IF_ERROR(ReadBytes("payment_id", record.payment_id(), terms.payment_id.bytes));
  HILT_RETURN_IF_ERROR(ReadBytes("nonce", record.nonce(), terms.nonce.bytes));
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.asset(), terms.asset), "asset"));
  HILT_RETURN_IF_ERROR(
      ReadBytes("merchant_wallet", record.merchant_wallet(), terms.merchant_wallet.bytes));
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("fee_wallet", record.has_fee_wallet(), record.fee_wallet(),
                                         terms.fee_wallet));
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("payer_wallet", record.has_payer_wallet(),
                                         record.payer_wallet(), terms.payer_wallet));
  terms.require_payer = record.require_payer();
  terms.amount = domain::TokenAmount(record.amount());
  terms.fee = domain::TokenAmount(record.fee());
  terms.created_at = FromMicros(record.created_at_micros());
  terms.expires_at = FromMicros(record.expires_at_micros());
  return ReadEnum("required_commitment", record.required_commitment(), terms.required_commitment);
}

void ToRecord(const domain::SessionDetails& details, v1::SessionDetails& record) {
  record.set_client(details.client);
  record.set_idempotency_key(details.idempotency_key);
  record.set_merchant_id(details.merchant_id);
  record.set_product_id(details.product_id);
  record.set_slug(details.slug);
  record.set_wallet_source(details.wallet_source);
  if (details.payer_hint) record.set_payer_hint(Bytes(*details.payer_hint));
  auto metadata = details.metadata;
  std::sort(metadata.begin(), metadata.end());
  for (auto& [key, value] : metadata) {
    v1::Label& label = *record.add_metadata();
    label.set_key(std::move(key));
    label.set_value(std::move(value));
  }
  record.set_livemode(details.livemode);
  record.set_watch_account(Bytes(details.watch_account));
}

absl::Status FromRecord(const v1::SessionDetails& record, domain::SessionDetails& details) {
  details.client = record.client();
  details.idempotency_key = record.idempotency_key();
  details.merchant_id = record.merchant_id();
  details.product_id = record.product_id();
  details.slug = record.slug();
  details.wallet_source = record.wallet_source();
  HILT_RETURN_IF_ERROR(ReadOptionalBytes("payer_hint", record.has_payer_hint(), record.payer_hint(),
                                         details.payer_hint));
  for (const v1::Label& label : record.metadata()) {
    details.metadata.emplace_back(label.key(), label.value());
  }
  details.livemode = record.livemode();
  return ReadBytes("watch_account", record.watch_account(), details.watch_account.bytes);
}

void ToRecord(const domain::PaymentState& state, v1::PaymentState& record) {
  for (const domain::Candidate& candidate : state.candidates) {
    ToRecord(candidate, *record.add_candidates());
  }
  for (const domain::Broadcast& broadcast : state.broadcasts) {
    v1::Broadcast& stored = *record.add_broadcasts();
    stored.set_signature(Bytes(broadcast.signature));
    stored.set_recorded_at_micros(Micros(broadcast.recorded_at));
    stored.set_live(broadcast.live);
  }
  for (const domain::Attempt& attempt : state.attempts.first) {
    ToRecord(attempt, *record.add_first_attempts());
  }
  for (const domain::Attempt& attempt : state.attempts.last) {
    ToRecord(attempt, *record.add_last_attempts());
  }
  record.set_attempt_count(state.attempts.count);
  if (state.settlement) ToRecord(*state.settlement, *record.mutable_settlement());
  record.set_reverted(state.reverted);
  if (state.failure_reason) {
    record.set_failure_reason(static_cast<v1::FailureReason>(Number(*state.failure_reason)));
  }
  record.set_created_at_micros(Micros(state.created_at));
  record.set_updated_at_micros(Micros(state.updated_at));
  if (state.confirmed_at) record.set_confirmed_at_micros(Micros(*state.confirmed_at));
  if (state.failed_at) record.set_failed_at_micros(Micros(*state.failed_at));
  record.set_version(state.version);
}

absl::Status ReadTransactions(const v1::PaymentState& record, domain::PaymentState& state) {
  for (const v1::Candidate& candidate : record.candidates()) {
    HILT_RETURN_IF_ERROR(
        base::Annotate(FromRecord(candidate, state.candidates.emplace_back()), "candidates"));
  }
  for (const v1::Broadcast& stored : record.broadcasts()) {
    domain::Broadcast& broadcast = state.broadcasts.emplace_back();
    HILT_RETURN_IF_ERROR(
        ReadBytes("broadcasts: signature", stored.signature(), broadcast.signature.bytes));
    broadcast.recorded_at = FromMicros(stored.recorded_at_micros());
    broadcast.live = stored.live();
  }
  for (const v1::Attempt& attempt : record.first_attempts()) {
    HILT_RETURN_IF_ERROR(
        base::Annotate(FromRecord(attempt, state.attempts.first.emplace_back()), "first_attempts"));
  }
  for (const v1::Attempt& attempt : record.last_attempts()) {
    HILT_RETURN_IF_ERROR(
        base::Annotate(FromRecord(attempt, state.attempts.last.emplace_back()), "last_attempts"));
  }
  if (!record.has_settlement()) return absl::OkStatus();
  return base::Annotate(FromRecord(record.settlement(), state.settlement.emplace()), "settlement");
}

absl::Status FromRecord(const v1::PaymentState& record, domain::PaymentState& state) {
  HILT_RETURN_IF_ERROR(ReadTransactions(record, state));
  state.attempts.count = record.attempt_count();
  state.reverted = record.reverted();
  if (record.has_failure_reason()) {
    HILT_RETURN_IF_ERROR(
        ReadEnum("failure_reason", record.failure_reason(), state.failure_reason.emplace()));
  }
  state.created_at = FromMicros(record.created_at_micros());
  state.updated_at = FromMicros(record.updated_at_micros());
  if (record.has_confirmed_at_micros()) {
    state.confirmed_at = FromMicros(record.confirmed_at_micros());
  }
  if (record.has_failed_at_micros()) state.failed_at = FromMicros(record.failed_at_micros());
  state.version = record.version();
  return absl::OkStatus();
}

absl::StatusOr<domain::Terms> TermsOf(const v1::Terms& record) {
  domain::TermsInput input;
  HILT_RETURN_IF_ERROR(FromRecord(record, input));
  std::vector<domain::Leg> legs;
  legs.reserve(static_cast<size_t>(record.legs_size()));
  for (const v1::Leg& leg : record.legs()) {
    HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(leg, legs.emplace_back()), "legs"));
  }
  absl::StatusOr<domain::Terms> terms = domain::RestoreTerms(std::move(input), std::move(legs));
  if (!terms.ok()) return absl::DataLossError(terms.status().message());
  return terms;
}

}  // namespace

void ToRecord(const domain::Payment& payment, v1::Payment& record) {
  record.set_format(kRecordFormat);
  v1::Terms& terms = *record.mutable_terms();
  ToRecord(static_cast<const domain::TermsInput&>(payment.terms), terms);
  for (const domain::Leg& leg : payment.terms.legs) ToRecord(leg, *terms.add_legs());
  ToRecord(payment.details, *record.mutable_details());
  ToRecord(payment.state, *record.mutable_state());
}

absl::StatusOr<domain::Payment> PaymentOf(const v1::Payment& record) {
  HILT_RETURN_IF_ERROR(CheckFormat(record.format()));
  absl::StatusOr<domain::Terms> terms = TermsOf(record.terms());
  if (!terms.ok()) return base::Annotate(terms.status(), "terms");
  domain::Payment payment{*std::move(terms), {}, {}};
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.details(), payment.details), "details"));
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.state(), payment.state), "state"));
  return payment;
}

bool SameTerms(const domain::TermsInput& a, const domain::TermsInput& b) {
  v1::Terms record_a;
  v1::Terms record_b;
  ToRecord(a, record_a);
  ToRecord(b, record_b);
  return record_a.SerializeAsString() == record_b.SerializeAsString();
}

}  // namespace hilt::storage
