#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "app/config_sections.h"
#include "solana/programs.h"

namespace hilt::app {
namespace {

constexpr size_t kMaxAssets = 256;
constexpr size_t kMaxSymbolChars = 16;
constexpr int64_t kMaxDecimals = 18;

bool IsSymbol(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSymbolChars &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

std::optional<domain::TokenAmount> ReadAmount(TomlTable& table, std::string_view key) {
  const std::optional<int64_t> amount = table.Integer(key, 1, INT64_MAX);
  if (!amount.has_value()) return std::nullopt;
  return domain::TokenAmount(static_cast<uint64_t>(*amount));
}

// Mint, token program and decimals, which go together.
void ReadToken(TomlTable& table, domain::Asset& asset) {
  static constexpr std::array<std::pair<std::string_view, solana::Pubkey>, 2> kPrograms = {{
      {"token", solana::kTokenProgram},
      {"token-2022", solana::kToken2022Program},
  }};
  const std::optional<std::string> mint = table.Text("mint");
  const auto program = table.Choice("token_program", kPrograms);
  const std::optional<int64_t> decimals = table.Integer("decimals", 0, kMaxDecimals);
  if (!mint.has_value()) {
    for (const std::string_view key : {"token_program", "decimals"}) {
      if (table.Has(key)) table.Error(key, "goes with a mint only");
    }
    return;
  }
  table.Require("decimals");
  const absl::StatusOr<solana::Pubkey> key = solana::ParsePubkey(*mint);
  if (!key.ok()) table.Error("mint", "must be the base58 text of 32 bytes");
  if (!key.ok() || !decimals.has_value()) return;
  asset.mint = *key;
  asset.token_program = program.value_or(solana::kTokenProgram);
  asset.decimals = static_cast<uint8_t>(*decimals);
}

// One entry, over `base`: the default asset of its symbol, where there is one.
void ReadAsset(TomlTable& table, const domain::Asset* base, domain::Asset& asset) {
  if (base != nullptr) asset = *base;
  const bool native = base != nullptr && base->is_native();
  if (native && table.Has("mint")) table.Error("mint", "SOL has none");
  if (base == nullptr) table.Require("mint");
  ReadToken(table, asset);
  if (const auto from = ReadAmount(table, "finalized_from")) asset.finalized_from = from;
  if (const auto from = ReadAmount(table, "agreement_from")) asset.agreement_from = from;
  if (const auto allowed = table.Integers("allowed_extensions", 0, UINT16_MAX)) {
    asset.allowed_extensions.assign(allowed->begin(), allowed->end());
  }
  table.Finish();
}

}  // namespace

void ReadAssets(std::vector<TomlTable> tables, bool with_defaults, Config& config,
                ConfigErrors& errors) {
  const domain::AssetRegistry defaults = domain::AssetRegistry::Default(config.engine.cluster);
  std::vector<domain::Asset> assets;
  std::set<std::string> listed;
  bool all_read = true;
  if (tables.size() > kMaxAssets) errors.Add(fmt::format("assets: at most {}", kMaxAssets));
  for (TomlTable& table : tables) {
    table.Require("symbol");
    const std::optional<std::string> symbol = table.Text("symbol");
    const bool good = symbol.has_value() && IsSymbol(*symbol);
    if (symbol.has_value() && !good) {
      table.Error("symbol", fmt::format("must be 1 to {} of [A-Za-z0-9._-]", kMaxSymbolChars));
    }
    const auto is_this = [&](const domain::Asset& asset) { return asset.symbol == symbol; };
    const auto base = std::find_if(defaults.assets().begin(), defaults.assets().end(), is_this);
    domain::Asset& asset = assets.emplace_back();
    ReadAsset(table, base == defaults.assets().end() ? nullptr : &*base, asset);
    asset.symbol = symbol.value_or("");
    all_read = all_read && good && (asset.mint.has_value() || base != defaults.assets().end());
    listed.insert(asset.symbol);
  }
  for (const domain::Asset& asset : defaults.assets()) {
    if (with_defaults && !listed.contains(asset.symbol)) assets.push_back(asset);
  }
  if (!all_read) return;  // the errors are told
  if (assets.empty()) errors.Add("assets: there is none that a payment could be made in");
  absl::StatusOr<domain::AssetRegistry> registry = domain::AssetRegistry::Create(std::move(assets));
  if (registry.ok()) {
    config.assets = *std::move(registry);
  } else {
    errors.Add("assets: " + std::string(registry.status().message()));
  }
}

}  // namespace hilt::app
