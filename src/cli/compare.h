#pragma once

#include "cli/conformance.h"
#include "cli/scenario.h"
#include "cli/terms_json.h"

namespace hilt::cli {

struct Judged {
  const Scenario& scenario;
  size_t session;
  const SessionTerms& terms;
  const Explanation& explanation;
};

// Puts the verdict, what differs from the scenario's expectation, and notes into `comparison`.
//
// An enhanced transaction lists no signers. Those that it shows all the same are the fee payer, the
// authorities of top-level transfers and the accounts of top-level memos. Only where the named
// payer is none of them does it count as a note, not as a difference, that the payer is not seen to
// have signed: payer_matches false for true, or unverifiable (payer_not_shown) for a verdict that
// depends on it.
void Compare(const Judged& judged, Comparison& comparison);

}  // namespace hilt::cli
