#include <cstdint>
#include <string>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

// Of several things that are wrong with a transaction, the verdict names the first in the order of
// domain::Verdict. Each verdict has a flaw here that alone brings it about; every set of flaws is
// tried.
namespace hilt::verify {
namespace {

using domain::Verdict;
using test_support::Key;
using test_support::ObservationBuilder;

constexpr size_t kFlaws = domain::kAllVerdicts.size() - 1;  // kSettled is the want of any

class Flaws {
 public:
  explicit Flaws(uint32_t bits) : bits_(bits) {}

  bool Has(Verdict verdict) const { return (bits_ >> static_cast<uint32_t>(verdict) & 1) != 0; }

  Verdict Earliest() const {
    for (const Verdict verdict : domain::kAllVerdicts) {
      if (verdict == Verdict::kSettled || Has(verdict)) return verdict;
    }
    return Verdict::kSettled;
  }

  std::string Names() const {
    std::string names;
    for (size_t i = 0; i < kFlaws; ++i) {
      if (Has(domain::kAllVerdicts[i])) names += std::string(Name(domain::kAllVerdicts[i])) + " ";
    }
    return names;
  }

 private:
  uint32_t bits_;
};

void AddMemos(const Flaws& flaws, const domain::Terms& terms, ObservationBuilder& seen) {
  if (!flaws.Has(Verdict::kNoMemo)) seen.Memo(terms.nonce);
  if (flaws.Has(Verdict::kAmbiguousMemo)) {
    seen.Memo(test_support::NonceOf(0xaa)).Memo(test_support::NonceOf(0xbb));
  }
}

// The merchant's money may be short, or in an account that is not the associated one; the fee may
// be short, or minted instead of transferred; both may be of another mint, or come by CPI.
void AddMoney(const Flaws& flaws, const domain::Terms& terms, ObservationBuilder& seen) {
  const solana::Pubkey mint =
      flaws.Has(Verdict::kWrongAsset) ? Key("look-alike mint") : *terms.asset.mint;
  const domain::Leg& merchant = terms.legs[0];
  const domain::Leg& fee = terms.legs[1];
  const solana::Pubkey merchant_account =
      flaws.Has(Verdict::kNoncanonicalAccount) ? Key("merchant's second") : merchant.account;
  const uint64_t merchant_amount =
      merchant.due.value() - (flaws.Has(Verdict::kMerchantUnderpaid) ? 1 : 0);
  const uint64_t fee_amount = fee.due.value() - (flaws.Has(Verdict::kFeeUnderpaid) ? 1 : 0);
  std::optional<solana::Pubkey> via;
  if (flaws.Has(Verdict::kProgramSource)) via = Key("order book");

  seen.Orders({.source = test_support::kBuyerTokens,
               .destination = merchant_account,
               .amount = merchant_amount,
               .mint = mint,
               .via = via});
  if (!flaws.Has(Verdict::kViewsDisagree)) {
    seen.Orders({.source = test_support::kBuyerTokens,
                 .destination = fee.account,
                 .amount = fee_amount,
                 .mint = mint,
                 .via = via});
  }
  seen.Changes({merchant_account, merchant.wallet, merchant_amount, mint});
  seen.Changes({fee.account, fee.wallet, fee_amount, mint});
}

Verdict VerdictWith(const Flaws& flaws) {
  domain::TermsInput input = test_support::UsdcInput();
  if (flaws.Has(Verdict::kPayerMismatch)) {
    input.payer_wallet = Key("named payer");
    input.require_payer = true;
  }
  const domain::Terms terms = test_support::MakeTermsOrDie(input);
  const Policy policy;
  ObservationBuilder seen(terms);
  AddMemos(flaws, terms, seen);
  AddMoney(flaws, terms, seen);
  if (flaws.Has(Verdict::kLate)) {
    seen.raw().block_time = terms.expires_at + policy.grace + absl::Seconds(1);
  }
  if (flaws.Has(Verdict::kUnverifiable)) seen.raw().inner_instructions_recorded = false;
  if (flaws.Has(Verdict::kTransactionFailed)) {
    seen.raw().execution = domain::Execution::kFailed;
  }
  return Verify(terms, policy, seen.Build()).verdict;
}

TEST(Precedence, EachFlawAloneBringsItsVerdictAndNoneSettles) {
  EXPECT_EQ(VerdictWith(Flaws(0)), Verdict::kSettled);
  for (size_t i = 0; i < kFlaws; ++i) {
    EXPECT_EQ(VerdictWith(Flaws(1u << i)), domain::kAllVerdicts[i])
        << Name(domain::kAllVerdicts[i]);
  }
}

TEST(Precedence, OfAdjacentFlawsTheEarlierIsTheVerdict) {
  for (size_t i = 0; i + 1 < kFlaws; ++i) {
    const Flaws flaws(3u << i);
    EXPECT_EQ(VerdictWith(flaws), domain::kAllVerdicts[i]) << flaws.Names();
  }
}

TEST(Precedence, OfAnySetOfFlawsTheEarliestIsTheVerdict) {
  for (uint32_t bits = 0; bits < 1u << kFlaws; ++bits) {
    const Flaws flaws(bits);
    ASSERT_EQ(VerdictWith(flaws), flaws.Earliest()) << "flaws: " << flaws.Names();
  }
}

// A failed transaction is failed even where nothing else about it was recorded: a fees-only failure
// holds no inner instructions.
TEST(Precedence, FailureComesBeforeWhatIsNotRecorded) {
  const domain::Terms terms = test_support::MakeTermsOrDie(test_support::UsdcInput());
  ObservationBuilder seen(terms);
  seen.raw().execution = domain::Execution::kFailed;
  seen.raw().version = domain::MessageVersion::kUnknown;
  seen.raw().block_time.reset();
  seen.raw().inner_instructions_recorded = false;
  seen.raw().lamports_recorded = false;
  seen.raw().token_balances_recorded = false;
  const Verification result = Verify(terms, Policy(), seen.Build());
  EXPECT_EQ(result.verdict, Verdict::kTransactionFailed);
  EXPECT_EQ(result.unverifiable, std::nullopt);
}

}  // namespace
}  // namespace hilt::verify
