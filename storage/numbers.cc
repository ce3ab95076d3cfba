#include "storage/numbers.h"

#include <array>

#include "base/check.h"
#include "hilt/storage/v1/discrepancy.pb.h"
#include "hilt/storage/v1/event.pb.h"
#include "hilt/storage/v1/ledger.pb.h"
#include "hilt/storage/v1/payment.pb.h"
#include "hilt/storage/v1/values.pb.h"

namespace hilt::storage {
namespace {

using domain::AttemptOutcome;
using domain::Cluster;
using domain::Commitment;
using domain::DiscrepancyKind;
using domain::EventType;
using domain::EvidenceGrade;
using domain::FailureReason;
using domain::LegRole;
using domain::PaymentStatus;
using domain::Verdict;

template <class Enum, size_t kSize>
std::optional<Enum> Find(const std::array<Enum, kSize>& all, int number) {
  for (const Enum value : all) {
    if (Number(value) == number) return value;
  }
  return std::nullopt;
}

}  // namespace

uint8_t Number(Cluster cluster) {
  switch (cluster) {
    case Cluster::kMainnet:
      return v1::CLUSTER_MAINNET;
    case Cluster::kDevnet:
      return v1::CLUSTER_DEVNET;
    case Cluster::kLocalnet:
      return v1::CLUSTER_LOCALNET;
  }
  base::CheckFailed("a Cluster outside its enum", __FILE__, __LINE__);
}

uint8_t Number(Commitment commitment) {
  switch (commitment) {
    case Commitment::kProcessed:
      return v1::COMMITMENT_PROCESSED;
    case Commitment::kConfirmed:
      return v1::COMMITMENT_CONFIRMED;
    case Commitment::kFinalized:
      return v1::COMMITMENT_FINALIZED;
  }
  base::CheckFailed("a Commitment outside its enum", __FILE__, __LINE__);
}

uint8_t Number(EvidenceGrade grade) {
  switch (grade) {
    case EvidenceGrade::kProvider:
      return v1::EVIDENCE_GRADE_PROVIDER;
    case EvidenceGrade::kChain:
      return v1::EVIDENCE_GRADE_CHAIN;
  }
  base::CheckFailed("a EvidenceGrade outside its enum", __FILE__, __LINE__);
}

uint8_t Number(LegRole role) {
  switch (role) {
    case LegRole::kMerchant:
      return v1::LEG_ROLE_MERCHANT;
    case LegRole::kFee:
      return v1::LEG_ROLE_FEE;
    case LegRole::kMerchantAndFee:
      return v1::LEG_ROLE_MERCHANT_AND_FEE;
  }
  base::CheckFailed("a LegRole outside its enum", __FILE__, __LINE__);
}

uint8_t Number(Verdict verdict) {
  switch (verdict) {
    case Verdict::kTransactionFailed:
      return v1::VERDICT_TRANSACTION_FAILED;
    case Verdict::kUnverifiable:
      return v1::VERDICT_UNVERIFIABLE;
    case Verdict::kNoMemo:
      return v1::VERDICT_NO_MEMO;
    case Verdict::kAmbiguousMemo:
      return v1::VERDICT_AMBIGUOUS_MEMO;
    case Verdict::kWrongAsset:
      return v1::VERDICT_WRONG_ASSET;
    case Verdict::kMerchantUnderpaid:
      return v1::VERDICT_MERCHANT_UNDERPAID;
    case Verdict::kFeeUnderpaid:
      return v1::VERDICT_FEE_UNDERPAID;
    case Verdict::kNoncanonicalAccount:
      return v1::VERDICT_NONCANONICAL_ACCOUNT;
    case Verdict::kViewsDisagree:
      return v1::VERDICT_VIEWS_DISAGREE;
    case Verdict::kProgramSource:
      return v1::VERDICT_PROGRAM_SOURCE;
    case Verdict::kPayerMismatch:
      return v1::VERDICT_PAYER_MISMATCH;
    case Verdict::kLate:
      return v1::VERDICT_LATE;
    case Verdict::kSettled:
      return v1::VERDICT_SETTLED;
  }
  base::CheckFailed("a Verdict outside its enum", __FILE__, __LINE__);
}

uint8_t Number(FailureReason reason) {
  switch (reason) {
    case FailureReason::kSessionExpired:
      return v1::FAILURE_REASON_SESSION_EXPIRED;
    case FailureReason::kCancelled:
      return v1::FAILURE_REASON_CANCELLED;
  }
  base::CheckFailed("a FailureReason outside its enum", __FILE__, __LINE__);
}

uint8_t Number(AttemptOutcome outcome) {
  switch (outcome) {
    case AttemptOutcome::kVerdict:
      return v1::ATTEMPT_OUTCOME_VERDICT;
    case AttemptOutcome::kLeftChain:
      return v1::ATTEMPT_OUTCOME_LEFT_CHAIN;
    case AttemptOutcome::kDeadBroadcast:
      return v1::ATTEMPT_OUTCOME_DEAD_BROADCAST;
  }
  base::CheckFailed("a AttemptOutcome outside its enum", __FILE__, __LINE__);
}

uint8_t Number(DiscrepancyKind kind) {
  switch (kind) {
    case DiscrepancyKind::kAmbiguousMemo:
      return v1::DISCREPANCY_KIND_AMBIGUOUS_MEMO;
    case DiscrepancyKind::kWrongAsset:
      return v1::DISCREPANCY_KIND_WRONG_ASSET;
    case DiscrepancyKind::kMerchantUnderpaid:
      return v1::DISCREPANCY_KIND_MERCHANT_UNDERPAID;
    case DiscrepancyKind::kFeeUnderpaid:
      return v1::DISCREPANCY_KIND_FEE_UNDERPAID;
    case DiscrepancyKind::kNoncanonicalAccount:
      return v1::DISCREPANCY_KIND_NONCANONICAL_ACCOUNT;
    case DiscrepancyKind::kViewsDisagree:
      return v1::DISCREPANCY_KIND_VIEWS_DISAGREE;
    case DiscrepancyKind::kProgramSource:
      return v1::DISCREPANCY_KIND_PROGRAM_SOURCE;
    case DiscrepancyKind::kPayerMismatch:
      return v1::DISCREPANCY_KIND_PAYER_MISMATCH;
    case DiscrepancyKind::kLate:
      return v1::DISCREPANCY_KIND_LATE;
    case DiscrepancyKind::kDuplicatePayment:
      return v1::DISCREPANCY_KIND_DUPLICATE_PAYMENT;
    case DiscrepancyKind::kPaidAfterFailure:
      return v1::DISCREPANCY_KIND_PAID_AFTER_FAILURE;
    case DiscrepancyKind::kReverted:
      return v1::DISCREPANCY_KIND_REVERTED;
    case DiscrepancyKind::kUnverifiable:
      return v1::DISCREPANCY_KIND_UNVERIFIABLE;
    case DiscrepancyKind::kUnmatched:
      return v1::DISCREPANCY_KIND_UNMATCHED;
    case DiscrepancyKind::kUnattributedCredit:
      return v1::DISCREPANCY_KIND_UNATTRIBUTED_CREDIT;
    case DiscrepancyKind::kEndpointDisagreement:
      return v1::DISCREPANCY_KIND_ENDPOINT_DISAGREEMENT;
  }
  base::CheckFailed("a DiscrepancyKind outside its enum", __FILE__, __LINE__);
}

uint8_t Number(EventType type) {
  switch (type) {
    case EventType::kPaymentCreated:
      return v1::EVENT_TYPE_PAYMENT_CREATED;
    case EventType::kPaymentPending:
      return v1::EVENT_TYPE_PAYMENT_PENDING;
    case EventType::kPaymentConfirmed:
      return v1::EVENT_TYPE_PAYMENT_CONFIRMED;
    case EventType::kPaymentFinalized:
      return v1::EVENT_TYPE_PAYMENT_FINALIZED;
    case EventType::kPaymentAttemptFailed:
      return v1::EVENT_TYPE_PAYMENT_ATTEMPT_FAILED;
    case EventType::kPaymentReverted:
      return v1::EVENT_TYPE_PAYMENT_REVERTED;
    case EventType::kPaymentReinstated:
      return v1::EVENT_TYPE_PAYMENT_REINSTATED;
    case EventType::kPaymentFailed:
      return v1::EVENT_TYPE_PAYMENT_FAILED;
    case EventType::kDiscrepancyOpened:
      return v1::EVENT_TYPE_DISCREPANCY_OPENED;
    case EventType::kDiscrepancyResolved:
      return v1::EVENT_TYPE_DISCREPANCY_RESOLVED;
  }
  base::CheckFailed("a EventType outside its enum", __FILE__, __LINE__);
}

uint8_t Number(PaymentStatus status) {
  switch (status) {
    case PaymentStatus::kPendingSignature:
      return 1;
    case PaymentStatus::kPendingConfirmation:
      return 2;
    case PaymentStatus::kConfirmed:
      return 3;
    case PaymentStatus::kFailed:
      return 4;
  }
  base::CheckFailed("a PaymentStatus outside its enum", __FILE__, __LINE__);
}

template <>
std::optional<Cluster> FromNumber(int number) {
  return Find(std::array{Cluster::kMainnet, Cluster::kDevnet, Cluster::kLocalnet}, number);
}

template <>
std::optional<Commitment> FromNumber(int number) {
  return Find(std::array{Commitment::kProcessed, Commitment::kConfirmed, Commitment::kFinalized},
              number);
}

template <>
std::optional<EvidenceGrade> FromNumber(int number) {
  return Find(std::array{EvidenceGrade::kProvider, EvidenceGrade::kChain}, number);
}

template <>
std::optional<LegRole> FromNumber(int number) {
  return Find(std::array{LegRole::kMerchant, LegRole::kFee, LegRole::kMerchantAndFee}, number);
}

template <>
std::optional<Verdict> FromNumber(int number) {
  return Find(domain::kAllVerdicts, number);
}

template <>
std::optional<FailureReason> FromNumber(int number) {
  return Find(std::array{FailureReason::kSessionExpired, FailureReason::kCancelled}, number);
}

template <>
std::optional<AttemptOutcome> FromNumber(int number) {
  return Find(std::array{AttemptOutcome::kVerdict, AttemptOutcome::kLeftChain,
                         AttemptOutcome::kDeadBroadcast},
              number);
}

template <>
std::optional<DiscrepancyKind> FromNumber(int number) {
  return Find(domain::kAllDiscrepancyKinds, number);
}

template <>
std::optional<EventType> FromNumber(int number) {
  return Find(domain::kAllEventTypes, number);
}

template <>
std::optional<PaymentStatus> FromNumber(int number) {
  return Find(std::array{PaymentStatus::kPendingSignature, PaymentStatus::kPendingConfirmation,
                         PaymentStatus::kConfirmed, PaymentStatus::kFailed},
              number);
}

}  // namespace hilt::storage
