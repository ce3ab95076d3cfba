#include "bench/bare_visit.h"

#include "simdjson.h"

namespace hilt::bench {
namespace {

namespace ondemand = simdjson::ondemand;

void Touch(ondemand::value text, BareVisit::Counts& counts) {
  counts.touched += static_cast<uint8_t>(text.get_raw_json_string().value().raw()[0]);
}

void VisitInstructions(ondemand::array instructions, BareVisit::Counts& counts) {
  for (ondemand::object instruction : instructions) {
    ++counts.instructions;
    // Accounts come before data and are skipped.
    Touch(instruction["data"], counts);
    counts.touched += instruction["programIdIndex"].get_uint64().value();
  }
}

void VisitTransaction(ondemand::object transaction, BareVisit::Counts& counts) {
  ++counts.transactions;
  ondemand::object meta = transaction["meta"];
  if (!meta["err"].is_null()) ++counts.failed;
  ondemand::object inner = transaction["transaction"];
  ondemand::object message = inner["message"];
  for (ondemand::value key : message["accountKeys"].get_array()) {
    ++counts.keys;
    Touch(key, counts);
  }
  VisitInstructions(message["instructions"], counts);
  for (ondemand::value signature : inner["signatures"].get_array()) {
    Touch(signature, counts);
    break;
  }
}

void VisitNamedInstruction(ondemand::object instruction, BareVisit::Counts& counts) {
  ++counts.instructions;
  for (ondemand::value account : instruction["accounts"].get_array()) Touch(account, counts);
  Touch(instruction["data"], counts);
}

void VisitAccountChange(ondemand::object change, BareVisit::Counts& counts) {
  ++counts.keys;
  Touch(change["account"], counts);
  counts.touched += static_cast<uint64_t>(change["nativeBalanceChange"].get_int64().value());
  for (ondemand::object token : change["tokenBalanceChanges"].get_array()) {
    Touch(token["mint"], counts);
    Touch(token["rawTokenAmount"]["tokenAmount"], counts);
    Touch(token["tokenAccount"], counts);
    Touch(token["userAccount"], counts);
  }
}

void VisitEnhanced(ondemand::object transaction, BareVisit::Counts& counts) {
  ++counts.transactions;
  for (ondemand::object change : transaction["accountData"].get_array()) {
    VisitAccountChange(change, counts);
  }
  counts.touched += transaction["fee"].get_uint64().value();
  Touch(transaction["feePayer"], counts);
  for (ondemand::object instruction : transaction["instructions"].get_array()) {
    VisitNamedInstruction(instruction, counts);
    for (ondemand::object inner : instruction["innerInstructions"].get_array()) {
      VisitNamedInstruction(inner, counts);
      Touch(inner["programId"], counts);
    }
    Touch(instruction["programId"], counts);
  }
  Touch(transaction["signature"], counts);
  counts.touched += transaction["slot"].get_uint64().value();
  counts.touched += transaction["timestamp"].get_uint64().value();
  if (!transaction["transactionError"].is_null()) ++counts.failed;
}

}  // namespace

class BareVisit::Impl {
 public:
  ondemand::parser parser;
};

const size_t BareVisit::kPadding = simdjson::SIMDJSON_PADDING;

BareVisit::BareVisit() : impl_(std::make_unique<Impl>()) {}
BareVisit::~BareVisit() = default;

std::optional<BareVisit::Counts> BareVisit::OfBlock(std::string_view json) {
  try {
    Counts counts;
    ondemand::document document =
        impl_->parser.iterate(json.data(), json.size(), json.size() + kPadding);
    for (ondemand::object transaction : document["transactions"].get_array()) {
      VisitTransaction(transaction, counts);
    }
    return counts;
  } catch (const simdjson::simdjson_error&) {
    return std::nullopt;
  }
}

std::optional<BareVisit::Counts> BareVisit::OfWebhook(std::string_view json) {
  try {
    Counts counts;
    ondemand::document document =
        impl_->parser.iterate(json.data(), json.size(), json.size() + kPadding);
    for (ondemand::object transaction : document.get_array()) VisitEnhanced(transaction, counts);
    return counts;
  } catch (const simdjson::simdjson_error&) {
    return std::nullopt;
  }
}

}  // namespace hilt::bench
