#include <string>

#include "tests/e2e/client.h"
#include "tests/integration/http/client.h"

// Bad input through the real doors: each gets its clear answer, and nothing else is harmed.
namespace hilt::e2e {
namespace {

constexpr char kPath[] = "/v1/products/webhook/helius";

GoldenScenario Scenario(const std::string& name) {
  for (GoldenScenario& scenario : LoadScenarios()) {
    if (scenario.name == name) return scenario;
  }
  ADD_FAILURE() << "no scenario " << name;
  return {};
}

class BadInput : public testing::Test {
 protected:
  BadInput() : good_(Scenario("transfer_checked_legacy")) {}

  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(hiltd_.Start());
    CreateAll(hiltd_, {good_});
    events_ = ReadLog(hiltd_).size();
  }

  // Whatever was sent: nothing has changed, and the payment can still be paid.
  void TearDown() override {
    EXPECT_EQ(ReadLog(hiltd_).size(), events_);
    EXPECT_EQ(hiltd_.Deliver(good_.WebhookBody()), 200);
    const v1::Payment payment = Get(hiltd_, good_.sessions().at(0).at("payment_id"));
    EXPECT_EQ(payment.status(), v1::PAYMENT_STATUS_CONFIRMED);
    EXPECT_EQ(hiltd_.Stop(), 0) << hiltd_.Log();
  }

  http::Client::Answer Send(const std::string& body, const std::string& headers) {
    return http::Client(hiltd_.http_port()).Ask(http::Post(kPath, body, headers));
  }

  GoldenScenario good_;
  Hiltd hiltd_{HiltdOptions{}};
  size_t events_ = 0;
};

TEST_F(BadInput, AWrongSignatureIsRefusedWithoutAReason) {
  const auto answer = Send(good_.WebhookBody(), SignatureHeader("another body"));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body, Send(good_.WebhookBody(), "").body);
}

TEST_F(BadInput, ATruncatedBodyIsNoArray) {
  const std::string body = good_.WebhookBody();
  const std::string half = body.substr(0, body.size() / 2);
  EXPECT_EQ(Send(half, SignatureHeader(half)).status, 400);
}

// It pays the same fee wallet, which is watched: money that somebody must look at.
TEST_F(BadInput, AnUnknownNonceWithMoneyForAWatchedAccountIsADiscrepancy) {
  const GoldenScenario other = Scenario("memo_v1");
  EXPECT_EQ(hiltd_.Deliver(other.WebhookBody()), 200);
  const std::vector<v1::Discrepancy> open = OpenDiscrepancies(hiltd_);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind(), v1::DISCREPANCY_KIND_UNMATCHED);
  EXPECT_EQ(open[0].first_tx_signature(), other.signature());
  EXPECT_EQ(hiltd_.Deliver(other.WebhookBody()), 200);
  ++events_;  // the one that opened it
}

TEST_F(BadInput, AnUnknownNonceWithoutMoneyIsTakenAndChangesNothing) {
  EXPECT_EQ(hiltd_.Deliver(Scenario("memo_only_no_payment").WebhookBody()), 200);
}

TEST_F(BadInput, ABodyOverTheLimitIsRefusedByItsSize) {
  const std::string body(8 * 1024 * 1024 + 1, ' ');
  EXPECT_EQ(Send(body, SignatureHeader(body)).status, 413);
}

TEST_F(BadInput, AnElementThatIsNoTransactionIsCountedAsUnreadable) {
  const std::string body = R"([{"no":"transaction"}])";
  const auto answer = Send(body, SignatureHeader(body));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"accepted":0,"hinted":0,"unreadable":1})");
}

TEST_F(BadInput, AnAmountOf2To64IsNotReadAsAnAmount) {
  nlohmann::json transaction = good_.file.at("helius_enhanced");
  for (nlohmann::json& account : transaction.at("accountData")) {
    for (nlohmann::json& change : account.at("tokenBalanceChanges")) {
      change.at("rawTokenAmount").at("tokenAmount") = "18446744073709551616";
    }
  }
  const std::string body = nlohmann::json::array({transaction}).dump();
  const auto answer = Send(body, SignatureHeader(body));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"accepted":0,"hinted":1,"unreadable":0})");
}

TEST_F(BadInput, ASlowClientIsClosedAndHoldsUpNobody) {
  http::Client slow(hiltd_.http_port());
  ASSERT_TRUE(slow.Send("POST " + std::string(kPath) + " HTTP/1.1\r\nHost: h\r\nContent-Le"));
  const std::string body = "[]";
  EXPECT_EQ(Send(body, SignatureHeader(body)).status, 200);
  EXPECT_TRUE(slow.ReadsEnd());
}

TEST_F(BadInput, ChecksAnswerOnTheirOwnPaths) {
  for (const char* path : {"/healthz", "/readyz", "/lagz", "/metrics"}) {
    EXPECT_EQ(http::Client(hiltd_.http_port()).Ask(http::Get(path)).status, 200) << path;
  }
}

}  // namespace
}  // namespace hilt::e2e
