#include "tests/e2e/hiltd_process.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/integration/http/client.h"

namespace hilt::e2e {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{60};

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
}

std::string ConfigOf(const HiltdOptions& options, const std::string& folder) {
  std::string config = fmt::format(R"([engine]
cluster = "mainnet"
data_dir = "{0}/data"
program_paths = "any"
grace_seconds = 0
[grpc]
listen = "127.0.0.1:0"
[http]
listen = "127.0.0.1:0"
[webhook]
trust = "{1}"
[webhook.hmac_sha256]
mode = "required"
secret_files = ["{0}/webhook.secret"]
)",
                                   folder, options.trust);
  if (!options.rpc_url.empty()) {
    config += fmt::format("[[rpc.endpoints]]\nname = \"test\"\nurl = \"{}\"\n", options.rpc_url);
  }
  return config + options.more;
}

}  // namespace

std::string SignatureHeader(const std::string& body) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), kWebhookSecret, sizeof(kWebhookSecret) - 1,
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), mac, &size);
  std::string hex = "helius-signature: ";
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", mac[i]);
  return hex + "\r\n";
}

Hiltd::Hiltd(HiltdOptions options) : options_(std::move(options)) {
  WriteFile(folder_.path() + "/webhook.secret", std::string(kWebhookSecret) + "\n");
  WriteFile(folder_.path() + "/hiltd.toml", ConfigOf(options_, folder_.path()));
}

Hiltd::~Hiltd() { Kill(); }

std::string Hiltd::Log() const {
  std::ifstream in(folder_.path() + "/hiltd.log", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool Hiltd::ReadServing() {
  std::istringstream lines(Log().substr(log_read_));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"serving\"") == std::string::npos) continue;
    http_port_ = nlohmann::json::parse(line).at("http_port").get<uint16_t>();
    return true;
  }
  return false;
}

void Hiltd::Start() {
  log_read_ = Log().size();
  const std::string log = folder_.path() + "/hiltd.log";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
  const std::vector<std::string> words = {HILTD_PATH, "--config", folder_.path() + "/hiltd.toml",
                                          "--insecure-clock-start", options_.clock_start};
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ASSERT_EQ(::posix_spawn(&pid_, HILTD_PATH, &actions, nullptr, arguments.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);

  const auto until = steady_clock::now() + kPatience;
  while (!ReadServing()) {
    ASSERT_LT(steady_clock::now(), until) << "hiltd does not serve:\n" << Log();
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      FAIL() << "hiltd ended with status " << status << ":\n" << Log();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto channel = grpc::CreateChannel("unix:" + socket(), grpc::InsecureChannelCredentials());
  payments_ = hilt::settlement::v1::SettlementService::NewStub(channel);
  admin_ = hilt::settlement::v1::AdminService::NewStub(channel);
}

void Hiltd::Kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int Hiltd::Stop() {
  ::kill(pid_, SIGTERM);
  const auto until = steady_clock::now() + std::chrono::seconds(30);
  while (steady_clock::now() < until) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

int Hiltd::Deliver(const std::string& body) const {
  http::Client client(http_port_);
  return client
      .Ask(http::Post("/v1/products/webhook/helius", body,
                      SignatureHeader(body) + "Content-Type: application/json\r\n"))
      .status;
}

}  // namespace hilt::e2e
