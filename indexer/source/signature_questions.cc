#include "indexer/source/signature_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using MaybeStatus = std::optional<SeenStatus>;

constexpr std::string_view kStatuses = "getSignatureStatuses";

// Nodes before agave 4.4 refuse options that do not say whether to search.
std::string ParamsOf(std::span<const solana::Signature> signatures, bool search_history) {
  std::string list;
  for (const solana::Signature& signature : signatures) {
    fmt::format_to(std::back_inserter(list), R"({}"{}")", list.empty() ? "" : ",",
                   solana::ToString(signature));
  }
  return fmt::format(R"([[{}],{{"searchTransactionHistory":{}}}])", list, search_history);
}

absl::StatusOr<decode::SignatureStatuses> AskOne(RpcEndpoint& endpoint,
                                                 std::span<const solana::Signature> signatures,
                                                 bool search_history, absl::Time deadline) {
  HILT_ASSIGN_OR_RETURN(const std::string body,
                        endpoint.Call(kStatuses, ParamsOf(signatures, search_history), deadline));
  absl::StatusOr<decode::SignatureStatuses> answer =
      decode::RpcSignatureStatuses(body, signatures.size());
  if (!answer.ok()) return endpoint.NotReadable(kStatuses, answer.status());
  return answer;
}

absl::StatusOr<decode::ChainHeight> AskHeight(RpcEndpoint& endpoint, absl::Time deadline) {
  constexpr std::string_view kMethod = "getEpochInfo";
  HILT_ASSIGN_OR_RETURN(const std::string body,
                        endpoint.Call(kMethod, R"([{"commitment":"finalized"}])", deadline));
  absl::StatusOr<decode::ChainHeight> height = decode::RpcChainHeight(body);
  if (!height.ok()) return endpoint.NotReadable(kMethod, height.status());
  return height;
}

// A commitment that is not said may be any.
Commitment FurthestOf(const SeenStatus& status) {
  return status.commitment.value_or(Commitment::kFinalized);
}

bool IsFinalized(const MaybeStatus& status) {
  return status && FurthestOf(*status) == Commitment::kFinalized;
}

// Asks one endpoint about what is not known to be finalized yet.
absl::Status AskForMore(RpcEndpoint& endpoint, const SignatureQuestions& questions,
                        std::vector<MaybeStatus>& best) {
  std::vector<size_t> places;
  std::vector<solana::Signature> signatures;
  for (size_t i = 0; i < best.size(); ++i) {
    if (IsFinalized(best[i])) continue;
    places.push_back(i);
    signatures.push_back(questions.signatures[i]);
  }
  HILT_ASSIGN_OR_RETURN(const decode::SignatureStatuses answer,
                        AskOne(endpoint, signatures, false, questions.deadline));
  for (size_t i = 0; i < places.size(); ++i) {
    const std::optional<decode::SignatureStatus>& told = answer.statuses[i];
    if (!told) continue;
    const SeenStatus status{
        .slot = told->slot, .commitment = told->commitment, .failed = told->failed};
    MaybeStatus& held = best[places[i]];
    if (!held || FurthestOf(status) > FurthestOf(*held)) held = status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Knowledge>> KnowledgeOf(RpcEndpoint& endpoint,
                                                   const SignatureQuestions& questions) {
  HILT_ASSIGN_OR_RETURN(const decode::ChainHeight height, AskHeight(endpoint, questions.deadline));
  HILT_ASSIGN_OR_RETURN(const decode::SignatureStatuses answer,
                        AskOne(endpoint, questions.signatures, true, questions.deadline));
  std::vector<Knowledge> knowledge;
  for (const std::optional<decode::SignatureStatus>& status : answer.statuses) {
    // One address may be many nodes: one that has not come so far proves nothing by not knowing.
    if (!status && answer.node_slot < height.slot) {
      return absl::UnavailableError(
          fmt::format("{}: {}: answered by a node behind the one that told the height",
                      endpoint.name(), kStatuses));
    }
    knowledge.push_back({.finalized_height = height.block_height,
                         .finalized_slot = height.slot,
                         .known = status.has_value()});
  }
  return knowledge;
}

}  // namespace

absl::StatusOr<std::vector<MaybeStatus>> AskStatuses(RpcClient& client, GenesisCheck& genesis,
                                                     const SignatureQuestions& questions,
                                                     bool all) {
  HILT_CHECK(questions.signatures.size() <= kMaxStatuses);
  std::vector<MaybeStatus> best(questions.signatures.size());
  bool answered = false;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(genesis.Admit(endpoint, questions.deadline));
    HILT_RETURN_IF_ERROR(AskForMore(endpoint, questions, best));
    answered = true;
    if (!all || std::all_of(best.begin(), best.end(), IsFinalized)) return absl::OkStatus();
    return absl::NotFoundError(endpoint.name() + ": does not show all of them finalized");
  };
  const absl::Status status = client.AskEach(ask);
  if (!status.ok() && !answered) return RefusedAsUnavailable(status);
  return best;
}

absl::StatusOr<std::vector<Knowledge>> AskKnowledge(RpcClient& client, GenesisCheck& genesis,
                                                    const SignatureQuestions& questions) {
  HILT_CHECK(questions.signatures.size() <= kMaxStatuses);
  std::vector<Knowledge> knowledge;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(genesis.Admit(endpoint, questions.deadline));
    HILT_ASSIGN_OR_RETURN(knowledge, KnowledgeOf(endpoint, questions));
    return absl::OkStatus();
  };
  if (absl::Status status = client.AskEach(ask); !status.ok()) return RefusedAsUnavailable(status);
  return knowledge;
}

}  // namespace hilt::source
