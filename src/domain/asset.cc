#include "domain/asset.h"

#include "base/check.h"
#include "fmt/format.h"
#include "solana/programs.h"

namespace hilt::domain {
namespace {

// Circle's USDC, 6 decimals, classic Token program. Sources: the USDC addresses in Privy's
// (getSolanaUsdcMintAddressForCluster) and Coinflow's developer documentation.
constexpr std::string_view kUsdcMainnet = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
constexpr std::string_view kUsdcDevnet = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";

constexpr uint8_t kMaxDecimals = 18;
constexpr uint8_t kSolDecimals = 9;

Asset Sol() {
  Asset sol;
  sol.symbol = "SOL";
  sol.decimals = kSolDecimals;
  return sol;
}

Asset Usdc(std::string_view mint) {
  const absl::StatusOr<solana::Pubkey> key = solana::ParsePubkey(mint);
  HILT_CHECK(key.ok());
  Asset usdc;
  usdc.symbol = "USDC";
  usdc.mint = *key;
  usdc.token_program = solana::kTokenProgram;
  usdc.decimals = 6;
  return usdc;
}

absl::Status CheckAsset(const Asset& asset) {
  if (asset.symbol.empty()) return absl::InvalidArgumentError("symbol: must not be empty");
  if (asset.decimals > kMaxDecimals) {
    return absl::InvalidArgumentError(
        fmt::format("{}: decimals: must be at most {}", asset.symbol, kMaxDecimals));
  }
  if (!asset.is_native() && !solana::IsTokenProgram(asset.token_program)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: token_program: must be Token or Token-2022", asset.symbol));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view Name(Cluster cluster) {
  switch (cluster) {
    case Cluster::kMainnet:
      return "mainnet";
    case Cluster::kDevnet:
      return "devnet";
    case Cluster::kLocalnet:
      return "localnet";
  }
  base::CheckFailed("a Cluster outside its enum", __FILE__, __LINE__);
}

std::optional<Cluster> ParseCluster(std::string_view name) {
  for (const Cluster cluster : {Cluster::kMainnet, Cluster::kDevnet, Cluster::kLocalnet}) {
    if (Name(cluster) == name) return cluster;
  }
  return std::nullopt;
}

absl::StatusOr<AssetRegistry> AssetRegistry::Create(std::vector<Asset> assets) {
  for (size_t i = 0; i < assets.size(); ++i) {
    if (absl::Status status = CheckAsset(assets[i]); !status.ok()) return status;
    for (size_t j = 0; j < i; ++j) {
      if (assets[i].symbol == assets[j].symbol) {
        return absl::InvalidArgumentError(
            fmt::format("{}: symbol: configured twice", assets[i].symbol));
      }
      if (assets[i].mint == assets[j].mint) {
        return absl::InvalidArgumentError(
            fmt::format("{}: mint: that of {} too", assets[i].symbol, assets[j].symbol));
      }
    }
  }
  return AssetRegistry(std::move(assets));
}

AssetRegistry AssetRegistry::Default(Cluster cluster) {
  switch (cluster) {
    case Cluster::kMainnet:
      return AssetRegistry({Usdc(kUsdcMainnet), Sol()});
    case Cluster::kDevnet:
      return AssetRegistry({Usdc(kUsdcDevnet), Sol()});
    case Cluster::kLocalnet:
      return AssetRegistry({Sol()});
  }
  base::CheckFailed("a Cluster outside its enum", __FILE__, __LINE__);
}

const Asset* AssetRegistry::Find(const std::optional<solana::Pubkey>& mint) const {
  for (const Asset& asset : assets_) {
    if (asset.mint == mint) return &asset;
  }
  return nullptr;
}

}  // namespace hilt::domain
