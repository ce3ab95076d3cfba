#include "domain/asset.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "solana/programs.h"
#include "tests/support/observation_builder.h"

namespace hilt::domain {
namespace {

using test_support::SolAsset;
using test_support::UsdcAsset;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

Asset Changed(Asset asset, const std::function<void(Asset&)>& change) {
  change(asset);
  return asset;
}

TEST(AssetRegistry, FindsByMintAndNativeSolByNone) {
  const AssetRegistry registry = AssetRegistry::Create({UsdcAsset(), SolAsset()}).value();
  ASSERT_NE(registry.Find(UsdcAsset().mint), nullptr);
  EXPECT_EQ(registry.Find(UsdcAsset().mint)->symbol, "USDC");
  ASSERT_NE(registry.Find(std::nullopt), nullptr);
  EXPECT_TRUE(registry.Find(std::nullopt)->is_native());
  EXPECT_EQ(registry.Find(test_support::Key("look-alike mint")), nullptr);
}

TEST(AssetRegistry, NativeSolIsNotThereUnlessConfigured) {
  const AssetRegistry registry = AssetRegistry::Create({UsdcAsset()}).value();
  EXPECT_EQ(registry.Find(std::nullopt), nullptr);
}

TEST(AssetRegistry, RefusesWhatCannotBeAnAsset) {
  const Asset usdc = UsdcAsset();
  const Asset other = Changed(usdc, [](Asset& a) {
    a.symbol = "OTHER";
    a.mint = test_support::Key("other mint");
  });
  struct Case {
    const char* what;
    std::vector<Asset> assets;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"one mint twice", {usdc, Changed(other, [&](Asset& a) { a.mint = usdc.mint; })}, "mint"},
      {"SOL twice", {SolAsset(), Changed(SolAsset(), [](Asset& a) { a.symbol = "S"; })}, "mint"},
      {"one symbol twice", {usdc, Changed(other, [](Asset& a) { a.symbol = "USDC"; })}, "symbol"},
      {"no symbol", {Changed(usdc, [](Asset& a) { a.symbol = ""; })}, "symbol"},
      {"no token program",
       {Changed(usdc, [](Asset& a) { a.token_program = solana::kSystemProgram; })},
       "token_program"},
      {"too many decimals", {Changed(usdc, [](Asset& a) { a.decimals = 19; })}, "decimals"},
  };
  for (const Case& c : cases) {
    const absl::Status status = AssetRegistry::Create(c.assets).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.what;
    EXPECT_THAT(Message(status), testing::HasSubstr(c.message)) << c.what;
  }
}

TEST(AssetRegistry, AcceptsBothTokenProgramsAndTheGreatestDecimals) {
  const Asset token_2022 = Changed(UsdcAsset(), [](Asset& a) {
    a.token_program = solana::kToken2022Program;
    a.decimals = 18;
  });
  EXPECT_TRUE(AssetRegistry::Create({token_2022}).ok());
  EXPECT_TRUE(AssetRegistry::Create({}).ok());
}

TEST(AssetRegistry, DefaultsDifferByCluster) {
  struct Case {
    Cluster cluster;
    std::string usdc;  // empty: none
  };
  const std::vector<Case> cases = {
      {Cluster::kMainnet, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"},
      {Cluster::kDevnet, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"},
      {Cluster::kLocalnet, ""},
  };
  for (const Case& c : cases) {
    const AssetRegistry registry = AssetRegistry::Default(c.cluster);
    const Asset* sol = registry.Find(std::nullopt);
    ASSERT_NE(sol, nullptr) << Name(c.cluster);
    EXPECT_EQ(sol->symbol, "SOL");
    EXPECT_EQ(sol->decimals, 9);
    EXPECT_EQ(registry.assets().size(), c.usdc.empty() ? 1u : 2u) << Name(c.cluster);
    if (c.usdc.empty()) continue;
    const Asset* usdc = registry.Find(solana::ParsePubkey(c.usdc).value());
    ASSERT_NE(usdc, nullptr) << Name(c.cluster);
    EXPECT_EQ(usdc->symbol, "USDC");
    EXPECT_EQ(usdc->decimals, 6);
    EXPECT_EQ(usdc->token_program, solana::kTokenProgram);
  }
}

}  // namespace
}  // namespace hilt::domain
