#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "api/server.h"
#include "base/mutex.h"
#include "base/random.h"
#include "confirmer/publish/event_feed.h"
#include "confirmer/settle/writer.h"
#include "domain/observation.h"
#include "grpcpp/grpcpp.h"
#include "hilt/settlement/v1/admin_service.grpc.pb.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"
#include "storage/memory/memory_store.h"
#include "telemetry/log.h"

// The engine behind a real gRPC server, in this process: a store in memory, the writer and the feed
// on threads of their own, and clients over TCP and the unix socket.
namespace hilt::api {

namespace v1 = ::hilt::settlement::v1;

// Serves confirmations as a test says.
class FakeConfirmation final : public finality::Confirmation {
 public:
  void Confirm(const finality::ConfirmRequest& request, absl::Time until, Done done) override {
    answer(request, until, std::move(done));
  }
  std::function<void(const finality::ConfirmRequest&, absl::Time, Done)> answer =
      [](const auto&, absl::Time, const Done&) {};  // never
};

struct RunningOptions {
  bool writer_runs = true;
  settle::Writer::Limits writer = {};
  std::function<void(ServerOptions&)> server = {};
};

class RunningEngine {
 public:
  explicit RunningEngine(const RunningOptions& options = {});
  ~RunningEngine();
  RunningEngine(const RunningEngine&) = delete;
  RunningEngine& operator=(const RunningEngine&) = delete;

  // A connection of its own.
  std::shared_ptr<grpc::Channel> TcpChannel() const;
  std::shared_ptr<grpc::Channel> UnixChannel() const;
  v1::SettlementService::Stub& client() { return *client_; }
  v1::AdminService::Stub& admin() { return *admin_; }

  // As a source would hand it over; durable when this returns.
  void Observe(const domain::Observation& observation);

  Server& server() { return *server_; }
  settle::Writer& writer() { return writer_; }
  const std::string& socket_path() const { return socket_path_; }
  uint16_t port() const { return port_; }
  const settle::EngineRules& rules() const { return rules_; }
  storage::MemoryStore& store() { return store_; }
  base::SystemClock& clock() { return clock_; }

  FakeConfirmation confirmation;
  EngineView view;

 private:
  storage::MemoryStore store_;
  base::SystemClock clock_;
  base::SecureRandom random_;
  settle::EngineRules rules_;
  telemetry::Log log_;
  settle::Writer writer_;
  publish::EventFeed feed_;
  std::string folder_;
  std::string socket_path_;
  uint16_t port_ = 0;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::SettlementService::Stub> client_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
  std::vector<std::thread> threads_;
  base::Mutex workers_mutex_;
  std::vector<std::thread> workers_ ABSL_GUARDED_BY(workers_mutex_);
};

// Calls a method by its path ("/grpc.health.v1.Health/Check") with the bytes of its request; the
// bytes of the answer.
struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::string& request);

// A context whose deadline keeps a broken test from hanging.
std::unique_ptr<grpc::ClientContext> Context(absl::Duration deadline = absl::Seconds(20));

// The reason that travels with an error; empty: none.
std::string ReasonIn(const grpc::Status& status);
// A value of its metadata; empty: none.
std::string DetailIn(const grpc::Status& status, const std::string& key);

// A request that is accepted: 10,000 minor units of USDC with a fee of 100 by basis points.
v1::CreateSessionRequest NewSession(const std::string& key);
v1::Payment CreateOrDie(v1::SettlementService::Stub& client, const std::string& key);

// The complete record of a transaction that pays it in full, at finalized.
domain::Observation PaymentInFull(const RunningEngine& engine, const v1::Payment& payment,
                                  uint8_t signature);

}  // namespace hilt::api
