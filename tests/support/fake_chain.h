#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "confirmer/finality/chain_query.h"

namespace hilt::test_support {

// A chain that knows what a test has told it: no transaction is there, until it is put there.
// Thread-safe.
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
    if (held == held_.end()) return std::nullopt;
    return held->second;
  }

  absl::StatusOr<Knowledge> AskKnowledge(const solana::Signature& signature,
                                         absl::Time /*deadline*/) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!error_.ok()) return error_;
    Knowledge knowledge = at_;
    knowledge.known = held_.contains(signature);
    return knowledge;
  }

  void Hold(const domain::Observation& observation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    held_.insert_or_assign(observation.signature, observation);
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
  // Called in each fetch, before the answer is looked up.
  void set_on_fetch(std::function<void()> on_fetch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    on_fetch_ = std::move(on_fetch);
  }
  size_t fetches() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return fetches_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<solana::Signature, domain::Observation> held_;
  Knowledge at_;
  absl::Status error_;
  std::function<void()> on_fetch_;
  size_t fetches_ = 0;
};

}  // namespace hilt::test_support
