#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/int128.h"
#include "domain/observation.h"
#include "domain/terms.h"

// A plain reading of what a leg was paid by the rules of SPEC section 4.5, that shares nothing with
// the verifier which is held against it.
namespace hilt::test_support {

using Wide = __int128;

Wide Widen(base::Int128 value);

struct Figures {
  Wide transfers = 0;
  Wide account_delta = 0;
  Wide owner_net = 0;
  std::map<std::vector<uint8_t>, Wide> by_outer_program;  // empty key: top level

  bool operator==(const Figures&) const = default;
};

Figures ReadFigures(const domain::Terms& terms, const domain::Leg& leg,
                    const domain::Observation& seen);

// By all three views.
bool IsPaid(const domain::Leg& leg, const Figures& figures);

// By transfers at the top level alone.
bool IsPaidDirectly(const domain::Leg& leg, const Figures& figures);

}  // namespace hilt::test_support
