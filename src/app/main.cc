#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "app/config.h"
#include "app/daemon.h"
#include "base/clock.h"
#include "fmt/format.h"
#include "hilt/version.h"
#include "telemetry/log.h"

// hiltd: the settlement engine as a process.
namespace hilt::app {
namespace {

// Exit codes, as --help tells them.
constexpr int kStopped = 0;
constexpr int kUsage = 2;
constexpr int kConfigRefused = 3;
constexpr int kCannotStart = 4;

constexpr const char* kFooter = R"(Examples:
  hiltd --config /etc/hilt/hiltd.toml --check-config
  hiltd --config /etc/hilt/hiltd.toml

SIGTERM or SIGINT stops it: what has begun is answered, what was accepted is stored.

Exit codes: 0 stopped as asked; 2 wrong usage; 3 the configuration is refused; 4 it cannot start
(address taken, store in use or of another chain, endpoint on another chain); an abort says that
the disk failed to sync.)";

struct Flags {
  std::string config;
  bool check = false;
  bool version = false;
  std::string clock_start;
  ConfigOverrides overrides;
};

void AddOptions(CLI::App& app, Flags& flags) {
  app.add_option("--config", flags.config, "The configuration file (TOML)")
      ->envname("HILTD_CONFIG")
      ->type_name("FILE");
  app.add_flag("--check-config", flags.check,
               "Read the configuration, print it as it is in force, and exit");
  app.add_option("--data-dir", flags.overrides.data_dir, "Over engine.data_dir")->type_name("DIR");
  app.add_option("--grpc-listen", flags.overrides.grpc_listen, "Over grpc.listen; empty: no TCP")
      ->type_name("ADDRESS:PORT");
  app.add_option("--grpc-unix-socket", flags.overrides.grpc_unix_socket, "Over grpc.unix_socket")
      ->type_name("PATH");
  app.add_option("--http-listen", flags.overrides.http_listen, "Over http.listen")
      ->type_name("ADDRESS:PORT");
  app.add_option("--log-level", flags.overrides.log_level, "debug, info, warning or error")
      ->type_name("LEVEL");
  app.add_option("--insecure-clock-start", flags.clock_start,
                 "For tests and demos: a clock that starts at this time (RFC 3339) and runs on. "
                 "Expiry is judged by it: never with real money")
      ->type_name("TIME");
  app.add_flag("--version", flags.version, "Print the version and exit");
  app.footer(kFooter);
}

int Fail(int code, std::string_view message) {
  fmt::print(stderr, "hiltd: {}\n", message);
  return code;
}

std::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

// The signals that end the engine, kept from every thread so that one place waits for them.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

int Serve(Config config, const base::Clock& clock) {
  const sigset_t signals = BlockEndSignals();
  telemetry::LogOptions log_options;
  log_options.level = config.log_level;
  telemetry::Log log(std::move(log_options));
  const std::string cluster(domain::Name(config.engine.cluster));
  const std::string socket = config.grpc.unix_socket;
  absl::StatusOr<std::unique_ptr<Daemon>> daemon = Daemon::Start(std::move(config), clock, log);
  if (!daemon.ok()) return Fail(kCannotStart, View(daemon.status().message()));
  log.Info("serving", {{"version", base::Version()},
                       {"commit", base::Commit()},
                       {"cluster", cluster},
                       {"grpc_port", uint64_t{(*daemon)->grpc_port()}},
                       {"grpc_socket", socket},
                       {"http_port", uint64_t{(*daemon)->http_port()}}});
  int signal = 0;
  sigwait(&signals, &signal);
  log.Info("stopping", {{"signal", int64_t{signal}}});
  (*daemon)->Stop();
  daemon->reset();
  log.Info("stopped");
  return kStopped;
}

int Run(const Flags& flags) {
  if (flags.config.empty()) return Fail(kUsage, "--config FILE is needed; see --help");
  absl::StatusOr<Config> config = Config::Load(flags.config, flags.overrides);
  if (!config.ok()) return Fail(kConfigRefused, View(config.status().message()));
  if (flags.check) {
    fmt::print("{}", Describe(*config));
    return kStopped;
  }
  if (flags.clock_start.empty()) return Serve(*std::move(config), base::SystemClock());
  absl::Time start;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, flags.clock_start, &start, &error)) {
    return Fail(kUsage, "--insecure-clock-start: " + error);
  }
  return Serve(*std::move(config), base::OffsetClock(start));
}

int Main(int argc, char** argv) {
  CLI::App app("Hilt's settlement engine: sees payments on Solana, proves them, tells each once.",
               "hiltd");
  Flags flags;
  AddOptions(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kStopped : kUsage;
  }
  if (flags.version) {
    fmt::print("hiltd {} ({})\n", base::Version(), base::Commit());
    return kStopped;
  }
  return Run(flags);
}

}  // namespace
}  // namespace hilt::app

int main(int argc, char** argv) { return hilt::app::Main(argc, argv); }
