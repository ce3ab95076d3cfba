#include "indexer/source/transaction_fetch.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/status.h"
#include "indexer/decode/decode.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/block_params.h"
#include "indexer/source/genesis_check.h"
#include "indexer/source/pool.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

using MaybeObservation = std::optional<domain::Observation>;

std::string TransactionParams(const solana::Signature& signature, domain::Commitment commitment) {
  return fmt::format(
      R"(["{}",{{"encoding":"json","commitment":"{}","maxSupportedTransactionVersion":{}}}])",
      solana::ToString(signature), domain::Name(commitment), kMaxTransactionVersion);
}

// What an endpoint's record of a transaction is good for: complete before incomplete, then by
// commitment.
using Worth = std::pair<bool, domain::Commitment>;
constexpr Worth kBestWorth = {true, domain::Commitment::kFinalized};

bool IsComplete(const domain::Observation& seen) {
  return seen.execution == domain::Execution::kFailed ||
         (seen.execution == domain::Execution::kSucceeded && seen.block_time &&
          seen.inner_instructions_recorded && seen.lamports_recorded &&
          seen.token_balances_recorded);
}

Worth WorthOf(const domain::Observation& seen) { return {IsComplete(seen), seen.commitment}; }

// getTransaction tells the slot alone. At finalized there is one block in a slot.
absl::StatusOr<solana::Blockhash> AskBlockhash(RpcEndpoint& endpoint, domain::Slot slot,
                                               domain::Commitment commitment, absl::Time deadline) {
  constexpr std::string_view kMethod = "getBlock";
  HILT_ASSIGN_OR_RETURN(
      const std::string body,
      endpoint.Call(kMethod, BlockParams(slot, commitment, /*transactions=*/false), deadline));
  const absl::StatusOr<decode::BlockHeader> header = decode::RpcBlockHeader(body, slot);
  if (!header.ok()) return endpoint.NotReadable(kMethod, header.status());
  return header->blockhash;
}

}  // namespace

class TransactionFetcher::Impl {
 public:
  Impl(RpcClient& client, const base::Clock& clock, TransactionFetchOptions options)
      : client_(client),
        clock_(clock),
        options_(options),
        genesis_(clock, options.genesis_hash),
        decoders_([] { return std::make_unique<decode::Decoder>(); }) {}

  absl::StatusOr<MaybeObservation> Fetch(const solana::Signature& signature, absl::Time deadline);
  absl::StatusOr<std::array<Shown, 2>> FetchFromTwo(const solana::Signature& signature,
                                                    domain::Commitment commitment,
                                                    const Alike& alike, absl::Time deadline);
  absl::StatusOr<std::vector<std::optional<decode::SignatureStatus>>> Statuses(
      const SignatureQuestions& questions) {
    return source::AskStatuses(client_, genesis_, questions, options_.lacking_asks_next);
  }
  absl::StatusOr<std::vector<Knowledge>> Known(const SignatureQuestions& questions) {
    return source::AskKnowledge(client_, genesis_, questions);
  }
  absl::Status CheckChain(absl::Time deadline);

 private:
  absl::StatusOr<MaybeObservation> FetchAt(RpcEndpoint& endpoint,
                                           const solana::Signature& signature,
                                           domain::Commitment commitment, absl::Time deadline);
  absl::StatusOr<MaybeObservation> FetchFrom(RpcEndpoint& endpoint,
                                             const solana::Signature& signature,
                                             absl::Time deadline);

  RpcClient& client_;
  const base::Clock& clock_;
  const TransactionFetchOptions options_;
  GenesisCheck genesis_;
  Pool<decode::Decoder> decoders_;
};

