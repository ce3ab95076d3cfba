#include "cli/complete_terms.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "solana/address.h"
#include "solana/programs.h"

namespace hilt::cli {
namespace {

bool Appears(const domain::Observation& observation, const solana::Pubkey& account) {
  const auto is_account = [&](const auto& change) { return change.account == account; };
  const auto touches = [&](const domain::OrderedTransfer& ordered) {
    return ordered.transfer.source == account || ordered.transfer.destination == account;
  };
  return std::any_of(observation.token_changes.begin(), observation.token_changes.end(),
                     is_account) ||
         std::any_of(observation.lamport_changes.begin(), observation.lamport_changes.end(),
                     is_account) ||
         std::any_of(observation.transfers.begin(), observation.transfers.end(), touches);
}

// The program under which an associated account of one of the wallets is in the transaction.
std::optional<solana::Pubkey> ProgramByAddress(const SessionTerms& session,
                                               const domain::Observation& observation) {
  const domain::TermsInput& input = session.input;
  for (const solana::Pubkey& program : {solana::kTokenProgram, solana::kToken2022Program}) {
    for (const std::optional<solana::Pubkey>& wallet :
         {std::optional(input.merchant_wallet), input.fee_wallet, session.idle_fee_wallet}) {
      if (wallet && Appears(observation,
                            solana::AssociatedTokenAccount(*wallet, program, *input.asset.mint))) {
        return program;
      }
    }
  }
  return std::nullopt;
}

TokenProgramSource CompleteTokenProgram(const SessionTerms& session, KnownMints known_mints,
                                        const domain::Observation& observation,
                                        domain::Asset& asset) {
  if (asset.is_native()) return TokenProgramSource::kNotNeeded;
  if (session.token_program_given) return TokenProgramSource::kGiven;
  if (session.known_token_program && known_mints == KnownMints::kFromRegistry) {
    asset.token_program = *session.known_token_program;
    return TokenProgramSource::kRegistry;
  }
  for (const domain::TokenChange& change : observation.token_changes) {
    if (change.mint == asset.mint && change.program && solana::IsTokenProgram(*change.program)) {
      asset.token_program = *change.program;
      return TokenProgramSource::kBalances;
    }
  }
  if (const auto program = ProgramByAddress(session, observation)) {
    asset.token_program = *program;
    return TokenProgramSource::kAddress;
  }
  asset.token_program = solana::kTokenProgram;
  return TokenProgramSource::kAssumed;
}

// MakeTerms's error, which begins with a member of TermsInput, as one of the session's.
absl::Status OfSession(const absl::Status& error, const SessionTerms& session) {
  const std::string text(error.message());
  const size_t end = text.find(": ");
  if (end == std::string::npos) return error;
  std::string member = text.substr(0, end);
  if (member == "amount" || member == "fee") member += "_minor_units";
  return absl::Status(error.code(), session.name_of(member) + text.substr(end));
}

}  // namespace

std::string_view Name(TokenProgramSource source) {
  switch (source) {
    case TokenProgramSource::kGiven:
      return "given";
    case TokenProgramSource::kRegistry:
      return "registry";
    case TokenProgramSource::kBalances:
      return "balances";
    case TokenProgramSource::kAddress:
      return "address";
    case TokenProgramSource::kAssumed:
      return "assumed";
    case TokenProgramSource::kNotNeeded:
      return "not_needed";
  }
  base::CheckFailed("a TokenProgramSource outside its enum", __FILE__, __LINE__);
}

absl::StatusOr<CompleteTerms> Complete(const SessionTerms& session, KnownMints known_mints,
                                       const domain::Observation& observation) {
  domain::TermsInput input = session.input;
  const TokenProgramSource source =
      CompleteTokenProgram(session, known_mints, observation, input.asset);
  auto terms = domain::MakeTerms(std::move(input));
  if (!terms.ok()) return OfSession(terms.status(), session);
  return CompleteTerms{*std::move(terms), source};
}

}  // namespace hilt::cli
