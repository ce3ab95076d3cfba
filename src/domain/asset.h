#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/ids.h"
#include "solana/keys.h"

namespace hilt::domain {

// One cluster an engine; devnet mints mean nothing on mainnet.
enum class Cluster { kMainnet, kDevnet, kLocalnet };

std::string_view Name(Cluster cluster);  // "mainnet", "devnet", "localnet"
std::optional<Cluster> ParseCluster(std::string_view name);

// A configured thing that payments are made in: an SPL mint with its token program, or native SOL.
struct Asset {
  std::string symbol;                  // for people: "USDC"
  std::optional<solana::Pubkey> mint;  // none: native SOL
  solana::Pubkey token_program;        // owner of the mint; unused for native SOL
  uint8_t decimals = 0;
  // Payments of at least this amount need commitment finalized.
  std::optional<TokenAmount> finalized_from;
  // Payments of at least this amount need two endpoints that agree (SPEC "agreement_from").
  std::optional<TokenAmount> agreement_from;
  // Token-2022 extension types (u16) that the mint may carry; any other on the mint refuses it.
  std::vector<uint16_t> allowed_extensions;

  bool is_native() const { return !mint.has_value(); }
};

// The assets that CreateSession accepts. Immutable once built, so it may be shared by threads.
class AssetRegistry {
 public:
  // INVALID_ARGUMENT: two entries of one mint or symbol, an empty symbol, a token program that is
  // neither Token nor Token-2022, decimals above 18.
  static absl::StatusOr<AssetRegistry> Create(std::vector<Asset> assets);

  // USDC and SOL of mainnet and devnet; SOL alone on localnet.
  static AssetRegistry Default(Cluster cluster);

  // By mint; nullopt asks for native SOL. nullptr: not configured. Valid as long as the registry.
  const Asset* Find(const std::optional<solana::Pubkey>& mint) const;

  std::span<const Asset> assets() const { return assets_; }

 private:
  explicit AssetRegistry(std::vector<Asset> assets) : assets_(std::move(assets)) {}

  std::vector<Asset> assets_;
};

}  // namespace hilt::domain