absl::Status TransactionFetcher::Impl::CheckChain(absl::Time deadline) {
  for (const std::unique_ptr<RpcEndpoint>& endpoint : client_.endpoints()) {
    absl::Status status = genesis_.Admit(*endpoint, deadline);
    if (absl::IsFailedPrecondition(status)) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<MaybeObservation> TransactionFetcher::Impl::FetchAt(
    RpcEndpoint& endpoint, const solana::Signature& signature, domain::Commitment commitment,
    absl::Time deadline) {
  constexpr std::string_view kMethod = "getTransaction";
  const absl::Time began = clock_.Now();
  HILT_ASSIGN_OR_RETURN(const std::string body,
                        endpoint.Call(kMethod, TransactionParams(signature, commitment), deadline));
  absl::StatusOr<domain::Observation> observation =
      Pool<decode::Decoder>::Lease(decoders_)->RpcTransaction(body, commitment);
  if (absl::IsNotFound(observation.status())) return std::nullopt;
  if (!observation.ok()) return endpoint.NotReadable(kMethod, observation.status());
  if (observation->signature != signature) {
    return endpoint.Distrust(began, "getTransaction: gave another transaction than was asked for");
  }
  return *std::move(observation);
}

absl::StatusOr<MaybeObservation> TransactionFetcher::Impl::FetchFrom(
    RpcEndpoint& endpoint, const solana::Signature& signature, absl::Time deadline) {
  absl::StatusOr<MaybeObservation> found =
      FetchAt(endpoint, signature, domain::Commitment::kFinalized, deadline);
  if (!found.ok() || found->has_value()) return found;
  return FetchAt(endpoint, signature, domain::Commitment::kConfirmed, deadline);
}

absl::StatusOr<MaybeObservation> TransactionFetcher::Impl::Fetch(const solana::Signature& signature,
                                                                 absl::Time deadline) {
  MaybeObservation best;
  bool answered = false;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(genesis_.Admit(endpoint, deadline));
    HILT_ASSIGN_OR_RETURN(MaybeObservation found, FetchFrom(endpoint, signature, deadline));
    answered = true;
    if (found && (!best || WorthOf(*found) > WorthOf(*best))) best = std::move(found);
    const bool nothing_better = best && WorthOf(*best) == kBestWorth;
    if (nothing_better || !options_.lacking_asks_next) return absl::OkStatus();
    return absl::NotFoundError(endpoint.name() + ": does not show it whole and finalized");
  };
  const absl::Status status = client_.AskEach(ask);
  if (!status.ok() && !answered) return RefusedAsUnavailable(status);
  return best;
}

absl::StatusOr<std::array<TransactionFetcher::Shown, 2>> TransactionFetcher::Impl::FetchFromTwo(
    const solana::Signature& signature, domain::Commitment commitment, const Alike& alike,
    absl::Time deadline) {
  std::vector<Shown> shown;
  size_t first = 0;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(genesis_.Admit(endpoint, deadline));
    HILT_ASSIGN_OR_RETURN(MaybeObservation found,
                          FetchAt(endpoint, signature, commitment, deadline));
    if (!found || !IsComplete(*found)) {
      return absl::NotFoundError(endpoint.name() + ": does not show it whole");
    }
    HILT_ASSIGN_OR_RETURN(found->blockhash,
                          AskBlockhash(endpoint, found->slot, commitment, deadline));
    first = 0;
    while (first < shown.size() && !alike(shown[first].observation, *found)) ++first;
    const bool agreed = first < shown.size();
    shown.push_back({.endpoint = endpoint.name(), .observation = *std::move(found)});
    return agreed ? absl::OkStatus() : absl::NotFoundError(endpoint.name() + ": shows it, alone");
  };
  const absl::Status status = client_.AskEach(ask);
  if (shown.size() < 2) return RefusedAsUnavailable(status);
  if (!status.ok()) return std::array<Shown, 2>{std::move(shown[0]), std::move(shown[1])};
  return std::array<Shown, 2>{std::move(shown[first]), std::move(shown.back())};
}

TransactionFetcher::TransactionFetcher(RpcClient& client, const base::Clock& clock,
                                       TransactionFetchOptions options)
    : impl_(std::make_unique<Impl>(client, clock, options)) {}

TransactionFetcher::~TransactionFetcher() = default;

absl::StatusOr<MaybeObservation> TransactionFetcher::FetchTransaction(
    const solana::Signature& signature, absl::Time deadline) {
  return impl_->Fetch(signature, deadline);
}

absl::StatusOr<std::array<TransactionFetcher::Shown, 2>> TransactionFetcher::FetchFromTwo(
    const solana::Signature& signature, domain::Commitment commitment, const Alike& alike,
    absl::Time deadline) {
  return impl_->FetchFromTwo(signature, commitment, alike, deadline);
}

absl::StatusOr<std::vector<std::optional<decode::SignatureStatus>>> TransactionFetcher::AskStatuses(
    std::span<const solana::Signature> signatures, absl::Time deadline) {
  return impl_->Statuses({.signatures = signatures, .deadline = deadline});
}

absl::StatusOr<std::vector<Knowledge>> TransactionFetcher::AskKnowledge(
    std::span<const solana::Signature> signatures, absl::Time deadline) {
  return impl_->Known({.signatures = signatures, .deadline = deadline});
}

absl::Status TransactionFetcher::CheckChain(absl::Time deadline) {
  return impl_->CheckChain(deadline);
}

absl::StatusOr<solana::Blockhash> TransactionFetcher::GenesisHash(RpcEndpoint& endpoint,
                                                                  absl::Time deadline) {
  return AskGenesisHash(endpoint, deadline);
}

}  // namespace hilt::source
