#include "cli/explain_request.h"

#include <array>
#include <string_view>

#include "base/check.h"
#include "base/status.h"
#include "cli/files.h"
#include "cli/scenario.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr std::array kTermsFlags = {
    TermsFlag{"--nonce", "nonce", "32 lower-case hex digits; the memo is HILT:<nonce>"},
    TermsFlag{"--merchant-wallet", "merchant_wallet", "Wallet that is paid, base58"},
    TermsFlag{"--amount-minor-units", "amount_minor_units", "Total due, the fee included"},
    TermsFlag{"--fee-minor-units", "fee_minor_units", "Part of it, due to the fee wallet"},
    TermsFlag{"--fee-wallet", "fee_wallet", "Needed where there is a fee, base58"},
    TermsFlag{"--mint", "token_mint", "Mint of the token, base58; absent or SOL: native SOL"},
    TermsFlag{"--token-program", "token_program",
              "token, token-2022 or base58; default: known for USDC, else from the transaction"},
    TermsFlag{"--decimals", "asset_decimals", "How amounts are shown"},
    TermsFlag{"--symbol", "asset_symbol", "How amounts are shown"},
    TermsFlag{"--created-at", "created_at", "RFC 3339 or Unix seconds"},
    TermsFlag{"--expires-at", "expires_at", "RFC 3339 or Unix seconds"},
    TermsFlag{"--payer-wallet", "payer_wallet", "Wallet that is expected to pay, base58"},
};

ShapeFamily Family(std::string_view word) {
  if (word == "rpc") return ShapeFamily::kRpc;
  return word == "helius" ? ShapeFamily::kHelius : ShapeFamily::kAuto;
}

bool HasTermsFlags(const ExplainRequest& request) {
  return !request.flags.empty() || request.require_payer;
}

verify::Policy MakePolicy(const ExplainRequest& request) {
  verify::Policy policy;
  policy.grace = absl::Seconds(request.grace_seconds);
  policy.program_paths = request.program_paths == "any" ? verify::ProgramPaths::Any()
                                                        : verify::ProgramPaths::Default();
  return policy;
}

domain::Commitment AskedCommitment(const ExplainRequest& request) {
  const auto commitment = domain::ParseCommitment(request.commitment);
  HILT_CHECK(commitment.has_value());  // the command line lets no other word through
  return *commitment;
}

absl::StatusOr<SessionTerms> SessionFromFlags(const ExplainRequest& request) {
  Json session = Json::object();
  for (const auto& [member, value] : request.flags) session[member] = value;
  if (request.require_payer) session["require_payer"] = true;
  return ReadSession(session, UnknownMembers::kRefuse, [](std::string_view member) {
    for (const TermsFlag& flag : kTermsFlags) {
      if (member == flag.member) return std::string(flag.flag);
    }
    return std::string(member);
  });
}

absl::StatusOr<SessionTerms> ParseTerms(std::string_view text) {
  HILT_ASSIGN_OR_RETURN(const Json session, ParseJson(text));
  return ReadSession(session, UnknownMembers::kRefuse,
                     [](std::string_view member) { return std::string(member); });
}

absl::StatusOr<SessionTerms> SessionFromFile(const std::string& path, std::istream& in) {
  HILT_ASSIGN_OR_RETURN(const std::string text, ReadInput(path, in));
  auto session = ParseTerms(text);
  if (!session.ok()) return base::Annotate(session.status(), InputName(path));
  return session;
}

absl::StatusOr<TransactionInput> ParseTransaction(const ExplainRequest& request,
                                                  std::string_view text) {
  HILT_ASSIGN_OR_RETURN(const Json document, ParseJson(text));
  HILT_ASSIGN_OR_RETURN(const Shape shape,
                        DetectShape(document, Family(request.family.value_or("auto"))));
  decode::Decoder decoder;
  return ReadTransaction(decoder, text, shape, AskedCommitment(request));
}

