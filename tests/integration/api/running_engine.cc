#include "tests/integration/api/running_engine.h"

#include <filesystem>
#include <future>
#include <string>

#include "base/check.h"
#include "confirmer/settle/observe.h"
#include "fmt/format.h"
#include "grpcpp/generic/generic_stub.h"
#include "hilt/settlement/v1/error.pb.h"
#include "storage/open.h"
#include "tests/support/observation_builder.h"

namespace hilt::api {
namespace {

constexpr char kGenesis[] = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr char kEpoch[] = "0b8f3a52-9d1e-4c77-8a64-2f10aa6b9cde";
constexpr char kUsdc[] = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

settle::EngineRules Rules() {
  settle::EngineRules rules;
  rules.rpc_endpoint = true;
  rules.chain_source = true;
  return rules;
}

std::string NewFolder() {
  std::string name = std::filesystem::temp_directory_path() / "hilt-api-XXXXXX";
  HILT_CHECK(mkdtemp(name.data()) != nullptr);
  return name;
}

std::optional<v1::ErrorInfo> InfoIn(const grpc::Status& status) {
  v1::ErrorStatus details;
  v1::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details().empty() ||
      !info.ParseFromString(details.details(0).value())) {
    return std::nullopt;
  }
  return info;
}

solana::Pubkey KeyOf(const std::string& text) {
  const absl::StatusOr<solana::Pubkey> key = solana::ParsePubkey(text);
  HILT_CHECK(key.ok());
  return *key;
}

}  // namespace

RunningEngine::RunningEngine(const RunningOptions& options)
    : rules_(Rules()),
      log_({.level = telemetry::Level::kError}),
      writer_(store_, rules_, clock_, options.writer),
      feed_(store_),
      folder_(NewFolder()),
      socket_path_(folder_ + "/hiltd.sock") {
  absl::StatusOr<storage::Identity> identity =
      storage::OpenLedger(store_, {rules_.cluster, kGenesis, kEpoch});
  HILT_CHECK(identity.ok());
  writer_.set_on_commit([this] { feed_.Notify(); });
  Engine engine{.writer = writer_,
                .store = store_,
                .feed = feed_,
                .confirmation = &confirmation,
                .rules = rules_,
                .clock = clock_,
                .random = random_,
                .identity = *identity,
                .view = [this] { return view; },
                .run_blocking =
                    [this](std::function<void()> work) {
                      const base::MutexLock lock(workers_mutex_);
                      workers_.emplace_back(std::move(work));
                    },
                .log = log_};
  ServerOptions server{.tcp_address = "127.0.0.1:0", .unix_socket = socket_path_};
  if (options.server) options.server(server);
  server_ = std::make_unique<Server>(std::move(engine), std::move(server));
  const absl::StatusOr<Server::Bound> bound = server_->Start();
  HILT_CHECK(bound.ok());
  port_ = bound->port;
  client_ = v1::SettlementService::NewStub(TcpChannel());
  admin_ = v1::AdminService::NewStub(UnixChannel());
  if (options.writer_runs) {
    threads_.emplace_back([this] {
      while (writer_.WaitForWork()) writer_.Step();
    });
  }
  threads_.emplace_back([this] {
    while (feed_.WaitForWork()) HILT_CHECK(feed_.Step().ok());
  });
}

RunningEngine::~RunningEngine() {
  server_->Stop(absl::ZeroDuration());
  writer_.Stop();
  feed_.Stop();
  for (std::thread& thread : threads_) thread.join();
  {
    const base::MutexLock lock(workers_mutex_);
    for (std::thread& worker : workers_) worker.join();
  }
  while (writer_.Step() > 0) {
  }
  std::filesystem::remove_all(folder_);
}

std::shared_ptr<grpc::Channel> RunningEngine::TcpChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(fmt::format("127.0.0.1:{}", port_),
                                   grpc::InsecureChannelCredentials(), arguments);
}

std::shared_ptr<grpc::Channel> RunningEngine::UnixChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel("unix:" + socket_path_, grpc::InsecureChannelCredentials(),
                                   arguments);
}

void RunningEngine::Observe(const domain::Observation& observation) {
  std::promise<absl::Status> done;
  auto command = settle::MakeCommand<bool>(
      [observation](settle::WriteContext& context) {
        return settle::Observe(context, observation);
      },
      [&done](const absl::StatusOr<bool>& answer) { done.set_value(answer.status()); });
  HILT_CHECK(writer_.Submit(std::move(command)).ok());
  const absl::Status status = done.get_future().get();
  HILT_CHECK(status.ok());
}

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::string& request) {
  grpc::GenericStub stub(channel);
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  std::promise<grpc::Status> done;
  const auto context = Context();
  stub.UnaryCall(context.get(), method, grpc::StubOptions(), &sent, &received,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  RawAnswer answer{.status = done.get_future().get(), .bytes = ""};
  std::vector<grpc::Slice> slices;
  if (received.Valid() && received.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      answer.bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return answer;
}

std::unique_ptr<grpc::ClientContext> Context(absl::Duration deadline) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(deadline));
  return context;
}

std::string ReasonIn(const grpc::Status& status) {
  const std::optional<v1::ErrorInfo> info = InfoIn(status);
  return info ? info->reason() : std::string();
}

std::string DetailIn(const grpc::Status& status, const std::string& key) {
  const std::optional<v1::ErrorInfo> info = InfoIn(status);
  if (!info || !info->metadata().contains(key)) return "";
  return info->metadata().at(key);
}

v1::CreateSessionRequest NewSession(const std::string& key) {
  v1::CreateSessionRequest request;
  request.set_idempotency_key(key);
  request.set_merchant_id("merchant-1");
  request.set_livemode(true);
  request.set_merchant_wallet(solana::ToString(test_support::Key("merchant")));
  request.set_fee_wallet(solana::ToString(test_support::Key("fee wallet")));
  request.set_token_mint(kUsdc);
  request.set_amount_minor_units(10'000);
  request.set_fee_bps(100);
  return request;
}

v1::Payment CreateOrDie(v1::SettlementService::Stub& client, const std::string& key) {
  v1::Payment payment;
  const grpc::Status status = client.CreateSession(Context().get(), NewSession(key), &payment);
  if (!status.ok()) fmt::print(stderr, "CreateSession: {}\n", status.error_message());
  HILT_CHECK(status.ok());
  return payment;
}

domain::Observation PaymentInFull(const RunningEngine& engine, const v1::Payment& payment,
                                  uint8_t signature) {
  domain::TermsInput input;
  input.payment_id = *domain::ParsePaymentId(payment.payment_id());
  input.nonce = *domain::ParseNonce(payment.nonce());
  input.asset = *engine.rules().assets.Find(KeyOf(payment.token_mint()));
  input.merchant_wallet = KeyOf(payment.merchant_wallet());
  input.fee_wallet = KeyOf(payment.fee_wallet());
  input.amount = domain::TokenAmount(payment.amount_minor_units());
  input.fee = domain::TokenAmount(payment.fee_minor_units());
  input.created_at = absl::FromUnixSeconds(payment.created_at().seconds());
  input.expires_at = absl::FromUnixSeconds(payment.expires_at().seconds());
  domain::Observation observation =
      test_support::ObservationBuilder(test_support::MakeTermsOrDie(input)).PayInFull().Build();
  observation.signature.bytes.fill(signature);
  return observation;
}

}  // namespace hilt::api
