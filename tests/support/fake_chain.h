#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "confirmer/finality/chain_query.h"

namespace hilt::test_support {

// A chain that knows what a test has told it: no transaction is there, until it is put there. One
// held at processed has a status, and is not shown. Thread-safe.
class FakeChain final : public finality::ChainQuery {
 public:
  absl::StatusOr<std::optional<domain::Observation>> FetchTransaction(
      const solana::Signature& signature, absl::Time /*deadline*/) override {
    std::function<void()> on_fetch;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++fetches_;
      on_fetch = on_fetch_;
    }
    if (on_fetch) on_fetch();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!error_.ok()) return error_;
    const auto held = held_.find(signature);
    const bool shown =
        held != held_.end() && held->second.commitment >= domain::Commitment::kConfirmed;
    if (!shown) return std::nullopt;
    return held->second;
  }

  absl::StatusOr<settle::ShownByTwo> FetchFromTwo(const solana::Signature& signature,
                                                  domain::Commitment commitment,
                                                  absl::Time /*deadline*/) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++asked_two_;
    if (!error_.ok()) return error_;
    const auto main = held_.find(signature);
    const auto spare = held_by_spare_.find(signature);
    const bool shown = main != held_.end() && spare != held_by_spare_.end() &&
                       main->second.commitment >= commitment &&
                       spare->second.commitment >= commitment;
    if (!shown) return absl::UnavailableError("there are no two that show it");
    return settle::ShownByTwo{settle::ShownBy{"main", InItsBlock(main->second)},
                              settle::ShownBy{"spare", InItsBlock(spare->second)}};
  }

  absl::StatusOr<std::vector<std::optional<Status>>> AskStatuses(
      std::span<const solana::Signature> signatures, absl::Time /*deadline*/) override {
    if (on_statuses_) on_statuses_();
    const std::lock_guard<std::mutex> lock(mutex_);
    status_questions_.push_back(signatures.size());
    if (!error_.ok()) return error_;
    if (!statuses_error_.ok()) return statuses_error_;
    std::vector<std::optional<Status>> statuses;
    for (const solana::Signature& signature : signatures) {
      statuses.emplace_back();
      const auto held = held_.find(signature);
      if (held == held_.end() || old_.contains(signature) || elsewhere_.contains(signature)) {
        continue;
      }
      const domain::Observation& seen = held->second;
      statuses.back() = {.slot = seen.slot,
                         .commitment = seen.commitment,
                         .failed = seen.execution == domain::Execution::kFailed};
    }
    return statuses;
  }

  absl::StatusOr<std::vector<Knowledge>> AskKnowledge(std::span<const solana::Signature> signatures,
                                                      absl::Time /*deadline*/) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    knowledge_questions_.push_back(signatures.size());
    if (!error_.ok()) return error_;
    if (!knowledge_error_.ok()) return knowledge_error_;
    std::vector<Knowledge> knowledge;
    for (const solana::Signature& signature : signatures) {
      knowledge.push_back(at_);
      knowledge.back().known = held_.contains(signature) && !elsewhere_.contains(signature);
    }
    return knowledge;
  }

  void Hold(const domain::Observation& observation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    held_.insert_or_assign(observation.signature, observation);
  }
  // The second endpoint has it, which is only asked where two must agree.
  void HoldBySpare(const domain::Observation& observation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    held_by_spare_.insert_or_assign(observation.signature, observation);
  }
  void Forget(const solana::Signature& signature) {
    const std::lock_guard<std::mutex> lock(mutex_);
    held_.erase(signature);
  }
  // Its finalized block.
  void SetHeight(uint64_t height, uint64_t slot) {
    const std::lock_guard<std::mutex> lock(mutex_);
    at_.finalized_height = height;
    at_.finalized_slot = domain::Slot(slot);
  }
  // What every question gets from now on; OK: its answer.
  void Fail(absl::Status error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    error_ = std::move(error);
  }
  // What only this question gets.
  void FailStatuses(absl::Status error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    statuses_error_ = std::move(error);
  }
  void FailKnowledge(absl::Status error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    knowledge_error_ = std::move(error);
  }
  // It is too old for the status caches.
  void Age(const solana::Signature& signature) {
    const std::lock_guard<std::mutex> lock(mutex_);
    old_.insert(signature);
  }
  // Only an endpoint that is fetched from at last has it.
  void HoldElsewhere(const domain::Observation& observation) {
    Hold(observation);
    const std::lock_guard<std::mutex> lock(mutex_);
    elsewhere_.insert(observation.signature);
  }
  // Called in each fetch, before the answer is looked up.
  void set_on_fetch(std::function<void()> on_fetch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    on_fetch_ = std::move(on_fetch);
  }
  // Called in each question about statuses. Set before the first.
  void set_on_statuses(std::function<void()> on_statuses) { on_statuses_ = std::move(on_statuses); }
  size_t fetches() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return fetches_;
  }
  // Of how many signatures each question was, in order.
  std::vector<size_t> status_questions() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return status_questions_;
  }
  std::vector<size_t> knowledge_questions() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return knowledge_questions_;
  }

  size_t asked_two() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return asked_two_;
  }

 private:
  // Every slot has one block, unless it is told otherwise.
  static domain::Observation InItsBlock(domain::Observation seen) {
    if (seen.blockhash) return seen;
    solana::Blockhash& hash = seen.blockhash.emplace();
    hash.bytes.fill(static_cast<uint8_t>(seen.slot.value()));
    return seen;
  }

  mutable std::mutex mutex_;
  std::map<solana::Signature, domain::Observation> held_;
  std::map<solana::Signature, domain::Observation> held_by_spare_;
  Knowledge at_;
  std::set<solana::Signature> old_;
  std::set<solana::Signature> elsewhere_;
  absl::Status error_;
  absl::Status statuses_error_;
  absl::Status knowledge_error_;
  std::function<void()> on_fetch_;
  std::function<void()> on_statuses_;
  size_t fetches_ = 0;
  size_t asked_two_ = 0;
  std::vector<size_t> status_questions_;
  std::vector<size_t> knowledge_questions_;
};

}  // namespace hilt::test_support
