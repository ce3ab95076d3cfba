#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include "confirmer/verify/verifier.h"
#include "gtest/gtest.h"
#include "tests/support/observation_builder.h"

// Random transactions around a payment, judged by the verifier and by a plain reading of the rules
// that shares nothing with it. HILT_SEED in the environment chooses another run.
namespace hilt::verify {
namespace {

using Wide = __int128;
using domain::Observation;
using domain::Terms;
using domain::Verdict;
using test_support::Key;

constexpr int kRounds = 20'000;

uint64_t Seed() {
  const char* text = std::getenv("HILT_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'120;
}

Wide Widen(base::Int128 value) {
  return static_cast<Wide>(absl::Int128High64(value)) << 64 | absl::Int128Low64(value);
}

// ---- the plain reading

struct Figures {
  Wide transfers = 0;
  Wide account_delta = 0;
  Wide owner_net = 0;
  std::map<std::vector<uint8_t>, Wide> by_outer_program;  // empty key: top level

  bool operator==(const Figures&) const = default;
};

void ReadTransfers(const Terms& terms, const domain::Leg& leg, const Observation& seen,
                   Figures& figures) {
  for (const domain::OrderedTransfer& ordered : seen.transfers) {
    const solana::Transfer& t = ordered.transfer;
    if (t.destination != leg.account) continue;
    if (t.source == t.destination) continue;
    if (terms.asset.mint.has_value()) {
      if (t.program != terms.asset.token_program) continue;
      if (t.mint.has_value() && *t.mint != *terms.asset.mint) continue;
    } else if (t.program != solana::kSystemProgram) {
      continue;
    }
    Wide arrives = t.amount;
    arrives -= t.fee;
    if (arrives <= 0) continue;
    figures.transfers += arrives;
    std::vector<uint8_t> outer;
    if (ordered.place.inner_index.has_value()) {
      outer.assign(ordered.place.outer_program.bytes.begin(),
                   ordered.place.outer_program.bytes.end());
    }
    figures.by_outer_program[outer] += arrives;
  }
}

void ReadTokens(const Terms& terms, const domain::Leg& leg, const Observation& seen,
                Figures& figures) {
  Wide before_to_after = 0;
  bool ends_as_the_legs = false;
  for (const domain::TokenChange& change : seen.token_changes) {
    if (change.mint != *terms.asset.mint) continue;
    if (change.owner == leg.wallet) figures.owner_net += Widen(change.delta);
    if (change.account != leg.account) continue;
    before_to_after += Widen(change.delta);
    if (change.held_at_end && change.owner == leg.wallet &&
        change.program == terms.asset.token_program) {
      ends_as_the_legs = true;
    }
  }
  const bool is_gain = before_to_after > 0;
  figures.account_delta = is_gain && !ends_as_the_legs ? 0 : before_to_after;
}

void ReadLamports(const domain::Leg& leg, const Observation& seen, Figures& figures) {
  for (const domain::LamportChange& change : seen.lamport_changes) {
    if (change.account == leg.wallet) figures.owner_net += Widen(change.delta);
  }
  if (seen.fee_payer == leg.wallet) figures.owner_net += seen.fee_lamports;
  figures.account_delta = figures.owner_net;
}

Figures Read(const Terms& terms, const domain::Leg& leg, const Observation& seen) {
  Figures figures;
  ReadTransfers(terms, leg, seen, figures);
  if (terms.asset.mint.has_value()) {
    ReadTokens(terms, leg, seen, figures);
  } else {
    ReadLamports(leg, seen, figures);
  }
  return figures;
}

bool IsPaid(const domain::Leg& leg, const Figures& figures) {
  const Wide due = leg.due.value();
  return figures.transfers >= due && figures.account_delta >= due && figures.owner_net >= due;
}

bool IsPaidDirectly(const domain::Leg& leg, const Figures& figures) {
  const auto direct = figures.by_outer_program.find({});
  return direct != figures.by_outer_program.end() && direct->second >= Wide{leg.due.value()};
}

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
    const Figures figures = Read(terms, leg, seen);
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
      const Figures plain = Read(terms, terms.legs[i], seen);
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
