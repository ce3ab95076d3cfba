#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "domain/asset.h"
#include "domain/evidence.h"
#include "google/protobuf/timestamp.pb.h"
#include "hilt/settlement/v1/chain.pb.h"
#include "solana/keys.h"

// The chain's words in the contract's. Each enum is mapped value by value: the contract's numbers
// are its own and never change, the domain's order is free to.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::Cluster ToProto(domain::Cluster cluster);
v1::Commitment ToProto(domain::Commitment commitment);
v1::EvidenceGrade ToProto(domain::EvidenceGrade grade);

// Whole nanoseconds; what is finer is cut off. `time` lies within the years 1 to 9999, as every
// time that the engine keeps does.
void SetTimestamp(absl::Time time, google::protobuf::Timestamp* to);

// Base58; empty: none.
template <class Key>
std::string TextOrEmpty(const std::optional<Key>& key) {
  return key ? solana::ToString(*key) : std::string();
}

}  // namespace hilt::api
