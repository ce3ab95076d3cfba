#include "cli/transaction_input.h"

#include <array>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "fmt/format.h"

namespace hilt::cli {
namespace {

constexpr std::array kShapes = {Shape::kRpcJson, Shape::kRpcJsonParsed, Shape::kRpcBase64,
                                Shape::kHeliusEnhanced, Shape::kHeliusRaw};

bool HasAny(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (object.contains(key)) return true;
  }
  return false;
}

// The encoding of a getTransaction result, by how it holds the message. One that is cut short or
// bent counts as json: the decoder then says what is wrong with it.
Shape RpcShape(const Json& result) {
  const auto transaction = result.find("transaction");
  if (transaction == result.end()) return Shape::kRpcJson;
  if (transaction->is_array() || transaction->is_string()) return Shape::kRpcBase64;
  const auto keys = Json::json_pointer("/message/accountKeys/0");
  if (transaction->contains(keys) && transaction->at(keys).is_object()) {
    return Shape::kRpcJsonParsed;
  }
  return Shape::kRpcJson;
}

bool IsEnhanced(const Json& object) {
  return HasAny(object, {"accountData", "feePayer", "nativeTransfers", "transactionError"});
}

bool IsRpcResult(const Json& object) { return HasAny(object, {"meta", "transaction"}); }

absl::StatusOr<Shape> DetectRpc(const Json& document) {
  if (document.is_null()) return Shape::kRpcJson;  // a node's answer: not found
  if (document.is_object() && HasAny(document, {"jsonrpc", "result"})) {
    const auto result = document.find("result");
    const bool holds_one = result != document.end() && result->is_object();
    return holds_one ? RpcShape(*result) : Shape::kRpcJson;
  }
  if (document.is_object() && IsRpcResult(document)) return RpcShape(document);
  return absl::InvalidArgumentError("not a getTransaction result");
}

absl::Status NotOneTransaction(size_t count) {
  return absl::InvalidArgumentError(
      fmt::format("a webhook body of {} transactions: give one of them", count));
}

absl::StatusOr<Shape> DetectHelius(const Json& document) {
  if (document.is_array() && document.size() != 1) return NotOneTransaction(document.size());
  const Json& element = document.is_array() ? document.front() : document;
  if (element.is_object() && IsEnhanced(element)) return Shape::kHeliusEnhanced;
  if (element.is_object() && IsRpcResult(element)) return Shape::kHeliusRaw;
  return absl::InvalidArgumentError("not a Helius transaction");
}

bool BeginsArray(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '[';
}

absl::StatusOr<domain::Observation> DecodeOnlyElement(decode::Decoder& decoder,
                                                      std::string_view body) {
  HILT_ASSIGN_OR_RETURN(auto elements, decoder.HeliusWebhook(body));
  if (elements.size() != 1) return NotOneTransaction(elements.size());
  return std::move(elements.front().observation);
}

absl::StatusOr<domain::Observation> Decode(decode::Decoder& decoder, std::string_view text,
                                           Shape shape, domain::Commitment commitment) {
  if (shape != Shape::kHeliusEnhanced && shape != Shape::kHeliusRaw) {
    return decoder.RpcTransaction(text, commitment);
  }
  if (BeginsArray(text)) return DecodeOnlyElement(decoder, text);
  return shape == Shape::kHeliusRaw ? decoder.HeliusRaw(text) : decoder.HeliusEnhanced(text);
}

}  // namespace

std::string_view Name(Shape shape) {
  switch (shape) {
    case Shape::kRpcJson:
      return "json";
    case Shape::kRpcJsonParsed:
      return "jsonParsed";
    case Shape::kRpcBase64:
      return "base64";
    case Shape::kHeliusEnhanced:
      return "helius_enhanced";
    case Shape::kHeliusRaw:
      return "helius_raw";
  }
  base::CheckFailed("a Shape outside its enum", __FILE__, __LINE__);
}

std::optional<Shape> ParseShape(std::string_view name) {
  for (const Shape shape : kShapes) {
    if (Name(shape) == name) return shape;
  }
  return std::nullopt;
}

absl::StatusOr<Shape> DetectShape(const Json& document, ShapeFamily family) {
  switch (family) {
    case ShapeFamily::kRpc:
      return DetectRpc(document);
    case ShapeFamily::kHelius:
      return DetectHelius(document);
    case ShapeFamily::kAuto:
      break;
  }
  const bool raw = document.is_object() && document.contains("indexWithinBlock");
  if (document.is_array() || raw) return DetectHelius(document);
  if (auto rpc = DetectRpc(document); rpc.ok()) return rpc;
  if (auto helius = DetectHelius(document); helius.ok()) return helius;
  return absl::InvalidArgumentError("neither a getTransaction result nor a Helius transaction");
}

absl::StatusOr<TransactionInput> ReadTransaction(decode::Decoder& decoder, std::string_view text,
                                                 Shape shape, domain::Commitment commitment) {
  HILT_ASSIGN_OR_RETURN(domain::Observation observation, Decode(decoder, text, shape, commitment));
  return TransactionInput{shape, std::move(observation)};
}

}  // namespace hilt::cli
