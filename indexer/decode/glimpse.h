#pragma once

#include <optional>

#include "domain/observation.h"
#include "indexer/decode/json_reader.h"

namespace hilt::decode {

// What can be read of a transaction, of whatever shape, that does not decode: enough to fetch it,
// or to see that it is of a version which this code does not know.
struct Glimpse {
  std::optional<solana::Signature>
      signature;  // `signature`, or the first of transaction.signatures
  std::optional<domain::MessageVersion> version;
};

// Reads as far as it can.
Glimpse GlimpseTransaction(ondemand::object object);

}  // namespace hilt::decode
