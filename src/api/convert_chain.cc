#include "api/convert_chain.h"

#include "base/check.h"

namespace hilt::api {

v1::Cluster ToProto(domain::Cluster cluster) {
  switch (cluster) {
    case domain::Cluster::kMainnet:
      return v1::CLUSTER_MAINNET;
    case domain::Cluster::kDevnet:
      return v1::CLUSTER_DEVNET;
    case domain::Cluster::kLocalnet:
      return v1::CLUSTER_LOCALNET;
  }
  base::CheckFailed("a Cluster outside its enum", __FILE__, __LINE__);
}

v1::Commitment ToProto(domain::Commitment commitment) {
  switch (commitment) {
    case domain::Commitment::kProcessed:
      return v1::COMMITMENT_PROCESSED;
    case domain::Commitment::kConfirmed:
      return v1::COMMITMENT_CONFIRMED;
    case domain::Commitment::kFinalized:
      return v1::COMMITMENT_FINALIZED;
  }
  base::CheckFailed("a Commitment outside its enum", __FILE__, __LINE__);
}

v1::EvidenceGrade ToProto(domain::EvidenceGrade grade) {
  switch (grade) {
    case domain::EvidenceGrade::kProvider:
      return v1::EVIDENCE_GRADE_PROVIDER;
    case domain::EvidenceGrade::kChain:
      return v1::EVIDENCE_GRADE_CHAIN;
  }
  base::CheckFailed("an EvidenceGrade outside its enum", __FILE__, __LINE__);
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp* to) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  to->set_seconds(seconds);
  to->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace hilt::api
