#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "domain/evidence.h"
#include "domain/ids.h"
#include "domain/receipt.h"
#include "domain/verdict.h"
#include "solana/keys.h"

namespace hilt::domain {

enum class PaymentStatus { kPendingSignature, kPendingConfirmation, kConfirmed, kFailed };

std::string_view Name(PaymentStatus status);  // "PENDING_SIGNATURE"

enum class FailureReason { kSessionExpired, kCancelled };

std::string_view Name(FailureReason reason);  // "session_expired"

// Finality belongs to a block, so what we saw is keyed by the block it was in. Webhooks and
// getTransaction name no blockhash.
struct ObservationKey {
  solana::Signature signature;
  Slot slot{};
  std::optional<solana::Blockhash> blockhash{};

  // One transaction in one block, as far as both say: an unknown blockhash contradicts none.
  bool SameBlockAs(const ObservationKey& other) const;
};

// A settled observation. It is a candidate while its payment is not CONFIRMED, and the settlement
// of the payment that it confirmed.
struct Candidate {
  ObservationKey key;
  std::optional<uint32_t> index;  // in its block
  absl::Time block_time;
  Commitment commitment{};
  EvidenceGrade grade{};
  bool agreed = false;  // two endpoints agreed on it
  std::vector<LegResult> legs;
  base::Int128 overpaid = 0;
  Payer payer;
  solana::Pubkey fee_payer;
  std::vector<solana::Pubkey> signers;
};

enum class AttemptOutcome {
  kVerdict,        // observed, with the verdict beside it
  kLeftChain,      // was a candidate; the chain does not hold it any more
  kDeadBroadcast,  // was recorded and can be expected no more
};

// A transaction that named the payment, or was announced for it, and did not settle it.
struct Attempt {
  AttemptOutcome outcome{};
  std::optional<Verdict> verdict{};  // kVerdict only
  std::vector<LegResult> legs{};     // what it brought, as far as it was seen
  ObservationKey key;                // kDeadBroadcast: slot 0
  Commitment commitment{};
  EvidenceGrade grade{};
  absl::Time at;  // when it was recorded
};

inline constexpr size_t kMaxCandidates = 8;
inline constexpr size_t kMaxBroadcasts = 8;
inline constexpr size_t kAttemptsKeptEachEnd = 8;

// One attempt a transaction: what is seen of it later replaces what was known.
struct AttemptLog {
  std::vector<Attempt> first;  // the first kAttemptsKeptEachEnd
  std::vector<Attempt> last;   // the latest kAttemptsKeptEachEnd after those
  uint64_t count = 0;          // of all

  // `counted`: an attempt of this signature was recorded before, though it may not be kept here.
  void Record(const Attempt& attempt, bool counted);
  const Attempt* Latest() const;  // nullptr: none
};

// A signature that was announced for the payment (RecordBroadcast, SubmitTransaction). A hint for
// status and fetching, never a term.
struct Broadcast {
  solana::Signature signature;
  absl::Time recorded_at;
  bool live = true;  // may still land
};

// What changes in a payment's life; its terms never do.
struct PaymentState {
  std::vector<Candidate> candidates;  // best first: chain grade before provider, then (slot, index)
  std::vector<Broadcast> broadcasts;  // oldest first
  AttemptLog attempts;
  std::optional<Candidate> settlement;
  bool reverted = false;  // the settlement left the chain after it confirmed the payment
  std::optional<FailureReason> failure_reason;
  absl::Time created_at;
  absl::Time updated_at;
  std::optional<absl::Time> confirmed_at;
  std::optional<absl::Time> failed_at;
  uint64_t version = 0;  // grows by one a change; 1 when created

  PaymentStatus status() const;
  bool terminal() const { return settlement.has_value() || failure_reason.has_value(); }
};

// What the API tier said of the payment besides its terms. Kept and given back, never judged.
struct SessionDetails {
  std::string client;           // who created it: scopes the idempotency key
  std::string idempotency_key;  // may be empty
  std::string merchant_id;
  std::string product_id;
  std::string slug;
  std::string wallet_source;                 // the latest that RecordBroadcast named
  std::optional<solana::Pubkey> payer_hint;  // the latest that RecordBroadcast named
  std::vector<std::pair<std::string, std::string>> metadata;  // at most 32, by key; 256 bytes each
  bool livemode = false;
  // The account whose history a signature sweep reads for this payment: the fee leg's, else the
  // merchant's.
  solana::Pubkey watch_account;
};

struct Payment {
  Terms terms;
  SessionDetails details;
  PaymentState state;
};

}  // namespace hilt::domain
