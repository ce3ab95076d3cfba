#include "confirmer/settle/unmatched.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "confirmer/settle/discrepancies.h"
#include "confirmer/settle/record.h"
#include "confirmer/verify/money.h"

namespace hilt::settle {
namespace {

using domain::Discrepancy;
using domain::Observation;

std::string UnmatchedId(const solana::Signature& signature) {
  return storage::DiscrepancyId(domain::DiscrepancyKind::kUnmatched, std::nullopt, signature);
}

absl::StatusOr<bool> IsOnRecord(const WriteContext& context, const solana::Signature& signature) {
  const std::string id = UnmatchedId(signature);
  HILT_ASSIGN_OR_RETURN(const std::optional<Discrepancy> record,
                        context.ledger.FindDiscrepancy(id));
  if (record) return true;
  return context.ledger.IsSummed(id);
}

// Whether it shows all that the transaction moved; a failed one moved nothing. No more is asked
// here: there are no terms to be judged by (verify::WhatIsMissing), only credits to be told of.
bool ShowsWhatMoved(const Observation& observation) {
  if (observation.execution == domain::Execution::kFailed) return true;
  return observation.execution == domain::Execution::kSucceeded && observation.lamports_recorded &&
         observation.token_balances_recorded;
}

// There is no payment whose commitment could be asked: nothing less than the best will do.
bool Suffices(const EngineRules& rules, const Observation& observation) {
  const bool best = observation.grade == domain::EvidenceGrade::kProvider ||
                    observation.commitment == domain::Commitment::kFinalized;
  return best && Decides(rules.webhook_trust, observation.grade);
}

bool IsTokenAccount(const Observation& observation, const solana::Pubkey& account) {
  return std::any_of(observation.token_changes.begin(), observation.token_changes.end(),
                     [&](const auto& change) { return change.account == account; });
}

// Everything that the transaction brought to an account; for SOL the account is the wallet, and the
// rent of a token account is no payment.
std::vector<std::pair<solana::Pubkey, domain::Credit>> CreditsOf(const Observation& observation) {
  std::vector<std::pair<solana::Pubkey, domain::Credit>> credits;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.delta <= 0) continue;
    credits.push_back(
        {change.account, {.wallet = change.owner, .mint = change.mint, .amount = change.delta}});
  }
  for (const domain::LamportChange& change : observation.lamport_changes) {
    const base::Int128 net = verify::LamportNet(observation, change.account);
    if (net <= 0 || IsTokenAccount(observation, change.account)) continue;
    credits.push_back({change.account, {.wallet = change.account, .mint = {}, .amount = net}});
  }
  return credits;
}

// The first watched account that gained, and all that watched accounts gained.
absl::Status ReadCredits(const WriteContext& context, const Observation& observation,
                         Discrepancy& discrepancy) {
  if (observation.execution != domain::Execution::kSucceeded) return absl::OkStatus();
  for (const auto& [account, credit] : CreditsOf(observation)) {
    HILT_ASSIGN_OR_RETURN(const std::optional<storage::WatchRecord> watched,
                          context.ledger.FindWatch(account));
    if (!watched) continue;
    if (!discrepancy.watch_account) discrepancy.watch_account = account;
    if (discrepancy.credits.size() < domain::kMaxCredits) {
      discrepancy.credits.push_back(credit);
    } else {
      ++discrepancy.other_assets;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> KeepUnmatched(WriteContext& context, const Observation& observation,
                                   std::span<const domain::Nonce> nonces) {
  Discrepancy discrepancy;
  if (!ShowsWhatMoved(observation)) return true;
  HILT_RETURN_IF_ERROR(ReadCredits(context, observation, discrepancy));
  if (discrepancy.credits.empty()) return false;
  HILT_ASSIGN_OR_RETURN(const bool open_before, IsOnRecord(context, observation.signature));
  if (open_before && !Suffices(context.rules, observation)) return false;
  for (const domain::Nonce& nonce : nonces) {
    HILT_RETURN_IF_ERROR(context.ledger.PutUnmatched(nonce, observation.signature));
  }
  if (!Suffices(context.rules, observation)) return true;
  discrepancy.kind = domain::DiscrepancyKind::kUnmatched;
  discrepancy.nonces.assign(nonces.begin(), nonces.end());
  discrepancy.signature = observation.signature;
  discrepancy.seen = domain::Sighting{.slot = observation.slot,
                                      .block_time = observation.block_time,
                                      .commitment = observation.commitment,
                                      .grade = observation.grade};
  HILT_RETURN_IF_ERROR(OpenDiscrepancy(context, std::move(discrepancy)));
  return false;
}

absl::Status RefetchUnmatched(WriteContext& context, const domain::Nonce& nonce) {
  HILT_ASSIGN_OR_RETURN(const std::vector<solana::Signature> signatures,
                        context.ledger.Unmatched(nonce));
  for (const solana::Signature& signature : signatures) {
    HILT_RETURN_IF_ERROR(WantFetchNow(context, signature));
  }
  if (!signatures.empty()) context.ledger.DeleteUnmatched(nonce);
  return absl::OkStatus();
}

absl::Status CloseUnmatched(WriteContext& context, const Observation& observation) {
  if (!Decides(context.rules.webhook_trust, observation.grade)) return absl::OkStatus();
  return CloseDiscrepancy(
      context, UnmatchedId(observation.signature),
      "a payment with this nonce was created, and the transaction was judged for it");
}

}  // namespace hilt::settle
