#pragma once

#include <string>
#include <vector>

#include "tests/e2e/client.h"

// What SPEC 3 and 4 make of a recorded transaction, whichever door it came through.
namespace hilt::e2e {

// Where evidence suffices to confirm: holds the payment of `session`, after every delivery, against
// the scenario's expectation.
void ExpectOutcome(const GoldenScenario& scenario, size_t session, const v1::Payment& payment,
                   const std::vector<v1::Discrepancy>& discrepancies);

}  // namespace hilt::e2e
