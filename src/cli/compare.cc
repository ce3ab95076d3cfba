#include "cli/compare.h"

#include <algorithm>

#include "confirmer/verify/money.h"
#include "fmt/format.h"
#include "solana/programs.h"

namespace hilt::cli {
namespace {

using domain::Observation;

constexpr char kNone[] = "none";

const Observation& Seen(const Judged& judged) { return judged.explanation.transaction.observation; }

// A member as text, so that "1" and 1 are one answer; null and absent are none.
std::string Expected(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return kNone;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string KeyText(const std::optional<solana::Pubkey>& key) {
  return key ? solana::ToString(*key) : kNone;
}

class Comparer {
 public:
  Comparer(const Judged& judged, Comparison& comparison)
      : judged_(judged),
        expect_(judged.scenario.expectations[judged.session]),
        comparison_(comparison) {}

  void Run() {
    CompareTransaction();
    CompareVerdict();
    CompareAmounts();
    ComparePayer();
    AddNotes();
  }

 private:
  void Hold(const char* field, std::string expected, std::string got) {
    if (expected == got) return;
    comparison_.differences.push_back({field, std::move(expected), std::move(got)});
  }

  // Nothing is held against a figure that the file does not give.
  void HoldIfGiven(const Json& object, const char* field, std::string got) {
    if (object.contains(field)) Hold(field, Expected(object, field), std::move(got));
  }

  // That it is the transaction meant.
  void CompareTransaction() {
    const Json& transaction = judged_.scenario.transaction;
    const Observation& seen = Seen(judged_);
    if (!transaction.is_object()) return;
    HoldIfGiven(transaction, "signature", solana::ToString(seen.signature));
    HoldIfGiven(transaction, "slot", base::ToString(seen.slot));
    HoldIfGiven(transaction, "block_time",
                seen.block_time ? std::to_string(absl::ToUnixSeconds(*seen.block_time)) : kNone);
  }

  std::string ExpectedVerdict() const {
    const bool strict = expect_.contains("strict_verdict");
    return Expected(expect_, strict ? "strict_verdict" : "verdict");
  }

  // The named payer is none of those that this shape can show to have signed. Taken from the
  // instructions, not from the list of signers, so that a decoder that forgets one is found out.
  bool PayerCannotBeSeen() const {
    const Observation& seen = Seen(judged_);
    const std::optional<solana::Pubkey>& payer = judged_.explanation.terms.payer_wallet;
    if (seen.grade != domain::EvidenceGrade::kProvider || !payer || seen.fee_payer == *payer) {
      return false;
    }
    const auto ordered = [&](const domain::OrderedTransfer& transfer) {
      return transfer.place.is_direct() && transfer.transfer.authority == *payer;
    };
    const auto signed_memo = [&](const domain::Memo& memo) {
      return memo.place.is_direct() && solana::MemoChecksSigners(memo.program) &&
             std::find(memo.accounts.begin(), memo.accounts.end(), *payer) != memo.accounts.end();
    };
    return std::none_of(seen.transfers.begin(), seen.transfers.end(), ordered) &&
           std::none_of(seen.memos.begin(), seen.memos.end(), signed_memo);
  }

  void CompareVerdict() {
    const verify::Verification& verification = judged_.explanation.verification;
    comparison_.verdict = std::string(domain::Name(verification.verdict));
    const std::string expected = ExpectedVerdict();
    const bool depends_on_payer =
        expected == "payer_mismatch" || expected == "late" || expected == "settled";
    payer_left_open_ = verification.unverifiable == verify::Unverifiable::kPayerNotShown &&
                       depends_on_payer && PayerCannotBeSeen();
    if (!payer_left_open_) {
      Hold("verdict", expected, comparison_.verdict);
      return;
    }
    comparison_.notes.push_back(fmt::format(
        "verdict {}: unverifiable here, because this shape does not show the payer's signature",
        expected));
  }

  std::string ReceivedBy(const solana::Pubkey& wallet) const {
    return base::ToString(verify::Received(Seen(judged_), judged_.explanation.terms.asset, wallet));
  }

  // The legs' owner nets; both fields carry the combined figure where the wallets are one.
  void CompareAmounts() {
    const domain::Terms& terms = judged_.explanation.terms;
    const auto& legs = judged_.explanation.verification.legs;
    const std::string merchant = base::ToString(legs.front().owner_net);
    std::string fee = base::ToString(legs.back().owner_net);
    if (!terms.fee_wallet) {
      const auto& idle = judged_.terms.idle_fee_wallet;
      fee = idle ? ReceivedBy(*idle) : "0";
    }
    HoldIfGiven(expect_, "merchant_received", merchant);
    HoldIfGiven(expect_, "fee_received", fee);
    CompareOverpaid();
  }

  // The figure beside a lax verdict is not that of a stricter one, which counts no excess.
  void CompareOverpaid() {
    if (payer_left_open_) return;
    const std::string overpaid = base::ToString(judged_.explanation.verification.overpaid);
    const std::string verdict = ExpectedVerdict();
    if (verdict == "settled" || verdict == "late" || verdict == "payer_mismatch") {
      HoldIfGiven(expect_, "overpaid_minor_units", overpaid);
    } else {
      Hold("overpaid_minor_units", "0", overpaid);
    }
  }

  void ComparePayer() {
    const domain::Payer& payer = judged_.explanation.verification.payer;
    HoldIfGiven(expect_, "payer_observed", KeyText(payer.observed));
    // Absent here says that there is none.
    Hold("payer_authority", Expected(expect_, "payer_authority"), KeyText(payer.authority));
    const std::string matches = Expected(expect_, "payer_matches");
    if (matches == "true" && !payer.matches && PayerCannotBeSeen()) {
      comparison_.notes.emplace_back(
          "payer_matches true: this shape does not show the payer's signature");
      return;
    }
    HoldIfGiven(expect_, "payer_matches", payer.matches ? "true" : "false");
  }

  void AddNotes() {
    if (expect_.contains("duplicate_of_signature")) {
      comparison_.notes.push_back(fmt::format("good on its own; a duplicate of {}",
                                              Expected(expect_, "duplicate_of_signature")));
    }
  }

  const Judged& judged_;
  const Json& expect_;
  Comparison& comparison_;
  bool payer_left_open_ = false;
};

}  // namespace

void Compare(const Judged& judged, Comparison& comparison) { Comparer(judged, comparison).Run(); }

}  // namespace hilt::cli
