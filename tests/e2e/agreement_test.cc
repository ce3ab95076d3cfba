#include <algorithm>
#include <string>

#include "fmt/format.h"
#include "tests/e2e/client.h"
#include "tests/support/rpc_server.h"

// A payment that needs the agreement of two endpoints, through the real doors.
namespace hilt::e2e {
namespace {

constexpr std::string_view kGenesis = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr std::string_view kOtherHash = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

GoldenScenario Paid() {
  std::vector<GoldenScenario> scenarios = LoadScenarios();
  const auto paid = std::find_if(scenarios.begin(), scenarios.end(), [](const GoldenScenario& s) {
    return s.name == "transfer_checked_legacy";
  });
  return *paid;
}

void Show(test_support::RpcServer& node, const GoldenScenario& scenario, std::string_view hash) {
  node.SetGenesisHash(std::string(kGenesis));
  node.Hold(scenario.signature(), domain::Commitment::kFinalized,
            scenario.file.at("rpc").at("json").dump());
  node.Give("getBlock",
            fmt::format(R"({{"blockhash":"{}","previousBlockhash":"{}","parentSlot":1}})", hash,
                        kGenesis));
}

v1::ConfirmOutcome Confirm(Hiltd& hiltd, const GoldenScenario& scenario) {
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ConfirmPaymentRequest request;
  request.set_tx_signature(scenario.signature());
  request.mutable_wait()->set_seconds(2);
  v1::ConfirmPaymentResponse response;
  const grpc::Status status = hiltd.payments().ConfirmPayment(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.outcome();
}

// On a slow machine the endpoints may not have been asked yet.
bool Becomes(v1::ConfirmOutcome wanted, Hiltd& hiltd, const GoldenScenario& scenario) {
  for (int i = 0; i < 15; ++i) {
    if (Confirm(hiltd, scenario) == wanted) return true;
  }
  return false;
}

TEST(Agreement, OfTwoEndpointsConfirmsAndADisagreementDoesNot) {
  const GoldenScenario scenario = Paid();
  test_support::RpcServer main;
  test_support::RpcServer spare;
  Show(main, scenario, kGenesis);
  Show(spare, scenario, kOtherHash);
  Hiltd hiltd({.trust = "hint",
               .rpc_url = main.url(),
               .more = fmt::format("[[rpc.endpoints]]\nname = \"spare\"\nurl = \"{}\"\n"
                                   "[[assets]]\nsymbol = \"USDC\"\nagreement_from = 1\n",
                                   spare.url())});
  ASSERT_NO_FATAL_FAILURE(hiltd.Start());
  CreateAll(hiltd, {scenario});
  const std::string id = scenario.sessions().at(0).at("payment_id");
  EXPECT_TRUE(Becomes(v1::CONFIRM_OUTCOME_UNDECIDED, hiltd, scenario));
  EXPECT_EQ(Get(hiltd, id).status(), v1::PAYMENT_STATUS_PENDING_CONFIRMATION);
  const std::vector<v1::Discrepancy> open = OpenDiscrepancies(hiltd);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind(), v1::DISCREPANCY_KIND_ENDPOINT_DISAGREEMENT);
  EXPECT_EQ(open[0].detail(), "test and spare show it differently: blockhash");
  EXPECT_NE(hiltd.Log().find("endpoints disagree"), std::string::npos);

  Show(spare, scenario, kGenesis);
  EXPECT_TRUE(Becomes(v1::CONFIRM_OUTCOME_CONFIRMED, hiltd, scenario));
  EXPECT_TRUE(Get(hiltd, id).settlement().agreed());
  EXPECT_TRUE(OpenDiscrepancies(hiltd).empty());
  EXPECT_EQ(hiltd.Stop(), 0) << hiltd.Log();
}

}  // namespace
}  // namespace hilt::e2e
