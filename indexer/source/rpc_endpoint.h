#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "indexer/pipeline/wake.h"
#include "indexer/source/call_budget.h"
#include "indexer/source/rpc_backoff.h"
#include "indexer/source/rpc_calls.h"
#include "indexer/source/rpc_transport.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "telemetry/secret.h"

namespace hilt::source {

// 1 to 32 of [a-z0-9_-].
bool IsRpcEndpointName(std::string_view name);

struct RpcEndpointOptions {
  std::string name;       // stands for the URL wherever people read; IsRpcEndpointName
  telemetry::Secret url;  // http or https; providers put their keys into it
  absl::Duration timeout = absl::Seconds(5);  // of one call
  uint32_t calls_per_second = 0;              // at most; 0: as many as there are
};

// What all endpoints share. Borrowed; it outlives them.
struct RpcEnvironment {
  const base::Clock& clock;  // of deadlines, rests and turns
  base::Random& random;      // thread-safe: jitter
  telemetry::Log& log;
  telemetry::Metrics& metrics;
  // Lets a call wait for its turn. None: by the machine's clock; tests move their own instead.
  std::function<void(absl::Duration)> wait = nullptr;
};

// One JSON-RPC node, or a provider's many behind one address, with what is known of its health. An
// endpoint that limits us or fails is left to rest, and answers nothing meanwhile: rpc_backoff.h.
// Where its plan does not allow a call now, the call waits for its turn: call_budget.h.
//
// Every message begins with the endpoint's name and holds neither its URL nor bytes of an answer.
// Thread-safe; calls block.
class RpcEndpoint {
 public:
  // Of answers that may be errors: larger ones hold results.
  static constexpr size_t kMaxErrorAnswerBytes = size_t{64} << 10;

  // INVALID_ARGUMENT: the name, the URL or the timeout.
  static absl::StatusOr<std::unique_ptr<RpcEndpoint>> Create(RpcEndpointOptions options,
                                                             RpcTransport::Options transport,
                                                             const RpcEnvironment& environment);

  const std::string& name() const { return name_; }

  // The whole response, which is no error as far as kMaxErrorAnswerBytes tells. `params`: a JSON
  // array. UNAVAILABLE: no answer until `deadline` or the endpoint's own time limit, or one over
  // `max_answer_bytes`, it rests, its next turn is not within a quarter of the time left, or it
  // cannot answer this now. FAILED_PRECONDITION: it refuses the request: HTTP 4xx, or an error of
  // RpcErrorKind::kRefused. Where the node named an error, RpcCodeOf has its code.
  absl::StatusOr<std::string> Call(std::string_view method, std::string_view params,
                                   absl::Time deadline, size_t max_answer_bytes = kMaxAnswerBytes);

  // For shutdown: calls under way end soon, all others at once, UNAVAILABLE.
  void Stop();

  // Puts it to rest for an answer that cannot be true, to a call that began at `began`;
  // UNAVAILABLE, which says `why` (a constant).
  absl::Status Distrust(absl::Time began, std::string_view why);

  // UNAVAILABLE, for an answer that its decoder could not read, which `status` says. It does not
  // rest for that: it may be a kind of transaction that we cannot read, of which anybody can send
  // as many as he likes.
  absl::Status NotReadable(std::string_view method, const absl::Status& status) const;

  // When a call that is made now would have its turn; in the past: at once.
  absl::Time next_turn() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Not to be asked before this; in the past: it may be.
  absl::Time rests_until() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Judgement {
    absl::Status status;
    std::string_view error;  // for the metrics; empty: none
    bool rests = false;
    std::optional<absl::Duration> asked_rest = std::nullopt;
  };

  RpcEndpoint(const RpcEndpointOptions& options, std::unique_ptr<RpcTransport> transport,
              const RpcEnvironment& environment);

  static Judgement Judge(const RpcTransport::Answer& answer);
  static Judgement JudgeBody(std::string_view body);

  absl::Status Named(const absl::Status& status) const;
  // OK: it may be called now, and that is counted.
  absl::Status AwaitTurn(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Resting(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Rest(absl::Time began, const Judgement& judgement) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string name_;
  const absl::Duration timeout_;
  const std::unique_ptr<RpcTransport> transport_;
  const RpcEnvironment environment_;
  const RpcCalls calls_;
  pipeline::Wake waiting_;  // ended by Stop alone
  mutable base::Mutex mutex_;
  RpcBackoff backoff_ ABSL_GUARDED_BY(mutex_);
  std::string rests_because_ ABSL_GUARDED_BY(mutex_);  // of the latest rest
  CallBudget budget_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hilt::source
