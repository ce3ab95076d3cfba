#include <sodium/crypto_hash_sha256.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/status.h"
#include "storage/keys.h"
#include "storage/ledger.h"
#include "storage/numbers.h"

namespace hilt::storage {
namespace {

// A version 8 UUID (RFC 9562) of the text's SHA-256.
std::string UuidOf(const std::string& text) {
  std::array<uint8_t, crypto_hash_sha256_BYTES> hash;
  const std::vector<uint8_t> bytes(text.begin(), text.end());
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  Uuid id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] = static_cast<uint8_t>((id.bytes[6] & 0x0f) | 0x80);
  id.bytes[8] = static_cast<uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return ToString(id);
}

}  // namespace

// The names are never changed: the ids must be the same for ever.
std::string DiscrepancyId(domain::DiscrepancyKind kind,
                          const std::optional<domain::PaymentId>& payment,
                          const std::optional<solana::Signature>& signature) {
  KeyWriter name(std::string("hilt.discrepancy"));
  name.Byte(Number(kind)).Byte(payment.has_value());
  if (payment) name.Raw(*payment);
  name.Byte(signature.has_value());
  if (signature) name.Raw(*signature);
  return UuidOf(name.Done());
}

std::string DiscrepancySumId(const DiscrepancyScope& scope, domain::DiscrepancyKind kind) {
  return UuidOf(KeyWriter("hilt.discrepancy.sum" + DiscrepancyCountKey(scope, kind)).Done());
}

absl::StatusOr<bool> LedgerReader::IsSummed(std::string_view discrepancy_id) const {
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy_id));
  HILT_ASSIGN_OR_RETURN(const std::optional<std::string> row, reader_.Get(SummedKey(id)));
  return row.has_value();
}

absl::Status Ledger::PutSummed(std::string_view discrepancy_id) {
  HILT_ASSIGN_OR_RETURN(const Uuid id, ParseUuid(discrepancy_id));
  overlay_.Put(SummedKey(id), "");
  return absl::OkStatus();
}

}  // namespace hilt::storage
