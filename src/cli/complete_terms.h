#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "cli/terms_json.h"
#include "domain/observation.h"
#include "domain/terms.h"

namespace hilt::cli {

// Where the token program of a token payment was taken from. The transaction cannot make a payment
// valid by it: the program decides which accounts the legs must reach.
enum class TokenProgramSource {
  kGiven,      // by the terms
  kRegistry,   // the mint is one that default configurations know
  kBalances,   // the transaction's balances of that mint name it
  kAddress,    // a leg wallet's associated account under it is in the transaction
  kAssumed,    // nothing tells: Token
  kNotNeeded,  // native SOL
};

std::string_view Name(TokenProgramSource source);  // "balances"

struct CompleteTerms {
  domain::Terms terms;
  TokenProgramSource token_program_source;
};

// Who tells the token program of a mint that default configurations know.
enum class KnownMints {
  kFromRegistry,     // they do, as in an engine
  kFromTransaction,  // the transaction, as of any other mint: its writer chose the mint's program
};

// Terms from what a session says, the token program completed from the transaction where nothing
// better tells. INVALID_ARGUMENT as from MakeTerms, naming the session's member.
absl::StatusOr<CompleteTerms> Complete(const SessionTerms& session, KnownMints known_mints,
                                       const domain::Observation& observation);

}  // namespace hilt::cli
