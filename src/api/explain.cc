#include "api/explain.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/convert_chain.h"
#include "api/convert_payment.h"
#include "api/convert_verification.h"
#include "api/error.h"
#include "api/fields.h"
#include "api/query.h"
#include "base/check.h"
#include "base/status.h"
#include "base/unix_time.h"
#include "confirmer/settle/refusal.h"
#include "confirmer/verify/verifier.h"
#include "fmt/format.h"
#include "indexer/decode/decode.h"
#include "storage/ledger.h"

namespace hilt::api {
namespace {

constexpr size_t kMaxJsonBytes = size_t{3} << 20;

struct Subject {
  domain::Terms terms;
  std::optional<domain::Payment> payment;  // whose terms they are
};

absl::Status TransactionNotFound(std::string_view message) {
  return settle::Refusal(absl::StatusCode::kNotFound, "transaction_not_found", message);
}

absl::StatusOr<Subject> FindSubject(const storage::Store& store, const std::string& payment_id) {
  HILT_ASSIGN_OR_RETURN(const domain::PaymentId id, PaymentIdField("payment_id", payment_id));
  HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment,
                        storage::LedgerReader(store).FindPayment(id));
  if (!payment) return PaymentNotFound();
  domain::Terms terms = payment->terms;
  return Subject{std::move(terms), std::move(payment)};
}

absl::StatusOr<domain::TermsInput> ReadTerms(const settle::EngineRules& rules,
                                             const v1::ExplainTerms& terms) {
  domain::TermsInput input;
  HILT_ASSIGN_OR_RETURN(input.nonce, NonceField("terms.nonce", terms.nonce()));
  HILT_ASSIGN_OR_RETURN(input.merchant_wallet,
                        PubkeyField("terms.merchant_wallet", terms.merchant_wallet()));
  HILT_ASSIGN_OR_RETURN(input.fee_wallet,
                        OptionalPubkeyField("terms.fee_wallet", terms.fee_wallet()));
  HILT_ASSIGN_OR_RETURN(input.payer_wallet,
                        OptionalPubkeyField("terms.payer_wallet", terms.payer_wallet()));
  HILT_ASSIGN_OR_RETURN(const std::optional<solana::Pubkey> mint,
                        OptionalPubkeyField("terms.token_mint", terms.token_mint()));
  const domain::Asset* asset = rules.assets.Find(mint);
  if (asset == nullptr) return InvalidField("terms.token_mint", "is not a configured asset");
  input.asset = *asset;
  input.require_payer = terms.require_payer();
  input.amount = domain::TokenAmount(terms.amount_minor_units());
  input.fee = domain::TokenAmount(terms.fee_minor_units());
  input.created_at = absl::UnixEpoch();
  input.expires_at = absl::FromUnixSeconds(static_cast<int64_t>(base::kMaxUnixSeconds));
  if (terms.has_expires_at()) {
    HILT_ASSIGN_OR_RETURN(input.expires_at, TimeField("terms.expires_at", terms.expires_at()));
  }
  return input;
}

absl::StatusOr<Subject> MakeSubject(const settle::EngineRules& rules,
                                    const v1::ExplainTerms& request) {
  HILT_ASSIGN_OR_RETURN(domain::TermsInput input, ReadTerms(rules, request));
  absl::StatusOr<domain::Terms> terms = domain::MakeTerms(std::move(input));
  if (terms.ok()) return Subject{*std::move(terms), std::nullopt};
  absl::Status status = RenameField(terms.status(), "amount", "amount_minor_units");
  status = RenameField(status, "fee", "fee_minor_units");
  return absl::InvalidArgumentError(
      fmt::format("terms.{}", std::string_view(status.message().data(), status.message().size())));
}

absl::StatusOr<Subject> ReadSubject(const Engine& engine, const v1::ExplainRequest& request) {
  switch (request.subject_case()) {
    case v1::ExplainRequest::kPaymentId:
      return FindSubject(engine.store, request.payment_id());
    case v1::ExplainRequest::kTerms:
      return MakeSubject(engine.rules, request.terms());
    case v1::ExplainRequest::SUBJECT_NOT_SET:
      break;
  }
  return InvalidField("subject", "payment_id or terms is required");
}

absl::StatusOr<domain::Observation> Decode(const v1::SuppliedTransaction& supplied) {
  if (supplied.json().empty()) return InvalidField("supplied.json", "is required");
  if (supplied.json().size() > kMaxJsonBytes) {
    return InvalidField("supplied.json", fmt::format("must be at most {} bytes", kMaxJsonBytes));
  }
  decode::Decoder decoder;
  absl::StatusOr<domain::Observation> observation =
      InvalidField("supplied.shape", "must be a known shape");
  if (supplied.shape() == v1::TRANSACTION_SHAPE_RPC_TRANSACTION) {
    observation = decoder.RpcTransaction(supplied.json(), domain::Commitment::kConfirmed);
  } else if (supplied.shape() == v1::TRANSACTION_SHAPE_HELIUS_ENHANCED) {
    observation = decoder.HeliusEnhanced(supplied.json());
  } else if (supplied.shape() == v1::TRANSACTION_SHAPE_HELIUS_RAW) {
    observation = decoder.HeliusRaw(supplied.json());
  }
  if (observation.ok() || settle::ReasonOf(observation.status())) return observation;
  const absl::string_view why = observation.status().message();
  if (observation.status().code() == absl::StatusCode::kNotFound) {
    return TransactionNotFound("supplied.json: it says that there is no such transaction");
  }
  return InvalidField("supplied.json", std::string_view(why.data(), why.size()));
}

absl::StatusOr<domain::Observation> Fetch(const Engine& engine, const std::string& text,
                                          absl::Time deadline) {
  HILT_ASSIGN_OR_RETURN(const solana::Signature signature, SignatureField("tx_signature", text));
  if (engine.chain == nullptr) {
    return settle::Refusal(absl::StatusCode::kFailedPrecondition, "no_endpoint",
                           "tx_signature: no JSON-RPC endpoint is configured");
  }
  absl::StatusOr<std::optional<domain::Observation>> found =
      engine.chain->FetchTransaction(signature, deadline);
  if (!found.ok()) {
    return settle::Refusal(absl::StatusCode::kUnavailable, "endpoint_unavailable",
                           "no configured endpoint answers");
  }
  if (!*found) return TransactionNotFound("no endpoint knows this transaction");
  return **std::move(found);
}

absl::StatusOr<domain::Observation> ReadTransaction(const Engine& engine,
                                                    const v1::ExplainRequest& request,
                                                    absl::Time deadline) {
  switch (request.transaction_case()) {
    case v1::ExplainRequest::kTxSignature:
      return Fetch(engine, request.tx_signature(), deadline);
    case v1::ExplainRequest::kSupplied:
      return Decode(request.supplied());
    case v1::ExplainRequest::TRANSACTION_NOT_SET:
      break;
  }
  return InvalidField("transaction", "tx_signature or supplied is required");
}

void FillObservation(const domain::Observation& observation, v1::Observation* to) {
  to->set_tx_signature(solana::ToString(observation.signature));
  to->set_slot(observation.slot.value());
  if (observation.index) to->set_index(*observation.index);
  to->set_blockhash(TextOrEmpty(observation.blockhash));
  if (observation.block_time) SetTimestamp(*observation.block_time, to->mutable_block_time());
  to->set_commitment(ToProto(observation.commitment));
  to->set_grade(ToProto(observation.grade));
  to->set_version(ToProto(observation.version));
  to->set_execution(ToProto(observation.execution));
  to->set_chain_error(observation.error);
  to->set_fee_lamports(observation.fee_lamports);
  to->set_memo_count(static_cast<uint32_t>(observation.memos.size()));
  to->set_transfer_count(static_cast<uint32_t>(observation.transfers.size()));
}

void FillPolicy(const verify::Policy& policy, v1::VerifierPolicy* to) {
  to->mutable_grace()->set_seconds(absl::ToInt64Seconds(policy.grace));
  to->set_any_program(policy.program_paths.any);
  if (policy.program_paths.any) return;
  std::vector<solana::Pubkey> programs(policy.program_paths.allowed.begin(),
                                       policy.program_paths.allowed.end());
  std::sort(programs.begin(), programs.end());
  for (const solana::Pubkey& program : programs) {
    to->add_allowed_programs(solana::ToString(program));
  }
}

}  // namespace

