#include "indexer/source/transaction_fetch.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "base/status.h"
#include "indexer/decode/decode.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/pool.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

using MaybeObservation = std::optional<domain::Observation>;

// The highest that a node takes (a u8): a version that is not known here is told apart after it has
// been fetched, where a lower number would have the node refuse it.
constexpr int kMaxTransactionVersion = 255;

std::string TransactionParams(const solana::Signature& signature, domain::Commitment commitment) {
  return fmt::format(
      R"(["{}",{{"encoding":"json","commitment":"{}","maxSupportedTransactionVersion":{}}}])",
      solana::ToString(signature), domain::Name(commitment), kMaxTransactionVersion);
}

// An answer that its decoder could not read. The endpoint does not rest for it: it may be a kind of
// transaction that we cannot read, of which anybody can send as many as he likes.
absl::Status NotReadable(const RpcEndpoint& endpoint, std::string_view method,
                         const absl::Status& status) {
  return absl::UnavailableError(
      fmt::format("{}: {}: {}", endpoint.name(), method,
                  std::string_view(status.message().data(), status.message().size())));
}

// What an endpoint's record of a transaction is good for: complete before incomplete, then by
// commitment.
using Worth = std::pair<bool, domain::Commitment>;
constexpr Worth kBestWorth = {true, domain::Commitment::kFinalized};

Worth WorthOf(const domain::Observation& seen) {
  const bool complete =
      seen.execution == domain::Execution::kFailed ||
      (seen.execution == domain::Execution::kSucceeded && seen.block_time &&
       seen.inner_instructions_recorded && seen.lamports_recorded && seen.token_balances_recorded);
  return {complete, seen.commitment};
}

// Refused by every endpoint is as good as unanswered, to those who ask for a transaction.
absl::Status AsUnavailable(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  absl::Status unavailable(absl::StatusCode::kUnavailable, status.message());
  if (const std::optional<int64_t> code = RpcCodeOf(status)) SetRpcCode(*code, unavailable);
  return unavailable;
}

}  // namespace

class TransactionFetcher::Impl {
 public:
  Impl(RpcClient& client, const base::Clock& clock, TransactionFetchOptions options)
      : client_(client),
        clock_(clock),
        options_(options),
        decoders_([] { return std::make_unique<decode::Decoder>(); }) {}

  absl::StatusOr<MaybeObservation> Fetch(const solana::Signature& signature, absl::Time deadline);
  absl::StatusOr<Knowledge> Ask(const solana::Signature& signature, absl::Time deadline);
  absl::Status CheckChain(absl::Time deadline);

 private:
  // Whether the endpoint has shown, now or before, that it is on our chain.
  absl::Status Admit(RpcEndpoint& endpoint, absl::Time deadline);
  absl::StatusOr<MaybeObservation> FetchAt(RpcEndpoint& endpoint,
                                           const solana::Signature& signature,
                                           domain::Commitment commitment, absl::Time deadline);
  absl::StatusOr<MaybeObservation> FetchFrom(RpcEndpoint& endpoint,
                                             const solana::Signature& signature,
                                             absl::Time deadline);
  absl::StatusOr<Knowledge> AskOne(RpcEndpoint& endpoint, const solana::Signature& signature,
                                   absl::Time deadline);

  RpcClient& client_;
  const base::Clock& clock_;
  const TransactionFetchOptions options_;
  Pool<decode::Decoder> decoders_;

  base::Mutex mutex_;
  std::set<std::string> admitted_ ABSL_GUARDED_BY(mutex_);  // names of endpoints
};

absl::Status TransactionFetcher::Impl::Admit(RpcEndpoint& endpoint, absl::Time deadline) {
  if (!options_.genesis_hash) return absl::OkStatus();
  {
    const base::MutexLock lock(mutex_);
    if (admitted_.contains(endpoint.name())) return absl::OkStatus();
  }
  const absl::Time began = clock_.Now();
  HILT_ASSIGN_OR_RETURN(const solana::Blockhash hash,
                        TransactionFetcher::GenesisHash(endpoint, deadline));
  if (hash != *options_.genesis_hash) {
    endpoint.Distrust(began, "is on another chain")
        .IgnoreError();  // it rests, and the log says why
    return absl::FailedPreconditionError(
        fmt::format("{}: is on another chain: its genesis hash is {}, not {}", endpoint.name(),
                    solana::ToString(hash), solana::ToString(*options_.genesis_hash)));
  }
  const base::MutexLock lock(mutex_);
  admitted_.insert(endpoint.name());
  return absl::OkStatus();
}

