#include <limits>

#include "absl/numeric/int128.h"
#include "fmt/format.h"
#include "hilt/storage/v1/payment.pb.h"
#include "hilt/storage/v1/values.pb.h"
#include "storage/convert.h"

namespace hilt::storage {
namespace {

void ToRecord(const domain::Payer& payer, v1::Payer& record) {
  if (payer.observed) {
    record.set_observed(payer.observed->bytes.data(), payer.observed->bytes.size());
  }
  if (payer.authority) {
    record.set_authority(payer.authority->bytes.data(), payer.authority->bytes.size());
  }
  record.set_matches(payer.matches);
}

absl::Status FromRecord(const v1::Payer& record, domain::Payer& payer) {
  HILT_RETURN_IF_ERROR(
      ReadOptionalBytes("observed", record.has_observed(), record.observed(), payer.observed));
  HILT_RETURN_IF_ERROR(
      ReadOptionalBytes("authority", record.has_authority(), record.authority(), payer.authority));
  payer.matches = record.matches();
  return absl::OkStatus();
}

}  // namespace

absl::Status Lost(std::string_view field, std::string_view what) {
  return absl::DataLossError(fmt::format("{}: {}", field, what));
}

absl::Status CheckFormat(uint32_t format) {
  if (format == 0) return Lost("format", "missing");
  if (format > kRecordFormat) {
    return absl::FailedPreconditionError(
        fmt::format("format: {}, written by a newer version of the engine, which reads up to {}",
                    format, kRecordFormat));
  }
  return absl::OkStatus();
}

absl::Status ReadBytes(std::string_view field, const std::string& bytes, std::span<uint8_t> out) {
  if (bytes.size() != out.size()) {
    return Lost(field, fmt::format("{} bytes, not {}", bytes.size(), out.size()));
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return absl::OkStatus();
}

void ToRecord(base::Int128 value, v1::Int128& record) {
  record.set_high(absl::Int128High64(value));
  record.set_low(absl::Int128Low64(value));
}

base::Int128 FromRecord(const v1::Int128& record) {
  return absl::MakeInt128(record.high(), record.low());
}

void ToRecord(const domain::Leg& leg, v1::Leg& record) {
  record.set_role(static_cast<v1::LegRole>(Number(leg.role)));
  record.set_wallet(leg.wallet.bytes.data(), leg.wallet.bytes.size());
  record.set_account(leg.account.bytes.data(), leg.account.bytes.size());
  record.set_due(leg.due.value());
}

absl::Status FromRecord(const v1::Leg& record, domain::Leg& leg) {
  HILT_RETURN_IF_ERROR(ReadEnum("role", record.role(), leg.role));
  HILT_RETURN_IF_ERROR(ReadBytes("wallet", record.wallet(), leg.wallet.bytes));
  HILT_RETURN_IF_ERROR(ReadBytes("account", record.account(), leg.account.bytes));
  leg.due = domain::TokenAmount(record.due());
  return absl::OkStatus();
}

void ToRecord(const domain::LegResult& result, v1::LegResult& record) {
  ToRecord(result.leg, *record.mutable_leg());
  ToRecord(result.transfers, *record.mutable_transfers());
  ToRecord(result.account_delta, *record.mutable_account_delta());
  ToRecord(result.owner_net, *record.mutable_owner_net());
  for (const domain::Path& path : result.paths) {
    v1::Path& stored = *record.add_paths();
    if (path.outer_program) {
      stored.set_outer_program(path.outer_program->bytes.data(), path.outer_program->bytes.size());
    }
    ToRecord(path.amount, *stored.mutable_amount());
    stored.set_allowed(path.allowed);
  }
}

absl::Status FromRecord(const v1::LegResult& record, domain::LegResult& result) {
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.leg(), result.leg), "leg"));
  result.transfers = FromRecord(record.transfers());
  result.account_delta = FromRecord(record.account_delta());
  result.owner_net = FromRecord(record.owner_net());
  result.paths.reserve(static_cast<size_t>(record.paths_size()));
  for (const v1::Path& stored : record.paths()) {
    domain::Path& path = result.paths.emplace_back();
    HILT_RETURN_IF_ERROR(ReadOptionalBytes("outer_program", stored.has_outer_program(),
                                           stored.outer_program(), path.outer_program));
    path.amount = FromRecord(stored.amount());
    path.allowed = stored.allowed();
  }
  return absl::OkStatus();
}

