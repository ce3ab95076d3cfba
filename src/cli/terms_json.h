#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "cli/json_fields.h"
#include "domain/terms.h"

// A payment's terms as people and fixtures write them, one JSON object:
//
//   {"nonce": "32 lower-case hex digits", "merchant_wallet": "base58",
//    "amount_minor_units": "96267165", "fee_minor_units": "868702", "fee_wallet": "base58",
//    "token_mint": "base58", "expires_at": "2026-09-21T14:29:01Z"}
//
// Amounts are decimal strings (or JSON integers) of minor units. kTermsHelp lists every member.
namespace hilt::cli {

extern const char kTermsHelp[];

struct SessionTerms {
  domain::TermsInput input;  // the asset's token program is open unless token_program_given
  bool token_program_given = false;
  // Of a mint that a default configuration of mainnet or devnet knows.
  std::optional<solana::Pubkey> known_token_program;
  // Named by a session whose fee is 0: it is due nothing, but what it received can be asked for.
  std::optional<solana::Pubkey> idle_fee_wallet;
  ObjectReader::NameOf name_of;  // how errors name a member
};

enum class UnknownMembers {
  kRefuse,  // a person's own file: a misspelt member must not silently change the answer
  kIgnore,  // a fixture
};

// INVALID_ARGUMENT, beginning with name_of(the member at fault).
absl::StatusOr<SessionTerms> ReadSession(const Json& session, UnknownMembers unknown,
                                         const ObjectReader::NameOf& name_of);

// RFC 3339 as its grammar has it, or whole seconds since 1970; before the year 10000.
absl::StatusOr<absl::Time> ToTime(const Json& value);

}  // namespace hilt::cli
