#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/payment.h"
#include "domain/step.h"
#include "storage/store.h"

// The engine's records over a Store: typed reads, and writes that keep every index in step with its
// row. The rest of the engine speaks to storage through these two classes alone; keys and bytes are
// private to storage/ (SCHEMA.md).
//
// Every read is O(1) or a bounded range scan. A list reads an index and then its rows: over a store
// that is being written, give it a snapshot.
// Times are kept in whole microseconds; what is finer is cut off.
// DATA_LOSS: a row is there and cannot be read, or an index points nowhere; FAILED_PRECONDITION: a
// newer engine wrote it. The message names the key in hex.
namespace hilt::storage {

// What a signature is to a payment. One row a (signature, payment), kept for ever: where nothing
// else is true any more, it still says that the signature once belonged to the payment.
struct SignatureLink {
  domain::PaymentId payment;
  bool settlement = false;
  bool candidate = false;
  bool broadcast = false;
  std::optional<domain::Attempt> attempt;
};

// Where an idempotency key led.
struct IdempotencyRecord {
  domain::PaymentId payment;
  std::string fingerprint;  // of the request's fields; equal requests have equal ones
};

// A signature that must be fetched by RPC before it can be let go.
struct FetchHint {
  solana::Signature signature;
  absl::Time arrived_at;
  uint32_t attempts = 0;
  absl::Time next_at;  // not before
  // The finalized height, in blocks, of a node that did not know the signature: the first such.
  std::optional<uint64_t> first_height{};
};

// An observation that names a payment and could not be judged; retried until it can.
struct UnverifiableRecord {
  domain::PaymentId payment;
  solana::Signature signature;
  std::string reason;  // verify::Name of the reason
  absl::Time first_at;
};

// An account whose history is swept, because a payment that is not over may be paid there.
struct WatchRecord {
  solana::Pubkey account;
  absl::Time until;  // inclusive
};

struct WatchPage {
  std::vector<WatchRecord> watches;  // those that end soonest first, ties by account
  std::string next;                  // empty: there is no more
};

// How many rows there are.
struct Totals {
  uint64_t payments = 0;
  uint64_t pending_payments = 0;
  uint64_t hints = 0;
  // Open discrepancies of each kind that has any.
  std::map<domain::DiscrepancyKind, uint64_t> open_discrepancies;

  friend bool operator==(const Totals&, const Totals&) = default;
};

// Of how many transactions a nonce that no payment has is kept.
inline constexpr size_t kMaxUnmatched = 16;

// Of what a source writes to know how far it has come.
inline constexpr size_t kMaxCursorBytes = size_t{64} << 10;

// A webhook element that could not be read and names no signature: kept for operators, in a ring.
struct BadElement {
  uint64_t number = 0;  // 1, 2, 3, ...
  absl::Time at;
  std::string error;
  std::string bytes;  // the first kBadElementBytes
};
inline constexpr size_t kBadElementBytes = size_t{64} << 10;
inline constexpr uint64_t kBadElementsKept = 256;

// The format of keys and records that this engine writes, and the newest that it opens.
inline constexpr uint32_t kFormatVersion = 1;

// What the store belongs to; written when it is created and never changed.
struct Identity {
  uint32_t format_version = kFormatVersion;
  std::string log_epoch;  // a UUID; a restored backup gets a new one
  domain::Cluster cluster{};
  std::string genesis_hash;  // base58
};

enum class ListBy { kMerchant, kProduct, kPayer };

struct PaymentQuery {
  ListBy by{};
  std::string
      id{};  // merchant_id, product_id, or the wallet that the terms name as payer, in base58
  std::vector<domain::PaymentStatus> statuses{};  // empty: any
  std::optional<absl::Time> created_from{};       // inclusive
  std::optional<absl::Time> created_before{};     // exclusive
  std::string after{};  // page position, as PaymentPage::next; empty: from the newest
  size_t limit = 50;    // 1 to 1,000
};

struct PaymentPage {
  std::vector<domain::Payment> payments;  // newest first, ties by id
  std::string next;                       // empty: there is no more
};

// Whose discrepancies they are: each payment's that one names; the watch account's where it names
// no payment.
using DiscrepancyScope = std::variant<domain::PaymentId, solana::Pubkey>;

enum class DiscrepancyStateFilter { kOpen, kResolved, kAll };

struct DiscrepancyQuery {
  std::optional<DiscrepancyScope> scope{};       // none: everybody's
  std::vector<domain::DiscrepancyKind> kinds{};  // empty: any
  DiscrepancyStateFilter state = DiscrepancyStateFilter::kOpen;
  std::optional<absl::Time> opened_from{};    // inclusive
  std::optional<absl::Time> opened_before{};  // exclusive
  std::string after{};  // page position, as DiscrepancyPage::next; empty: from the oldest
  size_t limit = 50;    // 1 to 1,000
};

struct DiscrepancyPage {
  std::vector<domain::Discrepancy> discrepancies;  // oldest first, ties by id
  std::string next;
};

class LedgerReader {
 public:
  // `reader` must outlive this.
  explicit LedgerReader(const Reader& reader) : reader_(reader) {}

