#include "confirmer/verify/verifier.h"

#include <algorithm>

#include "base/check.h"
#include "confirmer/verify/legs.h"
#include "confirmer/verify/payer.h"
#include "confirmer/verify/smart_wallets.h"
#include "domain/memo.h"

namespace hilt::verify {
namespace {

using domain::EvidenceGrade;
using domain::Execution;
using domain::LegResult;
using domain::MessageVersion;
using domain::Observation;
using domain::Terms;
using domain::Verdict;

struct Judgement {
  Verdict verdict{};
  std::optional<Unverifiable> unverifiable;
};

bool IsKnownVersion(const Observation& observation) {
  switch (observation.version) {
    case MessageVersion::kLegacy:
    case MessageVersion::kV0:
    case MessageVersion::kV1:
      return true;
    case MessageVersion::kUnknown:
      return false;
    case MessageVersion::kNotStated:
      // A webhook shape that never says; from RPC it means that something is missing.
      return observation.grade == EvidenceGrade::kProvider;
  }
  base::CheckFailed("a MessageVersion outside its enum", __FILE__, __LINE__);
}

bool Contains(const std::vector<domain::Nonce>& nonces, const domain::Nonce& nonce) {
  return std::find(nonces.begin(), nonces.end(), nonce) != nonces.end();
}

// The order of precedence, top to bottom: SPEC section 4.
Judgement Judge(const Terms& terms, const Policy& policy, const Observation& observation,
                const Verification& read) {
  if (observation.execution == Execution::kFailed) return {Verdict::kTransactionFailed, {}};

  if (const auto missing = WhatIsMissing(observation)) return {Verdict::kUnverifiable, missing};

  if (!Contains(read.nonces, terms.nonce)) return {Verdict::kNoMemo, {}};
  if (read.nonces.size() > 1) return {Verdict::kAmbiguousMemo, {}};

  const auto paid = [](const LegResult& leg) { return leg.paid(); };
  if (!std::all_of(read.legs.begin(), read.legs.end(), paid)) {
    return {WhyNotPaid(terms, observation, read.legs), {}};
  }

  const auto allowed = [](const LegResult& leg) { return leg.paid_through_allowed_paths(); };
  if (!std::all_of(read.legs.begin(), read.legs.end(), allowed)) {
    return {Verdict::kProgramSource, {}};
  }

  if (terms.require_payer && !PayerIsProved(terms, observation)) {
    // A provider names only some of the signers: that one is not among them refutes nothing.
    if (observation.grade == EvidenceGrade::kProvider) {
      return {Verdict::kUnverifiable, Unverifiable::kPayerNotShown};
    }
    return {Verdict::kPayerMismatch, {}};
  }

  if (*observation.block_time > terms.expires_at + policy.grace) return {Verdict::kLate, {}};

  return {Verdict::kSettled, {}};
}

// Whether every leg was paid in full, so that there can be an excess.
bool HasExcess(Verdict verdict) {
  return verdict == Verdict::kSettled || verdict == Verdict::kLate ||
         verdict == Verdict::kPayerMismatch;
}

base::Int128 Excess(const std::vector<LegResult>& legs) {
  base::Int128 excess = 0;
  for (const LegResult& leg : legs) excess += leg.owner_net - leg.leg.due.value();
  return excess;
}

}  // namespace

ProgramPaths ProgramPaths::Any() {
  ProgramPaths paths;
  paths.any = true;
  return paths;
}

ProgramPaths ProgramPaths::Default() {
  ProgramPaths paths;
  for (const SmartWalletProgram& program : SmartWalletPrograms()) paths.allowed.insert(program.id);
  return paths;
}

std::string_view Name(Unverifiable reason) {
  switch (reason) {
    case Unverifiable::kMetaNotRecorded:
      return "meta_not_recorded";
    case Unverifiable::kStatusContradictory:
      return "status_contradictory";
    case Unverifiable::kVersionUnknown:
      return "version_unknown";
    case Unverifiable::kBlockTimeMissing:
      return "block_time_missing";
    case Unverifiable::kInnerInstructionsNotRecorded:
      return "inner_instructions_not_recorded";
    case Unverifiable::kInstructionNotUnderstood:
      return "instruction_not_understood";
    case Unverifiable::kLamportsNotRecorded:
      return "lamports_not_recorded";
    case Unverifiable::kTokenBalancesNotRecorded:
      return "token_balances_not_recorded";
    case Unverifiable::kPayerNotShown:
      return "payer_not_shown";
  }
  base::CheckFailed("an Unverifiable outside its enum", __FILE__, __LINE__);
}

std::vector<domain::Nonce> HiltNonces(const Observation& observation) {
  std::vector<domain::Nonce> nonces;
  absl::flat_hash_set<domain::Nonce> seen;
  for (const domain::Memo& memo : observation.memos) {
    const std::optional<domain::Nonce> nonce = domain::ParseHiltMemo(memo.data);
    if (nonce && seen.insert(*nonce).second) nonces.push_back(*nonce);
  }
  return nonces;
}

// Money in any asset is part of every verdict, so a SOL payment needs the token balances as well.
std::optional<Unverifiable> WhatIsMissing(const Observation& observation) {
  if (observation.execution == Execution::kNotRecorded) return Unverifiable::kMetaNotRecorded;
  if (observation.execution == Execution::kContradictory) {
    return Unverifiable::kStatusContradictory;
  }
  if (!IsKnownVersion(observation)) return Unverifiable::kVersionUnknown;
  if (!observation.block_time) return Unverifiable::kBlockTimeMissing;
  if (!observation.inner_instructions_recorded) {
    return Unverifiable::kInnerInstructionsNotRecorded;
  }
  if (!observation.instructions_understood) return Unverifiable::kInstructionNotUnderstood;
  if (!observation.lamports_recorded) return Unverifiable::kLamportsNotRecorded;
  if (!observation.token_balances_recorded) return Unverifiable::kTokenBalancesNotRecorded;
  return std::nullopt;
}

Verification Verify(const Terms& terms, const Policy& policy, const Observation& observation) {
  HILT_CHECK(policy.grace >= absl::ZeroDuration());
  Verification result;
  result.nonces = HiltNonces(observation);
  result.legs = ReadLegs(terms, policy.program_paths, observation);
  result.payer = ReadPayer(terms, observation);
  result.leg_wallet_credited = LegWalletCredited(terms, observation, result.legs);

  const Judgement judgement = Judge(terms, policy, observation, result);
  result.verdict = judgement.verdict;
  result.unverifiable = judgement.unverifiable;
  if (HasExcess(result.verdict)) result.overpaid = Excess(result.legs);
  return result;
}

}  // namespace hilt::verify
