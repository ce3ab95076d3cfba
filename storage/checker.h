#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/check.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/keys.h"
#include "storage/totals.h"

// The work behind CheckInvariants, row by row in order of key. Private to storage/.
namespace hilt::storage {

class Checker {
 public:
  explicit Checker(const Reader& reader) : reader_(reader) {}

  absl::Status CheckRow(const Entry& entry);
  // After the last row.
  absl::Status Finish();
  CheckReport Report() && { return std::move(report_); }

 private:
  using Counted = std::pair<DiscrepancyScope, domain::DiscrepancyKind>;

  absl::Status CheckPayment(const Entry& entry);
  absl::Status CheckNonce(const Entry& entry);
  absl::Status CheckSignature(const Entry& entry);
  absl::Status CheckIdempotency(const Entry& entry);
  absl::Status CheckPaymentIndex(const Entry& entry);
  absl::Status CheckEvent(const Entry& entry);
  absl::Status CheckDiscrepancy(const Entry& entry);
  absl::Status CheckDiscrepancyIndex(const Entry& entry);
  absl::Status CheckCount(const Entry& entry);
  absl::Status CheckTotal(const Entry& entry);
  absl::Status CheckSummed(const Entry& entry);
  absl::Status CheckHint(const Entry& entry);
  absl::Status CheckHintDue(const Entry& entry);
  absl::Status CheckUnverifiable(const Entry& entry);
  absl::Status CheckWatch(const Entry& entry);
  absl::Status CheckWatchEnd(const Entry& entry);
  absl::Status CheckUnmatched(const Entry& entry);
  absl::Status CheckCursor(const Entry& entry);
  absl::Status CheckBadElement(const Entry& entry);

  void Broken(Invariant invariant, std::string_view key, std::string_view what);
  void Expect(bool holds, Invariant invariant, const Entry& entry, std::string_view what);
  // Notes what is wrong with a value that could not be decoded.
  bool Readable(const absl::Status& status, const Entry& entry);

  // None: there is no such row, or it cannot be read, which is found where it stands.
  absl::StatusOr<std::optional<domain::Payment>> FindPayment(const domain::PaymentId& id);
  void ExpectDerived(const domain::Terms& terms, const Entry& entry);
  absl::Status ExpectPayment(const domain::PaymentId& id, const Entry& entry);
  absl::Status ExpectIndexed(const IndexKeys& keys, const Entry& entry);
  absl::Status ExpectLinks(const domain::Payment& payment, const Entry& entry);

  const Reader& reader_;
  CheckReport report_;
  uint64_t events_ = 0;
  // The number of the bad element before, and how many there were.
  std::optional<uint64_t> bad_element_;
  uint64_t bad_elements_ = 0;
  // The signature of the row before, and whether it settles a payment.
  std::optional<solana::Signature> settled_;
  std::map<Counted, uint64_t> counted_;     // by the records
  std::map<std::string, uint64_t> counts_;  // by the rows of counts
  std::map<uint8_t, uint64_t> rows_;        // counted, by what totals.h calls them
  std::map<uint8_t, uint64_t> totals_;      // by the rows of totals
};

}  // namespace hilt::storage
