#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/payment_create_request.h"

namespace hilt::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr char kUsdcMainnet[] = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
constexpr char kUsdcDevnet[] = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";

CreateOptions Options() {
  CreateOptions options;
  options.amount = "12.50";
  options.asset = "USDC";
  options.merchant_wallet = "merchant";
  return options;
}

settlement::v1::CreateSessionRequest Good(const CreateOptions& options) {
  base::SeededRandom random(1);
  const auto request = CreateRequest(options, random);
  EXPECT_TRUE(request.ok()) << request.status();
  return request.ok() ? *request : settlement::v1::CreateSessionRequest();
}

std::string Bad(const CreateOptions& options) {
  base::SeededRandom random(1);
  const auto request = CreateRequest(options, random);
  EXPECT_FALSE(request.ok());
  return std::string(request.status().message());
}

TEST(CreateRequest, ASymbolMeansTheMintThatLivemodeSays) {
  CreateOptions options = Options();
  EXPECT_EQ(Good(options).token_mint(), kUsdcDevnet);
  EXPECT_FALSE(Good(options).livemode());
  options.livemode = true;
  EXPECT_EQ(Good(options).token_mint(), kUsdcMainnet);
  EXPECT_TRUE(Good(options).livemode());
  options.asset = "SOL";
  EXPECT_EQ(Good(options).token_mint(), "");
  EXPECT_EQ(Good(options).amount_minor_units(), 12500000000u);
}

TEST(CreateRequest, DecimalsNeedAKnownMint) {
  CreateOptions options = Options();
  options.asset.clear();
  options.mint = kUsdcMainnet;
  EXPECT_EQ(Good(options).amount_minor_units(), 12500000u);
  options.mint = "799od9bcNnzfQBVk9qM72bY6nGqhS2qptdZJRwF9RX33";
  EXPECT_THAT(Bad(options), HasSubstr("--amount: the decimals of this mint are not known here: "
                                      "give --amount-minor-units"));
  options.amount.clear();
  options.amount_minor_units = "7";
  EXPECT_EQ(Good(options).amount_minor_units(), 7u);
  options.fee = "1";
  EXPECT_THAT(Bad(options), HasSubstr("--fee: the decimals"));
}

TEST(CreateRequest, TheFeeIsOneOfThreeOrAbsent) {
  EXPECT_EQ(Good(Options()).fee_case(), settlement::v1::CreateSessionRequest::FEE_NOT_SET);
  CreateOptions options = Options();
  options.fee_wallet = "fees";
  options.fee_bps = "90";
  EXPECT_EQ(Good(options).fee_bps(), 90u);
  EXPECT_EQ(Good(options).fee_wallet(), "fees");
  options.fee = "0.25";
  EXPECT_THAT(Bad(options), HasSubstr("--fee-bps: and a fee by amount"));
  options.fee_bps.clear();
  EXPECT_EQ(Good(options).fee_minor_units(), 250000u);
  options.fee_minor_units = "5";
  EXPECT_THAT(Bad(options), HasSubstr("--fee: and --fee-minor-units"));
  options.fee.clear();
  EXPECT_EQ(Good(options).fee_minor_units(), 5u);
}

TEST(CreateRequest, MakesAKeyWhereNothingElseMakesARepeatSafe) {
  CreateOptions options = Options();
  EXPECT_THAT(Good(options).idempotency_key(), MatchesRegex("hiltctl-[0-9a-f]{32}"));
  options.payment_id = "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef";
  EXPECT_EQ(Good(options).idempotency_key(), "");
  options.idempotency_key = "order-7";
  EXPECT_EQ(Good(options).idempotency_key(), "order-7");
}

TEST(CreateRequest, TheOtherFieldsArriveAsGiven) {
  CreateOptions options = Options();
  options.payer_wallet = "payer";
  options.require_payer = true;
  options.expires_in = "30m";
  options.commitment = "confirmed";
  options.nonce = "n";
  options.merchant_id = "shop";
  options.product_id = "tea";
  options.slug = "s";
  options.metadata = {"order=7", "empty=", "url=a=b"};
  const auto request = Good(options);
  EXPECT_EQ(request.merchant_wallet(), "merchant");
  EXPECT_EQ(request.payer_wallet(), "payer");
  EXPECT_TRUE(request.require_payer());
  EXPECT_EQ(request.expires_in().seconds(), 1800);
  EXPECT_EQ(request.required_commitment(), settlement::v1::COMMITMENT_CONFIRMED);
  EXPECT_EQ(request.nonce(), "n");
  EXPECT_EQ(request.merchant_id(), "shop");
  EXPECT_EQ(request.product_id(), "tea");
  EXPECT_EQ(request.slug(), "s");
  EXPECT_EQ(request.metadata().at("order"), "7");
  EXPECT_EQ(request.metadata().at("empty"), "");
  EXPECT_EQ(request.metadata().at("url"), "a=b");
  EXPECT_FALSE(Good(Options()).has_expires_in());
}

TEST(CreateRequest, RefusalsBeginWithTheFlag) {
  struct Case {
    const char* says;
    void (*change)(CreateOptions&);
  };
  const Case cases[] = {
      {"--asset, --mint: give one", [](CreateOptions& o) { o.mint = "m"; }},
      {"--asset, --mint: give one", [](CreateOptions& o) { o.asset.clear(); }},
      {"--asset: must be USDC or SOL", [](CreateOptions& o) { o.asset = "usdc"; }},
      {"--amount, --amount-minor-units: give one", [](CreateOptions& o) { o.amount.clear(); }},
      {"--amount: and --amount-minor-units", [](CreateOptions& o) { o.amount_minor_units = "1"; }},
      {"--amount: must be a decimal amount with at most 6 places",
       [](CreateOptions& o) { o.amount = "1.0000001"; }},
      {"--amount-minor-units: must be a whole number",
       [](CreateOptions& o) {
         o.amount.clear();
         o.amount_minor_units = "1.5";
       }},
      {"--fee-bps: must be 0 to 9999", [](CreateOptions& o) { o.fee_bps = "10000"; }},
      {"--fee-bps: must be 0 to 9999", [](CreateOptions& o) { o.fee_bps = "0.5"; }},
      {"--fee-wallet: needs", [](CreateOptions& o) { o.fee_wallet = "w"; }},
      {"--expires-in: must be a time from 1m to 24h",
       [](CreateOptions& o) { o.expires_in = "59s"; }},
      {"--expires-in: must be whole seconds", [](CreateOptions& o) { o.expires_in = "60500ms"; }},
      {"--metadata: must be KEY=VALUE", [](CreateOptions& o) { o.metadata = {"x"}; }},
      {"--metadata: must be KEY=VALUE", [](CreateOptions& o) { o.metadata = {"=x"}; }},
      {"--metadata: a is given twice",
       [](CreateOptions& o) {
         o.metadata = {"a=1", "a=2"};
       }},
  };
  for (const Case& test : cases) {
    CreateOptions options = Options();
    test.change(options);
    EXPECT_THAT(Bad(options), testing::StartsWith(test.says));
  }
}

}  // namespace
}  // namespace hilt::cli