  absl::StatusOr<std::optional<Identity>> FindIdentity() const;
  absl::StatusOr<std::optional<domain::Payment>> FindPayment(const domain::PaymentId& id) const;
  absl::StatusOr<std::optional<domain::PaymentId>> FindNonce(const domain::Nonce& nonce) const;
  absl::StatusOr<std::vector<SignatureLink>> FindSignature(
      const solana::Signature& signature) const;
  absl::StatusOr<std::optional<IdempotencyRecord>> FindIdempotencyKey(std::string_view client,
                                                                      std::string_view key) const;
  // INVALID_ARGUMENT, as from every list: limit, after; and a payer that is no wallet.
  absl::StatusOr<PaymentPage> ListPayments(const PaymentQuery& query) const;

  // Pending payments whose expires_at is from `from` to `until`, both inclusive, soonest first.
  // Below the first that is there, rows were deleted, which a scan has to step over (SCHEMA.md,
  // Growth): who asks often says from where on something may be.
  absl::StatusOr<std::vector<domain::PaymentId>> PendingByExpiry(
      absl::Time until, size_t limit, absl::Time from = absl::InfinitePast()) const;

  // Payments that rest on something below finalized in a slot from `from` to `until`, both
  // inclusive: a candidate while they are pending, a settlement unless it is reverted. In order of
  // slot, each payment once.
  absl::StatusOr<std::vector<domain::PaymentId>> UnfinalPayments(domain::Slot from,
                                                                 domain::Slot until) const;

  // Of the log: events after `after` (0: from the start), in order. DATA_LOSS: a number is missing.
  absl::StatusOr<std::vector<domain::Event>> ReadEvents(domain::EventSeq after, size_t limit) const;
  // The last event's number; 0: none.
  absl::StatusOr<domain::EventSeq> LastEvent() const;

  absl::StatusOr<std::optional<domain::Discrepancy>> FindDiscrepancy(std::string_view id) const;
  absl::StatusOr<DiscrepancyPage> ListDiscrepancies(const DiscrepancyQuery& query) const;
  // Open duplicate_payment discrepancies of the payment, by (slot, index).
  absl::StatusOr<std::vector<domain::Candidate>> Duplicates(const domain::PaymentId& payment) const;
  // Records of the kind, resolved ones too.
  absl::StatusOr<uint64_t> CountDiscrepancies(const DiscrepancyScope& scope,
                                              domain::DiscrepancyKind kind) const;
  // The record of the kind that was opened last, resolved or not: where more are added up.
  absl::StatusOr<std::optional<domain::Discrepancy>> LastDiscrepancy(
      const DiscrepancyScope& scope, domain::DiscrepancyKind kind) const;

  absl::StatusOr<Totals> ReadTotals() const;

  // Whether this discrepancy was added to the sum of its kind and has no record of its own.
  // INVALID_ARGUMENT: the id is no UUID.
  absl::StatusOr<bool> IsSummed(std::string_view discrepancy_id) const;

  absl::StatusOr<std::optional<FetchHint>> FindHint(const solana::Signature& signature) const;
  // Hints whose next_at is from `from` to `until`, both inclusive, soonest first; `from` as above.
  absl::StatusOr<std::vector<FetchHint>> HintsDue(absl::Time until, size_t limit,
                                                  absl::Time from = absl::InfinitePast()) const;
  absl::StatusOr<std::vector<UnverifiableRecord>> Unverifiables(
      const domain::PaymentId& payment) const;

