#include "indexer/decode/balances.h"

#include <vector>

#include "base/status.h"

namespace hilt::decode {
namespace {

// One side of a token account: who held how much of what.
struct Holding {
  bool present = false;
  domain::TokenChange change;  // delta: the amount
};

struct Holdings {
  explicit Holdings(size_t accounts) : by_account(accounts) {}

  bool owners_named = true;    // by every entry
  bool programs_named = true;  // likewise
  std::vector<Holding> by_account;
};

absl::Status CheckLength(const Recorded<uint64_t>& balances, const KeyList& keys,
                         const Path& path) {
  if (balances.recorded && balances.items.size() != keys.count) {
    return path.Error("not one balance for each account key");
  }
  return absl::OkStatus();
}

absl::Status ReadHolding(const RawTokenBalance& raw, const KeyList& keys, const Path& path,
                         Holdings& out) {
  if (raw.account >= keys.count) return Path(path, "accountIndex").Error("no such account");
  Holding& holding = out.by_account[raw.account];
  if (holding.present) return Path(path, "accountIndex").Error("given twice");
  holding.present = true;
  domain::TokenChange& change = holding.change;
  if (raw.account < keys.keys.size()) change.account = keys.keys[raw.account];
  change.mint = raw.mint;
  change.owner = raw.owner.value_or(solana::Pubkey());
  change.program = raw.program;
  change.delta = raw.amount;
  if (!raw.owner.has_value()) out.owners_named = false;
  if (!raw.program.has_value()) out.programs_named = false;
  return absl::OkStatus();
}

absl::Status ReadHoldings(const Recorded<RawTokenBalance>& raw, const KeyList& keys,
                          const Path& path, Holdings& out) {
  for (size_t i = 0; i < raw.items.size(); ++i) {
    HILT_RETURN_IF_ERROR(ReadHolding(raw.items[i], keys, Path(path, i), out));
  }
  return absl::OkStatus();
}

bool SameHolder(const domain::TokenChange& a, const domain::TokenChange& b) {
  return a.mint == b.mint && a.owner == b.owner && a.program == b.program;
}

// `before` and `after` are of one account, at least one of them present.
void AppendChanges(const Holding& before, const Holding& after,
                   std::vector<domain::TokenChange>& out) {
  if (before.present && after.present && SameHolder(before.change, after.change)) {
    out.push_back(after.change);
    out.back().delta -= before.change.delta;
    return;
  }
  if (before.present) {
    out.push_back(before.change);
    out.back().delta = -before.change.delta;
    out.back().held_at_end = false;
  }
  if (after.present) out.push_back(after.change);
}

}  // namespace

absl::Status ResolveLamports(const RawMeta& meta, const KeyList& keys, const Path& meta_path,
                             domain::Observation& out) {
  HILT_RETURN_IF_ERROR(CheckLength(meta.pre_balances, keys, Path(meta_path, "preBalances")));
  HILT_RETURN_IF_ERROR(CheckLength(meta.post_balances, keys, Path(meta_path, "postBalances")));
  if (!meta.pre_balances.recorded || !meta.post_balances.recorded || !keys.complete()) {
    return absl::OkStatus();
  }
  out.lamports_recorded = true;
  out.lamport_changes.reserve(keys.count);
  for (size_t i = 0; i < keys.count; ++i) {
    const base::Int128 before = meta.pre_balances.items[i];
    out.lamport_changes.push_back({keys.keys[i], meta.post_balances.items[i] - before});
  }
  return absl::OkStatus();
}

absl::Status ResolveTokenBalances(const RawMeta& meta, const KeyList& keys, const Path& meta_path,
                                  domain::Observation& out) {
  const auto& pre = meta.pre_token_balances;
  const auto& post = meta.post_token_balances;
  if (pre.items.empty() && post.items.empty()) {
    out.token_balances_recorded = pre.recorded && post.recorded && keys.complete();
    return absl::OkStatus();
  }
  Holdings before(keys.count);
  Holdings after(keys.count);
  HILT_RETURN_IF_ERROR(ReadHoldings(pre, keys, Path(meta_path, "preTokenBalances"), before));
  HILT_RETURN_IF_ERROR(ReadHoldings(post, keys, Path(meta_path, "postTokenBalances"), after));
  if (!pre.recorded || !post.recorded || !before.owners_named || !after.owners_named ||
      !keys.complete()) {
    return absl::OkStatus();
  }
  out.token_balances_recorded = before.programs_named && after.programs_named;
  for (size_t i = 0; i < keys.count; ++i) {
    AppendChanges(before.by_account[i], after.by_account[i], out.token_changes);
  }
  return absl::OkStatus();
}

}  // namespace hilt::decode
