#pragma once

#include <optional>
#include <vector>

#include "base/int128.h"
#include "domain/terms.h"

// What a transaction brought to a payment's legs, as the verifier read it: kept with candidates,
// settlements and attempts, and shown by explain.
namespace hilt::domain {

// A way by which transfers reached a leg: directly, or through an outer program by CPI.
struct Path {
  std::optional<solana::Pubkey> outer_program;  // none: top-level transfers
  base::Int128 amount = 0;                      // minor units
  bool allowed = false;                         // by the policy's program paths

  friend bool operator==(const Path&, const Path&) = default;
};

// What one leg was due and what the three views of the transaction say that it got, minor units.
struct LegResult {
  Leg leg;
  base::Int128 transfers = 0;      // decoded transfers into the account from other accounts
  base::Int128 account_delta = 0;  // of the account
  base::Int128 owner_net = 0;      // over all accounts of the wallet: what it received
  std::vector<Path> paths;         // in order of first use

  bool paid() const;                           // all three views reach what is due
  base::Int128 through_allowed_paths() const;  // sum of the paths that are allowed
  bool paid_through_allowed_paths() const;

  friend bool operator==(const LegResult&, const LegResult&) = default;
};

struct Payer {
  // Owner with the largest net debit in the asset, ties to the lower account index; none where
  // nobody was debited.
  std::optional<solana::Pubkey> observed;
  // Who moved the observed payer's money into a leg, where that was not the payer (a delegate).
  std::optional<solana::Pubkey> authority;
  // The named payer signed; true where the terms name none. Provider grade sees only some signers:
  // false then means "not shown".
  bool matches = false;

  friend bool operator==(const Payer&, const Payer&) = default;
};

}  // namespace hilt::domain
