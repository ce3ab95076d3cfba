#include <limits>
#include <set>
#include <string>
#include <vector>

#include "api/convert_chain.h"
#include "api/convert_confirm.h"
#include "api/convert_discrepancy.h"
#include "api/convert_payment.h"
#include "api/convert_verification.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "tests/unit/storage/samples.h"

namespace hilt::api {
namespace {

using storage::At;
using storage::Filled;
using storage::Sig;

v1::Payment Convert(const domain::Payment& payment, absl::Time now = At(0),
                    domain::Cluster cluster = domain::Cluster::kDevnet) {
  v1::Payment message;
  FillPayment(payment, {.now = now, .cluster = cluster}, &message);
  return message;
}

v1::Discrepancy Convert(const domain::Discrepancy& discrepancy) {
  v1::Discrepancy message;
  FillDiscrepancy(discrepancy, domain::AssetRegistry::Default(domain::Cluster::kMainnet), &message);
  return message;
}

// Names of the fields that are absent or hold their default.
std::set<std::string> Unset(const google::protobuf::Message& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::set<std::string> unset;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    unset.insert(message.GetDescriptor()->field(i)->name());
  }
  for (const auto* field : fields) unset.erase(field->name());
  return unset;
}

TEST(ConvertPayment, LeavesNoFieldOfAFullPaymentOut) {
  domain::Payment payment = storage::FullPayment();
  payment.terms.asset.agreement_from = domain::TokenAmount(1);
  // A settled payment has no best candidate, and GetPayment alone says what matched.
  EXPECT_THAT(Unset(Convert(payment, At(1000))),
              testing::UnorderedElementsAre("best_candidate", "matched_by"));
  domain::Payment unsettled = storage::FullPayment();
  unsettled.state.settlement.reset();
  const v1::Payment message = Convert(unsettled, At(1000));
  EXPECT_TRUE(message.has_best_candidate());
  EXPECT_THAT(Unset(message.best_candidate()), testing::IsEmpty());
  EXPECT_THAT(Unset(message.best_candidate().payer()), testing::IsEmpty());
}

TEST(ConvertPayment, TakesTermsAndDetailsAsTheyStand) {
  const domain::Payment payment = storage::FullPayment();
  const v1::Payment message = Convert(payment);
  EXPECT_EQ(message.payment_id(), domain::ToString(payment.terms.payment_id));
  EXPECT_EQ(message.nonce(), "12121212121212121212121212121212");
  EXPECT_EQ(message.memo(), "HILT:12121212121212121212121212121212");
  EXPECT_EQ(message.amount_minor_units(), 95'398'463u);
  EXPECT_EQ(message.merchant_amount_minor_units(), 94'444'479u);
  EXPECT_EQ(message.fee_minor_units(), 953'984u);
  EXPECT_EQ(message.merchant_token_account(), solana::ToString(payment.terms.legs[0].account));
  EXPECT_EQ(message.fee_token_account(), solana::ToString(payment.terms.legs[1].account));
  EXPECT_EQ(message.watch_account(), solana::ToString(payment.details.watch_account));
  EXPECT_EQ(message.metadata().at("a"), "1");
  EXPECT_EQ(message.metadata().at("b"), "");
  EXPECT_EQ(message.cluster(), v1::CLUSTER_DEVNET);
  EXPECT_EQ(message.created_at().nanos(), 1000);
}

TEST(ConvertPayment, NativeSolHasNoMintAndNoTokenProgram) {
  const v1::Payment message = Convert(storage::NewPayment());
  EXPECT_EQ(message.token_mint(), "");
  EXPECT_EQ(message.token_program(), "");
  EXPECT_EQ(message.asset_symbol(), "SOL");
  EXPECT_EQ(message.merchant_token_account(), message.merchant_wallet());
  EXPECT_EQ(message.fee_token_account(), "");
}

TEST(ConvertPayment, ExpiredIsPastExpiresAtAndNotAtIt) {
  const domain::Payment payment = storage::NewPayment();
  EXPECT_FALSE(Convert(payment, payment.terms.expires_at).expired());
  EXPECT_TRUE(Convert(payment, payment.terms.expires_at + absl::Microseconds(1)).expired());
}

TEST(ConvertPayment, AgreementIsRequiredFromTheAssetsAmountOn) {
  domain::Payment payment = storage::FullPayment();
  payment.terms.asset.agreement_from = payment.terms.amount;
  EXPECT_TRUE(Convert(payment).agreement_required());
  payment.terms.asset.agreement_from = domain::TokenAmount(payment.terms.amount.value() + 1);
  EXPECT_FALSE(Convert(payment).agreement_required());
  payment.terms.asset.agreement_from.reset();
  EXPECT_FALSE(Convert(payment).agreement_required());
}

TEST(ConvertPayment, ShowsTheSettlementElseTheBestCandidateElseTheLatestRecorded) {
  domain::Payment payment = storage::NewPayment();
  EXPECT_EQ(Convert(payment).tx_signature_source(), v1::TX_SIGNATURE_SOURCE_UNSPECIFIED);
  EXPECT_EQ(Convert(payment).tx_signature(), "");

  payment.state.broadcasts = {{Sig(1), At(1), true}, {Sig(2), At(2), true}};
  EXPECT_EQ(Convert(payment).tx_signature_source(), v1::TX_SIGNATURE_SOURCE_RECORDED);
  EXPECT_EQ(Convert(payment).tx_signature(), solana::ToString(Sig(2)));

  payment.state.candidates = {storage::CandidateOf(Sig(3)), storage::CandidateOf(Sig(4))};
  EXPECT_EQ(Convert(payment).tx_signature_source(), v1::TX_SIGNATURE_SOURCE_CANDIDATE);
  EXPECT_EQ(Convert(payment).tx_signature(), solana::ToString(Sig(3)));

  payment.state.settlement = storage::CandidateOf(Sig(5));
  EXPECT_EQ(Convert(payment).tx_signature_source(), v1::TX_SIGNATURE_SOURCE_SETTLEMENT);
  EXPECT_EQ(Convert(payment).tx_signature(), solana::ToString(Sig(5)));
  EXPECT_FALSE(Convert(payment).has_best_candidate());
}

TEST(ConvertPayment, ADeadBroadcastWasNeverSeenOnTheChain) {
  domain::Attempt attempt = storage::AttemptOf(Sig(1));
  v1::Attempt seen;
  FillAttempt(attempt, &seen);
  EXPECT_TRUE(seen.has_slot());
  EXPECT_EQ(seen.grade(), v1::EVIDENCE_GRADE_PROVIDER);
  attempt.outcome = domain::AttemptOutcome::kDeadBroadcast;
  attempt.verdict.reset();
  v1::Attempt dead;
  FillAttempt(attempt, &dead);
  EXPECT_FALSE(dead.has_slot());
  EXPECT_EQ(dead.commitment(), v1::COMMITMENT_UNSPECIFIED);
  EXPECT_EQ(dead.grade(), v1::EVIDENCE_GRADE_UNSPECIFIED);
  EXPECT_EQ(dead.verdict(), v1::VERDICT_UNSPECIFIED);
}

TEST(ConvertVerification, ShownUnitsAreHeldWithin64Bits) {
  struct Row {
    base::Int128 amount;
    uint64_t shown;
  };
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  const std::vector<Row> rows = {{-1, 0},
                                 {0, 0},
                                 {7, 7},
                                 {base::Int128(kMax), kMax},
                                 {base::Int128(kMax) + 1, kMax},
                                 {-(base::Int128(kMax) + 9), 0}};
  for (const Row& row : rows) EXPECT_EQ(ShownUnits(row.amount), row.shown);
}

TEST(ConvertVerification, FiguresAreExactDecimals) {
  domain::LegResult leg;
  leg.transfers = absl::MakeInt128(1, 2);
  leg.account_delta = 5;
  leg.owner_net = -3;
  google::protobuf::RepeatedPtrField<v1::LegResult> shown;
  FillLegResults({leg}, &shown);
  EXPECT_EQ(shown[0].transfers(), "18446744073709551618");
  EXPECT_EQ(shown[0].account_delta(), "5");
  EXPECT_EQ(shown[0].owner_net(), "-3");
  EXPECT_EQ(shown[0].received_minor_units(), 0u);
}

TEST(ConvertDiscrepancy, LeavesNoFieldOfAFullOneOut) {
  const v1::Discrepancy message = Convert(storage::FullDiscrepancy());
  EXPECT_THAT(Unset(message), testing::IsEmpty());
  EXPECT_THAT(Unset(message.resolution()), testing::IsEmpty());
  EXPECT_EQ(message.state(), v1::DISCREPANCY_STATE_RESOLVED);
  EXPECT_EQ(message.first_tx_signature(), solana::ToString(Sig(0x25)));
  EXPECT_EQ(message.last_tx_signature(), solana::ToString(Sig(0x26)));
}

TEST(ConvertDiscrepancy, OneTransactionIsTheFirstAndTheLast) {
  domain::Discrepancy discrepancy = storage::NewDiscrepancy({});
  const v1::Discrepancy one = Convert(discrepancy);
  EXPECT_EQ(one.count(), 1u);
  EXPECT_EQ(one.last_tx_signature(), one.first_tx_signature());
  EXPECT_EQ(one.state(), v1::DISCREPANCY_STATE_OPEN);
  EXPECT_FALSE(one.has_resolution());
  discrepancy.signature.reset();
  EXPECT_EQ(Convert(discrepancy).count(), 0u);
}

TEST(ConvertDiscrepancy, AddsUpWhatTheWalletsReceivedByAsset) {
  domain::Discrepancy discrepancy = storage::NewDiscrepancy({});
  const solana::Pubkey mint = Filled<solana::Pubkey>(0x41);
  discrepancy.credits = {{Filled<solana::Pubkey>(1), mint, 100},
                         {Filled<solana::Pubkey>(1), std::nullopt, -7},
                         {Filled<solana::Pubkey>(2), mint, 23}};
  const v1::Discrepancy message = Convert(discrepancy);
  ASSERT_EQ(message.sums_size(), 2);
  EXPECT_EQ(message.sums(0).token_mint(), solana::ToString(mint));
  EXPECT_EQ(message.sums(0).asset_symbol(), "");  // not configured
  EXPECT_EQ(message.sums(0).received_minor_units(), 123u);
  EXPECT_EQ(message.sums(1).token_mint(), "");
  EXPECT_EQ(message.sums(1).asset_symbol(), "SOL");
  EXPECT_EQ(message.sums(1).received_minor_units(), 0u);
}

TEST(ConvertConfirm, AnAnswerWithoutAPaymentHoldsOnlyWhatIsKnown) {
  v1::ConfirmPaymentResponse message;
  FillConfirmAnswer({.outcome = finality::ConfirmOutcome::kNotSeen, .signature = Sig(3)},
                    {.now = At(0)}, &message);
  EXPECT_FALSE(message.has_payment());
  EXPECT_EQ(message.outcome(), v1::CONFIRM_OUTCOME_NOT_SEEN);
  EXPECT_EQ(message.verdict(), v1::VERDICT_UNSPECIFIED);
  EXPECT_EQ(message.tx_signature(), solana::ToString(Sig(3)));
  EXPECT_EQ(message.other_payment_id(), "");
}

TEST(ConvertChain, TimestampsKeepMicrosecondsBeforeAndAfter1970) {
  google::protobuf::Timestamp time;
  SetTimestamp(absl::FromUnixMicros(1'500'001), &time);
  EXPECT_EQ(time.seconds(), 1);
  EXPECT_EQ(time.nanos(), 500'001'000);
  SetTimestamp(absl::FromUnixMicros(-1), &time);
  EXPECT_EQ(time.seconds(), -1);
  EXPECT_EQ(time.nanos(), 999'999'000);
}

}  // namespace
}  // namespace hilt::api
