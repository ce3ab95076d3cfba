#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/pipeline/sink.h"
#include "indexer/source/webhook_auth.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

// Helius webhooks: from a POST's bytes to a durable step and its answer. Knows nothing of HTTP but
// statuses and header values, so that whatever listens can be joined to it:
//
//   POST kHeliusWebhookPath, body up to kWebhookBodyLimitBytes, answered within
//   kWebhookAnswerWithin
//
// Helius gives up after a second and, three tries later, for good (source: Helius' webhook FAQ). So
// nothing here waits for the chain, and 200 means durable:
//
//   200  everything that the body changes is durable: {"accepted":a,"hinted":h,"unreadable":u}
//   400  authenticated, and no JSON array: another try would not help
//   401  not authenticated; the same body whatever the cause
//   503  with Retry-After: the queue is full, the store failed, or the engine is stopping. Nothing
//        was dropped that Helius was told had been taken; a step that became durable all the same
//        does no harm when it comes again.
//
// An element that cannot be read does not stop the others: it becomes a hint to fetch its
// transaction if its signature can be read, else its bytes are kept for operators.
namespace hilt::source {

inline constexpr std::string_view kHeliusWebhookPath = "/v1/products/webhook/helius";
inline constexpr size_t kWebhookBodyLimitBytes = size_t{8} << 20;
inline constexpr int kWebhookAnswerWithinMs = 900;               // of the second that Helius waits
inline constexpr size_t kMaxUnreadableBytes = size_t{64} << 10;  // kept of one element

struct WebhookAnswer {
  int status = 200;
  std::string body;  // JSON
  std::optional<int> retry_after_seconds = std::nullopt;
};

// Thread-safe. The sink's callbacks hold what they need, and may come after it is gone.
class HeliusWebhook {
 public:
  // Takes the answer: called once, during Handle or later on the sink's thread. False: too late,
  // the client has been answered by a time limit.
  using AnswerFn = std::function<bool(WebhookAnswer)>;

  // All borrowed but `auth`; log and metrics outlive the sink's callbacks too.
  HeliusWebhook(std::unique_ptr<WebhookAuth> auth, pipeline::Sink& sink, telemetry::Log& log,
                telemetry::Metrics& metrics);
  ~HeliusWebhook();
  HeliusWebhook(const HeliusWebhook&) = delete;
  HeliusWebhook& operator=(const HeliusWebhook&) = delete;

  // Authenticates, decodes and submits in the caller's thread: about 0.1 ms for 100 transactions.
  // `body` is the raw bytes, and lives for the call.
  void Handle(const WebhookCredentials& credentials, std::string_view body, const AnswerFn& answer);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::source
