#pragma once

#include <optional>

#include "domain/asset.h"
#include "domain/discrepancy.h"
#include "hilt/settlement/v1/discrepancy.pb.h"

// Discrepancies in the contract's words.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::DiscrepancyKind ToProto(domain::DiscrepancyKind kind);
// None: a number that names no kind, 0 included.
std::optional<domain::DiscrepancyKind> FromProto(v1::DiscrepancyKind kind);

// `assets` names the sums' assets where they are configured.
void FillDiscrepancy(const domain::Discrepancy& discrepancy, const domain::AssetRegistry& assets,
                     v1::Discrepancy* to);

}  // namespace hilt::api