absl::Status TransactionFetcher::Impl::CheckChain(absl::Time deadline) {
  for (const std::unique_ptr<RpcEndpoint>& endpoint : client_.endpoints()) {
    const absl::Status status = Admit(*endpoint, deadline);
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
  if (!observation.ok()) return NotReadable(endpoint, kMethod, observation.status());
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
    HILT_RETURN_IF_ERROR(Admit(endpoint, deadline));
    HILT_ASSIGN_OR_RETURN(MaybeObservation found, FetchFrom(endpoint, signature, deadline));
    answered = true;
    if (found && (!best || WorthOf(*found) > WorthOf(*best))) best = std::move(found);
    const bool nothing_better = best && WorthOf(*best) == kBestWorth;
    if (nothing_better || !options_.lacking_asks_next) return absl::OkStatus();
    return absl::NotFoundError(endpoint.name() + ": does not show it whole and finalized");
  };
  const absl::Status status = client_.AskEach(ask);
  if (!status.ok() && !answered) return AsUnavailable(status);
  return best;
}

absl::StatusOr<TransactionFetcher::Knowledge> TransactionFetcher::Impl::AskOne(
    RpcEndpoint& endpoint, const solana::Signature& signature, absl::Time deadline) {
  constexpr std::string_view kHeightMethod = "getEpochInfo";
  constexpr std::string_view kStatusMethod = "getSignatureStatuses";
  HILT_ASSIGN_OR_RETURN(const std::string height_body,
                        endpoint.Call(kHeightMethod, R"([{"commitment":"finalized"}])", deadline));
  const absl::StatusOr<decode::ChainHeight> height = decode::RpcChainHeight(height_body);
  if (!height.ok()) return NotReadable(endpoint, kHeightMethod, height.status());
  HILT_ASSIGN_OR_RETURN(const std::string status_body,
                        endpoint.Call(kStatusMethod,
                                      fmt::format(R"([["{}"],{{"searchTransactionHistory":true}}])",
                                                  solana::ToString(signature)),
                                      deadline));
  const absl::StatusOr<decode::SignatureStatuses> statuses =
      decode::RpcSignatureStatuses(status_body, 1);
  if (!statuses.ok()) return NotReadable(endpoint, kStatusMethod, statuses.status());
  const bool known = statuses->landed.front().has_value();
  // One address may be many nodes: one that has not come so far proves nothing by not knowing.
  if (!known && statuses->node_slot < height->slot) {
    return absl::UnavailableError(
        fmt::format("{}: {}: answered by a node behind the one that told the height",
                    endpoint.name(), kStatusMethod));
  }
  return Knowledge{
      .finalized_height = height->block_height, .finalized_slot = height->slot, .known = known};
}

absl::StatusOr<TransactionFetcher::Knowledge> TransactionFetcher::Impl::Ask(
    const solana::Signature& signature, absl::Time deadline) {
  Knowledge knowledge;
  const auto ask = [&](RpcEndpoint& endpoint) -> absl::Status {
    HILT_RETURN_IF_ERROR(Admit(endpoint, deadline));
    HILT_ASSIGN_OR_RETURN(knowledge, AskOne(endpoint, signature, deadline));
    return absl::OkStatus();
  };
  if (absl::Status status = client_.AskEach(ask); !status.ok()) return AsUnavailable(status);
  return knowledge;
}

TransactionFetcher::TransactionFetcher(RpcClient& client, const base::Clock& clock,
                                       TransactionFetchOptions options)
    : impl_(std::make_unique<Impl>(client, clock, options)) {}

TransactionFetcher::~TransactionFetcher() = default;

absl::StatusOr<MaybeObservation> TransactionFetcher::FetchTransaction(
    const solana::Signature& signature, absl::Time deadline) {
  return impl_->Fetch(signature, deadline);
}

absl::StatusOr<TransactionFetcher::Knowledge> TransactionFetcher::AskKnowledge(
    const solana::Signature& signature, absl::Time deadline) {
  return impl_->Ask(signature, deadline);
}

absl::Status TransactionFetcher::CheckChain(absl::Time deadline) {
  return impl_->CheckChain(deadline);
}

absl::StatusOr<solana::Blockhash> TransactionFetcher::GenesisHash(RpcEndpoint& endpoint,
                                                                  absl::Time deadline) {
  constexpr std::string_view kMethod = "getGenesisHash";
  const absl::StatusOr<std::string> body = endpoint.Call(kMethod, "[]", deadline);
  if (!body.ok()) return AsUnavailable(body.status());
  absl::StatusOr<solana::Blockhash> hash = decode::RpcGenesisHash(*body);
  if (!hash.ok()) return NotReadable(endpoint, kMethod, hash.status());
  return hash;
}

}  // namespace hilt::source
