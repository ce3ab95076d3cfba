#include "confirmer/verify/money.h"

#include "absl/container/flat_hash_map.h"

namespace hilt::verify {
namespace {

using base::Int128;

// Other instructions move lamports too (CreateAccount, nonce and rent withdrawals, closed
// accounts), but do not pay anybody: only these two count.
bool IsSystemKind(solana::TransferKind kind) {
  return kind == solana::TransferKind::kSystemTransfer ||
         kind == solana::TransferKind::kSystemTransferWithSeed;
}

bool MovesAsset(const domain::Asset& asset, const solana::Transfer& transfer) {
  if (asset.is_native()) return IsSystemKind(transfer.kind);
  // A plain Transfer names no mint: the account deltas, which do, must bear it out.
  return transfer.program == asset.token_program && (!transfer.mint || transfer.mint == asset.mint);
}

}  // namespace

Int128 OwnerNet(const domain::Observation& observation, const solana::Pubkey& owner,
                const solana::Pubkey& mint) {
  Int128 net = 0;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.owner == owner && change.mint == mint) net += change.delta;
  }
  return net;
}

Int128 LamportNet(const domain::Observation& observation, const solana::Pubkey& account) {
  Int128 net = 0;
  for (const domain::LamportChange& change : observation.lamport_changes) {
    if (change.account == account) net += change.delta;
  }
  // Without balances there is nothing to add the fee back to.
  if (observation.lamports_recorded && observation.fee_payer == account) {
    net += observation.fee_lamports;
  }
  return net;
}

Int128 Received(const domain::Observation& observation, const domain::Asset& asset,
                const solana::Pubkey& wallet) {
  return asset.is_native() ? LamportNet(observation, wallet)
                           : OwnerNet(observation, wallet, *asset.mint);
}

bool ReceivedAnotherAsset(const domain::Observation& observation, const domain::Asset& asset,
                          const solana::Pubkey& wallet) {
  if (!asset.is_native() && LamportNet(observation, wallet) > 0) return true;
  absl::flat_hash_map<solana::Pubkey, Int128> net_by_mint;
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.owner == wallet && change.mint != asset.mint) {
      net_by_mint[change.mint] += change.delta;
    }
  }
  for (const auto& [mint, net] : net_by_mint) {
    if (net > 0) return true;
  }
  return false;
}

Int128 AmountInto(const domain::Leg& leg, const domain::Asset& asset,
                  const solana::Transfer& transfer) {
  if (transfer.destination != leg.account || transfer.source == leg.account) return 0;
  if (!MovesAsset(asset, transfer)) return 0;
  // `fee` is 0 for the kinds that declare none. A fee above the amount cannot have succeeded.
  if (transfer.fee > transfer.amount) return 0;
  return transfer.amount - transfer.fee;
}

}  // namespace hilt::verify
