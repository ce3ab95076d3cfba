#include "app/engine_status.h"

#include <filesystem>
#include <system_error>

#include "storage/ledger.h"

namespace hilt::app {
namespace {

struct DiskUse {
  uint64_t size_bytes = 0;
  uint64_t free_bytes = 0;
};

// Files that come and go while they are counted are left out.
DiskUse DiskUseOf(const std::string& folder) {
  DiskUse use;
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (!error) use.free_bytes = space.available;
  for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
       file.increment(error)) {
    std::error_code unreadable;
    const uint64_t bytes = file->file_size(unreadable);
    if (!unreadable) use.size_bytes += bytes;
  }
  return use;
}

}  // namespace

EngineStatus::EngineStatus(const StatusParts& parts)
    : parts_(parts), started_at_(parts.clock.Now()) {
  AddGauges();
}

absl::Status EngineStatus::Ready() const {
  if (StoreFailed()) return absl::UnavailableError("the store cannot be written");
  if (parts_.writer.queue_depth() >= settle::Writer::Limits{}.queue_commands) {
    return absl::UnavailableError("the writer's queue is full");
  }
  return absl::OkStatus();
}

api::EngineView EngineStatus::View() const {
  const storage::LedgerReader ledger(parts_.store);
  api::EngineView view;
  view.started_at = started_at_;
  if (parts_.config.webhook.on()) {
    view.sources.push_back({.name = "helius_webhook",
                            .kind = api::SourceKind::kHeliusWebhook,
                            .health = api::Health::kOk,
                            .observation_count = parts_.webhook_sink.observations()});
  }
  const absl::Time now = parts_.clock.Now();
  if (parts_.following != nullptr) {
    view.sources.push_back(parts_.following->View());
    view.clock_skew = parts_.following->clock_skew();
  }
  if (parts_.chain != nullptr) {
    view.sources.push_back(
        {.name = "on_demand", .kind = api::SourceKind::kOnDemand, .health = api::Health::kOk});
    for (const auto& endpoint : parts_.chain->client().endpoints()) {
      const bool rests = endpoint->rests_until() > now;
      view.endpoints.push_back(
          {.name = endpoint->name(), .health = rests ? api::Health::kFailing : api::Health::kOk});
    }
    if (parts_.chain->client().NextTurn() > now) view.sources.back().health = api::Health::kFailing;
    if (parts_.following != nullptr) parts_.following->Describe(view.endpoints);
  }
  const DiskUse disk = DiskUseOf(parts_.config.engine.data_dir + "/store");
  view.store = {.backend = "rocksdb",
                .health = StoreFailed() ? api::Health::kFailing : api::Health::kOk,
                .size_bytes = disk.size_bytes,
                .free_bytes = disk.free_bytes};
  if (const auto totals = ledger.ReadTotals(); totals.ok()) {
    view.store.payment_count = totals->payments;
    view.store.pending_payment_count = totals->pending_payments;
    view.pending_hint_count = totals->hints;
    view.open_discrepancies.assign(totals->open_discrepancies.begin(),
                                   totals->open_discrepancies.end());
  }
  view.queues = {{.name = "writer",
                  .depth = parts_.writer.queue_depth(),
                  .capacity = settle::Writer::Limits{}.queue_commands},
                 {.name = "confirmations",
                  .depth = parts_.confirmer.tasks(),
                  .capacity = finality::Confirmer::Limits{}.tasks}};
  return view;
}

void EngineStatus::AddGauges() {
  telemetry::Metrics& metrics = parts_.metrics;
  const auto queue = metrics.AddGauge("hilt_writer_queue_depth", "Commands that wait.");
  const auto confirmations =
      metrics.AddGauge("hilt_confirmations_waiting", "ConfirmPayment calls that wait.");
  const auto failed = metrics.AddGauge("hilt_store_failed", "1: nothing is written any more.");
  const auto payments = metrics.AddGauge("hilt_payments", "Payments in the store.");
  const auto pending = metrics.AddGauge("hilt_payments_pending", "Payments that are not over.");
  const auto hints = metrics.AddGauge("hilt_fetch_hints", "Signatures waiting to be fetched.");
  const auto events = metrics.AddGauge("hilt_log_events", "Events in the log.");
  metrics.OnScrape([this, queue, confirmations, failed, payments, pending, hints, events] {
    queue.Set(static_cast<double>(parts_.writer.queue_depth()));
    confirmations.Set(static_cast<double>(parts_.confirmer.tasks()));
    failed.Set(StoreFailed() ? 1 : 0);
    const storage::LedgerReader ledger(parts_.store);
    if (const auto totals = ledger.ReadTotals(); totals.ok()) {
      payments.Set(static_cast<double>(totals->payments));
      pending.Set(static_cast<double>(totals->pending_payments));
      hints.Set(static_cast<double>(totals->hints));
    }
    if (const auto last = ledger.LastEvent(); last.ok()) {
      events.Set(static_cast<double>(last->value()));
    }
  });
}

}  // namespace hilt::app
