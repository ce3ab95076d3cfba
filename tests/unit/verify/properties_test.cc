#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"
#include "tests/support/plain_reading.h"

// Random transactions around a payment, judged by the verifier and by a plain reading of the rules
// that shares nothing with it. HILT_SEED in the environment chooses another run.
namespace hilt::verify {
namespace {

using domain::Observation;
using domain::Terms;
using domain::Verdict;
using test_support::Figures;
using test_support::IsPaid;
using test_support::IsPaidDirectly;
using test_support::Key;
using test_support::ReadFigures;
using test_support::Widen;

constexpr int kRounds = 20'000;

uint64_t Seed() {
  const char* text = std::getenv("HILT_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'120;
}

// ---- the plain reading

bool ShouldSettle(const Terms& terms, const Observation& seen) {
  int own = 0;
  for (const domain::Memo& memo : seen.memos) {
    if (memo.data.size() != 37) continue;
    if (std::string(memo.data.begin(), memo.data.end()) != domain::HiltMemo(terms.nonce)) {
      return false;  // the generator makes HILT memos only
    }
    ++own;
  }
  if (own == 0 || *seen.block_time > terms.expires_at + absl::Seconds(120)) return false;
  for (const domain::Leg& leg : terms.legs) {
    const Figures figures = ReadFigures(terms, leg, seen);
    if (!IsPaid(leg, figures) || !IsPaidDirectly(leg, figures)) return false;
  }
  return true;
}

// ---- the generator

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  Terms MakeTerms() {
    domain::TermsInput input = Chance(3) ? test_support::SolInput() : test_support::UsdcInput();
    if (Chance(4)) input.fee_wallet = input.merchant_wallet;
    if (Chance(8)) {
      input.amount = domain::TokenAmount(std::numeric_limits<uint64_t>::max());
    }
    return test_support::MakeTermsOrDie(input);
  }

  // A payment in full, or some of it, and then a few things that may spoil or mend it.
  Observation MakeObservation(const Terms& terms) {
    test_support::ObservationBuilder seen(terms);
    if (!Chance(20)) seen.Memo(terms.nonce);
    if (Chance(20)) seen.Memo(test_support::NonceOf(0x77));
    for (size_t leg = 0; leg < terms.legs.size(); ++leg) {
      if (!Chance(12)) seen.Pay(leg, Near(terms.legs[leg].due.value()), Via());
    }
    for (int extra = Below(4); extra > 0; --extra) AddOrder(terms, seen);
    for (int extra = Below(4); extra > 0; --extra) AddChange(terms, seen);
    if (Chance(10)) seen.raw().fee_payer = terms.merchant_wallet;
    if (Chance(10)) seen.raw().block_time = terms.expires_at + absl::Seconds(Below(3) + 119);
    return seen.Build();
  }

 private:
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  bool Chance(int one_in) { return Below(one_in) == 0; }

  uint64_t Near(uint64_t due) {
    if (!Chance(6)) return due;
    if (Chance(4)) return std::numeric_limits<uint64_t>::max();
    return due - 1 + static_cast<uint64_t>(Below(2)) * (due == UINT64_MAX ? 1 : 2);
  }

  std::optional<solana::Pubkey> Via() {
    if (!Chance(10)) return std::nullopt;
    return Chance(2) ? Key("one program") : Key("another program");
  }

  const domain::Leg& SomeLeg(const Terms& terms) {
    return terms.legs[static_cast<size_t>(Below(static_cast<int>(terms.legs.size())))];
  }

  solana::Pubkey SomeAccount(const Terms& terms) {
    return Chance(3) ? Key("some account") : SomeLeg(terms).account;
  }

  void AddOrder(const Terms& terms, test_support::ObservationBuilder& seen) {
    test_support::Order order;
    order.source = Chance(2) ? test_support::kBuyerTokens : SomeAccount(terms);
    order.destination = SomeAccount(terms);
    order.amount = static_cast<uint64_t>(Below(3));
    order.via = Via();
    if (Chance(6)) order.mint = Key("other mint");
    if (Chance(6)) {
      order.program = Key("other program");
      order.kind = solana::TransferKind::kTransfer;
    } else if (!terms.asset.is_native() && Chance(4)) {
      order.kind = solana::TransferKind::kTransferCheckedWithFee;
      order.fee = static_cast<uint64_t>(Below(3));
    }
    seen.Orders(order);
  }

  void AddChange(const Terms& terms, test_support::ObservationBuilder& seen) {
    const base::Int128 delta = Below(5) - 2;
    if (terms.asset.is_native()) {
      seen.Lamports(SomeAccount(terms), delta);
      return;
    }
    test_support::Holding holding;
    holding.account = SomeAccount(terms);
    holding.owner = Chance(3) ? Key("somebody") : SomeLeg(terms).wallet;
    holding.delta = delta;
    if (Chance(6)) holding.mint = Key("other mint");
    holding.held_at_end = !Chance(4);
    seen.Changes(holding);
    if (Chance(20)) seen.raw().token_changes.back().program = solana::kToken2022Program;
  }

  std::mt19937_64 random_;
};

// ---- the properties

TEST(VerifierProperties, AgreesWithAPlainReadingOfTheRules) {
  const uint64_t seed = Seed();
  SCOPED_TRACE(testing::Message() << "HILT_SEED=" << seed);
  RecordProperty("seed", std::to_string(seed));
  Generator generator(seed);
  std::map<Verdict, int> met;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    const Terms terms = generator.MakeTerms();
    const Observation seen = generator.MakeObservation(terms);
    const Verification result = Verify(terms, Policy(), seen);
    ++met[result.verdict];
    ASSERT_EQ(result.verdict == Verdict::kSettled, ShouldSettle(terms, seen))
        << Name(result.verdict);
    for (size_t i = 0; i < terms.legs.size(); ++i) {
      const Figures plain = ReadFigures(terms, terms.legs[i], seen);
      const LegResult& leg = result.legs[i];
      Figures read{Widen(leg.transfers), Widen(leg.account_delta), Widen(leg.owner_net), {}};
      for (const Path& path : leg.paths) {
        std::vector<uint8_t> outer;
        if (path.outer_program) {
          outer.assign(path.outer_program->bytes.begin(), path.outer_program->bytes.end());
        }
        read.by_outer_program[outer] = Widen(path.amount);
      }
      ASSERT_TRUE(read == plain) << "leg " << i;
      ASSERT_TRUE(result.verdict != Verdict::kSettled || IsPaid(terms.legs[i], plain));
    }
  }
  // A generator that never settles, or always does, would prove nothing.
  for (const Verdict verdict :
       {Verdict::kNoMemo, Verdict::kAmbiguousMemo, Verdict::kMerchantUnderpaid,
        Verdict::kFeeUnderpaid, Verdict::kNoncanonicalAccount, Verdict::kViewsDisagree,
        Verdict::kProgramSource, Verdict::kLate, Verdict::kSettled}) {
    EXPECT_GT(met[verdict], 20) << Name(verdict);
  }
}

// No order of the same movements is worth more than another.
TEST(VerifierProperties, VerdictDoesNotDependOnTheOrderOfMovements) {
  const uint64_t seed = Seed();
  SCOPED_TRACE(testing::Message() << "HILT_SEED=" << seed);
  Generator generator(seed);
  for (int round = 0; round < kRounds / 10; ++round) {
    const Terms terms = generator.MakeTerms();
    Observation seen = generator.MakeObservation(terms);
    const Verdict before = Verify(terms, Policy(), seen).verdict;
    std::reverse(seen.transfers.begin(), seen.transfers.end());
    std::reverse(seen.token_changes.begin(), seen.token_changes.end());
    std::reverse(seen.lamport_changes.begin(), seen.lamport_changes.end());
    std::reverse(seen.memos.begin(), seen.memos.end());
    ASSERT_EQ(Verify(terms, Policy(), seen).verdict, before) << "round " << round;
  }
}

}  // namespace
}  // namespace hilt::verify
