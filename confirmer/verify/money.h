#pragma once

#include "base/int128.h"
#include "domain/asset.h"
#include "domain/observation.h"
#include "domain/terms.h"

// What an observation says of one wallet or one transfer: the figures that legs.h and payer.h are
// made of. Amounts are minor units of the asset in question, signed, in 128 bits.
namespace hilt::verify {

// Sum over every token account of this owner and mint: canonical or not, opened, closed or passed
// on in the transaction.
base::Int128 OwnerNet(const domain::Observation& observation, const solana::Pubkey& owner,
                      const solana::Pubkey& mint);

// Lamports that the account gained, the network fee added back where it is the fee payer: what it
// paid for blockspace says nothing of what it was paid.
base::Int128 LamportNet(const domain::Observation& observation, const solana::Pubkey& account);

// What the wallet received in the asset: OwnerNet of its mint, or LamportNet.
base::Int128 Received(const domain::Observation& observation, const domain::Asset& asset,
                      const solana::Pubkey& wallet);

// The wallet gained something that is not the asset: any other mint, or SOL where the asset is a
// token.
bool ReceivedAnotherAsset(const domain::Observation& observation, const domain::Asset& asset,
                          const solana::Pubkey& wallet);

// What an ordered transfer brings to the leg: 0 unless it is a transfer of the asset, by the
// asset's program, into the leg's account from another account. Net of the transfer fee that it
// declares. Of the transfer alone: whether it was carried out is the transaction's outcome.
base::Int128 AmountInto(const domain::Leg& leg, const domain::Asset& asset,
                        const solana::Transfer& transfer);

}  // namespace hilt::verify
