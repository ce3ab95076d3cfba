#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "confirmer/settle/command.h"
#include "domain/discrepancy.h"

// The operators' queue as the writer keeps it: one record a matter, its events, and sums where
// there are too many.
namespace hilt::settle {

// Past this many of one kind for one payment or watch account, more are added up in one record
// (SPEC 3).
inline constexpr uint64_t kDiscrepanciesOfAKind = 64;

// Who closes what the engine itself finds settled.
inline constexpr std::string_view kEngineActor = "engine";

// Opens the discrepancy, whose id, times and version are set here. Of one that exists: if the
// engine closed it, it is opened again; if it lacks one of the payments, that is added; otherwise
// nothing changes.
absl::Status OpenDiscrepancy(WriteContext& context, domain::Discrepancy discrepancy);

// Closes it in the engine's name, with a note; nothing, if it is not there or closed already.
absl::Status CloseDiscrepancy(WriteContext& context, const std::string& id, std::string note);

// Closes an open record; returns it as it is then.
absl::StatusOr<domain::Discrepancy> Resolve(WriteContext& context, domain::Discrepancy discrepancy,
                                            domain::Resolution resolution);

}  // namespace hilt::settle
