#include "cli/payment_text.h"

#include "cli/amount_text.h"
#include "cli/human_text.h"
#include "cli/words.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

using settlement::v1::Attempt;
using settlement::v1::Candidate;
using settlement::v1::Payment;

constexpr size_t kNoteChars = 256;  // of what the caller of CreateSession wrote
constexpr size_t kKeyChars = 100;

// A key, an id or a memo.
std::string Key(std::string_view text) { return Printable(text, kKeyChars); }

std::string Meaning(const Payment& payment) {
  switch (payment.status()) {
    case settlement::v1::PAYMENT_STATUS_PENDING_SIGNATURE:
      return payment.expired() ? "time is up; it fails unless a payment made in time is found"
                               : "waiting for the buyer";
    case settlement::v1::PAYMENT_STATUS_PENDING_CONFIRMATION:
      return "a transaction is seen or announced and not yet final: goods must wait";
    case settlement::v1::PAYMENT_STATUS_CONFIRMED:
      return payment.reverted() ? "its settlement left the chain: hold what is not delivered"
                                : "paid: deliver";
    case settlement::v1::PAYMENT_STATUS_FAILED:
      return LowerWord(payment.failure_reason());
    default:
      return "a status of a later contract: update hiltctl";
  }
}

std::string Units(const Payment& payment, uint64_t minor_units) {
  return fmt::format("{} ({})", UnitsText(minor_units, payment.decimals(), payment.asset_symbol()),
                     minor_units);
}

std::string TermsLines(const Payment& payment, absl::Time now, const Style& style) {
  std::string out = FieldLine("amount", Units(payment, payment.amount_minor_units()), style);
  out += FieldLine("merchant", Units(payment, payment.merchant_amount_minor_units()), style);
  out += FieldLine("", fmt::format("to account {}", Key(payment.merchant_token_account())), style);
  out += FieldLine("", fmt::format("of wallet  {}", Key(payment.merchant_wallet())), style);
  if (payment.fee_minor_units() > 0) {
    out += FieldLine("fee", Units(payment, payment.fee_minor_units()), style);
    out += FieldLine("", fmt::format("to account {}", Key(payment.fee_token_account())), style);
    out += FieldLine("", fmt::format("of wallet  {}", Key(payment.fee_wallet())), style);
  }
  const std::string mint = payment.token_mint().empty() ? "native" : payment.token_mint();
  out += FieldLine("asset",
                   fmt::format("{} {} on {}", Key(payment.asset_symbol()), Key(mint),
                               LowerWord(payment.cluster())),
                   style);
  out += FieldLine("memo", Key(payment.memo()), style);
  if (!payment.payer_wallet().empty()) {
    out += FieldLine("payer",
                     fmt::format("{}{}", Key(payment.payer_wallet()),
                                 payment.require_payer() ? ", and nobody else" : ""),
                     style);
  }
  out += FieldLine("confirms at",
                   fmt::format("{}{}", LowerWord(payment.required_commitment()),
                               payment.agreement_required() ? ", by two endpoints that agree" : ""),
                   style);
  out += FieldLine("created", TimeAndAge(payment.created_at(), now), style);
  out += FieldLine("expires", TimeAndAge(payment.expires_at(), now), style);
  if (payment.has_confirmed_at()) {
    out += FieldLine("confirmed", TimeAndAge(payment.confirmed_at(), now), style);
  }
  if (payment.has_failed_at()) {
    out += FieldLine("failed", TimeAndAge(payment.failed_at(), now), style);
  }
  return out;
}

std::string_view SourceText(const Payment& payment) {
  switch (payment.tx_signature_source()) {
    case settlement::v1::TX_SIGNATURE_SOURCE_SETTLEMENT:
      return "its settlement";
    case settlement::v1::TX_SIGNATURE_SOURCE_CANDIDATE:
      return "its best candidate";
    case settlement::v1::TX_SIGNATURE_SOURCE_RECORDED:
      return "as announced by the caller; no evidence";
    default:
      return "";
  }
}

