#include "api/convert_status.h"

#include <algorithm>
#include <optional>
#include <string>

#include "api/convert_chain.h"
#include "api/convert_discrepancy.h"
#include "api/cursor.h"
#include "base/check.h"
#include "base/status.h"
#include "confirmer/settle/create_session.h"
#include "hilt/version.h"
#include "storage/ledger.h"

namespace hilt::api {
namespace {

void FillPoint(const ChainPoint& point, v1::ChainPoint* to) {
  to->set_slot(point.slot.value());
  if (point.block_time) SetTimestamp(*point.block_time, to->mutable_block_time());
}

// Of a source and of an endpoint alike.
template <class Status>
void FillLastError(const std::optional<LastError>& error, Status* to) {
  if (!error) return;
  to->set_last_error(error->message.substr(0, kMaxErrorBytes));
  SetTimestamp(error->at, to->mutable_last_error_at());
}

void FillProgress(const SourceView& source, v1::SourceStatus* to) {
  if (source.cursor) FillPoint(*source.cursor, to->mutable_cursor());
  if (source.tip) FillPoint(*source.tip, to->mutable_tip());
  if (source.cursor && source.tip) {
    const uint64_t cursor = source.cursor->slot.value();
    const uint64_t tip = source.tip->slot.value();
    to->set_lag_slots(tip > cursor ? tip - cursor : 0);
  }
  if (source.lag) {
    to->set_lag_seconds(
        static_cast<uint64_t>(std::max<int64_t>(0, absl::ToInt64Seconds(*source.lag))));
  }
  for (const SlotRange& gap : source.gaps) {
    if (static_cast<size_t>(to->gaps_size()) == kMaxGapsShown) break;
    v1::SlotRange* shown = to->add_gaps();
    shown->set_first_slot(gap.first.value());
    shown->set_last_slot(gap.last.value());
  }
  to->set_gap_count(source.gaps.size());
}

void FillSource(const SourceView& source, v1::SourceStatus* to) {
  to->set_name(source.name);
  to->set_kind(ToProto(source.kind));
  to->set_health(ToProto(source.health));
  FillProgress(source, to);
  to->set_observation_count(source.observation_count);
  FillLastError(source.last_error, to);
  to->set_waits_for(source.waits_for.substr(0, kMaxErrorBytes));
  if (source.last_success_at) {
    SetTimestamp(*source.last_success_at, to->mutable_last_success_at());
  }
}

void FillEndpoint(const EndpointView& endpoint, v1::EndpointStatus* to) {
  to->set_name(endpoint.name);
  to->set_health(ToProto(endpoint.health));
  if (endpoint.finalized_slot) to->set_finalized_slot(endpoint.finalized_slot->value());
  FillLastError(endpoint.last_error, to);
}

void FillStore(const StoreView& store, uint32_t format_version, v1::StoreStatus* to) {
  to->set_backend(store.backend);
  to->set_health(ToProto(store.health));
  to->set_format_version(format_version);
  to->set_size_bytes(store.size_bytes);
  to->set_free_bytes(store.free_bytes);
  to->set_pending_payment_count(store.pending_payment_count);
  to->set_payment_count(store.payment_count);
}

void FillAsset(const domain::Asset& asset, v1::AssetStatus* to) {
  to->set_symbol(asset.symbol);
  to->set_token_mint(TextOrEmpty(asset.mint));
  if (!asset.is_native()) to->set_token_program(solana::ToString(asset.token_program));
  to->set_decimals(asset.decimals);
  if (asset.finalized_from) to->set_finalized_from_minor_units(asset.finalized_from->value());
  if (asset.agreement_from) to->set_agreement_from_minor_units(asset.agreement_from->value());
}

void FillParts(const EngineView& view, v1::EngineStatus* to) {
  for (const SourceView& source : view.sources) FillSource(source, to->add_sources());
  for (const EndpointView& endpoint : view.endpoints) FillEndpoint(endpoint, to->add_endpoints());
  for (const QueueView& queue : view.queues) {
    v1::QueueStatus* shown = to->add_queues();
    shown->set_name(queue.name);
    shown->set_depth(queue.depth);
    shown->set_capacity(queue.capacity);
  }
  to->set_pending_hint_count(view.pending_hint_count);
  for (const auto& [kind, count] : view.open_discrepancies) {
    v1::DiscrepancyCount* shown = to->add_open_discrepancies();
    shown->set_kind(ToProto(kind));
    shown->set_open_count(count);
  }
}

bool NearlyFull(const QueueView& queue) {
  return queue.depth >= queue.capacity - queue.capacity / 10;
}

}  // namespace

v1::Health ToProto(Health health) {
  switch (health) {
    case Health::kOk:
      return v1::HEALTH_OK;
    case Health::kLagging:
      return v1::HEALTH_LAGGING;
    case Health::kFailing:
      return v1::HEALTH_FAILING;
  }
  base::CheckFailed("a Health outside its enum", __FILE__, __LINE__);
}

v1::SourceKind ToProto(SourceKind kind) {
  switch (kind) {
    case SourceKind::kHeliusWebhook:
      return v1::SOURCE_KIND_HELIUS_WEBHOOK;
    case SourceKind::kBlockFollower:
      return v1::SOURCE_KIND_BLOCK_FOLLOWER;
    case SourceKind::kSignatureSweep:
      return v1::SOURCE_KIND_SIGNATURE_SWEEP;
    case SourceKind::kOnDemand:
      return v1::SOURCE_KIND_ON_DEMAND;
  }
  base::CheckFailed("a SourceKind outside its enum", __FILE__, __LINE__);
}

Health HealthOf(const EngineView& view) {
  Health worst = view.store.health;
  const bool wrong_clock =
      view.clock_skew && absl::AbsDuration(*view.clock_skew) > settle::kMaxClockSkew;
  if (wrong_clock) worst = Health::kFailing;  // no session is created
  for (const SourceView& source : view.sources) worst = std::max(worst, source.health);
  for (const EndpointView& endpoint : view.endpoints) worst = std::max(worst, endpoint.health);
  for (const QueueView& queue : view.queues) {
    if (NearlyFull(queue)) worst = std::max(worst, Health::kLagging);
  }
  return worst;
}

absl::Status GetStatus(const Engine& engine, v1::EngineStatus& answer) {
  HILT_ASSIGN_OR_RETURN(const domain::EventSeq end,
                        storage::LedgerReader(engine.store).LastEvent());
  const EngineView view = engine.view();
  answer.set_version(std::string(base::Version()));
  answer.set_cluster(ToProto(engine.rules.cluster));
  answer.set_livemode(engine.rules.livemode());
  answer.set_genesis_hash(engine.identity.genesis_hash);
  answer.set_health(ToProto(HealthOf(view)));
  SetTimestamp(view.started_at, answer.mutable_started_at());
  SetTimestamp(engine.clock.Now(), answer.mutable_now());
  if (view.clock_skew) answer.set_clock_skew_seconds(absl::ToInt64Seconds(*view.clock_skew));
  FillParts(view, &answer);
  FillStore(view.store, engine.identity.format_version, answer.mutable_store());
  v1::LogStatus* log = answer.mutable_log();
  log->set_epoch(engine.identity.log_epoch);
  log->set_end_cursor(CursorText(engine.identity.log_epoch, end));
  log->set_event_count(end.value());
  for (const domain::Asset& asset : engine.rules.assets.assets()) {
    FillAsset(asset, answer.add_assets());
  }
  return absl::OkStatus();
}

}  // namespace hilt::api
