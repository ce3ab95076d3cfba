#include <algorithm>
#include <vector>

#include "base/check.h"
#include "cli/amount_text.h"
#include "cli/checks.h"
#include "cli/explanation_output.h"
#include "domain/discrepancy.h"
#include "domain/memo.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using base::Int128;
using domain::LegResult;

// Columns: "  ", sign, " ", name, text.
constexpr size_t kNameColumns = 15;

size_t SignColumns(const Style& style) { return style.utf8 ? 1 : 2; }

std::string Sign(CheckState state, const Style& style) {
  switch (state) {
    case CheckState::kPassed:
      return style.Tick();
    case CheckState::kFailed:
      return style.Cross();
    case CheckState::kNotJudged:
      return style.Dash();
  }
  base::CheckFailed("a CheckState outside its enum", __FILE__, __LINE__);
}

std::string_view Title(CheckKind kind) {
  switch (kind) {
    case CheckKind::kExecuted:
      return "executed";
    case CheckKind::kRecorded:
      return "recorded";
    case CheckKind::kMemo:
      return "memo";
    case CheckKind::kOnePayment:
      return "one payment";
    case CheckKind::kLegs:
      return "legs";
    case CheckKind::kProgramPaths:
      return "program paths";
    case CheckKind::kPayer:
      return "payer";
    case CheckKind::kTime:
      return "time";
  }
  base::CheckFailed("a CheckKind outside its enum", __FILE__, __LINE__);
}

std::string HeaderLine(std::string_view name, std::string_view value, const Style& style) {
  return fmt::format("{} {}\n", style.Faint(fmt::format("{:<12}", name)), value);
}

std::string_view Known(TokenProgramSource source) {
  switch (source) {
    case TokenProgramSource::kGiven:
      return "as given";
    case TokenProgramSource::kRegistry:
      return "known";
    case TokenProgramSource::kBalances:
      return "by the transaction's balances";
    case TokenProgramSource::kAddress:
      return "by the address of a leg's account";
    case TokenProgramSource::kAssumed:
      return "assumed";
    case TokenProgramSource::kNotNeeded:
      return "not needed";
  }
  base::CheckFailed("a TokenProgramSource outside its enum", __FILE__, __LINE__);
}

std::string AssetText(const Explanation& explanation) {
  const domain::Asset& asset = explanation.terms.asset;
  if (asset.is_native()) return "native SOL";
  return fmt::format("mint {} of {} ({})", solana::ToString(*asset.mint),
                     ProgramText(asset.token_program), Known(explanation.token_program_source));
}

std::string Header(const Explanation& explanation, const Style& style) {
  const domain::Terms& terms = explanation.terms;
  const domain::Observation& seen = explanation.transaction.observation;
  std::string out;
  if (terms.payment_id != domain::PaymentId()) {
    out += HeaderLine("payment", domain::ToString(terms.payment_id), style);
  }
  out += HeaderLine("memo", domain::HiltMemo(terms.nonce), style);
  out += HeaderLine("due", AmountAndUnits(terms.amount.value(), terms.asset), style);
  out += HeaderLine("asset", AssetText(explanation), style);
  out += HeaderLine("signature", solana::ToString(seen.signature), style);
  out += HeaderLine("", style.Faint(ExplorerUrl(seen.signature)), style);
  out += HeaderLine("slot", base::ToString(seen.slot), style);
  out +=
      HeaderLine("block time", seen.block_time ? TimeText(*seen.block_time) : "not known", style);
  out += HeaderLine("version", Name(seen.version), style);
  out += HeaderLine("shape", Name(explanation.transaction.shape), style);
  out += HeaderLine("evidence",
                    fmt::format("{}, {}", domain::Name(seen.grade), domain::Name(seen.commitment)),
                    style);
  return out;
}

struct Row {
  std::string sign;
  std::string name;
  Int128 amount;
  std::string remark;
};

std::vector<Row> LegRows(const Explanation& explanation, const LegResult& result,
                         const Style& style) {
  const Int128 due = result.leg.due.value();
  const bool judged = LegsCanBeJudged(explanation);
  const auto figure = [&](std::string name, Int128 amount) -> Row {
    const bool enough = amount >= due;
    std::string remark;
    if (!enough) remark = fmt::format("short of {}", base::ToString(due - amount));
    if (amount > due) remark = fmt::format("{} over", base::ToString(amount - due));
    const std::string sign = !judged ? style.Dash() : (enough ? style.Tick() : style.Cross());
    return {sign, std::move(name), amount, judged ? remark : ""};
  };
  std::vector<Row> rows = {{std::string(SignColumns(style), ' '), "due", due, ""},
                           figure("transfers", result.transfers),
                           figure("account delta", result.account_delta),
                           figure("owner net", result.owner_net)};
  for (const domain::Path& path : result.paths) {
    rows.push_back(
        {path.allowed ? style.Tick() : style.Cross(), "path", path.amount,
         path.outer_program ? "by CPI of " + ProgramText(*path.outer_program) : "direct"});
  }
  return rows;
}

