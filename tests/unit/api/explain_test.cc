#include "api/explain.h"

#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include "api/error.h"
#include "confirmer/finality/chain_query.h"
#include "confirmer/settle/refusal.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/unit/api/engine_fixture.h"

namespace hilt::api {
namespace {

using nlohmann::json;

// A transaction of the golden chain with the session that it pays.
json Scenario() {
  std::ifstream file(HILT_GOLDEN_DIR "/chain/scenarios/overpaid.json");
  return json::parse(file);
}

v1::ExplainTerms TermsOf(const json& session) {
  v1::ExplainTerms terms;
  terms.set_nonce(session["nonce"].get<std::string>());
  terms.set_merchant_wallet(session["merchant_wallet"].get<std::string>());
  terms.set_fee_wallet(session["fee_wallet"].get<std::string>());
  terms.set_payer_wallet(session["payer_wallet"].get<std::string>());
  terms.set_token_mint(session["token_mint"].get<std::string>());
  terms.set_amount_minor_units(std::stoull(session["amount_minor_units"].get<std::string>()));
  terms.set_fee_minor_units(std::stoull(session["fee_minor_units"].get<std::string>()));
  return terms;
}

v1::ExplainRequest Request() {
  const json scenario = Scenario();
  v1::ExplainRequest request;
  *request.mutable_terms() = TermsOf(scenario["sessions"][0]);
  request.mutable_supplied()->set_json(scenario["rpc"]["json"].dump());
  request.mutable_supplied()->set_shape(v1::TRANSACTION_SHAPE_RPC_TRANSACTION);
  return request;
}

absl::StatusOr<v1::Explanation> ExplainOf(const v1::ExplainRequest& request,
                                          finality::ChainQuery* chain = nullptr) {
  EngineFixture fixture;
  fixture.engine.chain = chain;
  v1::Explanation answer;
  const absl::Status status = Explain(fixture.engine, request, absl::InfiniteFuture(), answer);
  if (!status.ok()) return status;
  return answer;
}

TEST(Explain, ShowsTheVerdictAndEveryFigureOfSuppliedJson) {
  const auto answer = ExplainOf(Request());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->has_payment());
  EXPECT_EQ(answer->observation().tx_signature(),
            Scenario()["transaction"]["signature"].get<std::string>());
  EXPECT_EQ(answer->observation().grade(), v1::EVIDENCE_GRADE_CHAIN);
  EXPECT_EQ(answer->observation().commitment(), v1::COMMITMENT_CONFIRMED);
  EXPECT_EQ(answer->observation().memo_count(), 1u);
  EXPECT_EQ(answer->policy().grace().seconds(), 120);
  EXPECT_GT(answer->policy().allowed_programs_size(), 0);
  const v1::Verification& verification = answer->verification();
  EXPECT_EQ(verification.verdict(), v1::VERDICT_SETTLED);
  EXPECT_EQ(verification.overpaid(), "386974");
  EXPECT_EQ(verification.legs(0).received_minor_units(), 173'706'043u);
  EXPECT_EQ(verification.legs(1).received_minor_units(), 1'579'608u);
  EXPECT_EQ(verification.payer().observed_wallet(), "FqVqxFePHqahHq5mZKczGUZTgiyg8y1vdURfWP4nDEHu");
  EXPECT_GT(verification.payer().signers_size(), 0);
}

TEST(Explain, ReadsHeliusEnhancedAsProviderGrade) {
  v1::ExplainRequest request = Request();
  request.mutable_supplied()->set_json(Scenario()["helius_enhanced"].dump());
  request.mutable_supplied()->set_shape(v1::TRANSACTION_SHAPE_HELIUS_ENHANCED);
  const auto answer = ExplainOf(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->observation().grade(), v1::EVIDENCE_GRADE_PROVIDER);
  EXPECT_EQ(answer->verification().verdict(), v1::VERDICT_SETTLED);
}

TEST(Explain, OfAPaymentShowsItAsItStands) {
  EngineFixture fixture;
  const domain::Payment payment = storage::NewPayment();
  fixture.Write([&](storage::Ledger& ledger) { ASSERT_TRUE(ledger.PutPayment(payment).ok()); });
  v1::ExplainRequest request = Request();
  request.set_payment_id(domain::ToString(payment.terms.payment_id));
  v1::Explanation answer;
  ASSERT_TRUE(Explain(fixture.engine, request, absl::InfiniteFuture(), answer).ok());
  EXPECT_EQ(answer.payment().payment_id(), request.payment_id());
  EXPECT_EQ(answer.verification().verdict(), v1::VERDICT_NO_MEMO);
}

// Answers every question alike.
class OneAnswer final : public finality::ChainQuery {
 public:
  using Answer = absl::StatusOr<std::optional<domain::Observation>>;
  explicit OneAnswer(Answer answer) : answer_(std::move(answer)) {}
  Answer FetchTransaction(const solana::Signature&, absl::Time) override { return answer_; }
  absl::StatusOr<settle::ShownByTwo> FetchFromTwo(const solana::Signature&, domain::Commitment,
                                                  absl::Time) override {
    return absl::UnavailableError("one endpoint");
  }
  absl::StatusOr<std::vector<std::optional<Status>>> AskStatuses(
      std::span<const solana::Signature> signatures, absl::Time) override {
    return std::vector<std::optional<Status>>(signatures.size());
  }
  absl::StatusOr<std::vector<Knowledge>> AskKnowledge(std::span<const solana::Signature> signatures,
                                                      absl::Time) override {
    return std::vector<Knowledge>(signatures.size());
  }

