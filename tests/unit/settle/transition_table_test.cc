#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/settle/fixtures.h"

// Enumerates verdict x state and holds the outcome against the tables of ARCHITECTURE.md, so that
// the document cannot drift from the code nor the code from the document.
namespace hilt::settle::testing {
namespace {

using domain::Commitment;
using domain::EvidenceGrade;
using domain::Verdict;

struct Column {
  std::string_view title;
  Commitment required = Commitment::kFinalized;
  std::function<void(Life&)> lead_to;  // brings a new payment into the column's state
};

struct Table {
  std::string_view marker;  // of the table in ARCHITECTURE.md
  Seen seen;                // what is seen in every cell; the row sets the verdict
  std::vector<Column> columns;
};

// What other transactions have done to the payment before.
constexpr Seen kOther{.signature = 9};
constexpr Seen kOtherByWebhook{
    .signature = 9, .grade = EvidenceGrade::kProvider, .commitment = Commitment::kConfirmed};
constexpr Seen kOtherConfirmed{.signature = 9, .commitment = Commitment::kConfirmed};

const std::vector<Column>& StatesOfOtherSignatures() {
  static const std::vector<Column> kColumns = {
      {.title = "PENDING_SIGNATURE", .lead_to = [](Life&) {}},
      {.title = "PENDING_CONFIRMATION", .lead_to = [](Life& life) { life.See(kOtherByWebhook); }},
      {.title = "CONFIRMED", .lead_to = [](Life& life) { life.See(kOther); }},
      {.title = "CONFIRMED, reverted",
       .required = Commitment::kConfirmed,
       .lead_to =
           [](Life& life) {
             life.See(kOtherConfirmed);
             life.SettlementGone();
           }},
      {.title = "FAILED", .lead_to = [](Life& life) { life.Expire(); }},
  };
  return kColumns;
}

// A finalized settlement is never reverted.
std::vector<Column> StatesWhereFinalizedIsRequired() {
  std::vector<Column> columns = StatesOfOtherSignatures();
  std::erase_if(columns,
                [](const Column& column) { return column.required != Commitment::kFinalized; });
  return columns;
}

const std::vector<Column>& StatesOfOwnSignature() {
  static const std::vector<Column> kColumns = {
      {.title = "recorded broadcast", .lead_to = [](Life& life) { life.Broadcast(1); }},
      {.title = "candidate by webhook", .lead_to = [](Life& life) { life.See(kWebhook); }},
      {.title = "settlement at confirmed",
       .required = Commitment::kConfirmed,
       .lead_to = [](Life& life) { life.See({.commitment = Commitment::kConfirmed}); }},
      {.title = "settlement at finalized", .lead_to = [](Life& life) { life.See({}); }},
  };
  return kColumns;
}

std::vector<Table> Tables() {
  return {
      {"evidence that would confirm", {}, StatesOfOtherSignatures()},
      {"a webhook", kWebhook, StatesOfOtherSignatures()},
      {"the chain at confirmed",
       {.commitment = Commitment::kConfirmed},
       StatesWhereFinalizedIsRequired()},
      {"own signature, finalized chain", {}, StatesOfOwnSignature()},
  };
}

void Append(std::string& cell, const std::string& part) {
  if (!cell.empty()) cell += ", ";
  cell += part;
}

std::string Describe(const domain::PaymentState& before, const Effects& effects) {
  std::string cell;
  const domain::PaymentState& next = effects.next;
  if (next.status() != before.status()) {
    Append(cell, "to " + std::string(domain::Name(next.status())));
  }
  if (next.candidates.size() > before.candidates.size()) Append(cell, "candidate");
  if (effects.attempt) Append(cell, "attempt");
  for (const DiscrepancyRef& open : effects.open) {
    Append(cell, "opens `" + std::string(domain::Name(open.kind)) + "`");
  }
  for (const DiscrepancyRef& close : effects.close) {
    Append(cell, "closes `" + std::string(domain::Name(close.kind)) + "`");
  }
  for (const domain::EventType event : effects.events) {
    Append(cell, "*" + std::string(domain::Name(event)) + "*");
  }
  if (!effects.refetch.empty()) Append(cell, "fetch again");
  return cell.empty() ? "nothing" : cell;
}

std::string Outcome(const Column& column, const Seen& seen) {
  Life life(column.required);
  column.lead_to(life);
  const domain::PaymentState before = life.state();
  return Describe(before, life.See(seen));
}

std::string Render(const Table& table) {
  std::ostringstream text;
  text << "| verdict |";
  for (const Column& column : table.columns) text << " " << column.title << " |";
  text << "\n|---|";
  for (size_t i = 0; i < table.columns.size(); ++i) text << "---|";
  text << "\n";
  for (const Verdict verdict : domain::kAllVerdicts) {
    text << "| `" << domain::Name(verdict) << "` |";
    Seen seen = table.seen;
    seen.verdict = verdict;
    for (const Column& column : table.columns) text << " " << Outcome(column, seen) << " |";
    text << "\n";
  }
  return text.str();
}

// The table that follows "<!-- table: MARKER -->" in ARCHITECTURE.md.
std::string Documented(std::string_view marker) {
  std::ifstream file(HILT_ARCHITECTURE_MD);
  const std::string wanted = "<!-- table: " + std::string(marker) + " -->";
  std::string line;
  while (std::getline(file, line) && line != wanted) {
  }
  std::string table;
  while (std::getline(file, line) && line.starts_with("|")) table += line + "\n";
  return table;
}

TEST(TransitionTable, StandsInArchitectureAsTheCodeHasIt) {
  for (const Table& table : Tables()) {
    const std::string rendered = Render(table);
    EXPECT_EQ(Documented(table.marker), rendered)
        << "The table \"" << table.marker << "\" of ARCHITECTURE.md should be:\n"
        << rendered;
  }
}

// No table: every row of it would say the same.
TEST(TransitionTable, WhereNothingReachedALegsWalletABadVerdictIsAnAttemptAtMost) {
  const Seen evidence[] = {{}, kWebhook, {.commitment = Commitment::kConfirmed}};
  for (Seen seen : evidence) {
    seen.credited = false;
    for (const Verdict verdict : domain::kAllVerdicts) {
      if (verdict == Verdict::kSettled || verdict == Verdict::kUnverifiable) continue;
      seen.verdict = verdict;
      const std::string_view expected = verdict == Verdict::kNoMemo ? "nothing" : "attempt";
      for (const Column& column : StatesOfOtherSignatures()) {
        EXPECT_EQ(Outcome(column, seen), expected) << domain::Name(verdict) << ", " << column.title;
      }
    }
  }
}

}  // namespace
}  // namespace hilt::settle::testing
