#include "bench/made_webhook.h"

#include <fstream>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "domain/memo.h"
#include "nlohmann/json.hpp"
#include "solana/base58.h"

namespace hilt::bench {
namespace {

using Json = nlohmann::json;

Json GoldenBatch() {
  std::ifstream file(HILT_GOLDEN_DIR "/chain/webhooks/batch_25.json");
  HILT_CHECK(file.good());
  Json batch = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  HILT_CHECK(batch.is_array() && !batch.empty());
  return batch;
}

bool IsMemoProgram(const Json& key) { return key.get<std::string_view>().starts_with("Memo"); }

bool HasHiltMemo(const Json& transaction) {
  for (const Json& instruction : transaction["instructions"]) {
    std::vector<uint8_t> data;
    HILT_CHECK(solana::AppendBase58(instruction["data"].get<std::string>(), data).ok());
    if (IsMemoProgram(instruction["programId"]) && domain::ParseHiltMemo(data)) return true;
  }
  return false;
}

Json WithoutMemo(const Json& transaction) {
  const auto without = [](const Json& list, const char* key) {
    Json kept = Json::array();
    for (const Json& item : list) {
      if (!IsMemoProgram(item[key])) kept.push_back(item);
    }
    return kept;
  };
  Json other = transaction;
  other["instructions"] = without(transaction["instructions"], "programId");
  other["accountData"] = without(transaction["accountData"], "account");
  return other;
}

}  // namespace

std::string MakePaymentsBody() {
  const Json batch = GoldenBatch();
  Json body = Json::array();
  for (size_t i = 0; i < kWebhookTransactions; ++i) body.push_back(batch[i % batch.size()]);
  return body.dump();
}

std::string MakeMixedBody() {
  std::vector<Json> payments;
  for (const Json& transaction : GoldenBatch()) {
    if (HasHiltMemo(transaction)) payments.push_back(transaction);
  }
  Json body = Json::array();
  for (size_t i = 0; i < kWebhookTransactions; ++i) {
    const Json& payment = payments[i % payments.size()];
    body.push_back(i % 10 == 0 ? payment : WithoutMemo(payment));
  }
  return body.dump();
}

}  // namespace hilt::bench
