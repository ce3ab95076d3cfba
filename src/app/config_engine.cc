#include <fmt/format.h>

#include <array>
#include <utility>

#include "app/config_sections.h"

namespace hilt::app {
namespace {

constexpr int64_t kMaxGraceSeconds = 3600;
constexpr size_t kMaxPrograms = 256;

// What getGenesisHash answers on Solana's own clusters. Sources: the constants of the Solana
// Foundation's wallet-ui and solana-developers' create-solana-dapp.
constexpr std::string_view kMainnetGenesis = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr std::string_view kDevnetGenesis = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

std::string_view KnownGenesis(domain::Cluster cluster) {
  switch (cluster) {
    case domain::Cluster::kMainnet:
      return kMainnetGenesis;
    case domain::Cluster::kDevnet:
      return kDevnetGenesis;
    case domain::Cluster::kLocalnet:
      return "";
  }
  return "";
}

void ReadGenesisHash(TomlTable& table, EngineConfig& engine) {
  const std::string known(KnownGenesis(engine.cluster));
  const std::optional<std::string> given = table.Text("genesis_hash");
  if (!given.has_value() && known.empty()) table.Require("genesis_hash");
  const std::string text = given.value_or(known);
  if (text.empty() && !given.has_value()) return;
  const absl::StatusOr<solana::Blockhash> hash = solana::ParseBlockhash(text);
  if (!hash.ok()) {
    table.Error("genesis_hash", "must be the base58 text of 32 bytes");
  } else if (!known.empty() && text != known) {
    table.Error("genesis_hash",
                fmt::format("is not that of {}, {}", domain::Name(engine.cluster), known));
  } else {
    engine.genesis_hash = *hash;
  }
}

// "any", "default" or "direct", or a list of programs beside the default ones.
void ReadProgramPaths(TomlTable& table, EngineConfig& engine) {
  constexpr std::string_view kKey = "program_paths";
  constexpr std::string_view kWanted =
      "must be any, default, direct, or a list of at most 256 program ids";
  const std::optional<TomlTable::Mixed> given = table.TextOrTexts(kKey, kWanted);
  if (!given.has_value()) return;
  if (given->text == "any") engine.program_paths = ProgramPathsMode::kAny;
  if (given->text == "direct") engine.program_paths = ProgramPathsMode::kDirect;
  const bool listed = !given->text.has_value();
  const bool named = given->text == "any" || given->text == "direct" || given->text == "default";
  if ((!listed && !named) || given->texts.size() > kMaxPrograms) table.Error(kKey, kWanted);
  for (const std::string& text : given->texts) {
    const absl::StatusOr<solana::Pubkey> program = solana::ParsePubkey(text);
    if (!program.ok()) {
      table.Error(kKey, kWanted);
      return;
    }
    engine.more_programs.push_back(*program);
  }
}

}  // namespace

void ReadEngine(TomlTable table, const SectionContext& context, EngineConfig& engine) {
  static constexpr std::array<std::pair<std::string_view, domain::Cluster>, 3> kClusters = {{
      {"mainnet", domain::Cluster::kMainnet},
      {"devnet", domain::Cluster::kDevnet},
      {"localnet", domain::Cluster::kLocalnet},
  }};
  table.Require("cluster");
  if (const auto cluster = table.Choice("cluster", kClusters)) {
    engine.cluster = *cluster;
    ReadGenesisHash(table, engine);
  } else {
    table.Text("genesis_hash");
  }
  if (const auto grace = table.Integer("grace_seconds", 0, kMaxGraceSeconds)) {
    engine.grace = absl::Seconds(*grace);
  }
  ReadProgramPaths(table, engine);
  if (const auto data_dir = table.Text("data_dir")) {
    if (data_dir->empty()) table.Error("data_dir", "must not be empty");
    engine.data_dir = PathFrom(context.folder, *data_dir);
  }
  if (context.overrides.data_dir.has_value()) {
    if (context.overrides.data_dir->empty()) context.errors.Add("--data-dir: must not be empty");
    engine.data_dir = *context.overrides.data_dir;
  }
  table.Finish();
}

}  // namespace hilt::app
