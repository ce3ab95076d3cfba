#include "domain/evidence.h"

#include <array>

#include "base/check.h"

namespace hilt::domain {

std::string_view Name(Commitment commitment) {
  switch (commitment) {
    case Commitment::kProcessed:
      return "processed";
    case Commitment::kConfirmed:
      return "confirmed";
    case Commitment::kFinalized:
      return "finalized";
  }
  base::CheckFailed("a Commitment outside its enum", __FILE__, __LINE__);
}

std::string_view Name(EvidenceGrade grade) {
  switch (grade) {
    case EvidenceGrade::kProvider:
      return "provider";
    case EvidenceGrade::kChain:
      return "chain";
  }
  base::CheckFailed("an EvidenceGrade outside its enum", __FILE__, __LINE__);
}

std::optional<Commitment> ParseCommitment(std::string_view name) {
  constexpr std::array kAll = {Commitment::kProcessed, Commitment::kConfirmed,
                               Commitment::kFinalized};
  for (const Commitment commitment : kAll) {
    if (Name(commitment) == name) return commitment;
  }
  return std::nullopt;
}

}  // namespace hilt::domain
