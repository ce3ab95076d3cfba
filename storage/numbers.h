#pragma once

#include <cstdint>
#include <optional>

#include "domain/asset.h"
#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/evidence.h"
#include "domain/payment.h"
#include "domain/terms.h"
#include "domain/verdict.h"

// The numbers by which keys and records name the domain's enums. They are those of
// proto/hilt/storage/v1, start at 1 and never change, whatever becomes of the order in C++.
// Private to storage/.
namespace hilt::storage {

uint8_t Number(domain::Cluster cluster);
uint8_t Number(domain::Commitment commitment);
uint8_t Number(domain::EvidenceGrade grade);
uint8_t Number(domain::LegRole role);
uint8_t Number(domain::Verdict verdict);
uint8_t Number(domain::FailureReason reason);
uint8_t Number(domain::AttemptOutcome outcome);
uint8_t Number(domain::DiscrepancyKind kind);
uint8_t Number(domain::EventType type);
// In list keys only: a record does not hold the status, which follows from the rest.
uint8_t Number(domain::PaymentStatus status);

// FromNumber<domain::Verdict>(13); nullopt: no such number. Defined for each enum above.
template <class Enum>
std::optional<Enum> FromNumber(int number);

}  // namespace hilt::storage
