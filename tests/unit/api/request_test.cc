#include <functional>
#include <string>
#include <vector>

#include "api/fingerprint.h"
#include "api/query.h"
#include "api/session_request.h"
#include "base/random.h"
#include "confirmer/settle/refusal.h"
#include "domain/terms.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hilt::api {
namespace {

constexpr char kWallet[] = "7wQxtB6ixYGQDGqhHkyG8LGvSXyEiCe89VWt5x15WJFx";
constexpr char kOtherWallet[] = "CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg";
constexpr char kSignature[] =
    "4unXCy2Ni4jEHrRBgF7nzQigBmj376ah99323PmHJeJskZZmu1v9PNv7Rsf6mEjAWRKsG4E2xFC7mHzx8NELN429";
constexpr char kUuid[] = "d7810eea-2d71-478e-b084-7b0dbcf41402";

v1::CreateSessionRequest Good() {
  v1::CreateSessionRequest request;
  request.set_idempotency_key("order-1");
  request.set_merchant_wallet(kWallet);
  request.set_fee_wallet(kOtherWallet);
  request.set_amount_minor_units(10'000);
  request.set_fee_bps(100);
  return request;
}

absl::StatusOr<settle::SessionRequest> Read(const v1::CreateSessionRequest& request) {
  base::SeededRandom random(1);
  return ReadRequest(
      request, {.client = "api-1", .now = absl::FromUnixSeconds(1'790'000'000), .random = random});
}

// The field that a refusal names, and what it says of it.
std::string Refused(const absl::Status& status) {
  if (status.ok()) return "not refused";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(settle::ReasonOf(status), "invalid_field");
  for (const auto& [key, value] : settle::DetailsOf(status)) {
    std::string message(status.message());
    if (key == "field" && message.starts_with(value + ": ")) return message;
  }
  return "no field: " + status.ToString();
}

TEST(CreateSessionRequest, IsTakenOverAsItIs) {
  v1::CreateSessionRequest request = Good();
  request.set_payment_id(kUuid);
  request.set_nonce("e2692563b0013905e8faa931e6be04c7");
  request.set_merchant_id("merchant-1");
  request.set_product_id("product-1");
  request.set_slug("blue-hat");
  (*request.mutable_metadata())["b"] = "2";
  (*request.mutable_metadata())["a"] = "1";
  request.set_livemode(true);
  request.set_payer_wallet(kOtherWallet);
  request.set_require_payer(true);
  request.set_token_mint(kWallet);
  request.mutable_expires_in()->set_seconds(60);
  request.set_required_commitment(v1::COMMITMENT_CONFIRMED);
  const auto session = Read(request);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(domain::ToString(session->payment_id), kUuid);
  EXPECT_EQ(domain::ToString(session->nonce), request.nonce());
  EXPECT_EQ(solana::ToString(session->merchant_wallet), kWallet);
  EXPECT_EQ(solana::ToString(*session->fee_wallet), kOtherWallet);
  EXPECT_EQ(solana::ToString(*session->payer_wallet), kOtherWallet);
  EXPECT_EQ(solana::ToString(*session->token_mint), kWallet);
  EXPECT_TRUE(session->require_payer);
  EXPECT_EQ(session->amount.value(), 10'000u);
  EXPECT_EQ(std::get<settle::SessionRequest::BasisPoints>(session->fee).value, 100u);
  EXPECT_EQ(session->expires_in, absl::Minutes(1));
  EXPECT_EQ(session->required_commitment, domain::Commitment::kConfirmed);
  EXPECT_EQ(session->details.client, "api-1");
  EXPECT_EQ(session->details.idempotency_key, "order-1");
  EXPECT_EQ(session->details.merchant_id, "merchant-1");
  EXPECT_EQ(session->details.product_id, "product-1");
  EXPECT_EQ(session->details.slug, "blue-hat");
  EXPECT_TRUE(session->details.livemode);
  EXPECT_THAT(session->details.metadata,
              testing::ElementsAre(testing::Pair("a", "1"), testing::Pair("b", "2")));
  EXPECT_EQ(session->fingerprint, Fingerprint(request));
}

TEST(CreateSessionRequest, WhatIsLeftOutHasItsDefault) {
  v1::CreateSessionRequest request = Good();
  request.clear_fee();
  request.clear_fee_wallet();
  const auto session = Read(request);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(std::get<domain::TokenAmount>(session->fee).value(), 0u);
  EXPECT_EQ(session->fee_wallet, std::nullopt);
  EXPECT_EQ(session->payer_wallet, std::nullopt);
  EXPECT_EQ(session->token_mint, std::nullopt);
  EXPECT_EQ(session->expires_in, absl::Minutes(15));
  EXPECT_EQ(session->required_commitment, std::nullopt);
  EXPECT_NE(session->nonce, domain::Nonce{});
  EXPECT_NE(session->payment_id, domain::PaymentId{});
}

TEST(CreateSessionRequest, ItsBoundsAreInclusive) {
  const auto accepted = [](const std::function<void(v1::CreateSessionRequest&)>& change) {
    v1::CreateSessionRequest request = Good();
    change(request);
    return Read(request).status();
  };
  using R = v1::CreateSessionRequest;
  EXPECT_TRUE(accepted([](R& r) { r.set_idempotency_key(std::string(128, '~')); }).ok());
  EXPECT_TRUE(accepted([](R& r) {
                r.clear_idempotency_key();
                r.set_payment_id(kUuid);
              }).ok());
  EXPECT_TRUE(accepted([](R& r) { r.set_merchant_id(std::string(128, 'm')); }).ok());
  EXPECT_TRUE(accepted([](R& r) { (*r.mutable_metadata())["k"] = std::string(255, 'v'); }).ok());
  EXPECT_TRUE(accepted([](R& r) {
                for (int i = 0; i < 32; ++i) (*r.mutable_metadata())[std::to_string(i)] = "";
              }).ok());
  EXPECT_TRUE(accepted([](R& r) { r.set_fee_bps(9'999); }).ok());
  EXPECT_TRUE(accepted([](R& r) { r.mutable_expires_in()->set_seconds(60); }).ok());
  EXPECT_TRUE(accepted([](R& r) { r.mutable_expires_in()->set_seconds(86'400); }).ok());
}

struct BadSession {
  const char* what;
  std::function<void(v1::CreateSessionRequest&)> change;
  const char* refused;
};

TEST(CreateSessionRequest, EachBadFieldIsNamed) {
  using R = v1::CreateSessionRequest;
  const std::vector<BadSession> rows = {
      {"no key", [](R& r) { r.clear_idempotency_key(); }, "idempotency_key: is required"},
      {"long key", [](R& r) { r.set_idempotency_key(std::string(129, 'k')); },
       "idempotency_key: must be at most 128 bytes, is 129"},
      {"key with a control character", [](R& r) { r.set_idempotency_key("a\nb"); },
       "idempotency_key: must be printable ASCII"},
      {"key beyond ASCII", [](R& r) { r.set_idempotency_key("\xc3\xa4"); },
       "idempotency_key: must be printable ASCII"},
      {"id of capitals", [](R& r) { r.set_payment_id("D7810EEA-2D71-478E-B084-7B0DBCF41402"); },
       "payment_id: "},
      {"short nonce", [](R& r) { r.set_nonce("e269"); }, "nonce: "},
      {"long merchant_id", [](R& r) { r.set_merchant_id(std::string(129, 'm')); },
       "merchant_id: must be at most 128 bytes, is 129"},
      {"product_id of Latin-1", [](R& r) { r.set_product_id("\xe4"); },
       "product_id: must be UTF-8"},
      {"long slug", [](R& r) { r.set_slug(std::string(129, 's')); },
       "slug: must be at most 128 bytes, is 129"},
      {"33 entries",
       [](R& r) {
         for (int i = 0; i < 33; ++i) (*r.mutable_metadata())[std::to_string(i)] = "";
       },
       "metadata: must have at most 32 entries"},
      {"empty key", [](R& r) { (*r.mutable_metadata())[""] = "x"; }, "metadata: a key is empty"},
      {"long entry", [](R& r) { (*r.mutable_metadata())["order"] = std::string(252, 'v'); },
       "metadata[\"order\"]: key and value must be at most 256 bytes"},
      {"endless key", [](R& r) { (*r.mutable_metadata())[std::string(1 << 20, 'k')] = ""; },
       "metadata: key and value must be at most 256 bytes"},
      {"binary value", [](R& r) { (*r.mutable_metadata())["order"] = "\xff"; },
       "metadata[\"order\"]: must be UTF-8"},
      {"no merchant", [](R& r) { r.clear_merchant_wallet(); }, "merchant_wallet: is required"},
      {"merchant of 64 bytes", [](R& r) { r.set_merchant_wallet(kSignature); },
       "merchant_wallet: "},
      {"fee wallet with 0", [](R& r) { r.set_fee_wallet("0" + std::string(kWallet).substr(1)); },
       "fee_wallet: "},
      {"payer with a space", [](R& r) { r.set_payer_wallet(std::string(kWallet) + " "); },
       "payer_wallet: "},
      {"mint of one letter", [](R& r) { r.set_token_mint("x"); }, "token_mint: "},
      {"nothing to pay", [](R& r) { r.clear_amount_minor_units(); },
       "amount_minor_units: must be at least 1"},
      {"whole amount as fee", [](R& r) { r.set_fee_bps(10'000); }, "fee_bps: must be at most 9999"},
      {"59 s", [](R& r) { r.mutable_expires_in()->set_seconds(59); },
       "expires_in: must be whole seconds, from 1 minute to 24 hours"},
      {"a day and a second", [](R& r) { r.mutable_expires_in()->set_seconds(86'401); },
       "expires_in: must be whole seconds, from 1 minute to 24 hours"},
      {"part of a second",
       [](R& r) {
         r.mutable_expires_in()->set_seconds(60);
         r.mutable_expires_in()->set_nanos(1);
       },
       "expires_in: must be whole seconds, from 1 minute to 24 hours"},
      {"nothing at all", [](R& r) { r.mutable_expires_in(); },
       "expires_in: must be whole seconds, from 1 minute to 24 hours"},
      {"backwards", [](R& r) { r.mutable_expires_in()->set_seconds(-60); },
       "expires_in: must be whole seconds, from 1 minute to 24 hours"},
      {"no duration",
       [](R& r) {
         r.mutable_expires_in()->set_seconds(60);
         r.mutable_expires_in()->set_nanos(-1);
       },
       "expires_in: must be a duration"},
      {"processed", [](R& r) { r.set_required_commitment(v1::COMMITMENT_PROCESSED); },
       "required_commitment: must be CONFIRMED or FINALIZED"},
      {"unknown commitment",
       [](R& r) { r.set_required_commitment(static_cast<v1::Commitment>(9)); },
       "required_commitment: must be CONFIRMED or FINALIZED"},
  };
  for (const BadSession& row : rows) {
    v1::CreateSessionRequest request = Good();
    row.change(request);
    EXPECT_THAT(Refused(Read(request).status()), testing::StartsWith(row.refused)) << row.what;
  }
}

TEST(CreateSessionRequest, WhatTheTermsRefuseIsSaidInTheRequestsWords) {
  struct Row {
    const char* domain;
    bool by_bps;
    const char* request;
  };
  for (const Row& row : std::vector<Row>{
           {"amount: must be at least 1", true, "amount_minor_units: must be at least 1"},
           {"fee: must be below the amount", true, "fee_bps: must be below the amount"},
           {"fee: must be below the amount", false, "fee_minor_units: must be below the amount"},
           {"expires_at: must be after created_at", true, "expires_in: must be after created_at"},
           {"payer_wallet: must not be the merchant_wallet", true,
            "payer_wallet: must not be the merchant_wallet"}}) {
    v1::CreateSessionRequest request = Good();
    if (!row.by_bps) request.set_fee_minor_units(1);
    const absl::Status status = InRequestTerms(absl::InvalidArgumentError(row.domain), request, "");
    EXPECT_EQ(status, absl::InvalidArgumentError(row.request));
  }
}

// The names that the renaming is about are those that the domain uses.
TEST(CreateSessionRequest, KnowsTheNamesThatTheTermsUse) {
  domain::TermsInput input;
  input.expires_at = input.created_at + absl::Seconds(1);
  EXPECT_THAT(std::string(domain::MakeTerms(input).status().message()),
              testing::StartsWith("amount: "));
  input.amount = domain::TokenAmount(1);
  input.fee = domain::TokenAmount(1);
  EXPECT_THAT(std::string(domain::MakeTerms(input).status().message()),
              testing::StartsWith("fee: "));
  input.fee = domain::TokenAmount(0);
  input.expires_at = input.created_at;
  EXPECT_THAT(std::string(domain::MakeTerms(input).status().message()),
              testing::StartsWith("expires_at: "));
}

TEST(CreateSessionRequest, AnotherUseOfAKeySaysWhichFieldDiffersFirst) {
  v1::CreateSessionRequest earlier = Good();
  v1::CreateSessionRequest request = Good();
  request.set_amount_minor_units(10'001);
  request.set_fee_bps(101);
  const absl::Status status = InRequestTerms(
      settle::Refusal(absl::StatusCode::kAlreadyExists, "idempotency_key_reused", "m",
                      {{"payment_id", kUuid}, {"fingerprint", Fingerprint(earlier)}}),
      request, Fingerprint(request));
  EXPECT_EQ(settle::ReasonOf(status), "idempotency_key_reused");
  EXPECT_THAT(settle::DetailsOf(status),
              testing::UnorderedElementsAre(testing::Pair("payment_id", kUuid),
                                            testing::Pair("field", "amount_minor_units")));
}

TEST(RecordBroadcastRequest, EachBadFieldIsNamed) {
  v1::RecordBroadcastRequest good;
  good.set_payment_id(kUuid);
  good.set_tx_signature(kSignature);
  good.set_wallet_source(std::string(64, 'w'));
  ASSERT_TRUE(ReadRequest(good).ok());
  EXPECT_EQ(ReadRequest(good)->payer_hint, std::nullopt);
  using R = v1::RecordBroadcastRequest;
  struct Row {
    std::function<void(R&)> change;
    const char* refused;
  };
  for (const Row& row :
       std::vector<Row>{{[](R& r) { r.clear_payment_id(); }, "payment_id: is required"},
                        {[](R& r) { r.clear_tx_signature(); }, "tx_signature: is required"},
                        {[](R& r) { r.set_tx_signature(kWallet); }, "tx_signature: "},
                        {[](R& r) { r.set_payer_wallet("me"); }, "payer_wallet: "},
                        {[](R& r) { r.set_wallet_source(std::string(65, 'w')); },
                         "wallet_source: must be at most 64 bytes, is 65"}}) {
    R request = good;
    row.change(request);
    EXPECT_THAT(Refused(ReadRequest(request).status()), testing::StartsWith(row.refused));
  }
}

TEST(ResolveDiscrepancyRequest, EachBadFieldIsNamed) {
  v1::ResolveDiscrepancyRequest good;
  good.set_discrepancy_id(kUuid);
  good.set_note("refunded");
  good.set_actor("ann");
  ASSERT_TRUE(ReadRequest(good, "api-1").ok());
  EXPECT_EQ(ReadRequest(good, "api-1")->peer, "api-1");
  using R = v1::ResolveDiscrepancyRequest;
  struct Row {
    std::function<void(R&)> change;
    const char* refused;
  };
  for (const Row& row : std::vector<Row>{
           {[](R& r) { r.clear_discrepancy_id(); }, "discrepancy_id: is required"},
           {[](R& r) { r.set_discrepancy_id(std::string(65, 'd')); },
            "discrepancy_id: must be at most 64 bytes, is 65"},
           {[](R& r) { r.clear_note(); }, "note: is required"},
           {[](R& r) { r.set_note(std::string(1025, 'n')); },
            "note: must be at most 1024 bytes, is 1025"},
           {[](R& r) { r.clear_actor(); }, "actor: is required"},
           {[](R& r) { r.set_actor(std::string(129, 'a')); },
            "actor: must be at most 128 bytes, is 129"},
           {[](R& r) { r.set_actor("engine"); }, "actor: `engine` is the engine itself"}}) {
    R request = good;
    row.change(request);
    EXPECT_EQ(Refused(ReadRequest(request, "api-1").status()), row.refused);
  }
}

TEST(ConfirmPaymentRequest, WaitsTenSecondsUnlessTold) {
  v1::ConfirmPaymentRequest request;
  request.set_tx_signature(kSignature);
  EXPECT_EQ(ReadRequest(request)->wait, absl::Seconds(10));
  request.mutable_wait();
  EXPECT_EQ(ReadRequest(request)->wait, absl::ZeroDuration());
  request.mutable_wait()->set_seconds(60);
  EXPECT_EQ(ReadRequest(request)->wait, absl::Seconds(60));
}

TEST(ConfirmPaymentRequest, EachBadFieldIsNamed) {
  using R = v1::ConfirmPaymentRequest;
  struct Row {
    std::function<void(R&)> change;
    const char* refused;
  };
  for (const Row& row : std::vector<Row>{
           {[](R& r) { r.clear_tx_signature(); }, "payment_id: this or tx_signature is required"},
           {[](R& r) { r.set_payment_id("x"); }, "payment_id: "},
           {[](R& r) { r.set_tx_signature("x"); }, "tx_signature: "},
           {[](R& r) { r.set_payer_wallet("x"); }, "payer_wallet: "},
           {[](R& r) { r.mutable_wait()->set_nanos(-1); }, "wait: must be 0 to 60 seconds"},
           {[](R& r) { r.mutable_wait()->set_seconds(61); }, "wait: must be 0 to 60 seconds"}}) {
    R request;
    request.set_tx_signature(kSignature);
    row.change(request);
    EXPECT_THAT(Refused(ReadRequest(request).status()), testing::StartsWith(row.refused));
  }
}

}  // namespace
}  // namespace hilt::api
