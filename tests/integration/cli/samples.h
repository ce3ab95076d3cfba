#pragma once

#include <string>

#include "absl/time/time.h"
#include "hilt/settlement/v1/discrepancy.pb.h"
#include "hilt/settlement/v1/engine_status.pb.h"
#include "hilt/settlement/v1/event.pb.h"
#include "hilt/settlement/v1/payment.pb.h"

// Prepared messages: the payment of tests/golden/chain/scenarios/transfer_checked_legacy.json.
namespace hilt::cli {

inline const absl::Time kNow = absl::FromUnixSeconds(1790000200);  // 2026-09-21T14:16:40Z

inline constexpr char kPaymentId[] = "5e9b4379-bd65-46e4-9de3-93a22ba2c8ef";
inline constexpr char kNonce[] = "dbeffd99458e5bb9ece946850a088510";
inline constexpr char kSignature[] =
    "hcSFMCXaDSGqhi79g2pGQPp8zGw6aWm1tYxxPNZ4tPtWEiXRGDDM5gq1VPFLCuFUzactbPDbSPtxWaaUoJNBxWs";

// As CreateSession leaves it: version 1.
settlement::v1::Payment NewPayment();
// Announced: version 2.
settlement::v1::Payment AnnouncedPayment();
// CONFIRMED by kSignature: version 3.
settlement::v1::Payment PaidPayment();
// FAILED by expiry: version 2.
settlement::v1::Payment ExpiredPayment();

// A second payment of the buyer, open.
settlement::v1::Discrepancy OpenDiscrepancy();
settlement::v1::Discrepancy ResolvedDiscrepancy();

// The n-th event of a log: its cursor is "c" and n.
settlement::v1::Event PaymentEvent(int n, settlement::v1::EventType type,
                                   const settlement::v1::Payment& payment);

settlement::v1::EngineStatus HealthyEngine();

}  // namespace hilt::cli
