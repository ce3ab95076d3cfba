#include <algorithm>
#include <iterator>
#include <utility>

#include "fmt/format.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/numbers.h"
#include "storage/rows.h"
#include "storage/totals.h"

namespace hilt::storage {
namespace {

// Puts what `wanted` has and `present` has not, and deletes the opposite.
void ReplaceIndex(const IndexKeys& present, const IndexKeys& wanted, Overlay& overlay) {
  for (const std::string& key : present) {
    if (!wanted.contains(key)) overlay.Delete(key);
  }
  for (const std::string& key : wanted) {
    if (!present.contains(key)) overlay.Put(key, "");
  }
}

absl::StatusOr<SignatureLink> LinkOrNew(const Overlay& overlay, const std::string& key) {
  HILT_ASSIGN_OR_RETURN(std::optional<SignatureLink> link,
                        FindRow(overlay, key, DecodeSignatureLink));
  if (!link) return SignatureLink();
  return *std::move(link);
}

absl::Status CheckNonce(const LedgerReader& ledger, const domain::TermsInput& terms) {
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::PaymentId> holder,
                        ledger.FindNonce(terms.nonce));
  if (!holder || *holder == terms.payment_id) return absl::OkStatus();
  return absl::AlreadyExistsError(
      fmt::format("nonce: that of payment {} already", domain::ToString(*holder)));
}

// A signature settles at most one payment, ever.
absl::Status CheckClaim(const LedgerReader& ledger, const domain::PaymentId& payment,
                        const solana::Signature& signature) {
  HILT_ASSIGN_OR_RETURN(const std::vector<SignatureLink> links, ledger.FindSignature(signature));
  for (const SignatureLink& link : links) {
    if (!link.settlement || link.payment == payment) continue;
    return absl::AlreadyExistsError(fmt::format("settlement: its signature settles payment {}",
                                                domain::ToString(link.payment)));
  }
  return absl::OkStatus();
}

// Whether `payment` may replace `old`, or be new.
absl::Status CheckPayment(const LedgerReader& ledger, const std::optional<domain::Payment>& old,
                          const domain::Payment& payment) {
  if (!old) {
    HILT_RETURN_IF_ERROR(CheckNonce(ledger, payment.terms));
  } else if (!SameTerms(old->terms, payment.terms)) {
    return absl::InvalidArgumentError("terms: not those that the payment was created with");
  }
  if (!payment.state.settlement) return absl::OkStatus();
  const solana::Signature& claimed = payment.state.settlement->key.signature;
  const bool held = old && old->state.settlement && old->state.settlement->key.signature == claimed;
  return held ? absl::OkStatus() : CheckClaim(ledger, payment.terms.payment_id, claimed);
}

absl::Status ReplaceLinks(const domain::PaymentId& payment, const domain::PaymentState* old,
                          const domain::PaymentState& state, Overlay& overlay) {
  std::map<solana::Signature, LinkFlags> wanted = LinksOf(state);
  std::map<solana::Signature, LinkFlags> present;
  if (old != nullptr) present = LinksOf(*old);
  // What is no more is kept, with its flags down.
  for (const auto& [signature, flags] : present) wanted.try_emplace(signature);
  for (const auto& [signature, flags] : wanted) {
    const auto before = present.find(signature);
    if (before != present.end() && before->second == flags) continue;
    const std::string key = SignatureKey(signature, payment);
    HILT_ASSIGN_OR_RETURN(SignatureLink link, LinkOrNew(overlay, key));
    link.settlement = flags.settlement;
    link.candidate = flags.candidate;
    link.broadcast = flags.broadcast;
    overlay.Put(key, EncodeSignatureLink(link));
  }
  return absl::OkStatus();
}

absl::Status AddToCount(const LedgerReader& ledger, const DiscrepancyScope& scope,
                        domain::DiscrepancyKind kind, bool up, Overlay& overlay) {
  HILT_ASSIGN_OR_RETURN(const uint64_t count, ledger.CountDiscrepancies(scope, kind));
  const std::string key = DiscrepancyCountKey(scope, kind);
  if (!up && count == 0) return AtKey(absl::DataLossError("count below its records"), key);
  overlay.Put(key, EncodeCount(up ? count + 1 : count - 1));
  return absl::OkStatus();
}

using Counted = std::set<std::pair<DiscrepancyScope, domain::DiscrepancyKind>>;

Counted CountedIn(const domain::Discrepancy& discrepancy) {
  Counted counted;
  for (const DiscrepancyScope& scope : ScopesOf(discrepancy)) {
    counted.emplace(scope, discrepancy.kind);
  }
  return counted;
}

absl::Status MoveCounts(const LedgerReader& ledger, const Counted& present, const Counted& wanted,
                        Overlay& overlay) {
  for (const auto& [scope, kind] : present) {
    if (wanted.contains({scope, kind})) continue;
    HILT_RETURN_IF_ERROR(AddToCount(ledger, scope, kind, false, overlay));
  }
  for (const auto& [scope, kind] : wanted) {
    if (present.contains({scope, kind})) continue;
    HILT_RETURN_IF_ERROR(AddToCount(ledger, scope, kind, true, overlay));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Ledger::PutIdentity(const Identity& identity) {
  HILT_ASSIGN_OR_RETURN(std::string bytes, EncodeIdentity(identity));
  overlay_.Put(IdentityKey(), std::move(bytes));
  return absl::OkStatus();
}

absl::Status Ledger::PutPayment(const domain::Payment& payment) {
  const domain::PaymentId& id = payment.terms.payment_id;
  const std::string key = PaymentKey(id);
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> old,
                        FindRow(overlay_, key, DecodePayment));
  HILT_RETURN_IF_ERROR(CheckPayment(*this, old, payment));

  const size_t mark = overlay_.Mark();
  absl::Status linked = ReplaceLinks(id, old ? &old->state : nullptr, payment.state, overlay_);
  if (linked.ok()) linked = CountPayment(old ? &*old : nullptr, payment, overlay_);
  if (!linked.ok()) {
    overlay_.RollBackTo(mark);
    return linked;
  }
  ReplaceIndex(old ? PaymentIndexKeys(*old) : IndexKeys(), PaymentIndexKeys(payment), overlay_);
  if (!old) overlay_.Put(NonceKey(payment.terms.nonce), EncodePaymentId(id));
  overlay_.Put(key, EncodePayment(payment));
  return absl::OkStatus();
}

absl::Status Ledger::PutAttempt(const domain::PaymentId& payment, const domain::Attempt& attempt) {
  const std::string key = SignatureKey(attempt.key.signature, payment);
  HILT_ASSIGN_OR_RETURN(SignatureLink link, LinkOrNew(overlay_, key));
  link.attempt = attempt;
  overlay_.Put(key, EncodeSignatureLink(link));
  return absl::OkStatus();
}

void Ledger::PutIdempotencyKey(std::string_view client, std::string_view key,
                               const IdempotencyRecord& record) {
  overlay_.Put(IdempotencyRowKey(client, key), EncodeIdempotency(record));
}

absl::StatusOr<domain::Event> Ledger::AppendEvent(domain::Event event) {
  HILT_ASSIGN_OR_RETURN(const domain::EventSeq last, LastEvent());
  event.seq = domain::EventSeq(last.value() + 1);
  HILT_ASSIGN_OR_RETURN(std::string bytes, EncodeEvent(event));
  overlay_.Put(EventKey(event.seq), std::move(bytes));
  return event;
}

absl::Status Ledger::PutDiscrepancy(const domain::Discrepancy& discrepancy) {
  HILT_ASSIGN_OR_RETURN(std::string bytes, EncodeDiscrepancy(discrepancy));
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy.id));
  const std::string key = DiscrepancyKey(id);
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Discrepancy> old,
                        FindRow(overlay_, key, DecodeDiscrepancy));
  const size_t mark = overlay_.Mark();
  absl::Status counted =
      MoveCounts(*this, old ? CountedIn(*old) : Counted(), CountedIn(discrepancy), overlay_);
  if (counted.ok()) counted = CountDiscrepancy(old ? &*old : nullptr, discrepancy, overlay_);
  if (!counted.ok()) {
    overlay_.RollBackTo(mark);
    return counted;
  }
  ReplaceIndex(old ? DiscrepancyIndexKeys(id, *old) : IndexKeys(),
               DiscrepancyIndexKeys(id, discrepancy), overlay_);
  overlay_.Put(key, std::move(bytes));
  return absl::OkStatus();
}

}  // namespace hilt::storage
