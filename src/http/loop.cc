#include "http/loop.h"

#include <boost/asio/post.hpp>

#include "http/connection.h"

namespace hilt::http {
namespace {

constexpr std::chrono::milliseconds kTick(50);
// At the cap of connections, one that has been idle for as long makes room.
constexpr std::chrono::seconds kIdleAtCap(1);

}  // namespace

Loop::Loop(Shared& shared, std::function<void()> on_tick)
    : shared_(shared),
      on_tick_(std::move(on_tick)),
      context_(1),
      work_(context_.get_executor()),
      timer_(context_),
      mailbox_(std::make_shared<Mailbox>(
          [this] { boost::asio::post(context_, [this] { DeliverAnswers(); }); })) {
  RefreshDate();
  StartTimer();
}

Loop::~Loop() {
  mailbox_->Close();
  CloseWhere([](const Connection&) { return true; });
}

void Loop::Run() { context_.run(); }

void Loop::Adopt(Socket socket, std::string remote) {
  boost::asio::post(context_, [this, moved = std::move(socket),
                               name = std::move(remote)]() mutable {
    if (stopping_) {
      shared_.ConnectionClosed();
      return;
    }
    const uint64_t id = ++last_connection_;
    auto connection = std::make_shared<Connection>(*this, std::move(moved), id, std::move(name));
    connections_.emplace(id, connection);
    connection->Start();
  });
}

void Loop::Remove(uint64_t connection) {
  if (connections_.erase(connection) == 0) return;
  shared_.ConnectionClosed();
  FinishIfEmpty();
}

void Loop::StartTimer() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    Tick();
    if (!stopping_ || !connections_.empty()) StartTimer();
  });
}

void Loop::Tick() {
  RefreshDate();
  const Time now = Now();
  std::vector<std::shared_ptr<Connection>> due;
  for (const auto& [id, connection] : connections_) {
    if (connection->deadline() <= now) due.push_back(connection);
  }
  for (const auto& connection : due) connection->OnDeadline();
  if (stopping_ && now >= stop_deadline_) {
    CloseWhere([](const Connection&) { return true; });
  } else if (shared_.is_full()) {
    CloseWhere([now](const Connection& connection) {
      return connection.is_idle() && now - connection.idle_since() >= kIdleAtCap;
    });
  }
  if (on_tick_) on_tick_();
}

void Loop::RefreshDate() {
  const absl::Time now = shared_.clock.Now();
  const int64_t second = absl::ToUnixSeconds(now);
  if (second == date_second_ && !date_.empty()) return;
  date_second_ = second;
  date_ = absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now, absl::UTCTimeZone());
}

void Loop::DeliverAnswers() {
  mailbox_->Take(taken_);
  for (Answer& answer : taken_) {
    const auto found = connections_.find(answer.id.connection);
    if (found == connections_.end()) continue;
    const std::shared_ptr<Connection> connection = found->second;
    connection->OnAnswer(answer.id.request, answer.response);
  }
  taken_.clear();
}

void Loop::Stop(absl::Duration grace) {
  const Time deadline = Now() + ToNanoseconds(grace);
  boost::asio::post(context_, [this, deadline] { BeginStop(deadline); });
}

void Loop::BeginStop(Time deadline) {
  if (stopping_) return;
  stopping_ = true;
  stop_deadline_ = deadline;
  CloseWhere([](const Connection& connection) { return connection.is_idle(); });
  FinishIfEmpty();
}

void Loop::FinishIfEmpty() {
  if (!stopping_ || !connections_.empty()) return;
  mailbox_->Close();
  timer_.cancel();
  work_.reset();
}

void Loop::CloseWhere(const std::function<bool(const Connection&)>& which) {
  std::vector<std::shared_ptr<Connection>> chosen;
  for (const auto& [id, connection] : connections_) {
    if (which(*connection)) chosen.push_back(connection);
  }
  for (const auto& connection : chosen) connection->Close();
}

}  // namespace hilt::http
