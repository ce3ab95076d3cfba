#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "confirmer/settle/create_session.h"
#include "confirmer/settle/observe.h"
#include "confirmer/settle/requests.h"
#include "confirmer/settle/take_step.h"
#include "confirmer/settle/writer.h"
#include "domain/step.h"
#include "storage/check.h"
#include "storage/ledger.h"
#include "storage/memory/memory_store.h"
#include "storage/open.h"
#include "tests/support/manual_clock.h"
#include "tests/support/observation_builder.h"

// The engine's core over the store in memory, on the test's own thread and by the test's clock.
//
//   TestEngine engine(WebhookOnly());
//   const domain::Payment payment = engine.Create(Usdc(1));
//   ASSERT_TRUE(engine.Deliver(Paid(payment.terms, kWebhook)).ok());
//   EXPECT_EQ(engine.Status(payment), PaymentStatus::kConfirmed);
namespace hilt::test_support {

inline constexpr uint64_t kAgreementFrom = 5'000'000;  // minor units of USDC

inline domain::AssetRegistry TestAssets() {
  domain::Asset usdc = UsdcAsset();
  usdc.finalized_from = domain::TokenAmount(1'000'000);
  usdc.agreement_from = domain::TokenAmount(kAgreementFrom);
  return *domain::AssetRegistry::Create({usdc, SolAsset()});
}

// Webhooks are hints, and transactions are fetched on demand.
inline settle::EngineRules WithEndpoint() {
  settle::EngineRules rules;
  rules.cluster = domain::Cluster::kLocalnet;
  rules.assets = TestAssets();
  rules.webhook = true;
  rules.rpc_endpoint = true;
  return rules;
}

// Webhooks are all that there is, and they are evidence.
inline settle::EngineRules WebhookOnly() {
  settle::EngineRules rules = WithEndpoint();
  rules.webhook_trust = settle::WebhookTrust::kEvidence;
  rules.default_commitment = domain::Commitment::kConfirmed;
  rules.rpc_endpoint = false;
  return rules;
}

// The chain is followed by its blocks, besides.
inline settle::EngineRules WithChainSource() {
  settle::EngineRules rules = WithEndpoint();
  rules.chain_source = true;
  return rules;
}

inline domain::PaymentId IdOf(uint8_t number) {
  domain::PaymentId id;
  id.bytes.fill(number);
  return id;
}

inline solana::Signature SignatureOf(uint16_t number) {
  solana::Signature signature;
  signature.bytes.fill(static_cast<uint8_t>(number));
  signature.bytes[0] = static_cast<uint8_t>(number >> 8);
  return signature;
}

// The session of this number: 9,900 to its merchant and 100 to the fee wallet, in USDC.
inline settle::SessionRequest Usdc(uint8_t number) {
  const std::string suffix = " " + std::to_string(number);
  settle::SessionRequest request;
  request.payment_id = IdOf(number);
  request.nonce = NonceOf(number);
  request.fingerprint = "print" + suffix;
  request.token_mint = UsdcAsset().mint;
  request.merchant_wallet = Key("merchant" + suffix);
  request.fee_wallet = Key("fee wallet");
  request.amount = domain::TokenAmount(10'000);
  request.fee = domain::TokenAmount(100);
  request.details.client = "shop";
  request.details.idempotency_key = "key" + suffix;
  return request;
}

// Of an amount from which on two endpoints must agree.
inline settle::SessionRequest Large(uint8_t number) {
  settle::SessionRequest request = Usdc(number);
  request.amount = domain::TokenAmount(kAgreementFrom);
  return request;
}

inline settle::SessionRequest Sol(uint8_t number) {
  settle::SessionRequest request = Usdc(number);
  request.token_mint.reset();
  return request;
}

// As whom and how far a transaction is shown.
struct Shown {
  uint16_t signature = 1;
  domain::EvidenceGrade grade = domain::EvidenceGrade::kChain;
  domain::Commitment commitment = domain::Commitment::kFinalized;
  uint64_t slot = 1'000;
};
inline constexpr Shown kFinal{};
inline constexpr Shown kConfirmed{.commitment = domain::Commitment::kConfirmed};
inline constexpr Shown kWebhook{.grade = domain::EvidenceGrade::kProvider,
                                .commitment = domain::Commitment::kConfirmed};

inline domain::Observation Show(ObservationBuilder builder, const Shown& shown) {
  domain::Observation& seen = builder.raw();
  seen.signature = SignatureOf(shown.signature);
  seen.grade = shown.grade;
  seen.commitment = shown.commitment;
  seen.slot = domain::Slot(shown.slot);
  return builder.Build();
}

inline domain::BlockRef BlockOf(uint64_t slot, uint8_t hash) {
  domain::BlockRef block{.slot = domain::Slot(slot), .blockhash = {}};
  block.blockhash.bytes.fill(hash);
  return block;
}

// As whoever follows the chain shows it: with its block.
inline domain::Observation In(const domain::BlockRef& block, domain::Commitment commitment,
                              domain::Observation seen) {
  seen.slot = block.slot;
  seen.blockhash = block.blockhash;
  seen.commitment = commitment;
  seen.grade = domain::EvidenceGrade::kChain;
  return seen;
}

// A source that has covered slots 900 to `frontier`, the first of which was made two minutes before
// the test's clock began.
inline domain::SourceAdvance Reached(uint64_t frontier,
                                     absl::Time time = absl::FromUnixSeconds(1'790'000'000)) {
  return {.source = "blocks",
          .cursor = "at " + std::to_string(frontier),
          .covered_from = domain::Slot(900),
          .frontier = domain::Slot(frontier),
          .covered_from_time = absl::FromUnixSeconds(1'790'000'000 - 120),
          .frontier_time = time,
          .frontier_height = frontier};
}

// The same in another transaction.
inline Shown By(uint16_t signature, Shown shown) {
  shown.signature = signature;
  return shown;
}

inline domain::Observation Paid(const domain::Terms& terms, const Shown& shown = kFinal) {
  return Show(ObservationBuilder(terms).PayInFull(), shown);
}

// One minor unit is missing from the merchant's leg.
inline domain::Observation Short(const domain::Terms& terms, const Shown& shown = kFinal) {
  ObservationBuilder builder(terms);
  builder.Memo(terms.nonce).Pay(0, terms.legs[0].due.value() - 1);
  if (terms.legs.size() > 1) builder.Pay(1, terms.legs[1].due.value());
  return Show(builder, shown);
}

// What a node that lost the inner instructions shows of it.
inline domain::Observation Unjudgeable(const domain::Terms& terms, const Shown& shown = kFinal) {
  domain::Observation seen = Paid(terms, shown);
  seen.inner_instructions_recorded = false;
  return seen;
}

class TestEngine {
 public:
  explicit TestEngine(settle::EngineRules rules = WithEndpoint())
      : rules_(std::move(rules)), writer_(store_, rules_, clock_, {}) {
    const auto identity =
        storage::OpenLedger(store_, {.cluster = rules_.cluster,
                                     .genesis_hash = solana::ToString(Key("genesis")),
                                     .new_log_epoch = "11111111-2222-4333-8444-555555555555"});
    EXPECT_TRUE(identity.ok()) << identity.status();
  }
  TestEngine(const TestEngine&) = delete;
  TestEngine& operator=(const TestEngine&) = delete;

  // Whatever a test did, the store holds together.
  ~TestEngine() {
    const auto report = storage::CheckInvariants(store_);
    EXPECT_TRUE(report.ok()) << report.status();
    if (!report.ok()) return;
    for (const storage::Finding& finding : report->findings) {
      ADD_FAILURE() << storage::Name(finding.invariant) << " " << finding.key << " "
                    << finding.what;
    }
  }

  // Puts the command into the queue; `answer` is filled in when it is done.
  template <class T>
  absl::Status Submit(std::function<absl::StatusOr<T>(settle::WriteContext&)> apply,
                      absl::StatusOr<T>* answer) {
    return writer_.Submit(settle::MakeCommand<T>(
        std::move(apply), [answer](absl::StatusOr<T> done) { *answer = std::move(done); }));
  }

  // One command in a batch of its own.
  template <class T>
  absl::StatusOr<T> Do(std::function<absl::StatusOr<T>(settle::WriteContext&)> apply) {
    absl::StatusOr<T> answer = absl::UnknownError("never answered");
    const absl::Status submitted = Submit<T>(std::move(apply), &answer);
    if (!submitted.ok()) return submitted;
    Drain();
    return answer;
  }

  void Drain() {
    while (writer_.Step() > 0) {
    }
  }

  absl::StatusOr<domain::Payment> TryCreate(const settle::SessionRequest& request) {
    return Do<domain::Payment>(
        [&](settle::WriteContext& context) { return settle::CreateSession(context, request); });
  }

  domain::Payment Create(const settle::SessionRequest& request) {
    absl::StatusOr<domain::Payment> payment = TryCreate(request);
    HILT_CHECK(payment.ok());
    return *std::move(payment);
  }

  absl::Status Deliver(const domain::Step& step) {
    return Do<bool>([&](settle::WriteContext& context) -> absl::StatusOr<bool> {
             const absl::Status taken = settle::TakeStep(context, step);
             if (!taken.ok()) return taken;
             return true;
           })
        .status();
  }

  absl::Status Deliver(const domain::Observation& observation) {
    domain::Step step;
    step.observations.push_back(observation);
    return Deliver(step);
  }

  absl::StatusOr<domain::Payment> Broadcast(const domain::Payment& payment, uint16_t signature) {
    return Broadcast(payment.terms.payment_id, signature);
  }
  absl::StatusOr<domain::Payment> Broadcast(const domain::PaymentId& id, uint16_t signature) {
    settle::BroadcastRequest request;
    request.payment_id = id;
    request.signature = SignatureOf(signature);
    return Do<domain::Payment>(
        [&](settle::WriteContext& context) { return settle::RecordBroadcast(context, request); });
  }

  domain::Payment Now(const domain::Payment& payment) const {
    return **reader().FindPayment(payment.terms.payment_id);
  }
  domain::PaymentStatus Status(const domain::Payment& payment) const {
    return Now(payment).state.status();
  }

  std::vector<domain::Event> Events() const {
    return *reader().ReadEvents(domain::EventSeq(0), std::numeric_limits<uint32_t>::max());
  }
  // Names of the events after the first `after`.
  std::vector<std::string> EventNames(size_t after = 0) const {
    std::vector<std::string> names;
    for (const domain::Event& event : Events()) {
      if (event.seq.value() > after) names.emplace_back(domain::Name(event.type));
    }
    return names;
  }
  size_t event_count() const { return Events().size(); }

  std::vector<domain::Discrepancy> Discrepancies(
      storage::DiscrepancyStateFilter state = storage::DiscrepancyStateFilter::kOpen) const {
    storage::DiscrepancyQuery query;
    query.state = state;
    query.limit = 1'000;
    return reader().ListDiscrepancies(query)->discrepancies;
  }

  bool HasHint(uint16_t signature) const {
    return reader().FindHint(SignatureOf(signature))->has_value();
  }

  // Every row of the store.
  std::vector<storage::Entry> Rows() const {
    storage::ScanRange all;
    all.limit = std::numeric_limits<size_t>::max();
    return *store_.Scan(all);
  }

  storage::LedgerReader reader() const { return storage::LedgerReader(store_); }
  storage::MemoryStore& store() { return store_; }
  settle::Writer& writer() { return writer_; }
  const settle::EngineRules& rules() const { return rules_; }
  ManualClock& clock() { return clock_; }

 private:
  const settle::EngineRules rules_;
  ManualClock clock_;
  storage::MemoryStore store_;
  settle::Writer writer_;
};

}  // namespace hilt::test_support
