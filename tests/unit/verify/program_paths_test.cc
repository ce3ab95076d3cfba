#include "confirmer/verify/smart_wallets.h"
#include "confirmer/verify/verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

namespace hilt::verify {
namespace {

using domain::Terms;
using domain::Verdict;
using test_support::Key;
using test_support::MakeTermsOrDie;
using test_support::ObservationBuilder;
using test_support::UsdcInput;

const solana::Pubkey kStranger = Key("order book");
const solana::Pubkey kWallet = Key("smart wallet");

Policy PolicyWith(ProgramPaths paths) {
  Policy policy;
  policy.program_paths = std::move(paths);
  return policy;
}

ProgramPaths Allowing(const solana::Pubkey& program) {
  ProgramPaths paths;
  paths.allowed.insert(program);
  return paths;
}

TEST(ProgramPaths, DecideByTheOuterProgramOfEachTransfer) {
  struct Case {
    const char* what;
    ProgramPaths paths;
    std::optional<solana::Pubkey> via;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {"direct, nothing allowed", ProgramPaths(), std::nullopt, Verdict::kSettled},
      {"direct, any", ProgramPaths::Any(), std::nullopt, Verdict::kSettled},
      {"through any", ProgramPaths::Any(), kStranger, Verdict::kSettled},
      {"through nothing allowed", ProgramPaths(), kStranger, Verdict::kProgramSource},
      {"through an allowed one", Allowing(kWallet), kWallet, Verdict::kSettled},
      {"through another one", Allowing(kWallet), kStranger, Verdict::kProgramSource},
      {"through a stranger by default", ProgramPaths::Default(), kStranger,
       Verdict::kProgramSource},
      // A transfer by CPI of the token program itself is no direct transfer.
      {"through the token program", ProgramPaths::Default(), solana::kTokenProgram,
       Verdict::kProgramSource},
  };
  const Terms terms = MakeTermsOrDie(UsdcInput());
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce).Pay(0, 9'900, c.via).Pay(1, 100, c.via);
    EXPECT_EQ(Name(Verify(terms, PolicyWith(c.paths), seen.Build()).verdict), Name(c.expected))
        << c.what;
  }
}

TEST(ProgramPaths, AllowEverySmartWalletByDefault) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  for (const SmartWalletProgram& program : SmartWalletPrograms()) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce).Pay(0, 9'900, program.id).Pay(1, 100, program.id);
    EXPECT_EQ(Verify(terms, Policy(), seen.Build()).verdict, Verdict::kSettled) << program.name;
  }
}

TEST(ProgramPaths, MustCoverEachLegByThemselves) {
  struct Case {
    const char* what;
    uint64_t merchant_direct;
    uint64_t merchant_by_cpi;
    uint64_t fee_direct;
    uint64_t fee_by_cpi;
    Verdict expected;
  };
  const std::vector<Case> cases = {
      {"direct covers both legs", 9'900, 500, 100, 1, Verdict::kSettled},
      {"the merchant's one short", 9'899, 1, 100, 0, Verdict::kProgramSource},
      {"the fee's one short", 9'900, 0, 99, 1, Verdict::kProgramSource},
      {"excess of one leg does not cover another", 20'000, 0, 0, 100, Verdict::kProgramSource},
  };
  const Terms terms = MakeTermsOrDie(UsdcInput());
  for (const Case& c : cases) {
    ObservationBuilder seen(terms);
    seen.Memo(terms.nonce)
        .Pay(0, c.merchant_direct)
        .Pay(0, c.merchant_by_cpi, kStranger)
        .Pay(1, c.fee_direct)
        .Pay(1, c.fee_by_cpi, kStranger);
    EXPECT_EQ(Name(Verify(terms, Policy(), seen.Build()).verdict), Name(c.expected)) << c.what;
  }
}

TEST(ProgramPaths, AreRecordedForEachLegInOrderOfFirstUse) {
  const Terms terms = MakeTermsOrDie(UsdcInput());
  ObservationBuilder seen(terms);
  seen.Memo(terms.nonce)
      .Pay(0, 1, kStranger)
      .Pay(1, 100)
      .Pay(0, 20)
      .Pay(0, 300, kWallet)
      .Pay(0, 4'000, kStranger)
      .Pay(0, 50'000);
  const Verification result = Verify(terms, PolicyWith(Allowing(kWallet)), seen.Build());

  const auto path = [](std::optional<solana::Pubkey> outer, int64_t amount, bool allowed) {
    return testing::AllOf(testing::Field(&Path::outer_program, outer),
                          testing::Field(&Path::amount, base::Int128{amount}),
                          testing::Field(&Path::allowed, allowed));
  };
  EXPECT_THAT(result.legs[0].paths,
              testing::ElementsAre(path(kStranger, 4'001, false), path(std::nullopt, 50'020, true),
                                   path(kWallet, 300, true)));
  EXPECT_THAT(result.legs[1].paths, testing::ElementsAre(path(std::nullopt, 100, true)));
}

TEST(SmartWallets, AreDistinctProgramsWithNames) {
  absl::flat_hash_set<solana::Pubkey> ids;
  for (const SmartWalletProgram& program : SmartWalletPrograms()) {
    EXPECT_TRUE(ids.insert(program.id).second) << program.name;
    EXPECT_FALSE(program.name.empty());
  }
  EXPECT_EQ(ids, ProgramPaths::Default().allowed);
  EXPECT_FALSE(ids.contains(solana::kTokenProgram));
}

}  // namespace
}  // namespace hilt::verify
