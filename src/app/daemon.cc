#include "app/daemon.h"

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/server.h"
#include "app/block_following.h"
#include "app/chain.h"
#include "app/config_convert.h"
#include "app/engine_status.h"
#include "app/grpc_options.h"
#include "app/http_routes.h"
#include "app/joints.h"
#include "app/threads.h"
#include "base/random.h"
#include "base/status.h"
#include "confirmer/finality/confirmer.h"
#include "confirmer/finality/expiry_worker.h"
#include "confirmer/finality/hint_worker.h"
#include "confirmer/publish/event_feed.h"
#include "confirmer/settle/writer.h"
#include "http/server.h"
#include "indexer/source/helius_webhook.h"
#include "storage/open.h"
#include "storage/rocks/rocks_store.h"
#include "telemetry/metrics.h"

namespace hilt::app {
namespace {

constexpr absl::Duration kStopGrace = absl::Seconds(5);
constexpr size_t kHintThreads = 4;
constexpr size_t kConfirmThreads = 4;
constexpr size_t kBlockingThreads = 2;

// A version 4 UUID (RFC 9562).
std::string NewLogEpoch(base::Random& random) {
  domain::PaymentId uuid;
  random.Fill(uuid.bytes);
  uuid.bytes[6] = static_cast<uint8_t>((uuid.bytes[6] & 0x0f) | 0x40);
  uuid.bytes[8] = static_cast<uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
  return domain::ToString(uuid);
}

}  // namespace

// Members are made from top to bottom and outlive what comes below them.
class Daemon::Impl {
 public:
  Impl(Config config, const base::Clock& clock, telemetry::Log& log)
      : config_(std::move(config)), rules_(EngineRulesOf(config_)), clock_(clock), log_(log) {}
  ~Impl() { Stop(); }

  absl::Status Start();
  void Stop();

  uint16_t grpc_port() const { return bound_.port; }
  uint16_t http_port() const { return http_ ? http_->port() : 0; }

 private:
  absl::Status OpenStore();
  absl::Status FollowBlocks();
  absl::Status MakeWebhook();
  void MakeHintWorker();
  absl::Status ServeHttp();
  absl::Status ServeGrpc();
  void StartThreads();
  void StartWorkers();  // once everything listens: a start that fails ends at once
  finality::ChainQuery* chain() { return chain_ ? &chain_->query() : nullptr; }

  Config config_;
  const settle::EngineRules rules_;
  const base::Clock& clock_;
  telemetry::Log& log_;
  telemetry::Metrics metrics_;
  base::SecureRandom random_;

  std::atomic<bool> store_failed_ = false;  // a flush or a compaction did
  std::unique_ptr<storage::Store> store_;
  storage::Identity identity_;
  std::unique_ptr<Chain> chain_;  // nullptr: no endpoint is configured
  std::optional<settle::Writer> writer_;
  std::optional<publish::EventFeed> feed_;
  std::optional<finality::Confirmer> confirmer_;
  std::optional<finality::HintWorker> hints_;
  std::optional<finality::ExpiryWorker> expiry_;
  std::optional<WriterSink> webhook_sink_;
  std::optional<WriterSink> block_sink_;
  std::unique_ptr<BlockFollowing> following_;  // nullptr: off
  std::optional<EngineStatus> status_;
  std::unique_ptr<source::HeliusWebhook> webhook_;  // nullptr: off