std::string SignatureLines(std::string_view name, const Payment& payment,
                           std::string_view signature, const Style& style) {
  std::string out = FieldLine(name, Key(signature), style);
  const std::string url = ExplorerUrl(payment.cluster(), signature);
  if (!url.empty()) out += FieldLine("", style.Faint(url), style);
  return out;
}

std::string CandidateLines(const Payment& payment, const Candidate& candidate, absl::Time now,
                           const Style& style) {
  std::string out = FieldLine("evidence",
                              fmt::format("{} at {}, slot {}", LowerWord(candidate.grade()),
                                          LowerWord(candidate.commitment()), candidate.slot()),
                              style);
  out += FieldLine("block time", TimeAndAge(candidate.block_time(), now), style);
  if (!candidate.payer().observed_wallet().empty()) {
    out += FieldLine("paid by", Key(candidate.payer().observed_wallet()), style);
  }
  if (candidate.overpaid_minor_units() > 0) {
    out += FieldLine("overpaid", Units(payment, candidate.overpaid_minor_units()), style);
  }
  return out + LegsText(candidate.legs(), payment.decimals(), payment.asset_symbol(), 16, style);
}

std::string AttemptWord(const Attempt& attempt) {
  const bool judged = attempt.outcome() == settlement::v1::ATTEMPT_OUTCOME_VERDICT;
  return judged ? LowerWord(attempt.verdict()) : LowerWord(attempt.outcome());
}

std::string AttemptLines(const Payment& payment, absl::Time now, const Style& style) {
  const Attempt& attempt = payment.last_attempt();
  std::string out = SignatureLines("last attempt", payment, attempt.tx_signature(), style);
  out += FieldLine("",
                   fmt::format("{} ({} in all), recorded {}", AttemptWord(attempt),
                               payment.attempt_count(), TimeAndAge(attempt.recorded_at(), now)),
                   style);
  return out + LegsText(attempt.legs(), payment.decimals(), payment.asset_symbol(), 16, style);
}

std::string CallerLines(const Payment& payment, const Style& style) {
  std::string out;
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += FieldLine(name, Printable(value, kNoteChars), style);
  };
  line("key", payment.idempotency_key());
  line("merchant id", payment.merchant_id());
  line("product id", payment.product_id());
  line("slug", payment.slug());
  line("signed with", payment.wallet_source());
  line("payer hint", payment.payer_hint());
  for (const auto& [key, value] : payment.metadata()) line("metadata", key + "=" + value);
  return out;
}

// By what GetPayment found it, where that says less than "this is the one".
std::string MatchLine(const Payment& payment, const Style& style) {
  switch (payment.matched_by()) {
    case settlement::v1::PAYMENT_MATCH_CANDIDATE:
      return FieldLine("found by", "a candidate: that transaction has not confirmed it yet", style);
    case settlement::v1::PAYMENT_MATCH_RECORDED:
      return FieldLine("found by", "an announced transaction, which is no evidence", style);
    case settlement::v1::PAYMENT_MATCH_ATTEMPT:
      return FieldLine("found by", style.Bad("an attempt: that transaction did NOT pay it"), style);
    default:
      return "";
  }
}

// What is known at one change, beyond the status.
std::string ChangeText(const Payment& payment) {
  if (payment.status() == settlement::v1::PAYMENT_STATUS_FAILED) {
    return LowerWord(payment.failure_reason());
  }
  if (!payment.tx_signature().empty()) {
    std::string text =
        fmt::format("{}, {}", ShortText(payment.tx_signature()), SourceText(payment));
    if (!payment.has_best_candidate()) return text;
    return fmt::format("{} ({}, {})", text, LowerWord(payment.best_candidate().grade()),
                       LowerWord(payment.best_candidate().commitment()));
  }
  if (!payment.has_last_attempt()) return "";
  const Attempt& attempt = payment.last_attempt();
  return fmt::format("{}: {}", ShortText(attempt.tx_signature()), AttemptWord(attempt));
}

}  // namespace

Cell StatusCell(const Payment& payment) {
  const std::string word = Word(payment.status()) + (payment.reverted() ? " (reverted)" : "");
  switch (payment.status()) {
    case settlement::v1::PAYMENT_STATUS_CONFIRMED:
      return {word, payment.reverted() ? Paint::kBad : Paint::kGood};
    case settlement::v1::PAYMENT_STATUS_FAILED:
      return {word, Paint::kBad};
    default:
      return {word, Paint::kPlain};
  }
}

