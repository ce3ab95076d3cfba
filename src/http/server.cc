#include "http/server.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/check.h"
#include "base/status.h"
#include "http/acceptor.h"
#include "http/loop.h"
#include "http/router.h"
#include "http/shared.h"

namespace hilt::http {

class Server::Impl {
 public:
  Impl(ServerOptions options, std::unique_ptr<Router> router, const Environment& environment)
      : shared_(std::move(options), std::move(router), environment) {
    for (size_t i = 0; i < shared_.options.loops; ++i) {
      loops_.push_back(std::make_unique<Loop>(shared_, [this, first = i == 0] {
        if (first) acceptor_->Tick(loops_);
      }));
    }
    acceptor_ = std::make_unique<Acceptor>(shared_, loops_.front()->context());
  }

  absl::Status Open() {
    HILT_RETURN_IF_ERROR(acceptor_->Open());
    acceptor_->Tick(loops_);
    return absl::OkStatus();
  }
  uint16_t port() const { return acceptor_->port(); }
  size_t loops() const { return loops_.size(); }

  void Run(size_t loop) {
    HILT_CHECK(loop < loops_.size());
    loops_[loop]->Run();
  }

  void Stop(absl::Duration grace) {
    boost::asio::post(loops_.front()->context(), [this] { acceptor_->Close(); });
    for (const auto& loop : loops_) loop->Stop(grace);
  }

 private:
  Shared shared_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<Acceptor> acceptor_;  // in the first loop: goes before it
};

absl::StatusOr<std::unique_ptr<Server>> Server::Listen(ServerOptions options,
                                                       std::vector<Route> routes,
                                                       const Environment& environment) {
  if (options.loops == 0) return absl::InvalidArgumentError("loops: at least 1");
  HILT_ASSIGN_OR_RETURN(std::unique_ptr<Router> router,
                        Router::Create(std::move(routes), environment.metrics));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(router), environment);
  HILT_RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

uint16_t Server::port() const { return impl_->port(); }
size_t Server::loops() const { return impl_->loops(); }
void Server::Run(size_t loop) { impl_->Run(loop); }
void Server::Stop(absl::Duration grace) { impl_->Stop(grace); }

}  // namespace hilt::http
