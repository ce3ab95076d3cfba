#include <string>
#include <vector>

#include "domain/asset.h"
#include "domain/evidence.h"
#include "domain/terms.h"
#include "domain/verdict.h"
#include "gtest/gtest.h"

namespace hilt::domain {
namespace {

TEST(Verdict, NamesAreThoseOfTheSpecificationInItsOrder) {
  const std::vector<std::string> expected = {
      "transaction_failed",
      "unverifiable",
      "no_memo",
      "ambiguous_memo",
      "wrong_asset",
      "merchant_underpaid",
      "fee_underpaid",
      "noncanonical_account",
      "views_disagree",
      "program_source",
      "payer_mismatch",
      "late",
      "settled",
  };
  ASSERT_EQ(kAllVerdicts.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Name(kAllVerdicts[i]), expected[i]);
    EXPECT_EQ(static_cast<size_t>(kAllVerdicts[i]), i);
    EXPECT_EQ(ParseVerdict(expected[i]), kAllVerdicts[i]);
  }
}

TEST(Verdict, OtherNamesAreNone) {
  for (const char* name : {"", "Settled", "settled ", "paid"}) {
    EXPECT_EQ(ParseVerdict(name), std::nullopt) << name;
  }
}

TEST(Commitment, NamesAreThoseOfTheChainAndLaterIsStronger) {
  EXPECT_EQ(Name(Commitment::kProcessed), "processed");
  EXPECT_EQ(Name(Commitment::kConfirmed), "confirmed");
  EXPECT_EQ(Name(Commitment::kFinalized), "finalized");
  EXPECT_LT(Commitment::kProcessed, Commitment::kConfirmed);
  EXPECT_LT(Commitment::kConfirmed, Commitment::kFinalized);
  for (const Commitment commitment :
       {Commitment::kProcessed, Commitment::kConfirmed, Commitment::kFinalized}) {
    EXPECT_EQ(ParseCommitment(Name(commitment)), commitment);
  }
  for (const char* name : {"", "Finalized", "recent", "max"}) {
    EXPECT_EQ(ParseCommitment(name), std::nullopt) << name;
  }
}

TEST(EvidenceGrade, ChainIsStrongerThanProvider) {
  EXPECT_EQ(Name(EvidenceGrade::kProvider), "provider");
  EXPECT_EQ(Name(EvidenceGrade::kChain), "chain");
  EXPECT_LT(EvidenceGrade::kProvider, EvidenceGrade::kChain);
}

TEST(Cluster, NamesRoundTrip) {
  EXPECT_EQ(Name(Cluster::kMainnet), "mainnet");
  EXPECT_EQ(Name(Cluster::kDevnet), "devnet");
  EXPECT_EQ(Name(Cluster::kLocalnet), "localnet");
  for (const Cluster cluster : {Cluster::kMainnet, Cluster::kDevnet, Cluster::kLocalnet}) {
    EXPECT_EQ(ParseCluster(Name(cluster)), cluster);
  }
  for (const char* name : {"", "mainnet-beta", "Mainnet", "testnet"}) {
    EXPECT_EQ(ParseCluster(name), std::nullopt) << name;
  }
}

TEST(LegRole, EachHasItsOwnName) {
  EXPECT_EQ(Name(LegRole::kMerchant), "merchant");
  EXPECT_EQ(Name(LegRole::kFee), "fee");
  EXPECT_EQ(Name(LegRole::kMerchantAndFee), "merchant+fee");
}

TEST(NamesDeathTest, AValueOutsideItsEnumIsOurBug) {
  EXPECT_DEATH(Name(static_cast<Verdict>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<Commitment>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<EvidenceGrade>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<Cluster>(99)), "outside its enum");
  EXPECT_DEATH(Name(static_cast<LegRole>(99)), "outside its enum");
}

}  // namespace
}  // namespace hilt::domain