 private:
  const Answer answer_;
};

TEST(Explain, ASignatureIsAskedOfTheChain) {
  v1::ExplainRequest request = Request();
  request.set_tx_signature(solana::ToString(storage::Sig(9)));
  EXPECT_EQ(settle::ReasonOf(ExplainOf(request).status()), "no_endpoint");
  OneAnswer unreachable(absl::UnavailableError("timeout"));
  EXPECT_EQ(settle::ReasonOf(ExplainOf(request, &unreachable).status()), "endpoint_unavailable");
  OneAnswer unknown(std::nullopt);
  EXPECT_EQ(settle::ReasonOf(ExplainOf(request, &unknown).status()), "transaction_not_found");
  domain::Observation seen;
  seen.signature = storage::Sig(9);
  OneAnswer found(seen);
  const auto answer = ExplainOf(request, &found);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->observation().tx_signature(), request.tx_signature());
  EXPECT_EQ(answer->verification().verdict(), v1::VERDICT_UNVERIFIABLE);
}

TEST(Explain, EachBadRequestSaysWhatIsWrong) {
  using R = v1::ExplainRequest;
  struct Row {
    std::function<void(R&)> change;
    const char* message;
  };
  const Row rows[] = {
      {[](R& r) { r.clear_subject(); }, "subject: payment_id or terms is required"},
      {[](R& r) { r.clear_transaction(); }, "transaction: tx_signature or supplied is required"},
      {[](R& r) { r.set_payment_id("x"); }, "payment_id: "},
      {[](R& r) { r.mutable_terms()->clear_nonce(); }, "terms.nonce: is required"},
      {[](R& r) { r.mutable_terms()->set_token_mint(r.terms().merchant_wallet()); },
       "terms.token_mint: is not a configured asset"},
      {[](R& r) { r.mutable_terms()->set_amount_minor_units(0); },
       "terms.amount_minor_units: must be at least 1"},
      {[](R& r) { r.mutable_terms()->clear_fee_wallet(); }, "terms.fee_wallet: "},
      {[](R& r) { r.mutable_terms()->mutable_expires_at()->set_seconds(-5); },
       "terms.expires_at: must be after"},
      {[](R& r) { r.set_tx_signature("x"); }, "tx_signature: "},
      {[](R& r) { r.mutable_supplied()->clear_json(); }, "supplied.json: is required"},
      {[](R& r) { r.mutable_supplied()->set_json("{"); }, "supplied.json: "},
      {[](R& r) { r.mutable_supplied()->set_json(std::string((3 << 20) + 1, ' ')); },
       "supplied.json: must be at most 3145728 bytes"},
      {[](R& r) { r.mutable_supplied()->clear_shape(); }, "supplied.shape: "},
  };
  EngineFixture fixture;
  OneAnswer chain(std::nullopt);
  for (const Row& row : rows) {
    R request = Request();
    row.change(request);
    const absl::Status status = ExplainOf(request, &chain).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(std::string(status.message()).substr(0, std::string(row.message).size()),
              row.message);
  }
}

TEST(Explain, SaysWhatItDoesNotKnow) {
  v1::ExplainRequest request = Request();
  request.set_payment_id(domain::ToString(storage::Id(9)));
  EXPECT_EQ(settle::ReasonOf(ExplainOf(request).status()), "payment_not_found");
  request = Request();
  request.mutable_supplied()->set_json("null");
  EXPECT_EQ(settle::ReasonOf(ExplainOf(request).status()), "transaction_not_found");
}

TEST(Explain, ReadsAHeliusRawTransactionAsAProvidersWord) {
  v1::ExplainRequest request = Request();
  request.mutable_supplied()->set_shape(v1::TRANSACTION_SHAPE_HELIUS_RAW);
  const auto answer = ExplainOf(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->observation().grade(), v1::EVIDENCE_GRADE_PROVIDER);
  EXPECT_EQ(answer->verification().verdict(), v1::VERDICT_SETTLED);
}

}  // namespace
}  // namespace hilt::api
