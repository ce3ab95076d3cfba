#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "domain/discrepancy.h"
#include "domain/ids.h"

// How the parts of the engine stand, as app sees them: what GetStatus tells besides what the API
// knows by itself (version, identity, clock, log, assets). The fields are those of
// engine_status.proto, whose comments say what each means; an absent one is "not known".
namespace hilt::api {

// From good to bad.
enum class Health { kOk, kLagging, kFailing };

enum class SourceKind { kHeliusWebhook, kBlockFollower, kSignatureSweep, kOnDemand };

struct ChainPoint {
  domain::Slot slot;
  std::optional<absl::Time> block_time;
};

struct SlotRange {
  domain::Slot first;
  domain::Slot last;  // inclusive
};

struct LastError {
  std::string message;  // without secrets
  absl::Time at;
};

// Of the gaps, GetStatus shows the lowest so many.
inline constexpr size_t kMaxGapsShown = 32;
// Of an error's message, so many bytes.
inline constexpr size_t kMaxErrorBytes = 512;

struct SourceView {
  std::string name;
  SourceKind kind{};
  Health health{};
  std::optional<ChainPoint> cursor{};
  std::optional<ChainPoint> tip{};
  std::optional<absl::Duration> lag{};  // behind the engine's clock
  std::vector<SlotRange> gaps{};        // lowest first; may be more than are shown
  uint64_t observation_count = 0;
  std::optional<LastError> last_error{};
  std::optional<absl::Time> last_success_at{};
  std::string waits_for{};  // empty: for nothing
};

struct EndpointView {
  std::string name;
  Health health{};
  std::optional<domain::Slot> finalized_slot{};
  std::optional<LastError> last_error{};
};

struct StoreView {
  std::string backend;
  Health health{};
  uint64_t size_bytes = 0;
  uint64_t free_bytes = 0;
  uint64_t pending_payment_count = 0;
  uint64_t payment_count = 0;
};

struct QueueView {
  std::string name;
  uint64_t depth = 0;
  uint64_t capacity = 0;
};

struct EngineView {
  absl::Time started_at;
  std::optional<absl::Duration> clock_skew;  // the engine's clock less the chain's
  std::vector<SourceView> sources;
  std::vector<EndpointView> endpoints;
  StoreView store;
  std::vector<QueueView> queues;
  uint64_t pending_hint_count = 0;
  std::vector<std::pair<domain::DiscrepancyKind, uint64_t>> open_discrepancies;  // above 0
};

}  // namespace hilt::api
