#include <limits>
#include <vector>

#include "tests/unit/verify/adversarial_cases.h"

// Which money, to which account, how much, and what is left of it.
namespace hilt::verify {
namespace {

using domain::Terms;
using domain::Verdict;
using solana::TransferKind;
using test_support::kBuyer;
using test_support::kBuyerTokens;
using test_support::Key;
using test_support::ObservationBuilder;

const auto kUsdc = test_support::UsdcInput;
const auto kSol = test_support::SolInput;

// ---- the terms of some cases

domain::TermsInput Token2022Input() {
  domain::TermsInput input = kUsdc();
  input.asset.token_program = solana::kToken2022Program;
  return input;
}

domain::TermsInput OneWalletInput() {
  domain::TermsInput input = kUsdc();
  input.fee_wallet = input.merchant_wallet;
  return input;
}

domain::TermsInput WrappedSolInput() {
  domain::TermsInput input = kUsdc();
  input.asset.symbol = "wSOL";
  input.asset.mint = Key("wrapped SOL");
  input.asset.decimals = 9;
  return input;
}

domain::TermsInput GreatestInput() {
  domain::TermsInput input = kUsdc();
  input.amount = domain::TokenAmount(std::numeric_limits<uint64_t>::max());
  input.fee = domain::TokenAmount(1);
  return input;
}

// Both legs paid in another mint.
void PayInMint(const Terms& terms, ObservationBuilder& seen, const solana::Pubkey& mint) {
  seen.Memo(terms.nonce);
  for (const domain::Leg& leg : terms.legs) {
    const solana::Pubkey account = leg.role == domain::LegRole::kFee ? Key("fee's") : Key("its");
    seen.Orders({.source = kBuyerTokens,
                 .destination = account,
                 .amount = leg.due.value(),
                 .kind = TransferKind::kTransferChecked,
                 .mint = mint,
                 .program = solana::kTokenProgram})
        .Changes({account, leg.wallet, leg.due.value(), mint});
  }
}

}  // namespace

std::vector<AdversarialCase> TokenIdentityCases() {
  return {
      {"Case10_LookAlikeMint", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         PayInMint(terms, seen, Key("look-alike mint"));
       },
       Verdict::kWrongAsset},
      {"Case11_RightMintUnderAnotherTokenProgram", kUsdc,
       [](const Terms&, ObservationBuilder& seen) {
         seen.PayInFull();
         for (domain::TokenChange& change : seen.raw().token_changes) {
           change.program = solana::kToken2022Program;
         }
       },
       Verdict::kNoncanonicalAccount},
      {"Case13_TransferFeeSkimmed", Token2022Input,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'900).Pay(1, 100);
         seen.Changes({terms.legs[0].account, terms.legs[0].wallet, -99});
       },
       Verdict::kMerchantUnderpaid},
      {"Case13_TransferFeeDeclaredAndAdded", Token2022Input,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Credit(0, 9'900).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens,
                      .destination = terms.legs[0].account,
                      .amount = 9'999,
                      .kind = TransferKind::kTransferCheckedWithFee,
                      .fee = 99});
       },
       Verdict::kSettled},
      {"Case13_TransferFeeDeclaredLeavesTheTransferShort", Token2022Input,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Credit(0, 9'900).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens,
                      .destination = terms.legs[0].account,
                      .amount = 9'900,
                      .kind = TransferKind::kTransferCheckedWithFee,
                      .fee = 1});
       },
       Verdict::kViewsDisagree},
      {"Case15_WrappedSolForASolPayment", kSol,
       [](const Terms& terms, ObservationBuilder& seen) {
         PayInMint(terms, seen, Key("wrapped SOL"));
       },
       Verdict::kWrongAsset},
      {"Case15_NativeSolForAWrappedSolPayment", WrappedSolInput,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Lamports(terms.merchant_wallet, 9'900);
       },
       Verdict::kWrongAsset},
  };
}

