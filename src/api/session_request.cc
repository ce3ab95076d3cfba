#include "api/session_request.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "api/error.h"
#include "api/fields.h"
#include "api/fingerprint.h"
#include "api/ids.h"
#include "base/status.h"
#include "confirmer/settle/refusal.h"
#include "fmt/format.h"

namespace hilt::api {
namespace {

constexpr TextBounds kName{.max_bytes = 128};
constexpr int kMaxMetadata = 32;
constexpr size_t kMaxMetadataBytes = 256;
constexpr uint32_t kMaxFeeBps = 9'999;
constexpr absl::Duration kDefaultExpiresIn = absl::Minutes(15);
constexpr absl::Duration kDefaultWait = absl::Seconds(10);
constexpr absl::Duration kMaxWait = absl::Seconds(60);

// A metadata entry's path; of a key that is too long to repeat, or is no text, its position.
std::string MetadataField(const std::string& key) {
  if (key.size() > kMaxMetadataBytes || !IsUtf8(key)) return "metadata";
  return fmt::format("metadata[\"{}\"]", key);
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ReadMetadata(
    const v1::CreateSessionRequest& request) {
  if (request.metadata_size() > kMaxMetadata) {
    return InvalidField("metadata", fmt::format("must have at most {} entries", kMaxMetadata));
  }
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [key, value] : request.metadata()) {
    if (key.empty()) return InvalidField("metadata", "a key is empty");
    if (key.size() + value.size() > kMaxMetadataBytes) {
      return InvalidField(MetadataField(key),
                          fmt::format("key and value must be at most {} bytes", kMaxMetadataBytes));
    }
    if (!IsUtf8(key) || !IsUtf8(value)) return InvalidField(MetadataField(key), "must be UTF-8");
    entries.emplace_back(key, value);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

absl::StatusOr<domain::SessionDetails> ReadDetails(const v1::CreateSessionRequest& request,
                                                   std::string_view client) {
  const size_t key_min = request.payment_id().empty() ? 1 : 0;
  HILT_RETURN_IF_ERROR(CheckPrintableAscii("idempotency_key", request.idempotency_key(),
                                           {.min_bytes = key_min, .max_bytes = 128}));
  HILT_RETURN_IF_ERROR(CheckText("merchant_id", request.merchant_id(), kName));
  HILT_RETURN_IF_ERROR(CheckText("product_id", request.product_id(), kName));
  HILT_RETURN_IF_ERROR(CheckText("slug", request.slug(), kName));
  domain::SessionDetails details;
  HILT_ASSIGN_OR_RETURN(details.metadata, ReadMetadata(request));
  details.client = std::string(client);
  details.idempotency_key = request.idempotency_key();
  details.merchant_id = request.merchant_id();
  details.product_id = request.product_id();
  details.slug = request.slug();
  details.livemode = request.livemode();
  return details;
}

absl::Status ReadWallets(const v1::CreateSessionRequest& from, settle::SessionRequest& to) {
  HILT_ASSIGN_OR_RETURN(to.merchant_wallet, PubkeyField("merchant_wallet", from.merchant_wallet()));
  HILT_ASSIGN_OR_RETURN(to.fee_wallet, OptionalPubkeyField("fee_wallet", from.fee_wallet()));
  HILT_ASSIGN_OR_RETURN(to.payer_wallet, OptionalPubkeyField("payer_wallet", from.payer_wallet()));
  HILT_ASSIGN_OR_RETURN(to.token_mint, OptionalPubkeyField("token_mint", from.token_mint()));
  to.require_payer = from.require_payer();
  return absl::OkStatus();
}

absl::Status ReadAmounts(const v1::CreateSessionRequest& from, settle::SessionRequest& to) {
  if (from.amount_minor_units() == 0) {
    return InvalidField("amount_minor_units", "must be at least 1");
  }
  to.amount = domain::TokenAmount(from.amount_minor_units());
  switch (from.fee_case()) {
    case v1::CreateSessionRequest::kFeeMinorUnits:
      to.fee = domain::TokenAmount(from.fee_minor_units());
      break;
    case v1::CreateSessionRequest::kFeeBps:
      if (from.fee_bps() > kMaxFeeBps) {
        return InvalidField("fee_bps", fmt::format("must be at most {}", kMaxFeeBps));
      }
      to.fee = settle::SessionRequest::BasisPoints{from.fee_bps()};
      break;
    case v1::CreateSessionRequest::FEE_NOT_SET:
      to.fee = domain::TokenAmount(0);
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Duration> ReadExpiresIn(const v1::CreateSessionRequest& request) {
  if (!request.has_expires_in()) return kDefaultExpiresIn;
  HILT_ASSIGN_OR_RETURN(const absl::Duration expires_in,
                        DurationField("expires_in", request.expires_in()));
  const bool whole = request.expires_in().nanos() == 0;
  if (!whole || expires_in < absl::Minutes(1) || expires_in > absl::Hours(24)) {
    return InvalidField("expires_in", "must be whole seconds, from 1 minute to 24 hours");
  }
  return expires_in;
}

absl::StatusOr<std::optional<domain::Commitment>> ReadCommitment(
    const v1::CreateSessionRequest& request) {
  if (request.required_commitment() == v1::COMMITMENT_UNSPECIFIED) return std::nullopt;
  if (request.required_commitment() == v1::COMMITMENT_CONFIRMED) {
    return domain::Commitment::kConfirmed;
  }
  if (request.required_commitment() == v1::COMMITMENT_FINALIZED) {
    return domain::Commitment::kFinalized;
  }
  return InvalidField("required_commitment", "must be CONFIRMED or FINALIZED");
}

// The field of an ALREADY_EXISTS refusal, from what its details say of the earlier request.
std::optional<std::string> DifferentField(
    const v1::CreateSessionRequest& request, std::string_view fingerprint,
    const std::vector<std::pair<std::string, std::string>>& details) {
  for (const auto& [key, value] : details) {
    if (key == "fingerprint") return FirstDifference(request, value, fingerprint);
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<settle::SessionRequest> ReadRequest(const v1::CreateSessionRequest& request,
                                                   const Chosen& chosen) {
  settle::SessionRequest session;
  HILT_ASSIGN_OR_RETURN(session.details, ReadDetails(request, chosen.client));
  if (request.payment_id().empty()) {
    session.payment_id = NewPaymentId(chosen.now, chosen.random);
  } else {
    HILT_ASSIGN_OR_RETURN(session.payment_id, PaymentIdField("payment_id", request.payment_id()));
  }
  if (request.nonce().empty()) {
    session.nonce = NewNonce(chosen.random);
  } else {
    HILT_ASSIGN_OR_RETURN(session.nonce, NonceField("nonce", request.nonce()));
  }
  HILT_RETURN_IF_ERROR(ReadWallets(request, session));
  HILT_RETURN_IF_ERROR(ReadAmounts(request, session));
  HILT_ASSIGN_OR_RETURN(session.expires_in, ReadExpiresIn(request));
  HILT_ASSIGN_OR_RETURN(session.required_commitment, ReadCommitment(request));
  session.fingerprint = Fingerprint(request);
  return session;
}

absl::Status InRequestTerms(const absl::Status& status, const v1::CreateSessionRequest& request,
                            std::string_view fingerprint) {
  if (status.code() == absl::StatusCode::kAlreadyExists) {
    const std::optional<std::string> reason = settle::ReasonOf(status);
    auto details = settle::DetailsOf(status);
    const auto field = DifferentField(request, fingerprint, details);
    if (!reason || !field) return status;
    std::erase_if(details, [](const auto& detail) { return detail.first == "fingerprint"; });
    if (!field->empty()) details.emplace_back("field", *field);
    return settle::Refusal(status.code(), *reason,
                           {status.message().data(), status.message().size()}, details);
  }
  const bool by_bps = request.fee_case() == v1::CreateSessionRequest::kFeeBps;
  absl::Status renamed = RenameField(status, "amount", "amount_minor_units");
  renamed = RenameField(renamed, "fee", by_bps ? "fee_bps" : "fee_minor_units");
  return RenameField(renamed, "expires_at", "expires_in");
}

absl::StatusOr<settle::BroadcastRequest> ReadRequest(const v1::RecordBroadcastRequest& request) {
  settle::BroadcastRequest broadcast;
  HILT_ASSIGN_OR_RETURN(broadcast.payment_id, PaymentIdField("payment_id", request.payment_id()));
  HILT_ASSIGN_OR_RETURN(broadcast.signature,
                        SignatureField("tx_signature", request.tx_signature()));
  HILT_ASSIGN_OR_RETURN(broadcast.payer_hint,
                        OptionalPubkeyField("payer_wallet", request.payer_wallet()));
  HILT_RETURN_IF_ERROR(CheckText("wallet_source", request.wallet_source(), {.max_bytes = 64}));
  broadcast.wallet_source = request.wallet_source();
  return broadcast;
}

absl::StatusOr<settle::ResolveRequest> ReadRequest(const v1::ResolveDiscrepancyRequest& request,
                                                   std::string_view client) {
  HILT_RETURN_IF_ERROR(CheckPrintableAscii("discrepancy_id", request.discrepancy_id(),
                                           {.min_bytes = 1, .max_bytes = 64}));
  HILT_RETURN_IF_ERROR(CheckText("note", request.note(), {.min_bytes = 1, .max_bytes = 1024}));
  HILT_RETURN_IF_ERROR(CheckText("actor", request.actor(), {.min_bytes = 1, .max_bytes = 128}));
  if (request.actor() == "engine") return InvalidField("actor", "`engine` is the engine itself");
  return settle::ResolveRequest{.discrepancy_id = request.discrepancy_id(),
                                .note = request.note(),
                                .actor = request.actor(),
                                .peer = std::string(client)};
}

absl::StatusOr<ConfirmQuestion> ReadRequest(const v1::ConfirmPaymentRequest& request) {
  ConfirmQuestion question{.request = {}, .wait = kDefaultWait};
  if (request.payment_id().empty() && request.tx_signature().empty()) {
    return InvalidField("payment_id", "this or tx_signature is required");
  }
  if (!request.payment_id().empty()) {
    HILT_ASSIGN_OR_RETURN(question.request.payment_id,
                          PaymentIdField("payment_id", request.payment_id()));
  }
  if (!request.tx_signature().empty()) {
    HILT_ASSIGN_OR_RETURN(question.request.signature,
                          SignatureField("tx_signature", request.tx_signature()));
  }
  HILT_RETURN_IF_ERROR(OptionalPubkeyField("payer_wallet", request.payer_wallet()).status());
  if (request.has_wait()) {
    HILT_ASSIGN_OR_RETURN(question.wait, DurationField("wait", request.wait()));
    if (question.wait < absl::ZeroDuration() || question.wait > kMaxWait) {
      return InvalidField("wait", "must be 0 to 60 seconds");
    }
  }
  return question;
}

}  // namespace hilt::api
