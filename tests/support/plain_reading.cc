#include "tests/support/plain_reading.h"

#include "solana/programs.h"

namespace hilt::test_support {
namespace {

using domain::Observation;
using domain::Terms;

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

}  // namespace

Wide Widen(base::Int128 value) {
  return static_cast<Wide>(absl::Int128High64(value)) << 64 | absl::Int128Low64(value);
}

Figures ReadFigures(const Terms& terms, const domain::Leg& leg, const Observation& seen) {
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
}  // namespace hilt::test_support
