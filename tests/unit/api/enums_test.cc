#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "api/convert_chain.h"
#include "api/convert_confirm.h"
#include "api/convert_discrepancy.h"
#include "api/convert_event.h"
#include "api/convert_payment.h"
#include "api/convert_status.h"
#include "api/convert_verification.h"
#include "api/explain.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

// Every value of the domain has its own value in the contract, of the same name: none is mapped by
// the accident of its number, and none of the contract's is left without a source.
namespace hilt::api {
namespace {

// "merchant+fee", "payment.created" -> "MERCHANT_AND_FEE", "PAYMENT_CREATED".
std::string InContractStyle(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '+') {
      text += "_AND_";
    } else {
      text += c == '.' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
    }
  }
  return text;
}

template <class Value>
void ExpectSameNames(const google::protobuf::EnumDescriptor* type, const std::string& prefix,
                     const std::vector<Value>& values) {
  std::set<int> reached;
  for (const Value value : values) {
    const int number = ToProto(value);
    const google::protobuf::EnumValueDescriptor* found = type->FindValueByNumber(number);
    ASSERT_NE(found, nullptr) << Name(value);
    EXPECT_EQ(found->name(), prefix + InContractStyle(Name(value)));
    reached.insert(number);
  }
  // All but *_UNSPECIFIED.
  EXPECT_EQ(reached.size() + 1, static_cast<size_t>(type->value_count()));
  EXPECT_FALSE(reached.contains(0));
}

TEST(ApiEnums, ChainWordsHaveTheirOwnValues) {
  using domain::Cluster;
  using domain::Commitment;
  using domain::EvidenceGrade;
  ExpectSameNames<Cluster>(v1::Cluster_descriptor(), "CLUSTER_",
                           {Cluster::kMainnet, Cluster::kDevnet, Cluster::kLocalnet});
  ExpectSameNames<Commitment>(
      v1::Commitment_descriptor(), "COMMITMENT_",
      {Commitment::kProcessed, Commitment::kConfirmed, Commitment::kFinalized});
  ExpectSameNames<EvidenceGrade>(v1::EvidenceGrade_descriptor(), "EVIDENCE_GRADE_",
                                 {EvidenceGrade::kProvider, EvidenceGrade::kChain});
}

TEST(ApiEnums, PaymentWordsHaveTheirOwnValues) {
  using domain::FailureReason;
  using domain::PaymentStatus;
  ExpectSameNames<PaymentStatus>(
      v1::PaymentStatus_descriptor(), "PAYMENT_STATUS_",
      {PaymentStatus::kPendingSignature, PaymentStatus::kPendingConfirmation,
       PaymentStatus::kConfirmed, PaymentStatus::kFailed});
  ExpectSameNames<FailureReason>(v1::FailureReason_descriptor(), "FAILURE_REASON_",
                                 {FailureReason::kSessionExpired, FailureReason::kCancelled});
}

TEST(ApiEnums, VerdictsHaveTheirOwnValues) {
  ExpectSameNames<domain::Verdict>(v1::Verdict_descriptor(), "VERDICT_",
                                   {domain::kAllVerdicts.begin(), domain::kAllVerdicts.end()});
}

TEST(ApiEnums, ReasonsForBeingUnverifiableHaveTheirOwnValues) {
  using verify::Unverifiable;
  ExpectSameNames<Unverifiable>(
      v1::UnverifiableReason_descriptor(), "UNVERIFIABLE_REASON_",
      {Unverifiable::kMetaNotRecorded, Unverifiable::kStatusContradictory,
       Unverifiable::kVersionUnknown, Unverifiable::kBlockTimeMissing,
       Unverifiable::kInnerInstructionsNotRecorded, Unverifiable::kInstructionNotUnderstood,
       Unverifiable::kLamportsNotRecorded, Unverifiable::kTokenBalancesNotRecorded,
       Unverifiable::kPayerNotShown});
}

TEST(ApiEnums, LegRolesHaveTheirOwnValues) {
  using domain::LegRole;
  ExpectSameNames<LegRole>(v1::LegRole_descriptor(), "LEG_ROLE_",
                           {LegRole::kMerchant, LegRole::kFee, LegRole::kMerchantAndFee});
}

