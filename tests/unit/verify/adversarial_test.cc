#include <string>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/unit/verify/adversarial_cases.h"

namespace hilt::verify {
namespace {

using domain::Terms;
using domain::Verdict;
using solana::TransferKind;
using test_support::kBuyer;
using test_support::kBuyerTokens;
using test_support::Key;
using test_support::NonceOf;
using test_support::ObservationBuilder;

const auto kUsdc = test_support::UsdcInput;
const auto kSol = test_support::SolInput;

std::vector<AdversarialCase> ExecutionCases() {
  return {
      {"Case01_FailedTransaction", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().execution = domain::Execution::kFailed;
       },
       Verdict::kTransactionFailed},
      {"Case02_ErrAndStatusDisagree", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().execution = domain::Execution::kContradictory;
       },
       Verdict::kUnverifiable},
      {"Case03_InnerInstructionsNotRecorded", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().inner_instructions_recorded = false;
       },
       Verdict::kUnverifiable},
      {"Case07_PaidAfterExpiry", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().block_time = terms.expires_at + absl::Seconds(121);
       },
       Verdict::kLate},
      {"Case08_PaidInTimeIsJudgedByBlockTime", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().block_time = terms.expires_at;
       },
       Verdict::kSettled},
      {"Case09_BlockTimeNull", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().block_time.reset();
       },
       Verdict::kUnverifiable},
  };
}

std::vector<AdversarialCase> MemoCases() {
  return {
      {"Case36_TwoPaymentsOneTransfer", kUsdc,
       [](const Terms&, ObservationBuilder& seen) { seen.PayInFull().Memo(NonceOf(0x22)); },
       Verdict::kAmbiguousMemo},
      {"Case37_TwoPaymentsPaidTwice", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull().Memo(NonceOf(0x22)).Pay(0, 9'900).Pay(1, 100);
       },
       Verdict::kAmbiguousMemo},
      {"Case41_MemoOnlyInLogs", kUsdc,
       [](const Terms&, ObservationBuilder& seen) { seen.Pay(0, 9'900).Pay(1, 100); },
       Verdict::kNoMemo},
      {"Case43_MemoByCpi", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().memos[0].place = {2, 0, Key("some program")};
       },
       Verdict::kSettled},
      {"Case44_MemoWithSigners", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().memos[0].accounts = {kBuyer, Key("co-signer")};
       },
       Verdict::kSettled},
      {"Case45_MemoProgramV1", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().memos[0].program = solana::kMemoV1Program;
       },
       Verdict::kSettled},
      {"Case45_MemoProgramV4", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         seen.raw().memos[0].program = solana::kMemoV4Program;
       },
       Verdict::kSettled},
      {"Case46_MemoWithTrailingNewline", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Pay(0, 9'900).Pay(1, 100).MemoText(domain::HiltMemo(terms.nonce) + "\n");
       },
       Verdict::kNoMemo},
      {"Case47_AWalletTagBesideTheMemo", kUsdc,
       [](const Terms&, ObservationBuilder& seen) { seen.PayInFull().MemoText("wallet tag"); },
       Verdict::kSettled},
      {"Case48_TheSameMemoTwice", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) { seen.PayInFull().Memo(terms.nonce); },
       Verdict::kSettled},
      {"Case51_WrongNonce", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.Memo(NonceOf(0x22)).Pay(0, 9'900).Pay(1, 100);
       },
       Verdict::kNoMemo},
      {"Case53_NonceUnderATransferToAnotherMerchant", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens, .destination = Key("other's"), .amount = 9'900})
             .Changes({Key("other's"), Key("other merchant"), 9'900});
       },
       Verdict::kMerchantUnderpaid},
      {"Case54_MemoThatIsNoUtf8", kUsdc,
       [](const Terms&, ObservationBuilder& seen) { seen.PayInFull().MemoText("\xff\xfe"); },
       Verdict::kSettled},
  };
}

