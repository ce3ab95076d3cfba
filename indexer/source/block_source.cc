#include "indexer/source/block_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "base/check.h"
#include "base/mutex.h"
#include "base/status.h"
#include "indexer/decode/decode.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/block_params.h"
#include "indexer/source/genesis_check.h"
#include "indexer/source/pool.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

using domain::Commitment;
using domain::Slot;
using pipeline::Answer;
using pipeline::Ask;
using pipeline::Question;

std::string_view MethodOf(Ask ask) {
  switch (ask) {
    case Ask::kHead:
      return "getSlot";
    case Ask::kSlots:
      return "getBlocks";
    case Ask::kNext:
      return "getBlocksWithLimit";
    case Ask::kHeader:
    case Ask::kBlock:
      return "getBlock";
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

std::string ParamsOf(const Question& question) {
  const std::string_view commitment = Name(question.commitment);
  const uint64_t from = question.from.value();
  switch (question.ask) {
    case Ask::kHead:
      return fmt::format(R"([{{"commitment":"{}"}}])", commitment);
    case Ask::kSlots:
      return fmt::format(R"([{},{},{{"commitment":"{}"}}])", from, question.to.value(), commitment);
    case Ask::kNext:
      return fmt::format(R"([{},1,{{"commitment":"{}"}}])", from, commitment);
    case Ask::kHeader:
    case Ask::kBlock:
      return BlockParams(question.from, question.commitment, question.ask == Ask::kBlock);
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

// A block may be as large as what is decoded at all: one that is refused would be waited for.
size_t MostBytesOf(const Question& question) {
  return question.ask == Ask::kBlock ? decode::kMaxInputBytes : kMaxAnswerBytes;
}

// The slot that an endpoint must have come to, to answer.
Slot Needed(const Question& question) { return std::max(question.from, question.to); }

}  // namespace

pipeline::Trouble TroubleOf(const absl::Status& status) {
  if (absl::IsNotFound(status)) return pipeline::Trouble::kNotYet;  // a null result
  if (absl::IsFailedPrecondition(status)) return pipeline::Trouble::kRefused;
  switch (RpcCodeOf(status).value_or(0)) {
    case -32004:  // BlockNotAvailable
    case -32014:  // BlockStatusNotAvailableYet
    case -32016:  // MinContextSlotNotReached
      return pipeline::Trouble::kNotYet;
    case -32007:  // SlotSkipped, or missing due to a ledger jump
    case -32009:  // LongTermStorageSlotSkipped
      return pipeline::Trouble::kMaybeSkipped;
    case -32001:  // BlockCleanedUp
    case -32011:  // TransactionHistoryNotAvailable
      return pipeline::Trouble::kCleanedUp;
    default:
      return pipeline::Trouble::kTransient;
  }
}

class BlockSource::Impl {
 public:
  Impl(RpcClient& client, const base::Clock& clock, BlockSourceOptions options)
      : client_(client),
        clock_(clock),
        options_(options),
        genesis_(clock, options.genesis_hash),
        decoders_([] { return std::make_unique<decode::Decoder>(); }) {}

  Answer Read(const Question& question, const std::vector<std::string>& last);
  std::vector<Height> heights() const;

 private:
  struct Head {
    Slot slot;
    absl::Time told_at;
  };
  using Heads = std::map<Commitment, Head>;

  std::vector<RpcEndpoint*> Order(const Question& question,
                                  const std::vector<std::string>& last) const;
  // It is known not to have come to what is asked for.
  bool IsBehind(const RpcEndpoint& endpoint, const Question& question) const;
  Answer ReadHead(const Question& question, const std::vector<std::string>& last);
  bool IsFresh(const RpcEndpoint& endpoint, Commitment commitment) const;
  absl::Status AskOne(RpcEndpoint& endpoint, const Question& question, absl::Time deadline,
                      Answer& answer);
  absl::Status Decode(std::string body, const Question& question, Answer& answer);
  bool Try(RpcEndpoint& endpoint, const Question& question, absl::Time deadline, Answer& answer);

  RpcClient& client_;
  const base::Clock& clock_;
  const BlockSourceOptions options_;
  GenesisCheck genesis_;
  Pool<decode::Decoder> decoders_;

  mutable base::Mutex mutex_;
  std::map<std::string, Heads> heads_ ABSL_GUARDED_BY(mutex_);  // by endpoint
};

bool BlockSource::Impl::IsBehind(const RpcEndpoint& endpoint, const Question& question) const {
  const base::MutexLock lock(mutex_);
  const auto heads = heads_.find(endpoint.name());
  if (heads == heads_.end()) return false;
  const auto head = heads->second.find(question.commitment);
  return head != heads->second.end() && head->second.slot < Needed(question);
}

std::vector<RpcEndpoint*> BlockSource::Impl::Order(const Question& question,
                                                   const std::vector<std::string>& last) const {
  std::vector<RpcEndpoint*> order, behind;
  std::map<std::string_view, RpcEndpoint*> others;
  for (const std::unique_ptr<RpcEndpoint>& endpoint : client_.endpoints()) {
    if (std::find(last.begin(), last.end(), endpoint->name()) != last.end()) {
      others[endpoint->name()] = endpoint.get();
    } else {
      (IsBehind(*endpoint, question) ? behind : order).push_back(endpoint.get());
    }
  }
  order.insert(order.end(), behind.begin(), behind.end());
  for (const std::string& name : last) {
    const auto endpoint = others.find(name);
    if (endpoint != others.end()) order.push_back(endpoint->second);
  }
  return order;
}

absl::Status BlockSource::Impl::Decode(std::string body, const Question& question, Answer& answer) {
  switch (question.ask) {
    case Ask::kHead: {
      HILT_ASSIGN_OR_RETURN(const Slot slot, decode::RpcSlot(body));
      answer.slots = {slot};
      return absl::OkStatus();
    }
    case Ask::kSlots:
    case Ask::kNext: {
      HILT_ASSIGN_OR_RETURN(answer.slots, decode::RpcSlots(body));
      return absl::OkStatus();
    }
    case Ask::kHeader: {
      HILT_ASSIGN_OR_RETURN(answer.header, decode::RpcBlockHeader(body, question.from));
      return absl::OkStatus();
    }
    case Ask::kBlock: {
      const decode::PaddedJson json(std::move(body));
      HILT_ASSIGN_OR_RETURN(decode::Block block, Pool<decode::Decoder>::Lease(decoders_)->RpcBlock(
                                                     json, question.from, question.commitment));
      answer.header = block;
      answer.observations = std::move(block.transactions);
      return absl::OkStatus();
    }
  }
  base::CheckFailed("closed enum", __FILE__, __LINE__);
}

absl::Status BlockSource::Impl::AskOne(RpcEndpoint& endpoint, const Question& question,
                                       absl::Time deadline, Answer& answer) {
  HILT_RETURN_IF_ERROR(genesis_.Admit(endpoint, deadline));
  const std::string_view method = MethodOf(question.ask);
  HILT_ASSIGN_OR_RETURN(std::string body,
                        endpoint.Call(method, ParamsOf(question), deadline, MostBytesOf(question)));
  const absl::Status read = Decode(std::move(body), question, answer);
  if (absl::IsNotFound(read)) {
    return absl::NotFoundError(fmt::format("{}: {}: null", endpoint.name(), method));
  }
  if (!read.ok()) return endpoint.NotReadable(method, read);
  return absl::OkStatus();
}

bool BlockSource::Impl::Try(RpcEndpoint& endpoint, const Question& question, absl::Time deadline,
                            Answer& answer) {
  const absl::Status status = AskOne(endpoint, question, deadline, answer);
  if (status.ok()) return true;
  answer.troubles.push_back({.endpoint = endpoint.name(),
                             .trouble = TroubleOf(status),
                             .message = std::string(status.message())});
  return false;
}

bool BlockSource::Impl::IsFresh(const RpcEndpoint& endpoint, Commitment commitment) const {
  const base::MutexLock lock(mutex_);
  const auto heads = heads_.find(endpoint.name());
  if (heads == heads_.end()) return false;
  const auto head = heads->second.find(commitment);
  if (head == heads->second.end()) return false;
  // From later than now: the clock was set back since.
  const absl::Duration age = clock_.Now() - head->second.told_at;
  return absl::ZeroDuration() <= age && age < kHeadsEvery;
}

// The furthest of what is told: the preferred endpoint may be the one that is behind.
Answer BlockSource::Impl::ReadHead(const Question& question, const std::vector<std::string>& last) {
  const absl::Time deadline = clock_.Now() + options_.time_limit;
  Answer best;
  for (RpcEndpoint* endpoint : Order(question, last)) {
    const bool is_last = std::find(last.begin(), last.end(), endpoint->name()) != last.end();
    if (best.ok() && (is_last || IsFresh(*endpoint, question.commitment))) continue;
    Answer answer;
    if (!Try(*endpoint, question, deadline, answer)) {
      best.troubles.push_back(std::move(answer.troubles.front()));
      continue;
    }
    {
      const base::MutexLock lock(mutex_);
      heads_[endpoint->name()][question.commitment] = {answer.slots.front(), clock_.Now()};
    }
    if (best.ok() && answer.slots.front() <= best.slots.front()) continue;
    best.endpoint = endpoint->name();
    best.slots = std::move(answer.slots);
  }
  return best;
}

Answer BlockSource::Impl::Read(const Question& question, const std::vector<std::string>& last) {
  if (question.ask == Ask::kHead) return ReadHead(question, last);
  const absl::Time deadline = clock_.Now() + options_.time_limit;
  Answer answer;
  for (RpcEndpoint* endpoint : Order(question, last)) {
    if (!Try(*endpoint, question, deadline, answer)) continue;
    answer.endpoint = endpoint->name();
    break;
  }
  return answer;
}

std::vector<BlockSource::Height> BlockSource::Impl::heights() const {
  const base::MutexLock lock(mutex_);
  std::vector<Height> heights;
  for (const auto& [name, heads] : heads_) {
    Height& height = heights.emplace_back();
    height.endpoint = name;
    for (const auto& [commitment, head] : heads) {
      (commitment == Commitment::kFinalized ? height.finalized : height.confirmed) = head.slot;
    }
  }
  return heights;
}

BlockSource::BlockSource(RpcClient& client, const base::Clock& clock, BlockSourceOptions options)
    : impl_(std::make_unique<Impl>(client, clock, options)) {}

BlockSource::~BlockSource() = default;

Answer BlockSource::Read(const Question& question, const std::vector<std::string>& last) {
  return impl_->Read(question, last);
}

std::vector<BlockSource::Height> BlockSource::heights() const { return impl_->heights(); }

}  // namespace hilt::source
