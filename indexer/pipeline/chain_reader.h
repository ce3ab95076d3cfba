#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/evidence.h"
#include "domain/observation.h"
#include "indexer/decode/rpc_answer.h"

// What the block follower asks of the chain, and what it gets. Plain values: the follower makes
// questions and judges answers, and never waits for one.
namespace hilt::pipeline {

using decode::BlockHeader;

enum class Ask {
  kHead,    // the newest slot with a block
  kSlots,   // the slots in [from, to] that have a block
  kNext,    // the first slot at or past `from` that has one
  kHeader,  // the block in slot `from`, without transactions
  kBlock,   // with them
};
std::string_view Name(Ask ask);  // "head"

struct Question {
  Ask ask = Ask::kHead;
  domain::Commitment commitment = domain::Commitment::kFinalized;
  domain::Slot from;  // 0 for kHead
  domain::Slot to;    // kSlots only, inclusive; else 0
  friend auto operator<=>(const Question&, const Question&) = default;
};

inline Question HeadAt(domain::Commitment commitment) {
  return {
      .ask = Ask::kHead, .commitment = commitment, .from = domain::Slot(0), .to = domain::Slot(0)};
}

// Why an endpoint had no answer. None of these says anything about the chain. The order is that of
// hope: the first is mended soonest.
enum class Trouble {
  kNotYet,        // -32004, -32014, -32016, or a null result: the block may come
  kMaybeSkipped,  // -32007, -32009: no block, or a hole in this node's ledger; to be proved
  kTransient,     // a rest, a time-out, a broken connection, 429, an answer that does not read
  kCleanedUp,     // -32001, -32011: this node's ledger begins later
  kRefused,       // the question is wrong for it, or it is on another chain
};
inline constexpr int kTroubles = 5;
std::string_view Name(Trouble trouble);

struct EndpointTrouble {
  std::string endpoint;
  Trouble trouble = Trouble::kTransient;
  std::string message;  // safe to log
};

struct Answer {
  std::string endpoint;                           // whose answer it is; empty: none had one
  std::vector<domain::Slot> slots;                // kHead: one; kNext: one or none; kSlots: rising
  std::optional<BlockHeader> header;              // kHeader, kBlock
  std::vector<domain::Observation> observations;  // kBlock: at the commitment that was asked for
  std::vector<EndpointTrouble> troubles;          // of those that were asked and had none

  bool ok() const { return !endpoint.empty(); }
};

// Several endpoints behind one face. Thread-safe; Read blocks, for a time that it bounds itself.
class ChainReader {
 public:
  virtual ~ChainReader() = default;

  // Whatever an endpoint answers is as it said it: true only as far as the follower can prove it.
  // Endpoints in `last` are asked after all others and in this order, because what they said did
  // not fit.
  virtual Answer Read(const Question& question, const std::vector<std::string>& last) = 0;
};

}  // namespace hilt::pipeline
