#include "cli/explain_command.h"

#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "cli/explain_request.h"
#include "cli/explanation.h"
#include "cli/explanation_output.h"
#include "cli/option_values.h"
#include "cli/terms_json.h"

namespace hilt::cli {
namespace {

constexpr char kDescription[] =
    "Say why a transaction settles a payment, or does not, check by check.";

constexpr char kFooter[] = R"(
Exit codes:
  0  settled (of several sessions: every one)
  1  another verdict
  2  bad usage or bad input; the message names the field or the byte
  3  undecided: unverifiable, or the node answered null (not known to it) or an error

Examples:
  hiltctl explain --terms terms.json --transaction tx.json
  curl ... | hiltctl explain --terms terms.json --transaction - --json
  hiltctl explain --transaction tx.json --nonce dbeffd99458e5bb9ece946850a088510 \
    --merchant-wallet 49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi \
    --mint EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v --amount-minor-units 95398463 \
    --expires-at 2026-09-21T14:29:01Z
  hiltctl explain tests/golden/chain/scenarios/overpaid.json --encoding helius_enhanced

A transaction is a getTransaction result (encoding json, jsonParsed or base64), the whole JSON-RPC
response around it, a Helius enhanced or raw transaction, or a webhook body that holds exactly one.

)";

// The library reads 0x10 and 010 too. Empty: good, as it wants it.
std::string GraceSeconds(const std::string& word) {
  const absl::StatusOr<uint64_t> seconds = ToU64(Json(word));
  return seconds.ok() && *seconds <= 86400 ? "" : "must be whole seconds from 0 to 86400";
}

class ExplainCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override;
  ExitCode Run(Io& io) override;

 private:
  void DeclareTermsFlags(CLI::App& explain);

  ExplainRequest request_;
  bool json_ = false;
};

CLI::App* ExplainCommand::Declare(CLI::App& app) {
  CLI::App* explain = app.add_subcommand("explain", kDescription);
  explain->footer(std::string(kFooter) + kTermsHelp);
  explain
      ->add_option("SCENARIO", request_.scenario_path,
                   "Sessions and their transaction; see conformance")
      ->type_name("FILE");
  explain->add_option("--encoding", request_.encoding,
                      "Of a SCENARIO: json (default), jsonParsed, base64, helius_enhanced");
  explain->add_option("--transaction", request_.transaction_path, "The transaction; - is stdin")
      ->type_name("FILE");
  explain
      ->add_option("--shape", request_.family, "Of the transaction: auto (default), rpc or helius")
      ->check(OneOf({"auto", "rpc", "helius"}));
  explain->add_option("--terms", request_.terms_path, "The terms; - is stdin")->type_name("FILE");
  DeclareTermsFlags(*explain);

  explain->add_option("--grace", request_.grace_seconds, "Added to expires_at; default 120")
      ->type_name("SECONDS")
      ->check(GraceSeconds, "");
  explain
      ->add_option("--program-paths", request_.program_paths,
                   "default (direct transfers and known smart wallets) or any")
      ->check(OneOf({"default", "any"}));
  explain
      ->add_option("--commitment", request_.commitment,
                   "At which the RPC answer was asked for: finalized (default), confirmed or "
                   "processed")
      ->check(OneOf({"finalized", "confirmed", "processed"}));
  explain->add_flag("--json", json_, "For programs");
  return explain;
}

void ExplainCommand::DeclareTermsFlags(CLI::App& explain) {
  for (const TermsFlag& flag : TermsFlags()) {
    explain
        .add_option_function<std::string>(
            flag.flag,
            [this, &flag](const std::string& value) { request_.flags[flag.member] = value; },
            flag.help)
        ->group("Terms by flags");
  }
  explain.add_flag("--require-payer", request_.require_payer, "The payer wallet must have paid")
      ->group("Terms by flags");
}

ExitCode CodeOf(const std::vector<Explanation>& explanations) {
  ExitCode code = ExitCode::kOk;
  for (const Explanation& explanation : explanations) {
    const domain::Verdict verdict = explanation.verification.verdict;
    if (verdict == domain::Verdict::kSettled) continue;
    if (verdict != domain::Verdict::kUnverifiable) return ExitCode::kNo;
    code = ExitCode::kUndecided;
  }
  return code;
}

void Print(const std::vector<Explanation>& explanations, bool as_json, Io& io) {
  if (as_json && explanations.size() == 1) {
    io.out << Dump(ToJson(explanations.front())) << '\n';
    return;
  }
  if (as_json) {
    Json all = Json::array();
    for (const Explanation& explanation : explanations) all.push_back(ToJson(explanation));
    io.out << Dump(all) << '\n';
    return;
  }
  for (size_t i = 0; i < explanations.size(); ++i) {
    if (i > 0) io.out << '\n' << std::string(io.style.width, '-') << "\n\n";
    io.out << ToHumanText(explanations[i], io.style);
  }
}

ExitCode ExplainCommand::Run(Io& io) {
  if (const absl::Status usage = CheckUsage(request_); !usage.ok()) {
    io.err << "hiltctl explain: " << usage.message() << "\n";
    io.err << "Try: hiltctl explain --help\n";
    return ExitCode::kBadInput;
  }
  const auto explanations = ExplainAll(request_, io.in);
  if (!explanations.ok()) {
    io.err << "hiltctl explain: " << explanations.status().message() << "\n";
    // Only decoders say these: the node answered that it does not know the transaction, or an
    // error.
    const bool no_transaction =
        absl::IsNotFound(explanations.status()) || absl::IsUnavailable(explanations.status());
    return no_transaction ? ExitCode::kUndecided : ExitCode::kBadInput;
  }
  Print(*explanations, json_, io);
  return CodeOf(*explanations);
}

}  // namespace

std::unique_ptr<Command> MakeExplainCommand() { return std::make_unique<ExplainCommand>(); }

}  // namespace hilt::cli
