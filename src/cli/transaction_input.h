#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/json_fields.h"
#include "domain/evidence.h"
#include "domain/observation.h"
#include "indexer/decode/decode.h"

namespace hilt::cli {

// The shapes in which people and fixtures hold one transaction.
enum class Shape {
  kRpcJson,         // getTransaction, encoding json
  kRpcJsonParsed,   // encoding jsonParsed
  kRpcBase64,       // encoding base64
  kHeliusEnhanced,  // an enhanced transaction of a Helius webhook
  kHeliusRaw,       // a raw one
};

// "json", "jsonParsed", "base64", "helius_enhanced", "helius_raw"
std::string_view Name(Shape shape);
std::optional<Shape> ParseShape(std::string_view name);

// What a person says about a document's shape; the encoding of an RPC answer shows itself.
enum class ShapeFamily { kAuto, kRpc, kHelius };

// What the document is: a getTransaction result or the whole JSON-RPC response around it, a Helius
// enhanced or raw transaction, or a webhook body with exactly one. A raw one by itself is a
// getTransaction result too, unless it has indexWithinBlock or the family says otherwise.
// INVALID_ARGUMENT: nothing of these, or not of the family.
absl::StatusOr<Shape> DetectShape(const Json& document, ShapeFamily family);

struct TransactionInput {
  Shape shape{};
  domain::Observation observation;
};

// Decodes `text`; `commitment` is that at which an RPC answer was asked for. Errors are the
// decoder's: NOT_FOUND where an RPC result is null.
absl::StatusOr<TransactionInput> ReadTransaction(decode::Decoder& decoder, std::string_view text,
                                                 Shape shape, domain::Commitment commitment);

}  // namespace hilt::cli
