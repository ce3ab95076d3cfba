#include "confirmer/settle/discrepancies.h"

#include <algorithm>
#include <utility>

#include "base/status.h"

namespace hilt::settle {
namespace {

using domain::Discrepancy;
using domain::DiscrepancyKind;

absl::Status Tell(WriteContext& context, domain::EventType type, Discrepancy discrepancy) {
  domain::Event event{.type = type, .at = context.now, .discrepancy = std::move(discrepancy)};
  return context.ledger.AppendEvent(std::move(event)).status();
}

// The payment that is part of the record's key. An ambiguous memo is one matter, whichever of its
// payments is judged first.
std::optional<domain::PaymentId> KeyPayment(const Discrepancy& discrepancy) {
  if (discrepancy.kind == DiscrepancyKind::kAmbiguousMemo) return std::nullopt;
  if (discrepancy.payments.empty()) return std::nullopt;
  return discrepancy.payments.front();
}

// Whose records of the kind are counted.
storage::DiscrepancyScope ScopeOf(const Discrepancy& discrepancy) {
  if (!discrepancy.payments.empty()) return discrepancy.payments.front();
  return discrepancy.watch_account.value_or(solana::Pubkey{});
}

absl::Status PutNew(WriteContext& context, Discrepancy discrepancy) {
  discrepancy.opened_at = context.now;
  discrepancy.updated_at = context.now;
  discrepancy.version = 1;
  HILT_RETURN_IF_ERROR(context.ledger.PutDiscrepancy(discrepancy));
  return Tell(context, domain::EventType::kDiscrepancyOpened, std::move(discrepancy));
}

absl::Status PutChanged(WriteContext& context, Discrepancy& discrepancy) {
  discrepancy.updated_at = context.now;
  ++discrepancy.version;
  return context.ledger.PutDiscrepancy(discrepancy);
}

// What the engine closed has come up again: as it was seen now, for that may be in another block.
Discrepancy Renewed(Discrepancy fresh, const Discrepancy& old) {
  fresh.opened_at = old.opened_at;
  fresh.version = old.version;
  return fresh;
}

absl::Status Reopen(WriteContext& context, Discrepancy discrepancy) {
  discrepancy.resolution.reset();
  HILT_RETURN_IF_ERROR(PutChanged(context, discrepancy));
  return Tell(context, domain::EventType::kDiscrepancyOpened, std::move(discrepancy));
}

domain::Credit* FindCredit(const domain::Credit& like, Discrepancy& discrepancy) {
  for (domain::Credit& credit : discrepancy.credits) {
    if (credit.wallet == like.wallet && credit.mint == like.mint) return &credit;
  }
  return nullptr;
}

void AddCredit(const domain::Credit& credit, Discrepancy& sum) {
  if (domain::Credit* same = FindCredit(credit, sum)) {
    same->amount += credit.amount;
  } else if (sum.credits.size() < domain::kMaxCredits) {
    sum.credits.push_back(credit);
  } else {
    ++sum.other_assets;
  }
}

bool AddPayments(const Discrepancy& fresh, Discrepancy& old) {
  bool changed = false;
  for (const domain::PaymentId& payment : fresh.payments) {
    auto& named = old.payments;
    if (std::find(named.begin(), named.end(), payment) != named.end()) continue;
    named.push_back(payment);
    changed = true;
  }
  return changed;
}

// Each of the payments that a transaction names brings what its own wallets received.
absl::Status Merge(WriteContext& context, const Discrepancy& fresh, Discrepancy old) {
  bool changed = AddPayments(fresh, old);
  for (const domain::Credit& credit : fresh.credits) {
    if (FindCredit(credit, old) != nullptr) continue;
    AddCredit(credit, old);
    changed = true;
  }
  return changed ? PutChanged(context, old) : absl::OkStatus();
}

absl::Status AddToExisting(WriteContext& context, const Discrepancy& fresh, Discrepancy old) {
  if (!old.open() && old.resolution->actor == kEngineActor) {
    return Reopen(context, Renewed(fresh, old));
  }
  if (fresh.kind != DiscrepancyKind::kAmbiguousMemo) return absl::OkStatus();
  return Merge(context, fresh, std::move(old));
}

// One more of a kind that has its full number of records: added up, once a transaction.
absl::Status AddUp(WriteContext& context, Discrepancy fresh) {
  const std::string sum_id = storage::DiscrepancySumId(ScopeOf(fresh), fresh.kind);
  HILT_ASSIGN_OR_RETURN(const bool counted, context.ledger.IsSummed(fresh.id));
  if (counted) return absl::OkStatus();
  HILT_RETURN_IF_ERROR(context.ledger.PutSummed(fresh.id));
  HILT_ASSIGN_OR_RETURN(std::optional<Discrepancy> sum, context.ledger.FindDiscrepancy(sum_id));
  fresh.id = sum_id;
  fresh.legs.clear();
  fresh.candidate.reset();
  if (!sum) return PutNew(context, std::move(fresh));
  ++sum->count;
  sum->last_signature = fresh.signature;
  sum->seen = fresh.seen;
  sum->verdict = fresh.verdict;
  AddPayments(fresh, *sum);
  for (const domain::Credit& credit : fresh.credits) AddCredit(credit, *sum);
  sum->other_assets += fresh.other_assets;
  if (!sum->open()) return Reopen(context, *std::move(sum));
  return PutChanged(context, *sum);
}

}  // namespace

absl::Status OpenDiscrepancy(WriteContext& context, Discrepancy discrepancy) {
  discrepancy.id =
      storage::DiscrepancyId(discrepancy.kind, KeyPayment(discrepancy), discrepancy.signature);
  HILT_ASSIGN_OR_RETURN(std::optional<Discrepancy> old,
                        context.ledger.FindDiscrepancy(discrepancy.id));
  if (old) return AddToExisting(context, discrepancy, *std::move(old));
  HILT_ASSIGN_OR_RETURN(const uint64_t count,
                        context.ledger.CountDiscrepancies(ScopeOf(discrepancy), discrepancy.kind));
  if (count >= kDiscrepanciesOfAKind) return AddUp(context, std::move(discrepancy));
  return PutNew(context, std::move(discrepancy));
}

absl::StatusOr<Discrepancy> Resolve(WriteContext& context, Discrepancy discrepancy,
                                    domain::Resolution resolution) {
  discrepancy.resolution = std::move(resolution);
  HILT_RETURN_IF_ERROR(PutChanged(context, discrepancy));
  HILT_RETURN_IF_ERROR(Tell(context, domain::EventType::kDiscrepancyResolved, discrepancy));
  return discrepancy;
}

absl::Status CloseDiscrepancy(WriteContext& context, const std::string& id, std::string note) {
  HILT_ASSIGN_OR_RETURN(std::optional<Discrepancy> discrepancy, context.ledger.FindDiscrepancy(id));
  if (!discrepancy || !discrepancy->open()) return absl::OkStatus();
  return Resolve(context, *std::move(discrepancy),
                 {.at = context.now,
                  .note = std::move(note),
                  .actor = std::string(kEngineActor),
                  .peer = ""})
      .status();
}

}  // namespace hilt::settle
