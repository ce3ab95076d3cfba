#include "indexer/source/signature_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using MaybeStatus = std::optional<decode::SignatureStatus>;

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

// The endpoint can be asked, and does not tell this.
bool DoesNotTell(const absl::Status& status) {
  if (absl::IsFailedPrecondition(status)) return true;
  const std::optional<int64_t> code = RpcCodeOf(status);
  if (!code) return false;
  switch (KindOfRpcError(*code)) {
    case RpcErrorKind::kRateLimited:
    case RpcErrorKind::kUnhealthy:
      return false;
    case RpcErrorKind::kNotYet:
    case RpcErrorKind::kNotHeld:
    case RpcErrorKind::kRefused:
      return true;
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

absl::StatusOr<std::string> Ask(RpcEndpoint& endpoint, std::string_view method,
                                std::string_view params, absl::Time deadline) {
  absl::StatusOr<std::string> body = endpoint.Call(method, params, deadline);
  if (body.ok() || !DoesNotTell(body.status())) return body;
  return WithStatusCode(absl::StatusCode::kFailedPrecondition, body.status());
}

absl::Status NotReadable(const RpcEndpoint& endpoint, std::string_view method,
                         const absl::Status& status) {
  return WithStatusCode(absl::StatusCode::kFailedPrecondition,
                        endpoint.NotReadable(method, status));
}

absl::StatusOr<decode::SignatureStatuses> AskOne(RpcEndpoint& endpoint,
                                                 std::span<const solana::Signature> signatures,
                                                 bool search_history, absl::Time deadline) {
  HILT_ASSIGN_OR_RETURN(const std::string body,
                        Ask(endpoint, kStatuses, ParamsOf(signatures, search_history), deadline));
  absl::StatusOr<decode::SignatureStatuses> answer =
      decode::RpcSignatureStatuses(body, signatures.size());
  if (!answer.ok()) return NotReadable(endpoint, kStatuses, answer.status());
  return answer;
}

absl::StatusOr<decode::ChainHeight> AskHeight(RpcEndpoint& endpoint, absl::Time deadline) {
  constexpr std::string_view kMethod = "getEpochInfo";
  HILT_ASSIGN_OR_RETURN(const std::string body,
                        Ask(endpoint, kMethod, R"([{"commitment":"finalized"}])", deadline));
  absl::StatusOr<decode::ChainHeight> height = decode::RpcChainHeight(body);
  if (!height.ok()) return NotReadable(endpoint, kMethod, height.status());
  return height;
}

// A commitment that is not said may be any.
Commitment FurthestOf(const decode::SignatureStatus& status) {
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
    const MaybeStatus& told = answer.statuses[i];
    if (!told) continue;
    MaybeStatus& held = best[places[i]];
    if (!held || FurthestOf(*told) > FurthestOf(*held)) held = told;
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

// Asks the endpoints of our chain. One that can be asked and does not tell outweighs others that
// cannot be asked: waiting for those may be for ever.
absl::Status AskEach(RpcClient& client, GenesisCheck& genesis, absl::Time deadline,
                     const std::function<absl::Status(RpcEndpoint&)>& ask) {
  bool one_does_not_tell = false;
  absl::Status status = client.AskEach([&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(genesis.Admit(endpoint, deadline));
    absl::Status asked = ask(endpoint);
    one_does_not_tell = one_does_not_tell || absl::IsFailedPrecondition(asked);
    return asked;
  });
  if (status.ok()) return status;
  return WithStatusCode(
      one_does_not_tell ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kUnavailable,
      status);
}

}  // namespace

absl::StatusOr<std::vector<MaybeStatus>> AskStatuses(RpcClient& client, GenesisCheck& genesis,
                                                     const SignatureQuestions& questions,
                                                     bool all) {
  HILT_CHECK(questions.signatures.size() <= kMaxStatuses);
  std::vector<MaybeStatus> best(questions.signatures.size());
  bool answered = false;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(AskForMore(endpoint, questions, best));
    answered = true;
    if (!all || std::all_of(best.begin(), best.end(), IsFinalized)) return absl::OkStatus();
    return absl::NotFoundError(endpoint.name() + ": does not show all of them finalized");
  };
  const absl::Status status = AskEach(client, genesis, questions.deadline, ask);
  if (!status.ok() && !answered) return status;
  return best;
}

absl::StatusOr<std::vector<Knowledge>> AskKnowledge(RpcClient& client, GenesisCheck& genesis,
                                                    const SignatureQuestions& questions) {
  HILT_CHECK(questions.signatures.size() <= kMaxStatuses);
  std::vector<Knowledge> knowledge;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_ASSIGN_OR_RETURN(knowledge, KnowledgeOf(endpoint, questions));
    return absl::OkStatus();
  };
  HILT_RETURN_IF_ERROR(AskEach(client, genesis, questions.deadline, ask));
  return knowledge;
}

}  // namespace hilt::source
