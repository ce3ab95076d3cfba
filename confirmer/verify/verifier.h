#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "base/int128.h"
#include "domain/observation.h"
#include "domain/receipt.h"
#include "domain/terms.h"
#include "domain/verdict.h"

// Decides whether one transaction settles one payment. A pure function: it reads no clock, no store
// and no network, so the same inputs give the same answer for ever. It says nothing of finality:
// whether the evidence suffices to confirm is settle's question.
namespace hilt::verify {

// Through which outermost programs money may reach a leg (SPEC 4.6). Money that reaches a merchant
// by CPI for another reason (a filled order, a vesting claim) must not buy goods.
struct ProgramPaths {
  bool any = false;
  // Outer programs allowed besides a direct transfer. Ignored where `any`.
  absl::flat_hash_set<solana::Pubkey> allowed;

  static ProgramPaths Any();
  // Direct transfers and the smart-wallet programs of smart_wallets.h.
  static ProgramPaths Default();
};

struct Policy {
  absl::Duration grace = absl::Seconds(120);  // added to expires_at; at least 0
  ProgramPaths program_paths = ProgramPaths::Default();
};

// Why an observation proves nothing either way. The first that applies.
enum class Unverifiable {
  kMetaNotRecorded,
  kStatusContradictory,
  kVersionUnknown,
  kBlockTimeMissing,
  kInnerInstructionsNotRecorded,
  kInstructionNotUnderstood,  // transfers may be missing
  kLamportsNotRecorded,
  kTokenBalancesNotRecorded,
  kPayerNotShown,  // provider grade: require_payer can be neither proved nor refuted
};

std::string_view Name(Unverifiable reason);

using domain::LegResult;
using domain::Path;
using domain::Payer;

struct Verification {
  domain::Verdict verdict{};
  std::optional<Unverifiable> unverifiable;  // set where the verdict is kUnverifiable
  std::vector<domain::Nonce> nonces;         // of the HILT memos, distinct, in order
  std::vector<LegResult> legs;               // as in the terms; figures whatever the verdict
  // Excess of owner net over what is due, summed over legs; for settled, late, payer_mismatch.
  base::Int128 overpaid = 0;
  Payer payer;
  // Something, in any asset, reached a leg's wallet, or should have (it was sent to the leg's
  // account, and another owner has that): what makes a bad verdict a discrepancy.
  bool leg_wallet_credited = false;
};

Verification Verify(const domain::Terms& terms, const Policy& policy,
                    const domain::Observation& observation);

// Why the record is not complete enough to be judged; the first reason that applies. Of a
// transaction that succeeded: that it failed is known without the rest.
std::optional<Unverifiable> WhatIsMissing(const domain::Observation& observation);

// Of a transaction's memos, the nonces of its HILT memos: distinct, in order of execution.
std::vector<domain::Nonce> HiltNonces(const domain::Observation& observation);

}  // namespace hilt::verify