struct Widths {
  size_t amount = 0;
  size_t units = 0;
};

// One width for the figures of all legs, so that they stand below each other.
Widths FigureWidths(const Explanation& explanation, const Style& style) {
  const domain::Asset& asset = explanation.terms.asset;
  Widths widths;
  for (const LegResult& result : explanation.verification.legs) {
    for (const Row& row : LegRows(explanation, result, style)) {
      const std::string amount = AmountText(row.amount, asset.decimals, asset.symbol);
      widths.amount = std::max(widths.amount, amount.size());
      widths.units = std::max(widths.units, base::ToString(row.amount).size());
    }
  }
  return widths;
}

std::string LegTable(const Explanation& explanation, const LegResult& result, const Style& style) {
  const domain::Asset& asset = explanation.terms.asset;
  const Widths widths = FigureWidths(explanation, style);
  std::string out = fmt::format("      {} wallet {}\n", style.Strong(domain::Name(result.leg.role)),
                                solana::ToString(result.leg.wallet));
  if (result.leg.account != result.leg.wallet) {
    out += fmt::format("      token account {}\n", solana::ToString(result.leg.account));
  }
  for (const Row& row : LegRows(explanation, result, style)) {
    const std::string remark = row.remark.empty() ? "" : "  " + row.remark;
    out += fmt::format("      {} {:<14}{:>{}}  {:>{}}{}\n", row.sign, row.name,
                       AmountText(row.amount, asset.decimals, asset.symbol), widths.amount,
                       base::ToString(row.amount), widths.units, remark);
  }
  return out;
}

std::string CheckText(const Explanation& explanation, const Check& check, const Style& style) {
  const size_t indent = 2 + SignColumns(style) + 1 + kNameColumns;
  std::string out = fmt::format("  {} {:<{}}{}\n", Sign(check.state, style), Title(check.kind),
                                kNameColumns, Wrap(check.text, indent, style.width));
  for (const std::string& note : check.notes) {
    out += fmt::format("      {}\n", style.Faint(Wrap(note, 8, style.width)));
  }
  if (check.kind != CheckKind::kLegs) return out;
  for (const LegResult& result : explanation.verification.legs) {
    out += LegTable(explanation, result, style);
  }
  return out;
}

std::string VerdictText(const Explanation& explanation, const Style& style) {
  const verify::Verification& verification = explanation.verification;
  const std::string name(domain::Name(verification.verdict));
  const bool settled = verification.verdict == domain::Verdict::kSettled;
  std::string out =
      fmt::format("{} {}\n", style.Strong("VERDICT"), settled ? style.Good(name) : style.Bad(name));
  out += fmt::format("  {}\n", Wrap(explanation.reason, 2, style.width));
  if (verification.overpaid > 0) {
    out += fmt::format("  overpaid {}\n",
                       AmountAndUnits(verification.overpaid, explanation.terms.asset));
  }
  const auto discrepancy = domain::DiscrepancyOf(verification.verdict);
  if (discrepancy && verification.leg_wallet_credited) {
    out += fmt::format("  Money did reach a leg's wallet: operators get a discrepancy {}.\n",
                       domain::Name(*discrepancy));
  }
  return out;
}

}  // namespace

std::string_view Name(domain::MessageVersion version) {
  switch (version) {
    case domain::MessageVersion::kLegacy:
      return "legacy";
    case domain::MessageVersion::kV0:
      return "0";
    case domain::MessageVersion::kV1:
      return "1";
    case domain::MessageVersion::kUnknown:
      return "unknown";
    case domain::MessageVersion::kNotStated:
      return "not stated";
  }
  base::CheckFailed("a MessageVersion outside its enum", __FILE__, __LINE__);
}

std::string ExplorerUrl(const solana::Signature& signature) {
  return fmt::format("https://explorer.solana.com/tx/{}", solana::ToString(signature));
}

std::string ToHumanText(const Explanation& explanation, const Style& style) {
  std::string out = Header(explanation, style) + "\n";
  for (const Check& check : explanation.checks) out += CheckText(explanation, check, style);
  return out + "\n" + VerdictText(explanation, style);
}

}  // namespace hilt::cli
