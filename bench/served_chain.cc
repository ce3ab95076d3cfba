#include "bench/served_chain.h"

#include <utility>

#include "base/check.h"
#include "fmt/format.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/pipeline/block_cursor.h"

namespace hilt::bench {
namespace {

using domain::Slot;
using pipeline::Ask;

constexpr std::string_view kTransactions = R"("transactions":)";
constexpr int64_t kTimeOfSlot0 = 1'700'000'000;
constexpr uint64_t kHead = uint64_t{1} << 40;

solana::Blockhash BlockhashOf(uint64_t slot) {
  solana::Blockhash hash;
  for (size_t i = 0; i < 8; ++i) hash.bytes[i] = static_cast<uint8_t>(slot >> (8 * i));
  hash.bytes[31] = 1;
  return hash;
}

// Two blocks a second: times do not fall, and what an hour holds is not far from the truth.
int64_t TimeOf(uint64_t slot) { return kTimeOfSlot0 + static_cast<int64_t>(slot / 2); }

std::string TransactionsOf(const MadeBlock& block) {
  const size_t at = block.json.find(kTransactions);
  HILT_CHECK(at != std::string::npos);
  return block.json.substr(at);
}

}  // namespace

ServedChain::ServedChain(const MadeBlock& block) : transactions_(TransactionsOf(block)) {}

std::string ServedChain::CursorAt(Slot slot) {
  pipeline::BlockCursor cursor;
  cursor.covered_from = slot;
  cursor.covered_from_time = absl::FromUnixSeconds(TimeOf(slot.value()));
  cursor.frontier = slot;
  cursor.blockhash = BlockhashOf(slot.value());
  cursor.height = slot.value();
  cursor.time = cursor.covered_from_time;
  return pipeline::Encode(cursor);
}

std::string ServedChain::TextOf(Slot slot, bool with_transactions) const {
  const uint64_t number = slot.value();
  const std::string header = fmt::format(
      R"({{"jsonrpc":"2.0","result":{{"blockHeight":{},"blockTime":{},"blockhash":"{}",)"
      R"("parentSlot":{},"previousBlockhash":"{}")",
      number, TimeOf(number), solana::ToString(BlockhashOf(number)), number - 1,
      solana::ToString(BlockhashOf(number - 1)));
  constexpr std::string_view kEnd = R"(,"id":1})";
  std::string text;
  text.reserve(header.size() + transactions_.size() + 2 + kEnd.size() +
               decode::PaddedJson::kPaddingBytes);
  text.append(header);
  if (with_transactions) {
    text.append(",").append(transactions_);
  } else {
    text.append("}");
  }
  return text.append(kEnd);
}

pipeline::Answer ServedChain::Read(const pipeline::Question& question,
                                   const std::vector<std::string>& /*last*/) {
  static thread_local decode::Decoder decoder;
  pipeline::Answer answer;
  answer.endpoint = "memory";
  const uint64_t from = question.from.value();
  switch (question.ask) {
    case Ask::kHead:
      answer.slots = {Slot(kHead)};
      break;
    case Ask::kNext:
      answer.slots = {question.from};
      break;
    case Ask::kSlots:
      for (uint64_t slot = from; slot <= question.to.value(); ++slot) {
        answer.slots.emplace_back(slot);
      }
      break;
    case Ask::kHeader: {
      auto header = decode::RpcBlockHeader(TextOf(question.from, false), question.from);
      HILT_CHECK(header.ok());
      answer.header = *std::move(header);
      break;
    }
    case Ask::kBlock: {
      const decode::PaddedJson json(TextOf(question.from, true));
      auto block = decoder.RpcBlock(json, question.from, question.commitment);
      HILT_CHECK(block.ok());
      answer.header = *block;
      answer.observations = std::move(block->transactions);
      break;
    }
  }
  return answer;
}

}  // namespace hilt::bench
