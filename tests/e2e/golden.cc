#include "tests/e2e/golden.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace hilt::e2e {

std::string GoldenScenario::Verdict(size_t session) const {
  const nlohmann::json& wanted = expect().at(session);
  return wanted.contains("strict_verdict") ? wanted.at("strict_verdict") : wanted.at("verdict");
}

bool GoldenScenario::native() const { return sessions().at(0).at("token_mint").is_null(); }

std::string GoldenScenario::WebhookBody() const {
  return nlohmann::json::array({file.at("helius_enhanced")}).dump();
}

std::vector<GoldenScenario> LoadScenarios() {
  std::vector<GoldenScenario> scenarios;
  for (const char* folder : {"/chain/scenarios", "/chain/v1", "/chain/optional"}) {
    const std::string path = std::string(HILT_GOLDEN_DIR) + folder;
    if (!std::filesystem::exists(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      std::ifstream in(entry.path(), std::ios::binary);
      nlohmann::json file = nlohmann::json::parse(in);
      if (!file.is_object() || !file.contains("sessions")) continue;
      scenarios.push_back({entry.path().stem().string(), std::move(file)});
    }
  }
  std::sort(scenarios.begin(), scenarios.end(),
            [](const GoldenScenario& a, const GoldenScenario& b) { return a.name < b.name; });
  return scenarios;
}

hilt::settlement::v1::CreateSessionRequest RequestOf(const nlohmann::json& session,
                                                     int64_t now_unix) {
  const auto text = [&](const char* field) {
    const nlohmann::json& value = session.at(field);
    return value.is_null() ? std::string() : value.get<std::string>();
  };
  hilt::settlement::v1::CreateSessionRequest request;
  request.set_payment_id(text("payment_id"));
  request.set_nonce(text("nonce"));
  request.set_merchant_id("merchant_1");
  request.set_product_id("product_1");
  request.set_livemode(true);
  request.set_merchant_wallet(text("merchant_wallet"));
  request.set_token_mint(text("token_mint"));
  request.set_amount_minor_units(std::stoull(text("amount_minor_units")));
  const uint64_t fee = std::stoull(text("fee_minor_units"));
  if (fee > 0) {
    request.set_fee_minor_units(fee);
    request.set_fee_wallet(text("fee_wallet"));
  }
  request.set_payer_wallet(text("payer_wallet"));
  request.set_require_payer(session.value("require_payer", false));
  request.mutable_expires_in()->set_seconds(session.at("expires_at_unix").get<int64_t>() -
                                            now_unix);
  return request;
}

}  // namespace hilt::e2e