v1::MessageVersion ToProto(domain::MessageVersion version) {
  switch (version) {
    case domain::MessageVersion::kLegacy:
      return v1::MESSAGE_VERSION_LEGACY;
    case domain::MessageVersion::kV0:
      return v1::MESSAGE_VERSION_V0;
    case domain::MessageVersion::kV1:
      return v1::MESSAGE_VERSION_V1;
    case domain::MessageVersion::kUnknown:
      return v1::MESSAGE_VERSION_UNKNOWN;
    case domain::MessageVersion::kNotStated:
      return v1::MESSAGE_VERSION_NOT_STATED;
  }
  base::CheckFailed("a MessageVersion outside its enum", __FILE__, __LINE__);
}

v1::Execution ToProto(domain::Execution execution) {
  switch (execution) {
    case domain::Execution::kSucceeded:
      return v1::EXECUTION_SUCCEEDED;
    case domain::Execution::kFailed:
      return v1::EXECUTION_FAILED;
    case domain::Execution::kContradictory:
      return v1::EXECUTION_CONTRADICTORY;
    case domain::Execution::kNotRecorded:
      return v1::EXECUTION_NOT_RECORDED;
  }
  base::CheckFailed("an Execution outside its enum", __FILE__, __LINE__);
}

absl::Status Explain(const Engine& engine, const v1::ExplainRequest& request, absl::Time deadline,
                     v1::Explanation& answer) {
  HILT_ASSIGN_OR_RETURN(const Subject subject, ReadSubject(engine, request));
  HILT_ASSIGN_OR_RETURN(const domain::Observation observation,
                        ReadTransaction(engine, request, deadline));
  const verify::Verification verification =
      verify::Verify(subject.terms, engine.rules.policy, observation);
  if (subject.payment) {
    FillPayment(*subject.payment, {.now = engine.clock.Now(), .cluster = engine.rules.cluster},
                answer.mutable_payment());
  }
  FillObservation(observation, answer.mutable_observation());
  FillPolicy(engine.rules.policy, answer.mutable_policy());
  FillVerification(verification, {verification.payer, observation.fee_payer, observation.signers},
                   answer.mutable_verification());
  return absl::OkStatus();
}

}  // namespace hilt::api
