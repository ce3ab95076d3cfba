#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/explanation.h"

namespace hilt::cli {

// A flag and the member of the terms that it stands for.
struct TermsFlag {
  const char* flag;
  const char* member;
  const char* help;
};

std::span<const TermsFlag> TermsFlags();

// What the command line of explain asks for, word for word.
struct ExplainRequest {
  std::string scenario_path;  // or empty, and then:
  std::string transaction_path;
  std::optional<std::string> family;         // auto (default), rpc, helius
  std::string terms_path;                    // or the terms by flags:
  std::map<std::string, std::string> flags;  // by member of the terms
  bool require_payer = false;

  std::optional<std::string> encoding;  // of a scenario; default json
  int64_t grace_seconds = 120;
  std::string program_paths = "default";  // default, any
  std::string commitment = "finalized";   // processed, confirmed, finalized
};

// INVALID_ARGUMENT: options that do not go together, or too few of them.
absl::Status CheckUsage(const ExplainRequest& request);

// One explanation for each session asked about; "-" as a path is `in`. INVALID_ARGUMENT,
// UNIMPLEMENTED or RESOURCE_EXHAUSTED name the file and the member or byte; NOT_FOUND and
// UNAVAILABLE: the file holds a node's answer without a transaction (null, an error).
absl::StatusOr<std::vector<Explanation>> ExplainAll(const ExplainRequest& request,
                                                    std::istream& in);

}  // namespace hilt::cli
