#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "confirmer/verify/verifier.h"
#include "domain/observation.h"
#include "tests/hostile/case.h"
#include "tests/hostile/transaction.h"

namespace hilt::hostile {

struct Answer {
  absl::StatusOr<domain::Observation> observation;
  std::optional<verify::Verification> verification;  // where it could be decoded
};

// Decodes and verifies as the engine does where nothing is configured.
Answer AnswerTo(const Case& hostile);

// The answer in full, so that two can be compared.
std::string Describe(const Answer& answer);

// That the case gets its answer, the same again from a decoder that has seen others; that an error
// names a place of the schema and quotes nothing; that time and memory are in proportion to the
// input.
void CheckCase(const Case& hostile);

}  // namespace hilt::hostile
