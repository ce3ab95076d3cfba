#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/convert_discrepancy.h"
#include "api/convert_payment.h"
#include "api/error.h"
#include "api/fields.h"
#include "api/page_token.h"
#include "api/query.h"
#include "base/status.h"
#include "fmt/format.h"
#include "storage/ledger.h"

namespace hilt::api {
namespace {

constexpr TextBounds kName{.min_bytes = 1, .max_bytes = 128};

absl::Status ReadBy(const v1::ListPaymentsRequest& request, storage::PaymentQuery& query) {
  switch (request.by_case()) {
    case v1::ListPaymentsRequest::kMerchantId:
      query.by = storage::ListBy::kMerchant;
      query.id = request.merchant_id();
      return CheckText("merchant_id", query.id, kName);
    case v1::ListPaymentsRequest::kProductId:
      query.by = storage::ListBy::kProduct;
      query.id = request.product_id();
      return CheckText("product_id", query.id, kName);
    case v1::ListPaymentsRequest::kPayerWallet:
      query.by = storage::ListBy::kPayer;
      query.id = request.payer_wallet();
      return PubkeyField("payer_wallet", query.id).status();
    case v1::ListPaymentsRequest::BY_NOT_SET:
      break;
  }
  return InvalidField("by", "merchant_id, product_id or payer_wallet is required");
}

std::optional<domain::PaymentStatus> StatusOf(v1::PaymentStatus status) {
  for (const auto known :
       {domain::PaymentStatus::kPendingSignature, domain::PaymentStatus::kPendingConfirmation,
        domain::PaymentStatus::kConfirmed, domain::PaymentStatus::kFailed}) {
    if (ToProto(known) == status) return known;
  }
  return std::nullopt;
}

absl::Status ReadStatuses(const v1::ListPaymentsRequest& request, storage::PaymentQuery& query) {
  for (int i = 0; i < request.statuses_size(); ++i) {
    const std::optional<domain::PaymentStatus> status = StatusOf(request.statuses(i));
    if (!status) return InvalidField(fmt::format("statuses[{}]", i), "must be a known status");
    auto& statuses = query.statuses;
    if (std::find(statuses.begin(), statuses.end(), *status) == statuses.end()) {
      statuses.push_back(*status);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<storage::PaymentQuery> ReadQuery(const v1::ListPaymentsRequest& request) {
  storage::PaymentQuery query;
  HILT_RETURN_IF_ERROR(ReadBy(request, query));
  HILT_RETURN_IF_ERROR(ReadStatuses(request, query));
  if (request.has_created_from()) {
    HILT_ASSIGN_OR_RETURN(query.created_from, TimeField("created_from", request.created_from()));
  }
  if (request.has_created_before()) {
    HILT_ASSIGN_OR_RETURN(query.created_before,
                          TimeField("created_before", request.created_before()));
  }
  query.limit = PageLimit(request.page_size());
  HILT_ASSIGN_OR_RETURN(query.after, ParsePageToken(request, request.page_token()));
  return query;
}

absl::StatusOr<storage::DiscrepancyStateFilter> ReadState(
    const v1::ListDiscrepanciesRequest& request) {
  if (request.state() == v1::DISCREPANCY_STATE_RESOLVED) {
    return storage::DiscrepancyStateFilter::kResolved;
  }
  if (request.state() == v1::DISCREPANCY_STATE_UNSPECIFIED ||
      request.state() == v1::DISCREPANCY_STATE_OPEN) {
    return storage::DiscrepancyStateFilter::kOpen;
  }
  return InvalidField("state", "must be OPEN or RESOLVED");
}

absl::Status ReadKinds(const v1::ListDiscrepanciesRequest& request,
                       storage::DiscrepancyQuery& query) {
  for (int i = 0; i < request.kinds_size(); ++i) {
    const std::optional<domain::DiscrepancyKind> kind = FromProto(request.kinds(i));
    if (!kind) return InvalidField(fmt::format("kinds[{}]", i), "must be a known kind");
    if (std::find(query.kinds.begin(), query.kinds.end(), *kind) != query.kinds.end()) {
      return InvalidField(fmt::format("kinds[{}]", i), "is there twice");
    }
    query.kinds.push_back(*kind);
  }
  return absl::OkStatus();
}

// The storage reads one scope; where a payment and an account are given, the account is held
// against what the payment's list gives.
absl::Status ReadScope(const v1::ListDiscrepanciesRequest& request,
                       storage::DiscrepancyQuery& query,
                       std::optional<solana::Pubkey>& watch_account) {
  HILT_ASSIGN_OR_RETURN(watch_account,
                        OptionalPubkeyField("watch_account", request.watch_account()));
  if (watch_account) query.scope = *watch_account;
  if (request.payment_id().empty()) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(query.scope, PaymentIdField("payment_id", request.payment_id()));
  return absl::OkStatus();
}

absl::Status ReadTimes(const v1::ListDiscrepanciesRequest& request,
                       storage::DiscrepancyQuery& query) {
  if (request.has_opened_from()) {
    HILT_ASSIGN_OR_RETURN(query.opened_from, TimeField("opened_from", request.opened_from()));
  }
  if (request.has_opened_before()) {
    HILT_ASSIGN_OR_RETURN(query.opened_before, TimeField("opened_before", request.opened_before()));
  }
  return absl::OkStatus();
}

// The requests were checked, so what a list still refuses is a position that was never its own.
absl::Status PageRefused(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ? InvalidPageToken() : status;
}

}  // namespace

absl::Status ListPayments(const Engine& engine, const v1::ListPaymentsRequest& request,
                          v1::ListPaymentsResponse& answer) {
  HILT_ASSIGN_OR_RETURN(const storage::PaymentQuery query, ReadQuery(request));
  const std::unique_ptr<const storage::Reader> snapshot = engine.store.Snapshot();
  const absl::StatusOr<storage::PaymentPage> page =
      storage::LedgerReader(*snapshot).ListPayments(query);
  if (!page.ok()) return PageRefused(page.status());
  const PaymentView view{.now = engine.clock.Now(), .cluster = engine.rules.cluster};
  for (const domain::Payment& payment : page->payments) {
    FillPayment(payment, view, answer.add_payments());
  }
  answer.set_next_page_token(PageToken(request, page->next));
  return absl::OkStatus();
}

absl::Status ListDiscrepancies(const Engine& engine, const v1::ListDiscrepanciesRequest& request,
                               v1::ListDiscrepanciesResponse& answer) {
  storage::DiscrepancyQuery query;
  std::optional<solana::Pubkey> watch_account;
  HILT_ASSIGN_OR_RETURN(query.state, ReadState(request));
  HILT_RETURN_IF_ERROR(ReadKinds(request, query));
  HILT_RETURN_IF_ERROR(ReadScope(request, query, watch_account));
  HILT_RETURN_IF_ERROR(ReadTimes(request, query));
  query.limit = PageLimit(request.page_size());
  HILT_ASSIGN_OR_RETURN(query.after, ParsePageToken(request, request.page_token()));
  const std::unique_ptr<const storage::Reader> snapshot = engine.store.Snapshot();
  const absl::StatusOr<storage::DiscrepancyPage> page =
      storage::LedgerReader(*snapshot).ListDiscrepancies(query);
  if (!page.ok()) return PageRefused(page.status());
  for (const domain::Discrepancy& discrepancy : page->discrepancies) {
    if (watch_account && discrepancy.watch_account != watch_account) continue;
    FillDiscrepancy(discrepancy, engine.rules.assets, answer.add_discrepancies());
  }
  answer.set_next_page_token(PageToken(request, page->next));
  return absl::OkStatus();
}

}  // namespace hilt::api
