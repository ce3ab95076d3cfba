#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/payment.h"
#include "storage/codec.h"
#include "storage/ledger.h"

// Values with known bytes, and payments for tests of the ledger.
namespace hilt::storage {

// All bytes `fill`.
template <class Key>
Key Filled(uint8_t fill) {
  Key key;
  key.bytes.fill(fill);
  return key;
}

// The second `n` of the tests' own time.
absl::Time At(int64_t n);

// Signature, payment and nonce of a small number.
solana::Signature Sig(uint8_t n);
domain::PaymentId Id(uint8_t n);
domain::Nonce NonceOf(uint8_t n);
std::string UuidText(uint8_t n);

struct PaymentSpec {
  uint8_t number = 1;
  std::string merchant = "merchant-1";
  std::string product = "product-1";
  std::optional<solana::Pubkey> payer{};
  absl::Time created_at = At(0);
  absl::Time expires_at = At(900);
};

// Of native SOL: nothing known of it yet, PENDING_SIGNATURE.
domain::Payment NewPayment(const PaymentSpec& spec = {});

domain::Candidate CandidateOf(const solana::Signature& signature);
domain::Attempt AttemptOf(const solana::Signature& signature);
domain::Payment Confirmed(domain::Payment payment, const solana::Signature& signature);
domain::Payment Failed(domain::Payment payment);
// In a block of this slot, which may yet be lost.
void MakeUnfinal(domain::Candidate& candidate, uint64_t slot);

struct DiscrepancySpec {
  uint8_t number = 1;
  domain::DiscrepancyKind kind = domain::DiscrepancyKind::kDuplicatePayment;
  std::vector<domain::PaymentId> payments{};
  std::optional<solana::Pubkey> watch_account{};
  absl::Time opened_at = At(0);
  bool resolved = false;
};
domain::Discrepancy NewDiscrepancy(const DiscrepancySpec& spec);

CursorRecord PositionOf(const std::string& position);
// A source named "blocks" at position "slot 7", that covers these slots.
domain::SourceAdvance AdvanceOf(uint64_t covered_from, uint64_t frontier);

// With every field set: these bytes are golden.
domain::Payment FullPayment();
domain::Discrepancy FullDiscrepancy();
domain::Event FullEvent();

}  // namespace hilt::storage