std::string LegsText(const google::protobuf::RepeatedPtrField<settlement::v1::LegResult>& legs,
                     uint32_t decimals, std::string_view symbol, size_t indent,
                     const Style& style) {
  if (legs.empty()) return "";
  Table table({{"LEG"}, {"DUE", true}, {"RECEIVED", true}, {"WALLET"}});
  for (const settlement::v1::LegResult& leg : legs) {
    table.Add({{LowerWord(leg.leg().role())},
               {UnitsText(leg.leg().due_minor_units(), decimals, symbol)},
               {UnitsText(leg.received_minor_units(), decimals, symbol),
                leg.paid() ? Paint::kGood : Paint::kBad},
               {ShortText(leg.leg().wallet())}});
  }
  return table.ToText(style, indent);
}

std::string PaymentText(const Payment& payment, absl::Time now, const Style& style) {
  const Cell status = StatusCell(payment);
  std::string out = fmt::format("{} {}  {}\n", style.Strong("PAYMENT"), Key(payment.payment_id()),
                                Painted(status.text, status.paint, style));
  out += fmt::format("  {}\n", Meaning(payment));
  out += MatchLine(payment, style);
  out += TermsLines(payment, now, style);
  if (!payment.tx_signature().empty()) {
    out += SignatureLines("transaction", payment, payment.tx_signature(), style);
    out += FieldLine("", SourceText(payment), style);
  }
  if (payment.has_settlement()) {
    out += CandidateLines(payment, payment.settlement(), now, style);
  } else if (payment.has_best_candidate()) {
    out += CandidateLines(payment, payment.best_candidate(), now, style);
  }
  if (payment.has_last_attempt()) out += AttemptLines(payment, now, style);
  out += CallerLines(payment, style);
  return out + FieldLine("version",
                         fmt::format("{}, changed {}", payment.version(),
                                     TimeAndAge(payment.updated_at(), now)),
                         style);
}

std::string PaymentChangeLine(const Payment& payment, const Style& style) {
  constexpr size_t kStatusColumns = 20;  // the longest, PENDING_CONFIRMATION
  const Cell status = StatusCell(payment);
  const std::string known = ChangeText(payment);
  std::string out = fmt::format("{}  {}", style.Faint(TimeText(FromProto(payment.updated_at()))),
                                Painted(status.text, status.paint, style));
  if (known.empty()) return out + "\n";
  if (status.text.size() < kStatusColumns) out.append(kStatusColumns - status.text.size(), ' ');
  return out + "  " + known + "\n";
}

Table PaymentTable(const std::vector<Payment>& payments, absl::Time now) {
  Table table({{"PAYMENT"}, {"STATUS"}, {"AMOUNT", true}, {"CREATED", true}, {"TRANSACTION"}});
  for (const Payment& payment : payments) {
    table.Add(
        {{Key(payment.payment_id())},
         StatusCell(payment),
         {UnitsText(payment.amount_minor_units(), payment.decimals(), payment.asset_symbol())},
         {RelativeTime(FromProto(payment.created_at()), now)},
         {ShortText(payment.tx_signature()), Paint::kFaint}});
  }
  return table;
}

std::string PaymentInstructions(const Payment& payment, const Style& style) {
  std::string out = style.Strong("NEXT") + "\n  The buyer's transaction must hold:\n";
  out += FieldLine(
      "memo", fmt::format("{} (SPL Memo instruction, nothing more in it)", Key(payment.memo())),
      style);
  const auto transfer = [&](uint64_t units, const std::string& account) {
    out +=
        FieldLine("transfer", fmt::format("{} to {}", Units(payment, units), Key(account)), style);
  };
  transfer(payment.merchant_amount_minor_units(), payment.merchant_token_account());
  if (payment.fee_minor_units() > 0) {
    transfer(payment.fee_minor_units(), payment.fee_token_account());
  }
  return out + fmt::format("  Then: hiltctl payment watch {}\n", Key(payment.payment_id()));
}

}  // namespace hilt::cli
