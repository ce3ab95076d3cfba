#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "confirmer/verify/verifier.h"
#include "contract.h"
#include "domain/asset.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/evidence.h"
#include "domain/payment.h"
#include "domain/terms.h"
#include "domain/verdict.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// One word per concept: the contract's enums hold the domain's names, each of them and no other.
namespace hilt::prototest {
namespace {

using testing::ElementsAreArray;
using testing::UnorderedElementsAreArray;

template <class Values>
std::vector<std::string> Names(const Values& values) {
  std::vector<std::string> names;
  names.reserve(std::size(values));
  for (auto value : values) names.emplace_back(Name(value));
  return names;
}

TEST(ContractNames, VerdictsAreTheDomainsInOrderOfPrecedence) {
  EXPECT_THAT(ShortNames(ContractEnum("Verdict")), ElementsAreArray(Names(domain::kAllVerdicts)));
}

TEST(ContractNames, CommitmentsAreTheDomainsWeakestFirst) {
  EXPECT_THAT(ShortNames(ContractEnum("Commitment")),
              ElementsAreArray(
                  Names(std::vector{domain::Commitment::kProcessed, domain::Commitment::kConfirmed,
                                    domain::Commitment::kFinalized})));
}

TEST(ContractNames, EvidenceGradesAreTheDomainsWeakestFirst) {
  EXPECT_THAT(ShortNames(ContractEnum("EvidenceGrade")),
              ElementsAreArray(Names(
                  std::vector{domain::EvidenceGrade::kProvider, domain::EvidenceGrade::kChain})));
}

TEST(ContractNames, ClustersAreTheDomains) {
  EXPECT_THAT(
      ShortNames(ContractEnum("Cluster")),
      ElementsAreArray(Names(std::vector{domain::Cluster::kMainnet, domain::Cluster::kDevnet,
                                         domain::Cluster::kLocalnet})));
}

TEST(ContractNames, LegRolesAreTheDomains) {
  std::vector<std::string> names = Names(std::vector{
      domain::LegRole::kMerchant, domain::LegRole::kFee, domain::LegRole::kMerchantAndFee});
  for (std::string& name : names) {
    if (const size_t plus = name.find('+'); plus != std::string::npos) {
      name.replace(plus, 1, "_and_");
    }
  }
  EXPECT_THAT(ShortNames(ContractEnum("LegRole")), ElementsAreArray(names));
}

TEST(ContractNames, UnverifiableReasonsAreTheVerifiers) {
  using verify::Unverifiable;
  EXPECT_THAT(ShortNames(ContractEnum("UnverifiableReason")),
              UnorderedElementsAreArray(Names(std::vector{
                  Unverifiable::kMetaNotRecorded, Unverifiable::kStatusContradictory,
                  Unverifiable::kVersionUnknown, Unverifiable::kBlockTimeMissing,
                  Unverifiable::kInnerInstructionsNotRecorded,
                  Unverifiable::kInstructionNotUnderstood, Unverifiable::kLamportsNotRecorded,
                  Unverifiable::kTokenBalancesNotRecorded, Unverifiable::kPayerNotShown})));
}

TEST(ContractNames, PaymentStatusesAreTheDomains) {
  using domain::PaymentStatus;
  std::vector<std::string> names;
  for (PaymentStatus status :
       {PaymentStatus::kPendingSignature, PaymentStatus::kPendingConfirmation,
        PaymentStatus::kConfirmed, PaymentStatus::kFailed}) {
    names.push_back("PAYMENT_STATUS_" + std::string(Name(status)));
  }
  std::vector<std::string> values;
  const auto& type = ContractEnum("PaymentStatus");
  for (int i = 1; i < type.value_count(); ++i) values.push_back(type.value(i)->name());
  EXPECT_THAT(values, ElementsAreArray(names));
}

TEST(ContractNames, FailureReasonsAreTheDomains) {
  EXPECT_THAT(ShortNames(ContractEnum("FailureReason")),
              ElementsAreArray(Names(std::vector{domain::FailureReason::kSessionExpired,
                                                 domain::FailureReason::kCancelled})));
}

TEST(ContractNames, DiscrepancyKindsAreTheDomains) {
  EXPECT_THAT(ShortNames(ContractEnum("DiscrepancyKind")),
              UnorderedElementsAreArray(Names(domain::kAllDiscrepancyKinds)));
}

TEST(ContractNames, EventTypesAreTheDomainsAndTheirCommentsBeginWithTheName) {
  std::vector<std::string> names = Names(domain::kAllEventTypes);
  const auto& type = ContractEnum("EventType");
  for (int i = 1; i < type.value_count(); ++i) {
    const std::string comment = CommentOf(*type.value(i));
    ASSERT_TRUE(absl::StartsWith(comment, " `")) << type.value(i)->name();
    const std::string name = comment.substr(2, comment.find('`', 2) - 2);
    // payment.attempt_failed and PAYMENT_ATTEMPT_FAILED.
    std::string flat = name;
    flat.replace(flat.find('.'), 1, "_");
    EXPECT_EQ(ShortName(*type.value(i)), flat);
    EXPECT_THAT(names, testing::Contains(name));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(type.value_count() - 1));
}

}  // namespace
}  // namespace hilt::prototest
