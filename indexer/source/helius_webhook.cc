#include "indexer/source/helius_webhook.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "domain/step.h"
#include "indexer/decode/decode.h"
#include "indexer/source/pool.h"
#include "telemetry/json_text.h"

namespace hilt::source {
namespace {

// What became of the elements of a body.
struct Counts {
  size_t accepted = 0;
  size_t hinted = 0;
  size_t unreadable = 0;
};

std::string_view Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

std::string ErrorBody(std::string_view error) {
  std::string body = R"({"error":)";
  telemetry::AppendJsonString(body, error);
  body += "}";
  return body;
}

WebhookAnswer Accepted(const Counts& counts) {
  return {.status = 200,
          .body = fmt::format(R"({{"accepted":{},"hinted":{},"unreadable":{}}})", counts.accepted,
                              counts.hinted, counts.unreadable)};
}

WebhookAnswer TryAgain() {
  return {.status = 503, .body = ErrorBody("try again"), .retry_after_seconds = 1};
}

// Figures whose handles callbacks carry with them.
struct Figures {
  explicit Figures(telemetry::Metrics& metrics)
      : accepted(Requests(metrics, "accepted")),
        late(Requests(metrics, "durable_late")),
        unauthenticated(Requests(metrics, "unauthenticated")),
        not_an_array(Requests(metrics, "not_an_array")),
        overloaded(Requests(metrics, "overloaded")),
        store_failed(Requests(metrics, "store_failed")),
        observations(Elements(metrics, "observation")),
        hints(Elements(metrics, "hint")),
        unreadable(Elements(metrics, "unreadable")),
        body_bytes(metrics.AddHistogram("hilt_webhook_body_bytes",
                                        "Bodies of authenticated webhook deliveries.",
                                        telemetry::SizeBuckets())) {}

  static telemetry::Counter Requests(telemetry::Metrics& metrics, const std::string& outcome) {
    return metrics.AddCounter("hilt_webhook_requests_total", "Webhook deliveries, by outcome.",
                              {{"outcome", outcome}});
  }
  static telemetry::Counter Elements(telemetry::Metrics& metrics, const std::string& kind) {
    return metrics.AddCounter("hilt_webhook_elements_total",
                              "Elements of webhook bodies, by what was read of them.",
                              {{"kind", kind}});
  }

  telemetry::Counter accepted, late, unauthenticated, not_an_array, overloaded, store_failed;
  telemetry::Counter observations, hints, unreadable;
  telemetry::Histogram body_bytes;
};

}  // namespace

class HeliusWebhook::Impl {
 public:
  Impl(std::unique_ptr<WebhookAuth> auth, pipeline::Sink& sink, telemetry::Log& log,
       telemetry::Metrics& metrics)
      : auth_(std::move(auth)), sink_(sink), log_(log), figures_(metrics), decoders_([] {
          return std::make_unique<decode::Decoder>();
        }) {}

  void Handle(const WebhookCredentials& credentials, std::string_view body, const AnswerFn& answer);

 private:
  void Refuse(const absl::Status& status, size_t body_bytes, const AnswerFn& answer);
  Counts Sort(std::vector<decode::WebhookElement> elements, domain::Step& step);
  void SortBad(decode::WebhookElement& element, domain::Step& step, Counts& counts);
  void Submit(domain::Step step, const Counts& counts, const AnswerFn& answer);

  const std::unique_ptr<WebhookAuth> auth_;
  pipeline::Sink& sink_;
  telemetry::Log& log_;
  const Figures figures_;
  Pool<decode::Decoder> decoders_;
};

void HeliusWebhook::Impl::Handle(const WebhookCredentials& credentials, std::string_view body,
                                 const AnswerFn& answer) {
  if (!auth_->Passes(credentials, body)) {
    // Counted, not logged: whoever can reach the port could fill the log.
    figures_.unauthenticated.Increment();
    answer({.status = 401, .body = ErrorBody("unauthenticated")});
    return;
  }
  figures_.body_bytes.Observe(static_cast<double>(body.size()));
  absl::StatusOr<std::vector<decode::WebhookElement>> elements;
  {
    Pool<decode::Decoder>::Lease decoder(decoders_);
    elements = decoder->HeliusWebhook(body);
  }
  if (!elements.ok()) return Refuse(elements.status(), body.size(), answer);
  domain::Step step;
  const Counts counts = Sort(*std::move(elements), step);
  Submit(std::move(step), counts, answer);
}

void HeliusWebhook::Impl::Refuse(const absl::Status& status, size_t body_bytes,
                                 const AnswerFn& answer) {
  figures_.not_an_array.Increment();
  log_.Warning("webhook body refused", {{"error", Message(status)}, {"body_bytes", body_bytes}});
  answer({.status = 400, .body = ErrorBody(Message(status))});
}

Counts HeliusWebhook::Impl::Sort(std::vector<decode::WebhookElement> elements, domain::Step& step) {
  Counts counts;
  step.observations.reserve(elements.size());
  for (decode::WebhookElement& element : elements) {
    if (!element.observation.ok()) {
      SortBad(element, step, counts);
      continue;
    }
    ++counts.accepted;
    step.observations.push_back(*std::move(element.observation));
  }
  figures_.observations.Increment(counts.accepted);
  figures_.hints.Increment(counts.hinted);
  figures_.unreadable.Increment(counts.unreadable);
  return counts;
}

void HeliusWebhook::Impl::SortBad(decode::WebhookElement& element, domain::Step& step,
                                  Counts& counts) {
  const absl::Status& status = element.observation.status();
  const bool hinted = element.signature.has_value();
  if (counts.hinted + counts.unreadable == 0) {  // the first of a body speaks for the others
    log_.Warning("webhook element unreadable", {{"error", Message(status)},
                                                {"signature_known", hinted},
                                                {"element_bytes", element.json.size()}});
  }
  if (hinted) {
    ++counts.hinted;
    step.hints.push_back(*element.signature);
    return;
  }
  ++counts.unreadable;
  step.unreadable.push_back({.error = std::string(Message(status)),
                             .bytes = std::string(element.json.substr(0, kMaxUnreadableBytes))});
}

void HeliusWebhook::Impl::Submit(domain::Step step, const Counts& counts, const AnswerFn& answer) {
  if (step.observations.empty() && step.hints.empty() && step.unreadable.empty()) {
    figures_.accepted.Increment();
    answer(Accepted(counts));
    return;
  }
  auto done = [counts, answer, figures = figures_, &log = log_](const absl::Status& status) {
    if (!status.ok()) {
      figures.store_failed.Increment();
      log.Error("webhook not stored", {{"error", Message(status)}});
      answer(TryAgain());
      return;
    }
    (answer(Accepted(counts)) ? figures.accepted : figures.late).Increment();
  };
  const absl::Status taken = sink_.Submit(std::move(step), std::move(done));
  if (!taken.ok()) {
    figures_.overloaded.Increment();
    answer(TryAgain());
  }
}

HeliusWebhook::HeliusWebhook(std::unique_ptr<WebhookAuth> auth, pipeline::Sink& sink,
                             telemetry::Log& log, telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(auth), sink, log, metrics)) {}
HeliusWebhook::~HeliusWebhook() = default;

void HeliusWebhook::Handle(const WebhookCredentials& credentials, std::string_view body,
                           const AnswerFn& answer) {
  impl_->Handle(credentials, body, answer);
}

}  // namespace hilt::source
