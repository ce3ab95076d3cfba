#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "base/int128.h"
#include "domain/ids.h"
#include "domain/payment.h"
#include "domain/verdict.h"

namespace hilt::domain {

// Why operators have a record to look at: money reached a leg's wallet under a memo, or should
// have, and it is not a clean settlement.
enum class DiscrepancyKind {
  kAmbiguousMemo,
  kWrongAsset,
  kMerchantUnderpaid,
  kFeeUnderpaid,
  kNoncanonicalAccount,
  kViewsDisagree,
  kProgramSource,
  kPayerMismatch,
  kLate,
  kDuplicatePayment,      // settled, by another signature than the settlement's
  kPaidAfterFailure,      // settled, but the payment had FAILED
  kReverted,              // the settlement is not on the finalized chain
  kUnverifiable,          // named the payment and could not be judged in time
  kUnmatched,             // a HILT memo that no payment has, with money to a watched account
  kUnattributedCredit,    // a credit to a watched account with no known HILT memo
  kEndpointDisagreement,  // two endpoints show one transaction differently
};

inline constexpr std::array kAllDiscrepancyKinds = {
    DiscrepancyKind::kAmbiguousMemo,
    DiscrepancyKind::kWrongAsset,
    DiscrepancyKind::kMerchantUnderpaid,
    DiscrepancyKind::kFeeUnderpaid,
    DiscrepancyKind::kNoncanonicalAccount,
    DiscrepancyKind::kViewsDisagree,
    DiscrepancyKind::kProgramSource,
    DiscrepancyKind::kPayerMismatch,
    DiscrepancyKind::kLate,
    DiscrepancyKind::kDuplicatePayment,
    DiscrepancyKind::kPaidAfterFailure,
    DiscrepancyKind::kReverted,
    DiscrepancyKind::kUnverifiable,
    DiscrepancyKind::kUnmatched,
    DiscrepancyKind::kUnattributedCredit,
    DiscrepancyKind::kEndpointDisagreement,
};

std::string_view Name(DiscrepancyKind kind);  // "merchant_underpaid"

// The kind that a verdict opens where money reached a leg's wallet; none for the verdicts that are
// only ever an attempt (transaction_failed, no_memo), a retry (unverifiable), or good (settled).
std::optional<DiscrepancyKind> DiscrepancyOf(Verdict verdict);

// What reached one wallet in one asset.
struct Credit {
  solana::Pubkey wallet;
  std::optional<solana::Pubkey> mint;  // none: native SOL
  base::Int128 amount = 0;             // minor units
};

struct Resolution {
  absl::Time at;
  std::string note;   // 1 to 1,024 bytes
  std::string actor;  // who says he resolved it
  std::string peer;   // who the connection says he is
};

// Where and how a transaction was seen.
struct Sighting {
  Slot slot{};
  std::optional<absl::Time> block_time;
  Commitment commitment{};
  EvidenceGrade grade{};
};

// How many sums, by wallet and asset, a discrepancy holds.
inline constexpr size_t kMaxCredits = 16;

// One matter for operators. One record a (kind, payment, signature), but one a (kind, signature)
// for ambiguous_memo, which names all its payments; past 64 of one kind for one payment or watch
// account further ones are added up in the last record.
struct Discrepancy {
  std::string id;  // a UUID made from the key, so that the same matter has the same id for ever
  DiscrepancyKind kind{};
  std::vector<PaymentId> payments;  // ambiguous_memo names each; unmatched and unattributed none
  std::vector<Nonce> nonces;        // that the transaction named, known or not
  std::optional<solana::Pubkey> watch_account;
  std::optional<solana::Signature> signature;       // none: about the payment as a whole
  std::optional<solana::Signature> last_signature;  // where count > 1
  std::optional<Sighting> seen;                     // of the last; none: never seen
  std::optional<Verdict> verdict;                   // on the last, for the payment
  std::vector<LegResult> legs;  // where it is about one transaction and one payment
  std::vector<Credit> credits;  // at most kMaxCredits, the payment's own asset first
  uint32_t other_assets = 0;    // that credits leaves out
  std::string detail;           // for people; at most 512 bytes
  // A settled observation that could not settle: what a reverted payment is reinstated from.
  std::optional<Candidate> candidate;
  uint64_t count = 1;
  absl::Time opened_at;
  absl::Time updated_at;
  uint64_t version = 1;                  // grows by one a change
  std::optional<Resolution> resolution;  // none: open

  bool open() const { return !resolution.has_value(); }
};

}  // namespace hilt::domain