std::vector<AdversarialCase> InstructionCases() {
  return {
      {"Case56_TransfersInsideABatch", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         for (uint32_t i = 0; i < 2; ++i) {
           seen.raw().transfers[i].place.top_index = 0;
           seen.raw().transfers[i].transfer.batch_index = i;
         }
       },
       Verdict::kSettled},
      {"Case58_TransferOrderedOfAnotherProgram", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Credit(0, 9'900).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens,
                      .destination = terms.legs[0].account,
                      .amount = 9'900,
                      .program = Key("token-like program")});
       },
       Verdict::kViewsDisagree},
      {"Case59_DelegatePays", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Credit(0, 9'900).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens,
                      .destination = terms.legs[0].account,
                      .amount = 9'900,
                      .authority = Key("delegate")});
       },
       Verdict::kSettled},
  };
}

std::vector<AdversarialCase> NativeSolCases() {
  return {
      {"Case62_RentRefundInflatesLamports", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100).Lamports(terms.merchant_wallet, 9'900);
       },
       Verdict::kViewsDisagree},
      {"Case62_MerchantIsFeePayer", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.raw().fee_payer = terms.merchant_wallet;
         seen.raw().lamport_changes.clear();
         seen.PayInFull().Lamports(terms.merchant_wallet, -base::Int128{test_support::kNetworkFee});
       },
       Verdict::kSettled},
      {"Case62_MerchantIsFeePayerAndShortByOne", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.raw().fee_payer = terms.merchant_wallet;
         seen.raw().lamport_changes.clear();
         seen.PayInFull().Lamports(terms.merchant_wallet,
                                   -base::Int128{test_support::kNetworkFee} - 1);
       },
       Verdict::kMerchantUnderpaid},
      {"Case62_MerchantSpentWhatItGot", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.PayInFull().Lamports(terms.merchant_wallet, -1);
       },
       Verdict::kMerchantUnderpaid},
      {"Case63_TransferWithSeedCounts", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100).Lamports(terms.merchant_wallet, 9'900);
         seen.Orders({.source = Key("derived"),
                      .destination = terms.merchant_wallet,
                      .amount = 9'900,
                      .kind = TransferKind::kSystemTransferWithSeed});
       },
       Verdict::kSettled},
      {"Case63_TokenTransferToTheWalletIsNoSol", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100).Lamports(terms.merchant_wallet, 9'900);
         seen.Orders({.source = kBuyer,
                      .destination = terms.merchant_wallet,
                      .amount = 9'900,
                      .kind = TransferKind::kTransferChecked,
                      .program = solana::kTokenProgram});
       },
       Verdict::kViewsDisagree},
      {"Case63_SelfTransferOfSol", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100).Lamports(terms.merchant_wallet, 9'900);
         seen.Orders({.source = terms.merchant_wallet,
                      .destination = terms.merchant_wallet,
                      .amount = 9'900});
       },
       Verdict::kViewsDisagree},
  };
}

class AdversarialTest : public testing::TestWithParam<AdversarialCase> {};

TEST_P(AdversarialTest, GetsItsVerdict) {
  const Terms terms = test_support::MakeTermsOrDie(GetParam().input());
  ObservationBuilder seen(terms);
  GetParam().happens(terms, seen);
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(Name(result.verdict), Name(GetParam().expected));
}

std::string NameOf(const testing::TestParamInfo<AdversarialCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Execution, AdversarialTest, testing::ValuesIn(ExecutionCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(TokenIdentity, AdversarialTest, testing::ValuesIn(TokenIdentityCases()),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Destination, AdversarialTest, testing::ValuesIn(DestinationCases()),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Amounts, AdversarialTest, testing::ValuesIn(AmountCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Netting, AdversarialTest, testing::ValuesIn(NettingCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Memos, AdversarialTest, testing::ValuesIn(MemoCases()), NameOf);
INSTANTIATE_TEST_SUITE_P(Instructions, AdversarialTest, testing::ValuesIn(InstructionCases()),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(NativeSol, AdversarialTest, testing::ValuesIn(NativeSolCases()), NameOf);

}  // namespace
}  // namespace hilt::verify