absl::StatusOr<std::vector<Explanation>> ExplainTransaction(const ExplainRequest& request,
                                                            std::istream& in) {
  HILT_ASSIGN_OR_RETURN(const SessionTerms session, request.terms_path.empty()
                                                        ? SessionFromFlags(request)
                                                        : SessionFromFile(request.terms_path, in));
  HILT_ASSIGN_OR_RETURN(const std::string text, ReadInput(request.transaction_path, in));
  const auto transaction = ParseTransaction(request, text);
  if (!transaction.ok()) {
    return base::Annotate(transaction.status(), InputName(request.transaction_path));
  }
  const auto terms = Complete(session, KnownMints::kFromRegistry, transaction->observation);
  if (!terms.ok() && !request.terms_path.empty()) {
    return base::Annotate(terms.status(), InputName(request.terms_path));
  }
  if (!terms.ok()) return terms.status();
  return std::vector<Explanation>{Explain(*terms, MakePolicy(request), *transaction)};
}

absl::StatusOr<TransactionInput> TransactionOf(const Scenario& scenario,
                                               const ExplainRequest& request) {
  const std::string encoding = request.encoding.value_or("json");
  std::string there;
  for (const EncodedTransaction& transaction : scenario.transactions) {
    there += (there.empty() ? "" : ", ") + transaction.encoding;
    if (transaction.encoding != encoding) continue;
    if (!transaction.shape) {
      return absl::InvalidArgumentError(fmt::format("--encoding: {} is not known", encoding));
    }
    decode::Decoder decoder;
    auto input =
        ReadTransaction(decoder, transaction.text, *transaction.shape, AskedCommitment(request));
    if (!input.ok()) return base::Annotate(input.status(), encoding);
    return input;
  }
  return absl::InvalidArgumentError(
      fmt::format("--encoding: there is no {} here, only {}", encoding, there));
}

absl::StatusOr<std::vector<Explanation>> ExplainSessions(const ExplainRequest& request,
                                                         std::string_view text) {
  HILT_ASSIGN_OR_RETURN(const Scenario scenario, ParseScenario(text));
  HILT_ASSIGN_OR_RETURN(const TransactionInput transaction, TransactionOf(scenario, request));
  std::vector<Explanation> explanations;
  for (size_t i = 0; i < scenario.sessions.size(); ++i) {
    HILT_ASSIGN_OR_RETURN(
        const SessionTerms session,
        ReadSession(scenario.sessions[i], UnknownMembers::kIgnore, SessionMember(i)));
    HILT_ASSIGN_OR_RETURN(const CompleteTerms terms,
                          Complete(session, KnownMints::kFromRegistry, transaction.observation));
    explanations.push_back(Explain(terms, MakePolicy(request), transaction));
  }
  return explanations;
}

}  // namespace

std::span<const TermsFlag> TermsFlags() { return kTermsFlags; }

absl::Status CheckUsage(const ExplainRequest& request) {
  const auto wrong = [](absl::string_view message) { return absl::InvalidArgumentError(message); };
  if (!request.scenario_path.empty()) {
    if (!request.terms_path.empty() || !request.transaction_path.empty() ||
        HasTermsFlags(request)) {
      return wrong("SCENARIO: holds terms and transaction, so none may be given beside it");
    }
    if (request.family) return wrong("--shape: of a --transaction; a SCENARIO has --encoding");
    return absl::OkStatus();
  }
  if (request.transaction_path.empty()) {
    return wrong("give a SCENARIO, or --transaction and terms");
  }
  if (request.encoding) return wrong("--encoding: of a SCENARIO; a --transaction has --shape");
  if (request.terms_path.empty() && !HasTermsFlags(request)) {
    return wrong("give the terms: --terms FILE, or --nonce and the flags with it");
  }
  if (!request.terms_path.empty() && HasTermsFlags(request)) {
    return wrong("--terms: give a file or flags, not both");
  }
  if (request.terms_path == "-" && request.transaction_path == "-") {
    return wrong("--terms and --transaction cannot both be stdin");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Explanation>> ExplainAll(const ExplainRequest& request,
                                                    std::istream& in) {
  if (request.scenario_path.empty()) return ExplainTransaction(request, in);
  HILT_ASSIGN_OR_RETURN(const std::string text, ReadInput(request.scenario_path, in));
  auto explanations = ExplainSessions(request, text);
  if (!explanations.ok()) {
    return base::Annotate(explanations.status(), InputName(request.scenario_path));
  }
  return explanations;
}

}  // namespace hilt::cli
