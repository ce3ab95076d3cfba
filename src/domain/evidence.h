#pragma once

#include <optional>
#include <string_view>

namespace hilt::domain {

// What the chain had promised about a block when we saw it; ordered, later is stronger.
enum class Commitment { kProcessed, kConfirmed, kFinalized };

// Who showed us the transaction; ordered, later is stronger.
enum class EvidenceGrade {
  kProvider,  // it arrived by webhook, in any shape: commitment is confirmed at most
  kChain,     // we fetched it by RPC and decoded it
};

std::string_view Name(Commitment commitment);  // "processed", "confirmed", "finalized"
std::string_view Name(EvidenceGrade grade);    // "provider", "chain"
std::optional<Commitment> ParseCommitment(std::string_view name);

}  // namespace hilt::domain
