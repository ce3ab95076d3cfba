#include "tests/support/rpc_server.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/check.h"

namespace hilt::test_support {
namespace {

using Json = nlohmann::json;
using domain::Commitment;

http::Response Reply(const Json& id, const std::string& field, Json value) {
  Json response = {{"jsonrpc", "2.0"}, {"id", id}};
  response[field] = std::move(value);
  return {.status = 200, .body = response.dump()};
}

Json Error(int64_t code) {
  return {{"code", code}, {"message", "a message that may quote anything"}};
}

Commitment CommitmentOf(const Json& params, size_t index) {
  if (index >= params.size() || !params[index].contains("commitment")) {
    return Commitment::kFinalized;
  }
  const auto commitment = domain::ParseCommitment(params[index]["commitment"].get<std::string>());
  return commitment.value_or(Commitment::kFinalized);
}

}  // namespace

class RpcServer::Impl {
 public:
  Impl() : log_({.writer = [](std::string_view) {}}) {
    http::Route route;
    route.method = http::Method::kPost;
    route.path = "/";
    route.body_limit_bytes = 1 << 20;
    route.answer_within = absl::Minutes(2);
    route.handler = [this](const http::Request& request, http::Responder responder) {
      Answer(request.body(), std::move(responder));
    };
    std::vector<http::Route> routes;
    routes.push_back(std::move(route));
    auto server = http::Server::Listen({}, std::move(routes), {log_, metrics_, clock_});
    HILT_CHECK(server.ok());
    server_ = *std::move(server);
    thread_ = std::thread([this] { server_->Run(0); });
  }

  ~Impl() {
    server_->Stop(absl::ZeroDuration());
    thread_.join();
  }

  void Answer(std::string_view body, http::Responder responder) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const Json request = Json::parse(body, nullptr, false);
    if (!request.is_object() || !request.contains("method")) {
      responder.Send({.status = 400, .body = "{}"});
      return;
    }
    const auto method = request["method"].get<std::string>();
    const Json params = request.value("params", Json::array());
    asked_.push_back(method + " " + params.dump());
    if (fault_.has_value() && (fault_->method.empty() || fault_->method == method)) {
      AnswerWrongly(request["id"], std::move(responder));
    } else {
      responder.Send(AnswerWell(request["id"], method, params));
    }
  }

  void AnswerWrongly(const Json& id, http::Responder responder) {
    switch (fault_->kind) {
      case RpcFault::Kind::kHttpStatus:
        responder.Send({.status = static_cast<int>(fault_->number),
                        .body = "a page that may quote anything",
                        .content_type = http::kText,
                        .retry_after_seconds = fault_->retry_after_seconds});
        return;
      case RpcFault::Kind::kRpcError:
        responder.Send(Reply(id, "error", Error(fault_->number)));
        return;
      case RpcFault::Kind::kBody:
        responder.Send({.status = 200, .body = fault_->text});
        return;
      case RpcFault::Kind::kSilence:
        silenced_.push_back(std::move(responder));
        return;
    }
  }

  http::Response AnswerWell(const Json& id, const std::string& method, const Json& params) {
    const auto given = given_.find(method);
    if (given != given_.end()) return Reply(id, "result", Json::parse(given->second));
    if (method == "getTransaction") return Reply(id, "result", Transaction(params));
    if (method == "getSignatureStatuses") return Reply(id, "result", Statuses(params));
    if (method == "getGenesisHash") return Reply(id, "result", genesis_hash_);
    const uint64_t ahead = CommitmentOf(params, 0) == Commitment::kFinalized ? 0 : Ahead();
    const uint64_t slot = finalized_slot_ + ahead;
    const uint64_t height = finalized_height_ + ahead;
    if (method == "getSlot") return Reply(id, "result", slot);
    if (method == "getBlockHeight") return Reply(id, "result", height);
    if (method == "getEpochInfo") {
      return Reply(id, "result",
                   {{"absoluteSlot", slot},
                    {"blockHeight", height},
                    {"epoch", 1},
                    {"slotIndex", 0},
                    {"slotsInEpoch", 432000},
                    {"transactionCount", nullptr}});
    }
    return Reply(id, "error", Error(-32601));
  }

  uint64_t Ahead() const { return tip_ahead_ > 0 ? static_cast<uint64_t>(tip_ahead_) : 0; }

  Json Transaction(const Json& params) const {
    const auto held = held_.find(params.at(0).get<std::string>());
    if (held == held_.end() || held->second.empty()) return nullptr;
    const auto& [commitment, text] = *held->second.rbegin();  // the highest
    return commitment >= CommitmentOf(params, 1) ? Json::parse(text) : Json();
  }

  Json Statuses(const Json& params) const {
    Json value = Json::array();
    for (const Json& signature : params.at(0)) {
      const auto held = held_.find(signature.get<std::string>());
      if (held == held_.end()) {
        value.push_back(nullptr);
        continue;
      }
      const auto& [commitment, text] = *held->second.rbegin();
      const Json result = Json::parse(text);
      value.push_back({{"slot", result["slot"]},
                       {"confirmations", nullptr},
                       {"err", result["meta"]["err"]},
                       {"status", {{"Ok", nullptr}}},
                       {"confirmationStatus", std::string(domain::Name(commitment))}});
    }
    const auto slot = static_cast<int64_t>(finalized_slot_) + tip_ahead_;
    return {{"context", {{"slot", slot}}}, {"value", value}};
  }

  base::SystemClock clock_;
  telemetry::Log log_;
  telemetry::Metrics metrics_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;

  mutable std::mutex mutex_;  // of all below
  std::map<std::string, std::map<Commitment, std::string>> held_;
  std::map<std::string, std::string> given_;
  std::string genesis_hash_ = "11111111111111111111111111111111";
  uint64_t finalized_slot_ = 1'000;
  uint64_t finalized_height_ = 900;
  int64_t tip_ahead_ = 32;
  std::optional<RpcFault> fault_;
  std::vector<http::Responder> silenced_;
  std::vector<std::string> asked_;
};

RpcServer::RpcServer() : impl_(std::make_unique<Impl>()) {}
RpcServer::~RpcServer() = default;

std::string RpcServer::url() const {
  return fmt::format("http://127.0.0.1:{}/", impl_->server_->port());
}

void RpcServer::Hold(const std::string& signature, Commitment commitment,
                     const std::string& result) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->held_[signature][commitment] = result;
}

void RpcServer::Forget(const std::string& signature) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->held_.erase(signature);
}

void RpcServer::Give(const std::string& method, const std::string& result) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->given_[method] = result;
}

void RpcServer::SetGenesisHash(const std::string& hash) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->genesis_hash_ = hash;
}

void RpcServer::SetHeight(uint64_t finalized_slot, uint64_t finalized_height, int64_t tip_ahead) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->finalized_slot_ = finalized_slot;
  impl_->finalized_height_ = finalized_height;
  impl_->tip_ahead_ = tip_ahead;
}

void RpcServer::Fail(RpcFault fault) {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->fault_ = std::move(fault);
}

void RpcServer::Heal() {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  impl_->fault_.reset();
  impl_->silenced_.clear();
}

std::vector<std::string> RpcServer::asked() const {
  const std::lock_guard<std::mutex> lock(impl_->mutex_);
  return impl_->asked_;
}

}  // namespace hilt::test_support
