#include "tests/support/simulated_chain.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace hilt::test_support {

using domain::Commitment;
using domain::Slot;
using pipeline::Answer;
using pipeline::Ask;
using pipeline::Question;
using pipeline::Trouble;

namespace {

constexpr absl::Duration kSlotTime = absl::Milliseconds(400);
constexpr uint64_t kAstraySlots = 20;
constexpr uint64_t kAstrayOneIn = 4;
const absl::Time kGenesisTime = absl::FromUnixSeconds(1'790'000'000);

}  // namespace

uint64_t Dice::Next() {
  std::array<uint8_t, 8> bytes;
  random_.Fill(bytes);
  uint64_t number = 0;
  std::memcpy(&number, bytes.data(), bytes.size());
  return number;
}

SimulatedChain::SimulatedChain(Dice& dice, Options options)
    : dice_(dice), options_(options), slot_(options.first_slot) {
  AddBlock(slot_, 0);
  history_.push_back({0, 0});
}

size_t SimulatedChain::AddBlock(uint64_t slot, size_t parent) {
  SimulatedBlock block;
  block.parent = parent;
  block.header.slot = Slot(slot);
  block.header.parent_slot = Slot(slot - 1);
  block.header.height = 1;
  if (!blocks_.empty()) {
    block.header.parent_slot = blocks_[parent].header.slot;
    block.header.previous_blockhash = blocks_[parent].header.blockhash;
    block.header.height = *blocks_[parent].header.height + 1;
  }
  for (uint8_t& byte : block.header.blockhash.bytes) byte = static_cast<uint8_t>(dice_.Next());
  const absl::Duration since = kSlotTime * static_cast<int64_t>(slot - options_.first_slot);
  block.header.time = kGenesisTime + absl::Floor(since, absl::Seconds(1));
  // New ones, and now and then one that may be on another fork already.
  while (dice_.Chance(500)) block.payments.push_back(++payments_);
  if (payments_ > 0 && dice_.Chance(200)) {
    const uint64_t again = payments_ - dice_.Below(std::min<uint64_t>(payments_, 8));
    bool on_chain = false;
    for (size_t at = parent, n = 0; !blocks_.empty() && n < 40; at = blocks_[at].parent, ++n) {
      const auto& payments = blocks_[at].payments;
      on_chain |= std::find(payments.begin(), payments.end(), again) != payments.end();
    }
    const auto& own = block.payments;
    on_chain |= std::find(own.begin(), own.end(), again) != own.end();
    if (!on_chain) block.payments.push_back(again);
  }
  by_hash_[block.header.blockhash] = blocks_.size();
  blocks_.push_back(std::move(block));
  return blocks_.size() - 1;
}

size_t SimulatedChain::Back(size_t block, uint64_t blocks) const {
  for (uint64_t i = 0; i < blocks; ++i) block = blocks_[block].parent;
  return block;
}

// The tip moves to a new branch that may have blocks in the same slots.
void SimulatedChain::Fork() {
  const Moment now = history_.back();
  size_t from = Back(now.confirmed, 1 + dice_.Below(options_.deepest_fork));
  if (*blocks_[from].header.height < *blocks_[now.finalized].header.height) from = now.finalized;
  if (from == now.confirmed) return;
  ++forks_;
  size_t tip = from;
  for (uint64_t slot = blocks_[from].header.slot.value() + 1; slot < slot_; ++slot) {
    if (dice_.Chance(600)) tip = AddBlock(slot, tip);
  }
  history_.back().confirmed = tip;
}

void SimulatedChain::AddToOtherChain() {
  if (dice_.Chance(options_.skip_permille)) return;
  SimulatedBlock block;
  block.header.slot = Slot(slot_);
  block.header.parent_slot = Slot(slot_ - 1);
  block.header.height = 1;
  if (!other_chain_.empty()) {
    const decode::BlockHeader& parent = other_chain_.rbegin()->second.header;
    block.header.parent_slot = parent.slot;
    block.header.previous_blockhash = parent.blockhash;
    block.header.height = *parent.height + 1;
  }
  for (uint8_t& byte : block.header.blockhash.bytes) byte = static_cast<uint8_t>(dice_.Next());
  block.header.time = blocks_[history_.back().confirmed].header.time;
  block.payments.push_back(UINT64_MAX - slot_);
  other_chain_.emplace(block.header.slot, std::move(block));
}

const SimulatedBlock* SimulatedChain::OnOtherChain(Slot slot) const {
  const auto found = other_chain_.find(slot);
  return found == other_chain_.end() ? nullptr : &found->second;
}

void SimulatedChain::Grow() {
  ++slot_;
  AddToOtherChain();
  history_.push_back(history_.back());
  if (dice_.Chance(options_.fork_permille)) Fork();
  if (dice_.Chance(options_.skip_permille)) {
    ++skipped_;
    return;
  }
  Moment& now = history_.back();
  now.confirmed = AddBlock(slot_, now.confirmed);
  const size_t behind = Back(now.confirmed, options_.finalized_behind);
  if (*blocks_[behind].header.height > *blocks_[now.finalized].header.height) {
    now.finalized = behind;
  }
}

const SimulatedBlock& SimulatedChain::Head(Commitment commitment, uint64_t ago) const {
  const Moment& moment = history_[history_.size() - 1 - std::min<size_t>(ago, history_.size() - 1)];
  return blocks_[commitment == Commitment::kFinalized ? moment.finalized : moment.confirmed];
}

const SimulatedBlock* SimulatedChain::At(Slot slot, const SimulatedBlock& head) const {
  const SimulatedBlock* at = &head;
  while (at->header.slot > slot && at != &blocks_.front()) at = &blocks_[at->parent];
  return at->header.slot == slot ? at : nullptr;
}

std::vector<const SimulatedBlock*> SimulatedChain::Finalized(Slot first) const {
  std::vector<const SimulatedBlock*> found;
  const SimulatedBlock* at = &blocks_[history_.back().finalized];
  for (; at->header.slot >= first; at = &blocks_[at->parent]) {
    found.push_back(at);
    if (at == &blocks_.front()) break;
  }
  std::reverse(found.begin(), found.end());
  return found;
}

const SimulatedBlock* SimulatedChain::Find(const solana::Blockhash& blockhash) const {
  const auto found = by_hash_.find(blockhash);
  return found == by_hash_.end() ? nullptr : &blocks_[found->second];
}

domain::Observation ObservationOf(const SimulatedBlock& block, size_t index,
                                  Commitment commitment) {
  domain::Observation seen;
  std::memcpy(seen.signature.bytes.data(), &block.payments[index], sizeof(uint64_t));
  seen.slot = block.header.slot;
  seen.index = static_cast<uint32_t>(index);
  seen.blockhash = block.header.blockhash;
  seen.block_time = block.header.time;
  seen.commitment = commitment;
  seen.grade = domain::EvidenceGrade::kChain;
  seen.execution = domain::Execution::kSucceeded;
  seen.inner_instructions_recorded = true;
  seen.lamports_recorded = true;
  seen.token_balances_recorded = true;
  return seen;
}

bool SimulatedNodes::Trouble(pipeline::Trouble trouble, std::string message, Answer& answer) {
  ++troubles[static_cast<size_t>(trouble)];
  answer.troubles.push_back(
      {.endpoint = NameOf(asking_), .trouble = trouble, .message = std::move(message)});
  return false;
}

solana::Blockhash SimulatedNodes::RandomHash() {
  solana::Blockhash hash;
  for (uint8_t& byte : hash.bytes) byte = static_cast<uint8_t>(dice_.Next());
  return hash;
}

Answer SimulatedNodes::Read(const Question& question, const std::vector<std::string>& last) {
  Answer answer;
  for (const bool distrusted : {false, true}) {
    for (size_t node = 0; node < nodes_.size(); ++node) {
      const bool is_last = std::find(last.begin(), last.end(), NameOf(node)) != last.end();
      if (is_last == distrusted && Ask(node, question, answer)) {
        answer.endpoint = NameOf(node);
        return answer;
      }
    }
  }
  return answer;
}

bool SimulatedNodes::Ask(size_t node, const Question& question, Answer& answer) {
  asking_ = node;
  const NodeFaults& faults = nodes_[node];
  if (dice_.Chance(faults.silent)) return Trouble(Trouble::kTransient, "silent", answer);
  if (dice_.Chance(faults.refused)) return Trouble(Trouble::kRefused, "refused", answer);
  const uint64_t lag = faults.lag == 0 ? 0 : dice_.Below(faults.lag + 1);
  const SimulatedBlock& head = chain_.Head(question.commitment, lag);
  if (question.ask == Ask::kHeader || question.ask == Ask::kBlock) {
    return AskBlock(faults, question, head, answer);
  }
  return AskList(faults, question, head, answer);
}

bool SimulatedNodes::AskList(const NodeFaults& node, const Question& question,
                             const SimulatedBlock& head, Answer& answer) {
  const bool lies_now = dice_.Chance(node.lies);
  if (question.ask == Ask::kHead) {
    answer.slots = {head.header.slot};
    if (!lies_now) return true;
    ++lies[static_cast<size_t>(Lie::kFarHead)];
    answer.slots = {Slot(head.header.slot.value() + 10'000)};
    return true;
  }
  const bool is_next = question.ask == Ask::kNext;
  const Slot to = is_next ? head.header.slot : std::min(question.to, head.header.slot);
  for (uint64_t slot = question.from.value(); slot <= to.value(); ++slot) {
    if (chain_.At(Slot(slot), head) == nullptr) continue;
    answer.slots.emplace_back(slot);
    if (is_next) break;
  }
  if (!lies_now || answer.slots.empty()) return true;
  if (dice_.Chance(500)) {
    ++lies[static_cast<size_t>(Lie::kShortList)];
    answer.slots.erase(answer.slots.begin() +
                       static_cast<ptrdiff_t>(dice_.Below(answer.slots.size())));
    return true;
  }
  ++lies[static_cast<size_t>(Lie::kLongList)];
  if (is_next) {
    answer.slots = {Slot(answer.slots[0].value() + 1)};
    return true;
  }
  answer.slots.clear();
  for (uint64_t slot = question.from.value(); slot <= to.value(); ++slot) {
    answer.slots.emplace_back(slot);
  }
  return true;
}

bool SimulatedNodes::AskBlock(const NodeFaults& node, const Question& question,
                              const SimulatedBlock& head, Answer& answer) {
  if (dice_.Chance(node.cleaned_up)) {
    return Trouble(Trouble::kCleanedUp, "rpc error -32001", answer);
  }
  const SimulatedBlock* block = chain_.At(question.from, head);
  bool lies_now = dice_.Chance(node.lies);
  // For a while at a time, so that one such block vouches for the other.
  const bool astray = node.lies > 0 && other_chain_ &&
                      (chain_.now().value() / kAstraySlots + asking_) % kAstrayOneIn == 0;
  if (astray && chain_.OnOtherChain(question.from) != nullptr) {
    ++lies[static_cast<size_t>(Lie::kOtherChain)];
    block = chain_.OnOtherChain(question.from);
    lies_now = false;
  }
  if (block == nullptr) {
    if (lies_now && Invent(question, head, answer)) return true;
    const bool above = question.from > head.header.slot;
    return above ? Trouble(Trouble::kNotYet, "rpc error -32004", answer)
                 : Trouble(Trouble::kMaybeSkipped, "rpc error -32007", answer);
  }
  if (dice_.Chance(node.maybe_skipped)) {
    return Trouble(Trouble::kMaybeSkipped, "rpc error -32009", answer);
  }
  if (dice_.Chance(node.not_yet)) return Trouble(Trouble::kNotYet, "null", answer);
  answer.header = block->header;
  if (question.ask == Ask::kBlock) {
    for (size_t i = 0; i < block->payments.size(); ++i) {
      answer.observations.push_back(ObservationOf(*block, i, question.commitment));
      if (dice_.Chance(node.incomplete)) {
        answer.observations.back().inner_instructions_recorded = false;
      }
    }
  }
  if (lies_now) Twist(*block, answer);
  return true;
}

bool SimulatedNodes::Invent(const Question& question, const SimulatedBlock& head, Answer& answer) {
  uint64_t slot = question.from.value();
  const SimulatedBlock* parent = nullptr;
  for (int i = 0; i < 5 && parent == nullptr; ++i) parent = chain_.At(Slot(--slot), head);
  if (parent == nullptr) return false;
  ++lies[static_cast<size_t>(Lie::kInventedBlock)];
  answer.header = {.slot = question.from,
                   .parent_slot = parent->header.slot,
                   .blockhash = RandomHash(),
                   .previous_blockhash = parent->header.blockhash,
                   .height = *parent->header.height + 1,
                   .time = parent->header.time};
  return true;
}

void SimulatedNodes::Twist(const SimulatedBlock& block, Answer& answer) {
  const auto lie = static_cast<Lie>(dice_.Below(3));
  ++lies[static_cast<size_t>(lie)];
  pipeline::BlockHeader& header = *answer.header;
  if (lie == Lie::kOtherBlockhash) {
    header.blockhash = RandomHash();
    for (domain::Observation& seen : answer.observations) seen.blockhash = header.blockhash;
  } else if (lie == Lie::kOtherParentHash) {
    header.previous_blockhash = RandomHash();
  } else {
    const SimulatedBlock* parent = chain_.Find(block.header.previous_blockhash);
    if (parent == nullptr) return;
    header.parent_slot = parent->header.parent_slot;
    header.previous_blockhash = parent->header.previous_blockhash;
    header.height = parent->header.height;
  }
}

}  // namespace hilt::test_support
