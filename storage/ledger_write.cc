#include <sodium/crypto_hash_sha256.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "fmt/format.h"
#include "storage/codec.h"
#include "storage/index.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/numbers.h"
#include "storage/rows.h"

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
absl::Status CheckPayment(const LedgerReader& ledger, const std::optional<PaymentRow>& old,
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
  HILT_ASSIGN_OR_RETURN(const std::optional<PaymentRow> old,
                        FindRow(overlay_, key, DecodePaymentRow));
  HILT_RETURN_IF_ERROR(CheckPayment(*this, old, payment));

  const size_t mark = overlay_.Mark();
  absl::Status linked = ReplaceLinks(id, old ? &old->state : nullptr, payment.state, overlay_);
  if (!linked.ok()) {
    overlay_.RollBackTo(mark);
    return linked;
  }
  ReplaceIndex(old ? PaymentIndexKeys(old->terms, old->details, old->state) : IndexKeys(),
               PaymentIndexKeys(payment.terms, payment.details, payment.state), overlay_);
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
  if (!counted.ok()) {
    overlay_.RollBackTo(mark);
    return counted;
  }
  ReplaceIndex(old ? DiscrepancyIndexKeys(id, *old) : IndexKeys(),
               DiscrepancyIndexKeys(id, discrepancy), overlay_);
  overlay_.Put(key, std::move(bytes));
  return absl::OkStatus();
}

std::string DiscrepancyId(domain::DiscrepancyKind kind,
                          const std::optional<domain::PaymentId>& payment,
                          const std::optional<solana::Signature>& signature) {
  // The name is never changed: the id must be the same for ever.
  KeyWriter name(std::string("hilt.discrepancy"));
  name.Byte(Number(kind)).Byte(payment.has_value());
  if (payment) name.Raw(*payment);
  name.Byte(signature.has_value());
  if (signature) name.Raw(*signature);
  const std::string text = name.Done();

  std::array<uint8_t, crypto_hash_sha256_BYTES> hash;
  std::vector<uint8_t> bytes(text.begin(), text.end());
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  Uuid id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = static_cast<uint8_t>((id.bytes[6] & 0x0f) | 0x80);  // version 8
  id.bytes[8] = static_cast<uint8_t>((id.bytes[8] & 0x3f) | 0x80);  // variant of RFC 9562
  return ToString(id);
}

}  // namespace hilt::storage
