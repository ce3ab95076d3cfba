#include "tests/integration/cli/samples.h"

#include "base/check.h"
#include "google/protobuf/text_format.h"

namespace hilt::cli {
namespace {

template <class Message>
Message Parse(const char* text) {
  Message message;
  HILT_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

constexpr char kTerms[] = R"(
  payment_id: "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef"
  nonce: "dbeffd99458e5bb9ece946850a088510"
  memo: "HILT:dbeffd99458e5bb9ece946850a088510"
  idempotency_key: "order-7"
  merchant_id: "shop-7"
  metadata { key: "order" value: "7" }
  livemode: true
  cluster: CLUSTER_MAINNET
  merchant_wallet: "49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi"
  fee_wallet: "CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg"
  asset_symbol: "USDC"
  token_mint: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
  token_program: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
  decimals: 6
  amount_minor_units: 96267165
  merchant_amount_minor_units: 95398463
  fee_minor_units: 868702
  merchant_token_account: "6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM"
  fee_token_account: "9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc"
  watch_account: "9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc"
  required_commitment: COMMITMENT_FINALIZED
  status: PAYMENT_STATUS_PENDING_SIGNATURE
  created_at { seconds: 1790000041 }
  updated_at { seconds: 1790000041 }
  expires_at { seconds: 1790000941 }
  version: 1
)";

constexpr char kSettlement[] = R"(
  tx_signature: "hcSFMCXaDSGqhi79g2pGQPp8zGw6aWm1tYxxPNZ4tPtWEiXRGDDM5gq1VPFLCuFUzactbPDbSPtxWaaUoJNBxWs"
  slot: 447600400
  block_time { seconds: 1790000160 }
  commitment: COMMITMENT_FINALIZED
  grade: EVIDENCE_GRADE_CHAIN
  legs {
    leg {
      role: LEG_ROLE_MERCHANT
      wallet: "49QJib5MDoaY9VzH5xazjX1NSrqfBKqLWPDJMTvtBtqi"
      account: "6cHJqq8yTtVfpz3Zv2JzLebqZvSRTEPht8iwFP5MxFaM"
      due_minor_units: 95398463
    }
    received_minor_units: 95398463
    paid: true
  }
  legs {
    leg {
      role: LEG_ROLE_FEE
      wallet: "CYg5Ha9fSbkurrPmPvTpdAeiaWfoWd361bzPWLkcW7rg"
      account: "9u7ZCBTdch5rogDtsk8MgT9WFsYLRPAwVqrBbTktwFUc"
      due_minor_units: 868702
    }
    received_minor_units: 868702
    paid: true
  }
  payer { observed_wallet: "5gUEWVikr82c6LQ9w7nfdZf5KyMBTVC2vZDtmngJTnQH" }
)";

}  // namespace

settlement::v1::Payment NewPayment() { return Parse<settlement::v1::Payment>(kTerms); }

settlement::v1::Payment AnnouncedPayment() {
  settlement::v1::Payment payment = NewPayment();
  payment.set_status(settlement::v1::PAYMENT_STATUS_PENDING_CONFIRMATION);
  payment.set_tx_signature(kSignature);
  payment.set_tx_signature_source(settlement::v1::TX_SIGNATURE_SOURCE_RECORDED);
  payment.mutable_updated_at()->set_seconds(1790000155);
  payment.set_version(2);
  return payment;
}

settlement::v1::Payment PaidPayment() {
  settlement::v1::Payment payment = AnnouncedPayment();
  payment.set_status(settlement::v1::PAYMENT_STATUS_CONFIRMED);
  payment.set_tx_signature_source(settlement::v1::TX_SIGNATURE_SOURCE_SETTLEMENT);
  *payment.mutable_settlement() = Parse<settlement::v1::Candidate>(kSettlement);
  payment.mutable_confirmed_at()->set_seconds(1790000175);
  payment.mutable_updated_at()->set_seconds(1790000175);
  payment.set_version(3);
  return payment;
}

settlement::v1::Payment ExpiredPayment() {
  settlement::v1::Payment payment = NewPayment();
  payment.set_status(settlement::v1::PAYMENT_STATUS_FAILED);
  payment.set_failure_reason(settlement::v1::FAILURE_REASON_SESSION_EXPIRED);
  payment.mutable_failed_at()->set_seconds(1790000190);
  payment.set_version(2);
  return payment;
}