void ToRecord(const domain::ObservationKey& key, v1::ObservationKey& record) {
  record.set_signature(key.signature.bytes.data(), key.signature.bytes.size());
  record.set_slot(key.slot.value());
  if (key.blockhash) record.set_blockhash(key.blockhash->bytes.data(), key.blockhash->bytes.size());
}

absl::Status FromRecord(const v1::ObservationKey& record, domain::ObservationKey& key) {
  HILT_RETURN_IF_ERROR(ReadBytes("signature", record.signature(), key.signature.bytes));
  key.slot = domain::Slot(record.slot());
  return ReadOptionalBytes("blockhash", record.has_blockhash(), record.blockhash(), key.blockhash);
}

void ToRecord(const domain::Candidate& candidate, v1::Candidate& record) {
  ToRecord(candidate.key, *record.mutable_key());
  if (candidate.index) record.set_index(*candidate.index);
  record.set_block_time_micros(Micros(candidate.block_time));
  record.set_commitment(static_cast<v1::Commitment>(Number(candidate.commitment)));
  record.set_grade(static_cast<v1::EvidenceGrade>(Number(candidate.grade)));
  record.set_agreed(candidate.agreed);
  for (const domain::LegResult& leg : candidate.legs) ToRecord(leg, *record.add_legs());
  ToRecord(candidate.overpaid, *record.mutable_overpaid());
  ToRecord(candidate.payer, *record.mutable_payer());
  record.set_fee_payer(candidate.fee_payer.bytes.data(), candidate.fee_payer.bytes.size());
  for (const solana::Pubkey& signer : candidate.signers) {
    record.add_signers(signer.bytes.data(), signer.bytes.size());
  }
}

absl::Status FromRecord(const v1::Candidate& record, domain::Candidate& candidate) {
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.key(), candidate.key), "key"));
  if (record.has_index()) candidate.index = record.index();
  candidate.block_time = FromMicros(record.block_time_micros());
  HILT_RETURN_IF_ERROR(ReadEnum("commitment", record.commitment(), candidate.commitment));
  HILT_RETURN_IF_ERROR(ReadEnum("grade", record.grade(), candidate.grade));
  candidate.agreed = record.agreed();
  for (const v1::LegResult& leg : record.legs()) {
    HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(leg, candidate.legs.emplace_back()), "legs"));
  }
  candidate.overpaid = FromRecord(record.overpaid());
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.payer(), candidate.payer), "payer"));
  HILT_RETURN_IF_ERROR(ReadBytes("fee_payer", record.fee_payer(), candidate.fee_payer.bytes));
  for (const std::string& signer : record.signers()) {
    HILT_RETURN_IF_ERROR(ReadBytes("signers", signer, candidate.signers.emplace_back().bytes));
  }
  return absl::OkStatus();
}

void ToRecord(const domain::Attempt& attempt, v1::Attempt& record) {
  record.set_outcome(static_cast<v1::AttemptOutcome>(Number(attempt.outcome)));
  if (attempt.verdict) record.set_verdict(static_cast<v1::Verdict>(Number(*attempt.verdict)));
  ToRecord(attempt.key, *record.mutable_key());
  record.set_commitment(static_cast<v1::Commitment>(Number(attempt.commitment)));
  record.set_grade(static_cast<v1::EvidenceGrade>(Number(attempt.grade)));
  record.set_at_micros(Micros(attempt.at));
  for (const domain::LegResult& leg : attempt.legs) ToRecord(leg, *record.add_legs());
}

absl::Status FromRecord(const v1::Attempt& record, domain::Attempt& attempt) {
  HILT_RETURN_IF_ERROR(ReadEnum("outcome", record.outcome(), attempt.outcome));
  if (record.has_verdict()) {
    HILT_RETURN_IF_ERROR(ReadEnum("verdict", record.verdict(), attempt.verdict.emplace()));
  }
  HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(record.key(), attempt.key), "key"));
  HILT_RETURN_IF_ERROR(ReadEnum("commitment", record.commitment(), attempt.commitment));
  HILT_RETURN_IF_ERROR(ReadEnum("grade", record.grade(), attempt.grade));
  attempt.at = FromMicros(record.at_micros());
  for (const v1::LegResult& leg : record.legs()) {
    HILT_RETURN_IF_ERROR(base::Annotate(FromRecord(leg, attempt.legs.emplace_back()), "legs"));
  }
  return absl::OkStatus();
}

}  // namespace hilt::storage