  Threads writer_thread_;
  Threads feed_thread_;
  Threads worker_threads_;
  Threads http_threads_;
  std::unique_ptr<http::Server> http_;
  std::optional<WorkerPool> blocking_;
  std::optional<api::Server> grpc_;
  api::Server::Bound bound_;
  bool stopped_ = false;
};

absl::Status Daemon::Impl::OpenStore() {
  storage::RocksOptions options;
  options.path = config_.engine.data_dir + "/store";
  options.on_background_error = [this](const absl::Status& status) {
    store_failed_ = true;
    log_.Error("the store failed and takes no more writes",
               {{"error", std::string(status.message())}});
  };
  HILT_ASSIGN_OR_RETURN(store_, storage::OpenRocksStore(options));
  HILT_ASSIGN_OR_RETURN(
      identity_,
      storage::OpenLedger(*store_, {.cluster = config_.engine.cluster,
                                    .genesis_hash = ToString(config_.engine.genesis_hash),
                                    .new_log_epoch = NewLogEpoch(random_)}));
  return absl::OkStatus();
}

absl::Status Daemon::Impl::FollowBlocks() {
  if (!config_.follower.enabled) return absl::OkStatus();
  block_sink_.emplace(*writer_, clock_, DecisionLatency(metrics_, BlockFollowing::kSource));
  HILT_ASSIGN_OR_RETURN(following_,
                        BlockFollowing::Create({.config = config_.follower,
                                                .genesis_hash = config_.engine.genesis_hash,
                                                .chain = *chain_,
                                                .store = *store_,
                                                .sink = *block_sink_,
                                                .clock = clock_,
                                                .log = log_,
                                                .metrics = metrics_}));
  return absl::OkStatus();
}

absl::Status Daemon::Impl::MakeWebhook() {
  if (!config_.webhook.on()) return absl::OkStatus();
  HILT_ASSIGN_OR_RETURN(std::unique_ptr<source::WebhookAuth> auth,
                        source::WebhookAuth::Create(TakeWebhookAuth(config_.webhook)));
  webhook_ =
      std::make_unique<source::HeliusWebhook>(std::move(auth), *webhook_sink_, log_, metrics_);
  return absl::OkStatus();
}

absl::Status Daemon::Impl::ServeHttp() {
  const HttpParts parts{
      .webhook = webhook_.get(),
      .webhook_body_bytes = config_.http.max_body_bytes,
      .metrics = metrics_,
      .ready = [this] { return status_->Ready(); },
      .lag = [this] { return following_ ? following_->Lag() : absl::OkStatus(); },
  };
  http::ServerOptions options;
  options.address = config_.http.listen.host;
  options.port = config_.http.listen.port;
  options.loops = config_.http.threads;
  options.limits.connections = config_.http.max_connections;
  HILT_ASSIGN_OR_RETURN(
      http_, http::Server::Listen(options, MakeHttpRoutes(parts), {log_, metrics_, clock_}));
  for (size_t loop = 0; loop < http_->loops(); ++loop) {
    http_threads_.Start("http", [this, loop] { http_->Run(loop); });
  }
  return absl::OkStatus();
}

absl::Status Daemon::Impl::ServeGrpc() {
  blocking_.emplace(kBlockingThreads);
  HILT_ASSIGN_OR_RETURN(api::ServerOptions options, GrpcOptionsOf(config_.grpc));
  api::Engine engine{
      .writer = *writer_,
      .store = *store_,
      .feed = *feed_,
      .confirmation = &*confirmer_,
      .chain = chain(),
      .rules = rules_,
      .clock = clock_,
      .random = random_,
      .identity = identity_,
      .view = [this] { return status_->View(); },
      .clock_skew = [this]() -> std::optional<absl::Duration> {
        if (!following_) return std::nullopt;
        return following_->clock_skew();
      },
      .run_blocking = [this](std::function<void()> task) { blocking_->Run(std::move(task)); },
      .log = log_};
  grpc_.emplace(std::move(engine), std::move(options));
  HILT_ASSIGN_OR_RETURN(bound_, grpc_->Start());
  return absl::OkStatus();
}

void Daemon::Impl::StartThreads() {
  writer_thread_.Start("writer", [this] {
    while (writer_->WaitForWork()) writer_->Step();
  });
  feed_thread_.Start("feed", [this] {
    while (feed_->WaitForWork()) {
      const absl::Status status = feed_->Step();
      if (!status.ok()) {
        log_.Error("the log cannot be read", {{"error", std::string(status.message())}});
      }
    }
  });
}

void Daemon::Impl::StartWorkers() {
  for (size_t i = 0; i < kConfirmThreads; ++i) {
    worker_threads_.Start("confirm", [this] {
      while (confirmer_->WaitForWork()) confirmer_->Step();
    });
  }
  for (size_t i = 0; hints_ && i < kHintThreads; ++i) {
    worker_threads_.Start("hints", [this] {
      while (hints_->WaitForWork()) {
        while (hints_->Step()) continue;
      }
    });
  }
  for (size_t i = 0; following_ && i < following_->threads(); ++i) {
    worker_threads_.Start("blocks", [this] { following_->Run(); });
  }
  worker_threads_.Start("expiry", [this] {
    while (expiry_->WaitForWork()) {
      const auto handed = expiry_->Step();
      if (!handed.ok()) {
        log_.Error("expiry cannot read the store",
                   {{"error", std::string(handed.status().message())}});
      }
    }
  });
}

void Daemon::Impl::MakeHintWorker() {
  if (!chain_) return;
  hints_.emplace(*store_, *writer_, chain_->query(), clock_);
  hints_->set_on_error([this](const absl::Status& status) {
    log_.Error("a fetch hint cannot be worked off", {{"error", std::string(status.message())}});
  });
  hints_->set_on_no_statuses([this](const absl::Status& status) {
    log_.Warning("no endpoint tells statuses of signatures: each is fetched",
                 {{"reason", std::string(status.message())}});
  });
  const telemetry::Counter disagreements = metrics_.AddCounter(
      "hilt_endpoint_disagreements_total", "Transactions that two endpoints showed differently.");
  hints_->set_on_disagreement([this, disagreements](const solana::Signature& signature,
                                                    const std::string& what) {
    disagreements.Increment();
    log_.Error("endpoints disagree", {{"signature", solana::ToString(signature)}, {"what", what}});
  });
}

absl::Status Daemon::Impl::Start() {
  HILT_RETURN_IF_ERROR(OpenStore());
  if (!config_.rpc_endpoints.empty()) {
    HILT_ASSIGN_OR_RETURN(chain_, Chain::Create(config_, {clock_, random_, log_, metrics_}));
  }
  writer_.emplace(*store_, rules_, clock_, settle::Writer::Limits{});
  feed_.emplace(*store_);
  confirmer_.emplace(*store_, *writer_, chain(), rules_, clock_, finality::Confirmer::Limits{});
  MakeHintWorker();
  expiry_.emplace(*store_, *writer_, chain(), rules_, clock_);
  writer_->set_on_failure([this](const absl::Status& status) {
    log_.Error("a commit failed: nothing is written any more",
               {{"error", std::string(status.message())}});
  });
  writer_->set_on_commit([this] {
    feed_->Notify();
    if (hints_) hints_->Notify();
  });
  webhook_sink_.emplace(*writer_, clock_, DecisionLatency(metrics_, "helius_webhook"));
  HILT_RETURN_IF_ERROR(FollowBlocks());
  status_.emplace(StatusParts{.config = config_,
                              .store = *store_,
                              .store_failed = store_failed_,
                              .writer = *writer_,
                              .confirmer = *confirmer_,
                              .webhook_sink = *webhook_sink_,
                              .chain = chain_.get(),
                              .following = following_.get(),
                              .clock = clock_,
                              .metrics = metrics_});
  HILT_RETURN_IF_ERROR(MakeWebhook());
  StartThreads();
  HILT_RETURN_IF_ERROR(ServeGrpc());
  HILT_RETURN_IF_ERROR(ServeHttp());
  StartWorkers();
  return absl::OkStatus();
}

// What brings work first, the writer after it, and last those who tell of it.
void Daemon::Impl::Stop() {
  if (stopped_) return;
  stopped_ = true;
  if (http_) http_->Stop(kStopGrace);
  if (confirmer_) confirmer_->Stop();
  if (following_) following_->Stop();
  if (hints_) hints_->Stop();
  if (expiry_) expiry_->Stop();
  if (grpc_) grpc_->Stop(kStopGrace);
  if (chain_) chain_->client().Stop();
  http_threads_.Join();
  worker_threads_.Join();
  blocking_.reset();
  if (writer_) writer_->Stop();
  writer_thread_.Join();
  if (feed_) feed_->Stop();
  feed_thread_.Join();
}

absl::StatusOr<std::unique_ptr<Daemon>> Daemon::Start(Config config, const base::Clock& clock,
                                                      telemetry::Log& log) {
  auto impl = std::make_unique<Impl>(std::move(config), clock, log);
  HILT_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() = default;
void Daemon::Stop() { impl_->Stop(); }
uint16_t Daemon::grpc_port() const { return impl_->grpc_port(); }
uint16_t Daemon::http_port() const { return impl_->http_port(); }

}  // namespace hilt::app