std::vector<AdversarialCase> DestinationCases() {
  return {
      {"Case17_AccountOfTheMerchantThatIsNotTheAssociatedOne", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders(
                 {.source = kBuyerTokens, .destination = Key("merchant's second"), .amount = 9'900})
             .Changes({Key("merchant's second"), terms.merchant_wallet, 9'900});
       },
       Verdict::kNoncanonicalAccount},
      {"Case17_MerchantWalletItselfIsATokenAccount", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders(
                 {.source = kBuyerTokens, .destination = terms.merchant_wallet, .amount = 9'900})
             .Changes({terms.merchant_wallet, terms.merchant_wallet, 9'900});
       },
       Verdict::kNoncanonicalAccount},
      {"Case18_AssociatedAccountThatIsNoLongerTheMerchants", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders(
                 {.source = kBuyerTokens, .destination = terms.legs[0].account, .amount = 9'900})
             .Changes({terms.legs[0].account, Key("new owner"), 9'900});
       },
       Verdict::kMerchantUnderpaid},
      {"Case18_PaidAndThenPassedOnToAnotherOwner", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         const domain::Leg& merchant = terms.legs[0];
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens, .destination = merchant.account, .amount = 9'900})
             .Changes({.account = merchant.account,
                       .owner = merchant.wallet,
                       .delta = -500,
                       .held_at_end = false})
             .Changes({merchant.account, Key("new owner"), 10'400});
       },
       Verdict::kMerchantUnderpaid},
      {"Case19_OwnAccountHandedToTheMerchant", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens, .destination = Key("attacker's"), .amount = 9'900})
             .Changes({.account = Key("attacker's"), .owner = kBuyer, .held_at_end = false})
             .Changes({Key("attacker's"), terms.merchant_wallet, 9'900});
       },
       Verdict::kNoncanonicalAccount},
      {"Case20_AssociatedAccountOfTheOtherTokenProgram", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         auto other = static_cast<const domain::TermsInput&>(terms);
         other.asset.token_program = solana::kToken2022Program;
         const domain::Leg elsewhere = test_support::MakeTermsOrDie(other).legs[0];
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = kBuyerTokens,
                      .destination = elsewhere.account,
                      .amount = 9'900,
                      .program = solana::kToken2022Program})
             .Changes({elsewhere.account, elsewhere.wallet, 9'900});
       },
       Verdict::kNoncanonicalAccount},
      {"Case21_AccountCreatedInTheTransaction", kUsdc,
       [](const Terms&, ObservationBuilder& seen) { seen.PayInFull(); }, Verdict::kSettled},
      {"Case23_AccountClosedAfterwards", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders(
                 {.source = kBuyerTokens, .destination = terms.legs[0].account, .amount = 9'900})
             .Changes({.account = terms.legs[0].account,
                       .owner = terms.merchant_wallet,
                       .delta = -1,
                       .held_at_end = false});
       },
       Verdict::kMerchantUnderpaid},
      {"Case24_MerchantIsTheFeeWallet", OneWalletInput,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'900).Pay(0, 100);
       },
       Verdict::kSettled},
      {"Case24_MerchantIsTheFeeWalletAndTheFeeIsMissing", OneWalletInput,
       [](const Terms& terms, ObservationBuilder& seen) { seen.Memo(terms.nonce).Pay(0, 9'900); },
       Verdict::kMerchantUnderpaid},
  };
}

std::vector<AdversarialCase> AmountCases() {
  return {
      {"Case25_ShortByOneUnit", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'899).Pay(1, 100);
       },
       Verdict::kMerchantUnderpaid},
      {"Case25_Dust", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) { seen.Memo(terms.nonce).Pay(0, 1); },
       Verdict::kMerchantUnderpaid},
      {"Case25_NothingAtAll", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) { seen.Memo(terms.nonce); },
       Verdict::kMerchantUnderpaid},
      {"Case26_PartialTransfersThatAddUp", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 40).Pay(0, 9'000).Pay(0, 899).Pay(1, 60).Pay(0, 1);
       },
       Verdict::kSettled},
      {"Case27_HalfOfAPaymentOverTwoTransactions", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 4'950).Pay(1, 50);
       },
       Verdict::kMerchantUnderpaid},
      {"Case28_Overpaid", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 99'000).Pay(1, 100);
       },
       Verdict::kSettled},
      {"Case29_FeeMissing", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) { seen.Memo(terms.nonce).Pay(0, 9'900); },
       Verdict::kFeeUnderpaid},
      {"Case29_FeeShortByOneUnit", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'900).Pay(1, 99);
       },
       Verdict::kFeeUnderpaid},
      {"Case30_FeePaidAndMerchantShort", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) { seen.Memo(terms.nonce).Pay(1, 100); },
       Verdict::kMerchantUnderpaid},
      {"Case30_AmountsSwapped", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 100).Pay(1, 9'900);
       },
       Verdict::kMerchantUnderpaid},
      {"Case31_RightSumWrongSplit", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'901).Pay(1, 99);
       },
       Verdict::kFeeUnderpaid},
      {"Case38_GreatestAmountExactly", GreatestInput,
       [](const Terms&, ObservationBuilder& seen) { seen.PayInFull(); }, Verdict::kSettled},
      {"Case38_SumsPast64BitsDoNotWrap", GreatestInput,
       [](const Terms& terms, ObservationBuilder& seen) {
         constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
         seen.Memo(terms.nonce).Pay(0, kMax).Pay(0, kMax).Pay(0, kMax).Pay(1, kMax);
       },
       Verdict::kSettled},
      {"Case38_AWrappedSumWouldHaveCoveredTheLeg", GreatestInput,
       [](const Terms& terms, ObservationBuilder& seen) {
         constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
         seen.Memo(terms.nonce).Pay(1, 1).Pay(0, 1);
         seen.Changes({terms.legs[0].account, terms.merchant_wallet, -base::Int128{kMax}})
             .Changes({terms.legs[0].account, terms.merchant_wallet, -base::Int128{kMax}});
       },
       Verdict::kMerchantUnderpaid},
  };
}

std::vector<AdversarialCase> NettingCases() {
  return {
      {"Case32_SelfTransfer", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         const solana::Pubkey& account = terms.legs[0].account;
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = account, .destination = account, .amount = 9'900});
       },
       Verdict::kMerchantUnderpaid},
      {"Case32_SelfTransferBesideAnInflow", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         const domain::Leg& merchant = terms.legs[0];
         seen.Memo(terms.nonce).Pay(1, 100).Changes({merchant.account, merchant.wallet, 9'900});
         seen.Orders(
             {.source = merchant.account, .destination = merchant.account, .amount = 9'900});
       },
       Verdict::kViewsDisagree},
      {"Case33_FromAnotherAccountOfTheMerchant", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         const domain::Leg& merchant = terms.legs[0];
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Orders({.source = Key("merchant's second"),
                      .destination = merchant.account,
                      .amount = 9'900,
                      .authority = merchant.wallet})
             .Changes({Key("merchant's second"), merchant.wallet, -9'900})
             .Changes({merchant.account, merchant.wallet, 9'900});
       },
       Verdict::kMerchantUnderpaid},
      {"Case34_PaidAndRefunded", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         const domain::Leg& merchant = terms.legs[0];
         seen.PayInFull();
         seen.Orders({.source = merchant.account,
                      .destination = kBuyerTokens,
                      .amount = 9'900,
                      .authority = merchant.wallet})
             .Changes({merchant.account, merchant.wallet, -9'900})
             .Changes({kBuyerTokens, kBuyer, 9'900});
       },
       Verdict::kMerchantUnderpaid},
      {"Case35_UnrelatedInflowCoversAShortTransfer", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'000).Pay(1, 100);
         seen.Changes({terms.legs[0].account, terms.legs[0].wallet, 900});
       },
       Verdict::kViewsDisagree},
      {"Case39_MintedIntoTheAccount", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(1, 100);
         seen.Changes({terms.legs[0].account, terms.legs[0].wallet, 9'900});
       },
       Verdict::kViewsDisagree},
      {"Case40_SwapOutputSentByADex", kUsdc,
       [](const Terms& terms, ObservationBuilder& seen) {
         seen.Memo(terms.nonce).Pay(0, 9'900, Key("dex")).Pay(1, 100);
       },
       Verdict::kProgramSource},
  };
}

}  // namespace hilt::verify
