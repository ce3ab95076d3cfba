#include "domain/terms.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "solana/address.h"
#include "tests/support/observation_builder.h"

namespace hilt::domain {
namespace {

using test_support::Key;
using test_support::SolInput;
using test_support::UsdcInput;

TEST(Terms, OfTwoWalletsHaveTwoLegsMerchantFirst) {
  const Terms terms = MakeTerms(UsdcInput()).value();
  ASSERT_EQ(terms.legs.size(), 2u);
  EXPECT_EQ(terms.legs[0].role, LegRole::kMerchant);
  EXPECT_EQ(terms.legs[0].wallet, Key("merchant"));
  EXPECT_EQ(terms.legs[0].due.value(), 9'900u);
  EXPECT_EQ(terms.legs[1].role, LegRole::kFee);
  EXPECT_EQ(terms.legs[1].wallet, Key("fee wallet"));
  EXPECT_EQ(terms.legs[1].due.value(), 100u);
  EXPECT_EQ(terms.merchant_amount().value(), 9'900u);
}

TEST(Terms, OfOneWalletHaveOneLegOfTheWholeAmount) {
  TermsInput input = UsdcInput();
  input.fee_wallet = input.merchant_wallet;
  const Terms terms = MakeTerms(input).value();
  ASSERT_EQ(terms.legs.size(), 1u);
  EXPECT_EQ(terms.legs[0].role, LegRole::kMerchantAndFee);
  EXPECT_EQ(terms.legs[0].due.value(), 10'000u);
  EXPECT_EQ(terms.merchant_amount().value(), 9'900u);
}

TEST(Terms, WithoutFeeHaveTheMerchantsLegAlone) {
  TermsInput input = UsdcInput();
  input.fee = TokenAmount(0);
  input.fee_wallet.reset();
  const Terms terms = MakeTerms(input).value();
  ASSERT_EQ(terms.legs.size(), 1u);
  EXPECT_EQ(terms.legs[0].role, LegRole::kMerchant);
  EXPECT_EQ(terms.legs[0].due, input.amount);
}

TEST(Terms, LegAccountsAreTheAssociatedTokenAccountsOfTheAsset) {
  for (const solana::Pubkey& program : {solana::kTokenProgram, solana::kToken2022Program}) {
    TermsInput input = UsdcInput();
    input.asset.token_program = program;
    const Terms terms = MakeTerms(input).value();
    for (const Leg& leg : terms.legs) {
      EXPECT_EQ(leg.account,
                solana::AssociatedTokenAccount(leg.wallet, program, *input.asset.mint));
    }
  }
}

// Of a transaction on the chain: tests/golden/chain/scenarios/transfer_checked_legacy.json.
TEST(Terms, LegAccountsAreThoseOfTheChain) {
  const auto key = [](std::string_view text) { return solana::ParsePubkey(text).value(); };
  TermsInput input = UsdcInput();
  input.asset = *AssetRegistry::Default(Cluster::kMainnet)
                     .Find(key("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"));
  input.merchant_wallet = key("49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi");
  input.fee_wallet = key("CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg");
  const Terms terms = MakeTerms(input).value();
  EXPECT_EQ(solana::ToString(terms.legs[0].account),
            "6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM");
  EXPECT_EQ(solana::ToString(terms.legs[1].account),
            "9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc");
}

TEST(Terms, LegAccountsOfSolAreTheWallets) {
  const Terms terms = MakeTerms(SolInput()).value();
  for (const Leg& leg : terms.legs) EXPECT_EQ(leg.account, leg.wallet);
}

TEST(Terms, KeepWhatWasAgreed) {
  TermsInput input = UsdcInput();
  input.payment_id.bytes[3] = 7;
  input.payer_wallet = Key("payer");
  input.require_payer = true;
  input.required_commitment = Commitment::kConfirmed;
  const Terms terms = MakeTerms(input).value();
  EXPECT_EQ(terms.payment_id, input.payment_id);
  EXPECT_EQ(terms.nonce, input.nonce);
  EXPECT_EQ(terms.asset.symbol, "USDC");
  EXPECT_EQ(terms.payer_wallet, input.payer_wallet);
  EXPECT_TRUE(terms.require_payer);
  EXPECT_EQ(terms.created_at, input.created_at);
  EXPECT_EQ(terms.expires_at, input.expires_at);
  EXPECT_EQ(terms.required_commitment, Commitment::kConfirmed);
}

struct RuleCase {
  const char* what;
  std::function<void(TermsInput&)> change;
  std::string field;  // named first in the message; empty: accepted
};

std::vector<RuleCase> Rules() {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  return {
      {"amount 0",
       [](TermsInput& in) {
         in.amount = TokenAmount(0);
         in.fee = TokenAmount(0);
         in.fee_wallet.reset();
       },
       "amount"},
      {"amount 1 without fee",
       [](TermsInput& in) {
         in.amount = TokenAmount(1);
         in.fee = TokenAmount(0);
         in.fee_wallet.reset();
       },
       ""},
      {"the greatest amount", [=](TermsInput& in) { in.amount = TokenAmount(kMax); }, ""},
      {"fee one below the amount", [](TermsInput& in) { in.fee = TokenAmount(9'999); }, ""},
      {"fee of the amount", [](TermsInput& in) { in.fee = TokenAmount(10'000); }, "fee"},
      {"fee above the amount", [=](TermsInput& in) { in.fee = TokenAmount(kMax); }, "fee"},
      {"fee without a wallet", [](TermsInput& in) { in.fee_wallet.reset(); }, "fee_wallet"},
      {"wallet without a fee", [](TermsInput& in) { in.fee = TokenAmount(0); }, "fee_wallet"},
      {"payer is the merchant", [](TermsInput& in) { in.payer_wallet = in.merchant_wallet; },
       "payer_wallet"},
      {"payer is the fee wallet", [](TermsInput& in) { in.payer_wallet = in.fee_wallet; }, ""},
      {"payer required and not named", [](TermsInput& in) { in.require_payer = true; },
       "require_payer"},
      {"expires when created", [](TermsInput& in) { in.expires_at = in.created_at; }, "expires_at"},
      {"expires a second later",
       [](TermsInput& in) { in.expires_at = in.created_at + absl::Seconds(1); }, ""},
      {"commitment processed",
       [](TermsInput& in) { in.required_commitment = Commitment::kProcessed; },
       "required_commitment"},
  };
}

TEST(Terms, FollowTheRulesAndNameTheFieldThatDoesNot) {
  for (const RuleCase& c : Rules()) {
    TermsInput input = UsdcInput();
    c.change(input);
    const absl::Status status = MakeTerms(input).status();
    if (c.field.empty()) {
      EXPECT_TRUE(status.ok()) << c.what << ": " << status;
      continue;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.what;
    EXPECT_EQ(std::string(status.message()).rfind(c.field + ": ", 0), 0u)
        << c.what << ": " << status;
  }
}

}  // namespace
}  // namespace hilt::domain
