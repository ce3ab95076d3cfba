#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "confirmer/settle/agreement.h"
#include "domain/observation.h"

namespace hilt::finality {

// What the confirmer asks the chain, on demand. The indexer's RPC client is behind it, joined by
// app. Calls block, at most until `deadline` (the engine's clock): they belong on worker threads.
// Thread-safe.
class ChainQuery {
 public:
  virtual ~ChainQuery() = default;

  // The transaction as an endpoint holds it: at finalized, else at confirmed; chain grade. None: an
  // endpoint was asked at both and knows it at neither, which proves no absence.
  // UNAVAILABLE: no endpoint answered, or none could answer so that it was understood.
  virtual absl::StatusOr<std::optional<domain::Observation>> FetchTransaction(
      const solana::Signature& signature, absl::Time deadline) = 0;

  // What two endpoints, asked anew, show of the transaction at this commitment: whole, and with its
  // block. They are two that show it alike (settle::Difference), unless there are none.
  // UNAVAILABLE: no two show it, with what is missing.
  virtual absl::StatusOr<settle::ShownByTwo> FetchFromTwo(const solana::Signature& signature,
                                                          domain::Commitment commitment,
                                                          absl::Time deadline) = 0;

  // Where a node has seen a transaction. It says when to fetch, and decides nothing (SPEC 3).
  struct Status {
    domain::Slot slot;
    std::optional<domain::Commitment> commitment;  // none: the node does not say
    bool failed = false;
  };
  // The most signatures that one question may hold (SOLANA.md, getSignatureStatuses).
  static constexpr size_t kMaxSignatures = 256;
  // What nodes know of recent transactions, cheaply: one answer for each signature, in order. None:
  // no node has it among the last few hundred blocks. UNAVAILABLE: no endpoint could be asked, or
  // answered: later one may. FAILED_PRECONDITION: one that can be asked does not tell statuses.
  virtual absl::StatusOr<std::vector<std::optional<Status>>> AskStatuses(
      std::span<const solana::Signature> signatures, absl::Time deadline) = 0;

  // How far an endpoint is, at finalized, and whether it knows the signature with its whole history
  // searched: what a signature's death is judged by. Height and knowledge are one endpoint's.
  struct Knowledge {
    uint64_t finalized_height = 0;  // in blocks
    domain::Slot finalized_slot;
    bool known = false;
  };
  // One for each signature, in order; all are one endpoint's. It is searched for one signature
  // after the other, so that few should be asked about at once. Errors: as of AskStatuses.
  virtual absl::StatusOr<std::vector<Knowledge>> AskKnowledge(
      std::span<const solana::Signature> signatures, absl::Time deadline) = 0;
};

}  // namespace hilt::finality
