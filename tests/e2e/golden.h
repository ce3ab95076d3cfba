#pragma once

#include <map>
#include <string>
#include <vector>

#include "hilt/settlement/v1/payment.pb.h"
#include "hilt/settlement/v1/session.pb.h"
#include "nlohmann/json.hpp"

// The recorded scenarios of tests/golden/chain: sessions, their transaction, and what must come of
// it.
namespace hilt::e2e {

struct GoldenScenario {
  std::string name;
  nlohmann::json file;

  const nlohmann::json& sessions() const { return file.at("sessions"); }
  const nlohmann::json& expect() const { return file.at("expect"); }
  std::string signature() const { return file.at("transaction").at("signature"); }
  std::string Verdict(size_t session) const;  // the strict one, where there is one
  bool native() const;                        // paid in SOL
  // A delivery of the transaction.
  std::string WebhookBody() const;
};

// Those of scenarios/, v1/ and optional/, sessions that several share created once: the second
// payment of one session comes after the first.
std::vector<GoldenScenario> LoadScenarios();

// The session as an API server asks for it, `now_unix` by the engine's clock.
hilt::settlement::v1::CreateSessionRequest RequestOf(const nlohmann::json& session,
                                                     int64_t now_unix);

}  // namespace hilt::e2e
