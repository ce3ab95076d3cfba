#include <algorithm>
#include <string>

#include "storage/rocks/rocks_store.h"
#include "tests/e2e/client.h"
#include "tests/e2e/expectation.h"
#include "tests/support/rpc_server.h"

// Every recorded transaction through the real doors: sessions by gRPC, the transaction by the
// webhook or by ConfirmPayment, the outcome by gRPC.
namespace hilt::e2e {
namespace {

// The mint of token2022_transfer_fee_short.
constexpr char kToken2022Asset[] = R"([[assets]]
symbol = "T22"
mint = "799od9bcNnzfQBVk9qM72bY6nGqhS2qptdZJRwF9RX33"
token_program = "token-2022"
decimals = 6
allowed_extensions = [1]
)";

std::vector<GoldenScenario> WithoutSol() {
  std::vector<GoldenScenario> scenarios = LoadScenarios();
  std::erase_if(scenarios, [](const GoldenScenario& s) { return s.native(); });
  return scenarios;
}

void ExpectAll(Hiltd& hiltd, const std::vector<GoldenScenario>& scenarios) {
  const std::vector<v1::Discrepancy> discrepancies = OpenDiscrepancies(hiltd);
  for (const GoldenScenario& scenario : scenarios) {
    for (size_t session = 0; session < scenario.sessions().size(); ++session) {
      const std::string id = scenario.sessions().at(session).at("payment_id");
      ExpectOutcome(scenario, session, Get(hiltd, id), discrepancies);
    }
  }
}

// Everything in the store of an engine that does not run.
std::vector<storage::Entry> Dump(const Hiltd& hiltd) {
  const auto store =
      storage::OpenRocksStore({.path = hiltd.store_folder(), .create_if_missing = false});
  EXPECT_TRUE(store.ok()) << store.status();
  return *(*store)->Scan({.limit = 1'000'000});
}

TEST(Scenarios, EndThroughTheWebhookAsSpecifiedAndAgainChangeNothing) {
  const std::vector<GoldenScenario> scenarios = WithoutSol();
  ASSERT_GE(scenarios.size(), 26u);
  Hiltd hiltd({.more = kToken2022Asset});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, scenarios);
  for (const GoldenScenario& scenario : scenarios) {
    EXPECT_EQ(hiltd.Deliver(scenario.WebhookBody()), 200) << scenario.name;
  }
  ExpectAll(hiltd, scenarios);
  ASSERT_EQ(hiltd.Stop(), 0) << hiltd.Log();

  const std::vector<storage::Entry> before = Dump(hiltd);
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  for (const GoldenScenario& scenario : scenarios) {
    EXPECT_EQ(hiltd.Deliver(scenario.WebhookBody()), 200) << scenario.name;
  }
  ASSERT_EQ(hiltd.Stop(), 0) << hiltd.Log();
  EXPECT_TRUE(Dump(hiltd) == before) << "delivered again, the store changed";
}

// What ConfirmPayment says of a verdict on chain evidence that suffices.
v1::ConfirmOutcome OutcomeOf(const GoldenScenario& scenario) {
  if (scenario.expect().at(0).contains("duplicate_of_signature")) {
    return v1::CONFIRM_OUTCOME_DUPLICATE;
  }
  const std::string verdict = scenario.Verdict(0);
  if (verdict == "settled") return v1::CONFIRM_OUTCOME_CONFIRMED;
  if (verdict == "late") return v1::CONFIRM_OUTCOME_EXPIRED;
  return v1::CONFIRM_OUTCOME_REJECTED;
}

TEST(Scenarios, EndThroughConfirmPaymentAsSpecified) {
  const std::vector<GoldenScenario> scenarios = LoadScenarios();
  test_support::RpcServer node;
  for (const GoldenScenario& scenario : scenarios) {
    node.Hold(scenario.signature(), domain::Commitment::kFinalized,
              scenario.file.at("rpc").at("json").dump());
  }
  node.SetGenesisHash("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d");
  Hiltd hiltd({.trust = "hint", .rpc_url = node.url(), .more = kToken2022Asset});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, scenarios);
  for (const GoldenScenario& scenario : scenarios) {
    for (const nlohmann::json& session : scenario.sessions()) {
      SCOPED_TRACE(scenario.name);
      grpc::ClientContext context;
      SetDeadline(context);
      v1::ConfirmPaymentRequest request;
      request.set_payment_id(session.at("payment_id"));
      request.set_tx_signature(scenario.signature());
      v1::ConfirmPaymentResponse response;
      const grpc::Status status = hiltd.payments().ConfirmPayment(&context, request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      EXPECT_EQ(v1::ConfirmOutcome_Name(response.outcome()),
                v1::ConfirmOutcome_Name(OutcomeOf(scenario)));
    }
  }
  ExpectAll(hiltd, scenarios);
  EXPECT_EQ(hiltd.Stop(), 0) << hiltd.Log();
}

}  // namespace
}  // namespace hilt::e2e