settlement::v1::Discrepancy OpenDiscrepancy() {
  return Parse<settlement::v1::Discrepancy>(R"(
    discrepancy_id: "0b5a3c50-7a51-4d0e-8c5f-2f6c3a1d9e77"
    kind: DISCREPANCY_KIND_DUPLICATE_PAYMENT
    state: DISCREPANCY_STATE_OPEN
    payment_ids: "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef"
    count: 1
    first_tx_signature: "5sCRQ7No2YXmuE9r8RBs14JLM7k25LH8KvjsPmDn8fhuTJYg2M5bjNBHDo1P1CHrm34eSn4Bnwc3WseavqVhhnTN"
    last_tx_signature: "5sCRQ7No2YXmuE9r8RBs14JLM7k25LH8KvjsPmDn8fhuTJYg2M5bjNBHDo1P1CHrm34eSn4Bnwc3WseavqVhhnTN"
    slot: 447600404
    block_time { seconds: 1790000162 }
    commitment: COMMITMENT_FINALIZED
    grade: EVIDENCE_GRADE_CHAIN
    verdict: VERDICT_SETTLED
    sums {
      token_mint: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
      asset_symbol: "USDC"
      received_minor_units: 96267165
    }
    sums {
      token_mint: "799od9bcNnzfQBVk9qM72bY6nGqhS2qptdZJRwF9RX33"
      received_minor_units: 3
    }
    opened_at { seconds: 1790000020 }
    updated_at { seconds: 1790000020 }
    version: 1
  )");
}

settlement::v1::Discrepancy ResolvedDiscrepancy() {
  settlement::v1::Discrepancy discrepancy = OpenDiscrepancy();
  discrepancy.set_state(settlement::v1::DISCREPANCY_STATE_RESOLVED);
  settlement::v1::Resolution* resolution = discrepancy.mutable_resolution();
  resolution->set_note("refunded");
  resolution->set_actor("ada");
  resolution->set_peer("local");
  resolution->mutable_resolved_at()->set_seconds(1790000199);
  return discrepancy;
}

settlement::v1::Event PaymentEvent(int n, settlement::v1::EventType type,
                                   const settlement::v1::Payment& payment) {
  settlement::v1::Event event;
  event.set_event_id("e" + std::to_string(n));
  event.set_cursor("c" + std::to_string(n));
  event.set_type(type);
  event.mutable_occurred_at()->set_seconds(1790000100 + n);
  *event.mutable_payment() = payment;
  return event;
}

settlement::v1::EngineStatus HealthyEngine() {
  return Parse<settlement::v1::EngineStatus>(R"(
    version: "0.1.0"
    cluster: CLUSTER_MAINNET
    livemode: true
    genesis_hash: "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"
    health: HEALTH_OK
    started_at { seconds: 1789988680 }
    now { seconds: 1790000200 }
    clock_skew_seconds: -1
    sources {
      name: "helius" kind: SOURCE_KIND_HELIUS_WEBHOOK health: HEALTH_OK
      lag_seconds: 2 observation_count: 31
    }
    sources {
      name: "blocks" kind: SOURCE_KIND_BLOCK_FOLLOWER health: HEALTH_OK
      cursor { slot: 447600400 } tip { slot: 447600404 } lag_slots: 4 lag_seconds: 90
      observation_count: 1204
      last_error: "an old one" last_error_at { seconds: 1789999999 }
    }
    endpoints { name: "main" health: HEALTH_OK finalized_slot: 447600404 }
    store {
      backend: "rocksdb" health: HEALTH_OK format_version: 1 size_bytes: 1572864
      free_bytes: 5368709120 pending_payment_count: 2 payment_count: 27
    }
    log { epoch: "x" end_cursor: "c61" event_count: 61 }
    queues { name: "writer" depth: 0 capacity: 4096 }
    open_discrepancies { kind: DISCREPANCY_KIND_DUPLICATE_PAYMENT open_count: 1 }
    assets {
      symbol: "USDC" token_mint: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v" decimals: 6
      finalized_from_minor_units: 1000000000
    }
    assets { symbol: "SOL" decimals: 9 }
  )");
}

}  // namespace hilt::cli
