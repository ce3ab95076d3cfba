#include <algorithm>

#include "base/check.h"
#include "confirmer/verify/verifier.h"
#include "domain/memo.h"
#include "indexer/decode/decode.h"
#include "tests/fuzz/balances_in_text.h"
#include "tests/fuzz/golden_terms.h"
#include "tests/fuzz/target.h"
#include "tests/support/plain_reading.h"

namespace hilt::verify {
namespace {

using domain::Observation;
using domain::Terms;
using test_support::Figures;

// Direct transfers only, so that the plain reading needs no list of programs.
const Policy& DirectOnly() {
  static const Policy& policy = *new Policy{.grace = absl::Seconds(120), .program_paths = {}};
  return policy;
}

bool IsComplete(const Observation& seen) {
  return seen.execution == domain::Execution::kSucceeded &&
         seen.version != domain::MessageVersion::kUnknown &&
         seen.version != domain::MessageVersion::kNotStated && seen.block_time.has_value() &&
         seen.inner_instructions_recorded && seen.instructions_understood &&
         seen.lamports_recorded && seen.token_balances_recorded;
}

bool IsHiltMemo(const domain::Memo& memo) {
  const std::string text(memo.data.begin(), memo.data.end());
  return text.size() == 37 && text.starts_with("HILT:") &&
         text.find_first_not_of("0123456789abcdef", 5) == std::string::npos;
}

bool NamesOnly(const Terms& terms, const Observation& seen) {
  int own = 0;
  for (const domain::Memo& memo : seen.memos) {
    if (!IsHiltMemo(memo)) continue;
    if (std::string(memo.data.begin(), memo.data.end()) != domain::HiltMemo(terms.nonce)) {
      return false;
    }
    ++own;
  }
  return own > 0;
}

bool AllPaidDirectly(const Terms& terms, const Observation& seen) {
  return std::all_of(terms.legs.begin(), terms.legs.end(), [&](const domain::Leg& leg) {
    const Figures figures = test_support::ReadFigures(terms, leg, seen);
    return IsPaid(leg, figures) && IsPaidDirectly(leg, figures);
  });
}

// Signed, or lost some of what was paid: one of both is the least that PayerIsProved asks for.
bool PayerTookPart(const Terms& terms, const Observation& seen) {
  const solana::Pubkey& payer = *terms.payer_wallet;
  if (std::find(seen.signers.begin(), seen.signers.end(), payer) != seen.signers.end()) return true;
  return std::any_of(
      seen.token_changes.begin(), seen.token_changes.end(),
      [&](const domain::TokenChange& change) { return change.owner == payer && change.delta < 0; });
}

bool ShouldSettle(const Terms& terms, const Observation& seen) {
  return IsComplete(seen) && NamesOnly(terms, seen) && AllPaidDirectly(terms, seen) &&
         *seen.block_time <= terms.expires_at + DirectOnly().grace;
}

// Settles where a plain reading of the rules says so and nowhere else, and then the balances that
// stand in the text itself, read by another parser, show each leg's due.
void Check(const Terms& terms, const Observation& seen, std::string_view input) {
  const Verification result = Verify(terms, DirectOnly(), seen);
  const bool settled = result.verdict == domain::Verdict::kSettled;
  const bool should = ShouldSettle(terms, seen);
  if (terms.require_payer) {
    HILT_CHECK(!settled || (should && PayerTookPart(terms, seen)));
  } else {
    HILT_CHECK(settled == should);
  }
  if (!settled) return;
  for (const domain::Leg& leg : terms.legs) {
    const auto gain = fuzz::GainInText(input, leg.wallet, terms.asset);
    HILT_CHECK(!gain.has_value() || *gain >= test_support::Wide{leg.due.value()});
  }
}

void Run(std::string_view input) {
  static decode::Decoder decoder;
  const auto seen = decoder.RpcTransaction(input, domain::Commitment::kFinalized);
  if (!seen.ok()) return;
  const auto& all = fuzz::GoldenTerms();
  // One that the transaction need not name, and those that it does.
  Check(all.begin()->second, *seen, input);
  for (const domain::Nonce& nonce : HiltNonces(*seen)) {
    const auto named = all.find(domain::ToString(nonce));
    if (named != all.end()) Check(named->second, *seen, input);
  }
}

}  // namespace
}  // namespace hilt::verify

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::verify::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
