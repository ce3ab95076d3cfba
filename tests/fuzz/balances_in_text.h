#pragma once

#include <optional>
#include <string_view>

#include "domain/asset.h"
#include "solana/keys.h"

namespace hilt::fuzz {

// What the wallet gained by the balances in a getTransaction result: of a token over all accounts
// of the owner, of SOL in lamports, the fee added back to who paid it. Read by nlohmann::json and
// by nothing of ours. None: nlohmann takes the text for no JSON (it looks into what the decoder
// skips), or the keys of a SOL payment are not in it as texts (base64).
std::optional<__int128> GainInText(std::string_view text, const solana::Pubkey& wallet,
                                   const domain::Asset& asset);

}  // namespace hilt::fuzz
