#pragma once

#include <map>
#include <string>

#include "domain/ids.h"
#include "domain/terms.h"

namespace hilt::fuzz {

// The terms of every session of tests/golden/chain, by nonce.
const std::map<std::string, domain::Terms>& GoldenTerms();

}  // namespace hilt::fuzz
