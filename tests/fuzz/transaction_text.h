#pragma once

#include <optional>
#include <string>

#include "tests/fuzz/random_transaction.h"

// A transaction as a node writes it, a getTransaction result in each of its encodings. Source:
// agave transaction-status-client-types; shares nothing with the decoder.
namespace hilt::fuzz {

std::string WriteJson(const Transaction& transaction);

// None where the transaction has no such form.
std::optional<std::string> WriteParsed(const Transaction& transaction);

// None where it is longer than a transaction of its version can be.
std::optional<std::string> WriteBase64(const Transaction& transaction);

}  // namespace hilt::fuzz
