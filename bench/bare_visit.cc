#include "bench/bare_visit.h"

#include "simdjson.h"

namespace hilt::bench {
namespace {

namespace ondemand = simdjson::ondemand;

void VisitInstructions(ondemand::array instructions, BareVisit::Counts& counts) {
  for (ondemand::object instruction : instructions) {
    ++counts.instructions;
    // Accounts come before data and are skipped.
    counts.touched +=
        static_cast<uint8_t>(instruction["data"].get_raw_json_string().value().raw()[0]);
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
    counts.touched += static_cast<uint8_t>(key.get_raw_json_string().value().raw()[0]);
  }
  VisitInstructions(message["instructions"], counts);
  for (ondemand::value signature : inner["signatures"].get_array()) {
    counts.touched += static_cast<uint8_t>(signature.get_raw_json_string().value().raw()[0]);
    break;
  }
}

}  // namespace

class BareVisit::Impl {
 public:
  ondemand::parser parser;
};

const size_t BareVisit::kPadding = simdjson::SIMDJSON_PADDING;

BareVisit::BareVisit() : impl_(std::make_unique<Impl>()) {}
BareVisit::~BareVisit() = default;

std::optional<BareVisit::Counts> BareVisit::Of(std::string_view json) {
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

}  // namespace hilt::bench
