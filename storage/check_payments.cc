#include "base/status.h"
#include "fmt/format.h"
#include "storage/checker.h"

// Payments, and what leads to them.
namespace hilt::storage {
namespace {

// The id with which an index key ends; none where the key is too short.
std::optional<domain::PaymentId> IdAtEnd(std::string_view key) {
  domain::PaymentId id;
  if (key.size() < id.bytes.size()) return std::nullopt;
  KeyReader reader(key.substr(key.size() - id.bytes.size()));
  return reader.Raw<domain::PaymentId>();
}

bool operator==(const LinkFlags& flags, const SignatureLink& link) {
  return flags == LinkFlags{link.settlement, link.candidate, link.broadcast};
}

}  // namespace

absl::StatusOr<std::optional<domain::Payment>> Checker::FindPayment(const domain::PaymentId& id) {
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, reader_.Get(PaymentKey(id)));
  if (!bytes) return std::nullopt;
  absl::StatusOr<domain::Payment> payment = DecodePayment(*bytes);
  if (!payment.ok()) return std::nullopt;
  return std::optional(*std::move(payment));
}

void Checker::ExpectDerived(const domain::Terms& terms, const Entry& entry) {
  const auto& input = static_cast<const domain::TermsInput&>(terms);
  const absl::StatusOr<domain::Terms> derived = domain::MakeTerms(input);
  Expect(derived.ok() && derived->legs == terms.legs, Invariant::kDerived, entry,
         "an account of its legs is not the wallet's");
}

absl::Status Checker::ExpectPayment(const domain::PaymentId& id, const Entry& entry) {
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, reader_.Get(PaymentKey(id)));
  Expect(bytes.has_value(), Invariant::kPointsToRow, entry, "its payment is not there");
  return absl::OkStatus();
}

absl::Status Checker::ExpectIndexed(const IndexKeys& keys, const Entry& entry) {
  for (const std::string& key : keys) {
    HILT_ASSIGN_OR_RETURN(const std::optional<std::string> found, reader_.Get(key));
    if (!found) Broken(Invariant::kIndexed, entry.key, "without its entry " + HexOf(key));
  }
  return absl::OkStatus();
}

absl::Status Checker::ExpectLinks(const domain::Payment& payment, const Entry& entry) {
  for (const auto& [signature, flags] : LinksOf(payment.state)) {
    const std::string key = SignatureKey(signature, payment.terms.payment_id);
    HILT_ASSIGN_OR_RETURN(const std::optional<std::string> found, reader_.Get(key));
    if (!found) Broken(Invariant::kIndexed, entry.key, "without its link " + HexOf(key));
  }
  return absl::OkStatus();
}

absl::Status Checker::CheckPayment(const Entry& entry) {
  const absl::StatusOr<domain::Payment> payment = DecodePayment(entry.value);
  if (!Readable(payment.status(), entry)) return absl::OkStatus();
  const domain::Terms& terms = payment->terms;
  Expect(EncodePayment(*payment) == entry.value, Invariant::kCanonical, entry, "other bytes");
  Expect(PaymentKey(terms.payment_id) == entry.key, Invariant::kKeyMatches, entry,
         "it is payment " + domain::ToString(terms.payment_id));
  ExpectDerived(terms, entry);
  ++rows_[kTotalPayments];
  if (!payment->state.terminal()) ++rows_[kTotalPending];
  HILT_RETURN_IF_ERROR(ExpectIndexed(PaymentIndexKeys(*payment), entry));
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> holder,
                        reader_.Get(NonceKey(terms.nonce)));
  Expect(holder == EncodePaymentId(terms.payment_id), Invariant::kNonce, entry,
         "its nonce does not lead to it");
  return ExpectLinks(*payment, entry);
}

absl::Status Checker::CheckNonce(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto nonce = key.Raw<domain::Nonce>();
  const absl::StatusOr<domain::PaymentId> id = DecodePaymentId(entry.value);
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a nonce");
  if (!Readable(id.status(), entry)) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment, FindPayment(*id));
  Expect(payment && payment->terms.nonce == nonce, Invariant::kNonce, entry,
         "it leads to no payment that has it");
  return absl::OkStatus();
}

absl::Status Checker::CheckSignature(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  const auto signature = key.Raw<solana::Signature>();
  const auto id = key.Raw<domain::PaymentId>();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of a signature link");
  const absl::StatusOr<SignatureLink> link = DecodeSignatureLink(entry.value);
  if (!Readable(link.status(), entry)) return absl::OkStatus();
  Expect(EncodeSignatureLink(*link) == entry.value, Invariant::kCanonical, entry, "other bytes");
  Expect(!link->attempt || link->attempt->key.signature == signature, Invariant::kKeyMatches, entry,
         "its attempt is of another signature");
  if (link->settlement) {
    Expect(settled_ != signature, Invariant::kSettlementUnique, entry,
           "the signature settles another payment too");
    settled_ = signature;
  }
  HILT_ASSIGN_OR_RETURN(const std::optional<domain::Payment> payment, FindPayment(id));
  Expect(payment.has_value(), Invariant::kPointsToRow, entry, "its payment is not there");
  if (!payment) return absl::OkStatus();
  const std::map<solana::Signature, LinkFlags> links = LinksOf(payment->state);
  const auto flags = links.find(signature);
  Expect((flags == links.end() ? LinkFlags() : flags->second) == *link, Invariant::kLinks, entry,
         "the payment says otherwise");
  return absl::OkStatus();
}

absl::Status Checker::CheckIdempotency(const Entry& entry) {
  KeyReader key(std::string_view(entry.key).substr(1));
  key.Text();
  key.Text();
  Expect(key.Complete(), Invariant::kKeyMatches, entry, "not the key of an idempotency key");
  const absl::StatusOr<IdempotencyRecord> record = DecodeIdempotency(entry.value);
  if (!Readable(record.status(), entry)) return absl::OkStatus();
  Expect(EncodeIdempotency(*record) == entry.value, Invariant::kCanonical, entry, "other bytes");
  return ExpectPayment(record->payment, entry);
}

absl::Status Checker::CheckPaymentIndex(const Entry& entry) {
  Expect(entry.value.empty(), Invariant::kCanonical, entry, "an index entry with a value");
  const std::optional<domain::PaymentId> id = IdAtEnd(entry.key);
  std::optional<domain::Payment> payment;
  if (id) {
    HILT_ASSIGN_OR_RETURN(payment, FindPayment(*id));
  }
  Expect(payment && PaymentIndexKeys(*payment).contains(entry.key), Invariant::kPointsToRow, entry,
         "it leads to no payment that belongs there");
  return absl::OkStatus();
}

}  // namespace hilt::storage