  absl::StatusOr<std::optional<WatchRecord>> FindWatch(const solana::Pubkey& account) const;
  // Accounts that are watched at `now` or longer. `after` and `limit` as for the other lists. An
  // account whose end moves between two pages may be in both; one that is watched is never missed.
  absl::StatusOr<WatchPage> ActiveWatches(absl::Time now, const std::string& after,
                                          size_t limit) const;
  // Transactions that named the nonce when no payment had it, first come first.
  absl::StatusOr<std::vector<solana::Signature>> Unmatched(const domain::Nonce& nonce) const;
  // What the source last wrote; none: it never did.
  absl::StatusOr<std::optional<std::string>> FindCursor(std::string_view source) const;
  // How far the source has come; none: it never said what it covers.
  absl::StatusOr<std::optional<domain::SourceAdvance>> FindAdvance(std::string_view source) const;
  // Of every source that said so, in order of its name's length and then the name.
  absl::StatusOr<std::vector<domain::SourceAdvance>> Advances() const;
  absl::StatusOr<std::vector<BadElement>> BadElements(size_t limit) const;  // newest first

 protected:
  const Reader& reader_;
};

// Writes into an overlay; nothing is durable before the overlay's batch is committed. Each Put
// replaces the row of the same identity and moves its index entries.
class Ledger : public LedgerReader {
 public:
  explicit Ledger(Overlay& overlay) : LedgerReader(overlay), overlay_(overlay) {}

  // INVALID_ARGUMENT: log_epoch is no UUID, or genesis_hash not base58 of 32 bytes.
  absl::Status PutIdentity(const Identity& identity);
  // Payment row, nonce, lists, expiry and the links of its settlement, candidates and broadcasts.
  // ALREADY_EXISTS, with nothing changed: the nonce is another payment's, or the settlement's
  // signature settles another payment. INVALID_ARGUMENT: the terms are not those of the row.
  absl::Status PutPayment(const domain::Payment& payment);
  // Of the link alone; the payment's own attempts are PutPayment's.
  absl::Status PutAttempt(const domain::PaymentId& payment, const domain::Attempt& attempt);
  void PutIdempotencyKey(std::string_view client, std::string_view key,
                         const IdempotencyRecord& record);
  // Appends with the next number, which it returns in the event; event.seq is not read.
  // INVALID_ARGUMENT: it does not hold the one subject that its type is about.
  absl::StatusOr<domain::Event> AppendEvent(domain::Event event);
  // INVALID_ARGUMENT: the id is no UUID.
  absl::Status PutDiscrepancy(const domain::Discrepancy& discrepancy);
  // INVALID_ARGUMENT: the id is no UUID.
  absl::Status PutSummed(std::string_view discrepancy_id);
  absl::Status PutHint(const FetchHint& hint);
  absl::Status DeleteHint(const solana::Signature& signature);
  // The row of this payment and signature, if there was one, is replaced.
  void PutUnverifiable(const UnverifiableRecord& record);
  void DeleteUnverifiable(const domain::PaymentId& payment, const solana::Signature& signature);
  // A row that ends later stays as it is.
  absl::Status PutWatch(const WatchRecord& record);
  // Past kMaxUnmatched of the nonce nothing is added.
  absl::Status PutUnmatched(const domain::Nonce& nonce, const solana::Signature& signature);
  void DeleteUnmatched(const domain::Nonce& nonce);
  // INVALID_ARGUMENT: the source's name is not 1 to 64 printable ASCII characters, or the position
  // longer than kMaxCursorBytes.
  absl::Status PutCursor(std::string_view source, std::string_view position);
  // The same, with what the source covers. INVALID_ARGUMENT also where that would go back: a
  // frontier before the one stored while covered_from stays, or before covered_from.
  absl::Status PutAdvance(const domain::SourceAdvance& advance);
  absl::Status AddBadElement(BadElement element);  // the oldest past kBadElementsKept goes

 private:
  Overlay& overlay_;
};

// The id of the discrepancy of this key: a version 8 UUID (RFC 9562) of its SHA-256.
std::string DiscrepancyId(domain::DiscrepancyKind kind,
                          const std::optional<domain::PaymentId>& payment,
                          const std::optional<solana::Signature>& signature);

// The id of the record in which further discrepancies of the scope and kind are added up.
std::string DiscrepancySumId(const DiscrepancyScope& scope, domain::DiscrepancyKind kind);

}  // namespace hilt::storage
