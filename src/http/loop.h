#pragma once

#include <utility>  // before Asio, which forgets it

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "http/mailbox.h"
#include "http/shared.h"

namespace hilt::http {

class Connection;

// One thread's share of the connections. A connection stays on its loop, so nothing in it is
// locked. Time limits are not timers of their own but deadlines that the loop looks at on each
// tick: setting one is a store.
class Loop {
 public:
  using Context = boost::asio::io_context;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Context::executor_type>;
  using Time = std::chrono::steady_clock::time_point;

  // `on_tick` runs in the loop's thread.
  Loop(Shared& shared, std::function<void()> on_tick);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // From any thread.
  Context& context() { return context_; }
  void Adopt(Socket socket, std::string remote);
  void Stop(absl::Duration grace);

  void Run();

  // From the loop's thread, for its connections.
  Shared& shared() { return shared_; }
  bool stopping() const { return stopping_; }
  std::string_view date() const { return date_; }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }
  static Time Now() { return std::chrono::steady_clock::now(); }
  void Remove(uint64_t connection);

 private:
  void StartTimer();
  void Tick();
  void RefreshDate();
  void DeliverAnswers();
  void BeginStop(Time deadline);
  void FinishIfEmpty();
  void CloseWhere(const std::function<bool(const Connection&)>& which);

  Shared& shared_;
  const std::function<void()> on_tick_;
  Context context_;
  boost::asio::executor_work_guard<Context::executor_type> work_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Mailbox> mailbox_;
  std::vector<Answer> taken_;
  // Shared with the operations under way, which may end after the connection was removed.
  absl::flat_hash_map<uint64_t, std::shared_ptr<Connection>> connections_;
  uint64_t last_connection_ = 0;
  std::string date_;
  int64_t date_second_ = 0;
  bool stopping_ = false;
  Time stop_deadline_;
};

inline std::chrono::nanoseconds ToNanoseconds(absl::Duration duration) {
  return std::chrono::nanoseconds(absl::ToInt64Nanoseconds(duration));
}

}  // namespace hilt::http
