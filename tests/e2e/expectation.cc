#include "tests/e2e/expectation.h"

#include <algorithm>

#include "hilt/settlement/v1/verification.pb.h"

namespace hilt::e2e {
namespace {

// Of this payment and transaction, by the name of the kind.
std::vector<std::string> KindsOf(const std::vector<v1::Discrepancy>& discrepancies,
                                 const std::string& payment_id, const std::string& signature) {
  std::vector<std::string> kinds;
  for (const v1::Discrepancy& discrepancy : discrepancies) {
    const auto& ids = discrepancy.payment_ids();
    if (discrepancy.first_tx_signature() != signature) continue;
    if (std::find(ids.begin(), ids.end(), payment_id) == ids.end()) continue;
    kinds.push_back(v1::DiscrepancyKind_Name(discrepancy.kind()));
  }
  return kinds;
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), ::toupper);
  return text;
}

uint64_t Received(const v1::Candidate& settlement, int leg) {
  return settlement.legs(leg).received_minor_units();
}

void ExpectSettled(const GoldenScenario& scenario, size_t session, const v1::Payment& payment) {
  const nlohmann::json& wanted = scenario.expect().at(session);
  EXPECT_EQ(payment.status(), v1::PAYMENT_STATUS_CONFIRMED);
  const v1::Candidate& settlement = payment.settlement();
  EXPECT_EQ(settlement.tx_signature(), scenario.signature());
  EXPECT_EQ(settlement.overpaid_minor_units(),
            std::stoull(wanted.at("overpaid_minor_units").get<std::string>()));
  ASSERT_GE(settlement.legs_size(), 1);
  EXPECT_EQ(std::to_string(Received(settlement, 0)), wanted.at("merchant_received"));
  if (settlement.legs_size() == 2) {
    EXPECT_EQ(std::to_string(Received(settlement, 1)), wanted.at("fee_received"));
  }
  if (!wanted.at("payer_observed").is_null()) {
    EXPECT_EQ(settlement.payer().observed_wallet(), wanted.at("payer_observed"));
  }
}

}  // namespace

void ExpectOutcome(const GoldenScenario& scenario, size_t session, const v1::Payment& payment,
                   const std::vector<v1::Discrepancy>& discrepancies) {
  SCOPED_TRACE(scenario.name);
  const std::string verdict = scenario.Verdict(session);
  const std::vector<std::string> kinds =
      KindsOf(discrepancies, payment.payment_id(), scenario.signature());
  if (scenario.expect().at(session).contains("duplicate_of_signature")) {
    EXPECT_EQ(payment.status(), v1::PAYMENT_STATUS_CONFIRMED);
    EXPECT_NE(payment.settlement().tx_signature(), scenario.signature());
    EXPECT_EQ(kinds, std::vector<std::string>{"DISCREPANCY_KIND_DUPLICATE_PAYMENT"});
    return;
  }
  if (verdict == "settled") {
    EXPECT_EQ(kinds, std::vector<std::string>{});
    ExpectSettled(scenario, session, payment);
    return;
  }
  EXPECT_EQ(payment.status(), v1::PAYMENT_STATUS_PENDING_SIGNATURE);
  if (verdict == "no_memo") {
    EXPECT_EQ(payment.attempt_count(), 0u);
    EXPECT_EQ(kinds, std::vector<std::string>{});
    return;
  }
  EXPECT_EQ(payment.attempt_count(), 1u);
  EXPECT_EQ(payment.last_attempt().tx_signature(), scenario.signature());
  EXPECT_EQ(v1::Verdict_Name(payment.last_attempt().verdict()), "VERDICT_" + Upper(verdict));
  // A failed transaction and one that moved nothing are attempts and no more.
  const bool moved = verdict != "transaction_failed" && scenario.name != "memo_only_no_payment";
  const std::vector<std::string> none;
  const std::vector<std::string> one = {"DISCREPANCY_KIND_" + Upper(verdict)};
  EXPECT_EQ(kinds, moved ? one : none);
}

}  // namespace hilt::e2e
