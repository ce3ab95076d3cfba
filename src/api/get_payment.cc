#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/convert_payment.h"
#include "api/error.h"
#include "api/fields.h"
#include "api/query.h"
#include "base/status.h"
#include "confirmer/settle/refusal.h"
#include "fmt/format.h"
#include "storage/ledger.h"

namespace hilt::api {
namespace {

constexpr int kMaxBatch = 1000;

struct Found {
  std::optional<domain::Payment> payment;
  v1::PaymentMatch by = v1::PAYMENT_MATCH_UNSPECIFIED;
};

// What a signature is to a payment; what matters most comes first, and among equals the latest.
struct Relation {
  enum class Kind { kSettlement, kCandidate, kRecorded, kAttempt };
  Kind kind{};
  absl::Time at;
  domain::Payment payment;
};

v1::PaymentMatch MatchOf(Relation::Kind kind) {
  switch (kind) {
    case Relation::Kind::kSettlement:
      return v1::PAYMENT_MATCH_SETTLEMENT;
    case Relation::Kind::kCandidate:
      return v1::PAYMENT_MATCH_CANDIDATE;
    case Relation::Kind::kRecorded:
      return v1::PAYMENT_MATCH_RECORDED;
    case Relation::Kind::kAttempt:
      return v1::PAYMENT_MATCH_ATTEMPT;
  }
  return v1::PAYMENT_MATCH_UNSPECIFIED;
}

// None: the signature belonged to the payment once, and nothing of that is true any more.
std::optional<Relation::Kind> KindOf(const storage::SignatureLink& link) {
  if (link.settlement) return Relation::Kind::kSettlement;
  if (link.candidate) return Relation::Kind::kCandidate;
  if (link.broadcast) return Relation::Kind::kRecorded;
  if (link.attempt) return Relation::Kind::kAttempt;
  return std::nullopt;
}

absl::Time TimeOf(const storage::SignatureLink& link, const domain::Payment& payment,
                  const solana::Signature& signature) {
  for (const domain::Broadcast& broadcast : payment.state.broadcasts) {
    if (broadcast.signature == signature) return broadcast.recorded_at;
  }
  return link.attempt ? link.attempt->at : payment.state.created_at;
}

// The links whose kind no other link's precedes.
std::vector<storage::SignatureLink> Foremost(const std::vector<storage::SignatureLink>& links) {
  std::vector<storage::SignatureLink> foremost;
  std::optional<Relation::Kind> least;
  for (const storage::SignatureLink& link : links) {
    const std::optional<Relation::Kind> kind = KindOf(link);
    if (!kind || (least && *kind > *least)) continue;
    if (!least || *kind < *least) foremost.clear();
    least = kind;
    foremost.push_back(link);
  }
  return foremost;
}

absl::StatusOr<Found> FindBySignature(const storage::Store& store,
                                      const solana::Signature& signature) {
  // Links and payments of one moment.
  const std::unique_ptr<const storage::Reader> snapshot = store.Snapshot();
  const storage::LedgerReader ledger(*snapshot);
  HILT_ASSIGN_OR_RETURN(const std::vector<storage::SignatureLink> links,
                        ledger.FindSignature(signature));
  std::optional<Relation> best;
  for (const storage::SignatureLink& link : Foremost(links)) {
    HILT_ASSIGN_OR_RETURN(std::optional<domain::Payment> payment, ledger.FindPayment(link.payment));
    if (!payment) return absl::DataLossError("a signature names a payment that is not there");
    const absl::Time at = TimeOf(link, *payment, signature);
    if (!best || at > best->at) best = Relation{*KindOf(link), at, *std::move(payment)};
  }
  if (!best) return Found{};
  return Found{.payment = std::move(best->payment), .by = MatchOf(best->kind)};
}

absl::StatusOr<Found> FindByNonce(const storage::Store& store, const domain::Nonce& nonce) {
  const storage::LedgerReader ledger(store);
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::PaymentId> id, ledger.FindNonce(nonce));
  if (!id) return Found{};
  Found found{.by = v1::PAYMENT_MATCH_NONCE};
  HILT_ASSIGN_OR_RETURN(found.payment, ledger.FindPayment(*id));
  return found;
}

absl::StatusOr<Found> Find(const storage::Store& store, const v1::GetPaymentRequest& request) {
  switch (request.key_case()) {
    case v1::GetPaymentRequest::kPaymentId: {
      HILT_ASSIGN_OR_RETURN(const domain::PaymentId id,
                            PaymentIdField("payment_id", request.payment_id()));
      Found found{.by = v1::PAYMENT_MATCH_PAYMENT_ID};
      HILT_ASSIGN_OR_RETURN(found.payment, storage::LedgerReader(store).FindPayment(id));
      return found;
    }
    case v1::GetPaymentRequest::kNonce: {
      HILT_ASSIGN_OR_RETURN(const domain::Nonce nonce, NonceField("nonce", request.nonce()));
      return FindByNonce(store, nonce);
    }
    case v1::GetPaymentRequest::kTxSignature: {
      HILT_ASSIGN_OR_RETURN(const solana::Signature signature,
                            SignatureField("tx_signature", request.tx_signature()));
      return FindBySignature(store, signature);
    }
    case v1::GetPaymentRequest::KEY_NOT_SET:
      break;
  }
  return InvalidField("key", "payment_id, nonce or tx_signature is required");
}

}  // namespace

absl::Status PaymentNotFound() {
  return settle::Refusal(absl::StatusCode::kNotFound, "payment_not_found", "no such payment");
}

absl::Status GetPayment(const Engine& engine, const v1::GetPaymentRequest& request,
                        v1::Payment& answer) {
  HILT_ASSIGN_OR_RETURN(const Found found, Find(engine.store, request));
  if (!found.payment) return PaymentNotFound();
  FillPayment(*found.payment, {.now = engine.clock.Now(), .cluster = engine.rules.cluster},
              &answer);
  answer.set_matched_by(found.by);
  return absl::OkStatus();
}

absl::Status BatchGetPayments(const Engine& engine, const v1::BatchGetPaymentsRequest& request,
                              v1::BatchGetPaymentsResponse& answer) {
  if (request.payment_ids().empty() || request.payment_ids_size() > kMaxBatch) {
    return InvalidField("payment_ids", fmt::format("must be 1 to {}", kMaxBatch));
  }
  std::vector<domain::PaymentId> ids;
  for (int i = 0; i < request.payment_ids_size(); ++i) {
    HILT_ASSIGN_OR_RETURN(ids.emplace_back(), PaymentIdField(fmt::format("payment_ids[{}]", i),
                                                             request.payment_ids(i)));
  }
  const std::unique_ptr<const storage::Reader> snapshot = engine.store.Snapshot();
  const storage::LedgerReader ledger(*snapshot);
  const PaymentView view{.now = engine.clock.Now(), .cluster = engine.rules.cluster};
  for (const domain::PaymentId& id : ids) {
    HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment, ledger.FindPayment(id));
    if (payment) {
      FillPayment(*payment, view, answer.add_payments());
    } else {
      answer.add_missing_payment_ids(domain::ToString(id));
    }
  }
  return absl::OkStatus();
}

}  // namespace hilt::api
