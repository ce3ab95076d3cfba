#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "cli/explanation.h"

// What an explanation is made of, from one whose verification is done. Private to src/cli.
namespace hilt::cli {

// One check of each kind, in order.
std::vector<Check> MakeChecks(const Explanation& explanation);

// Why the verdict is what it is, in one or two sentences.
std::string MakeReason(const Explanation& explanation);

// In leg_checks.cc.
Check CheckLegs(const Explanation& explanation);
Check CheckProgramPaths(const Explanation& explanation);

// What was given is complete enough to be judged at all.
bool IsRecorded(const Explanation& explanation);
// And the transaction succeeded: one that failed moved nothing.
bool LegsCanBeJudged(const Explanation& explanation);

// Block times after it are late.
absl::Time LastMoment(const Explanation& explanation);

// In plain words, what a record that proves nothing lacks: "the block time is not known".
std::string_view WhatIsMissing(verify::Unverifiable reason);

}  // namespace hilt::cli