TEST(ApiEnums, DiscrepancyKindsHaveTheirOwnValuesBothWays) {
  ExpectSameNames<domain::DiscrepancyKind>(
      v1::DiscrepancyKind_descriptor(), "DISCREPANCY_KIND_",
      {domain::kAllDiscrepancyKinds.begin(), domain::kAllDiscrepancyKinds.end()});
  for (const domain::DiscrepancyKind kind : domain::kAllDiscrepancyKinds) {
    EXPECT_EQ(FromProto(ToProto(kind)), kind);
  }
  EXPECT_EQ(FromProto(v1::DISCREPANCY_KIND_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(FromProto(static_cast<v1::DiscrepancyKind>(19)), std::nullopt);
}

TEST(ApiEnums, EventTypesHaveTheirOwnValuesBothWays) {
  ExpectSameNames<domain::EventType>(
      v1::EventType_descriptor(), "EVENT_TYPE_",
      {domain::kAllEventTypes.begin(), domain::kAllEventTypes.end()});
  for (const domain::EventType type : domain::kAllEventTypes) {
    EXPECT_EQ(FromProto(ToProto(type)), type);
  }
  EXPECT_EQ(FromProto(v1::EVENT_TYPE_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(FromProto(static_cast<v1::EventType>(9)), std::nullopt);
}

TEST(ApiEnums, ConfirmOutcomesHaveTheirOwnValues) {
  using finality::ConfirmOutcome;
  ExpectSameNames<ConfirmOutcome>(
      v1::ConfirmOutcome_descriptor(), "CONFIRM_OUTCOME_",
      {ConfirmOutcome::kOtherPayment, ConfirmOutcome::kConfirmed, ConfirmOutcome::kExpired,
       ConfirmOutcome::kFailed, ConfirmOutcome::kDuplicate, ConfirmOutcome::kAwaitingCommitment,
       ConfirmOutcome::kRejected, ConfirmOutcome::kUndecided, ConfirmOutcome::kNotSeen});
}

// Enums that have no names in the domain.
template <class Value>
struct Row {
  Value value;
  int number;
};

template <class Value>
void ExpectNumbers(const google::protobuf::EnumDescriptor* type,
                   const std::vector<Row<Value>>& rows) {
  for (const Row<Value>& row : rows) EXPECT_EQ(int{ToProto(row.value)}, row.number);
  EXPECT_EQ(rows.size() + 1, static_cast<size_t>(type->value_count()));
}

TEST(ApiEnums, WhatHasNoNameInTheDomainIsMappedByATable) {
  using domain::AttemptOutcome;
  using domain::Execution;
  using domain::MessageVersion;
  ExpectNumbers<AttemptOutcome>(
      v1::AttemptOutcome_descriptor(),
      {{AttemptOutcome::kVerdict, v1::ATTEMPT_OUTCOME_VERDICT},
       {AttemptOutcome::kLeftChain, v1::ATTEMPT_OUTCOME_LEFT_CHAIN},
       {AttemptOutcome::kDeadBroadcast, v1::ATTEMPT_OUTCOME_DEAD_BROADCAST}});
  ExpectNumbers<Execution>(v1::Execution_descriptor(),
                           {{Execution::kSucceeded, v1::EXECUTION_SUCCEEDED},
                            {Execution::kFailed, v1::EXECUTION_FAILED},
                            {Execution::kContradictory, v1::EXECUTION_CONTRADICTORY},
                            {Execution::kNotRecorded, v1::EXECUTION_NOT_RECORDED}});
  ExpectNumbers<MessageVersion>(v1::MessageVersion_descriptor(),
                                {{MessageVersion::kLegacy, v1::MESSAGE_VERSION_LEGACY},
                                 {MessageVersion::kV0, v1::MESSAGE_VERSION_V0},
                                 {MessageVersion::kV1, v1::MESSAGE_VERSION_V1},
                                 {MessageVersion::kUnknown, v1::MESSAGE_VERSION_UNKNOWN},
                                 {MessageVersion::kNotStated, v1::MESSAGE_VERSION_NOT_STATED}});
  ExpectNumbers<Health>(v1::Health_descriptor(), {{Health::kOk, v1::HEALTH_OK},
                                                  {Health::kLagging, v1::HEALTH_LAGGING},
                                                  {Health::kFailing, v1::HEALTH_FAILING}});
  ExpectNumbers<SourceKind>(v1::SourceKind_descriptor(),
                            {{SourceKind::kHeliusWebhook, v1::SOURCE_KIND_HELIUS_WEBHOOK},
                             {SourceKind::kBlockFollower, v1::SOURCE_KIND_BLOCK_FOLLOWER},
                             {SourceKind::kSignatureSweep, v1::SOURCE_KIND_SIGNATURE_SWEEP},
                             {SourceKind::kOnDemand, v1::SOURCE_KIND_ON_DEMAND}});
}

}  // namespace
}  // namespace hilt::api
