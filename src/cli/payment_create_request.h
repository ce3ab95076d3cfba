#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "hilt/settlement/v1/session.pb.h"

namespace hilt::cli {

// The command line of `payment create`, as typed; empty: not given.
struct CreateOptions {
  std::string amount;              // decimal
  std::string amount_minor_units;  // of these two, one
  std::string asset;               // USDC or SOL
  std::string mint;                // of these two, one
  std::string fee;                 // decimal
  std::string fee_minor_units;
  std::string fee_bps;  // of these three, one at most
  std::string merchant_wallet;
  std::string fee_wallet;
  std::string payer_wallet;
  bool require_payer = false;
  bool livemode = false;
  std::string expires_in;
  std::string commitment;
  std::string idempotency_key;
  std::string payment_id;
  std::string nonce;
  std::string merchant_id;
  std::string product_id;
  std::string slug;
  std::vector<std::string> metadata;  // KEY=VALUE
};

// The request for these terms; where neither key nor id is given, with a fresh key from `random`.
// INVALID_ARGUMENT, beginning with the flag at fault. What only the engine can judge (whether a
// mint is configured, a wallet's base58) is left to it.
absl::StatusOr<settlement::v1::CreateSessionRequest> CreateRequest(const CreateOptions& options,
                                                                   base::Random& random);

}  // namespace hilt::cli
