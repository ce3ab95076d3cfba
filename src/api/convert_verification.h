#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/int128.h"
#include "confirmer/verify/verifier.h"
#include "domain/receipt.h"
#include "domain/terms.h"
#include "domain/verdict.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "hilt/settlement/v1/verification.pb.h"

// The verifier's answer in the contract's words.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

v1::Verdict ToProto(domain::Verdict verdict);
v1::UnverifiableReason ToProto(verify::Unverifiable reason);
v1::LegRole ToProto(domain::LegRole role);

// For showing: 0 where it is negative, 2^64 - 1 where it is larger.
uint64_t ShownUnits(base::Int128 amount);

void FillLegResults(const std::vector<domain::LegResult>& legs,
                    google::protobuf::RepeatedPtrField<v1::LegResult>* to);

// The domain keeps the fee payer and the signers beside the payer.
struct PayerFacts {
  const domain::Payer& payer;
  const solana::Pubkey& fee_payer;
  const std::vector<solana::Pubkey>& signers;
};
void FillPayer(const PayerFacts& facts, v1::Payer* to);

// `facts` are those of the same transaction.
void FillVerification(const verify::Verification& verification, const PayerFacts& facts,
                      v1::Verification* to);

}  // namespace hilt::api
