#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "hilt/settlement/v1/admin_service.grpc.pb.h"
#include "hilt/settlement/v1/settlement_service.grpc.pb.h"
#include "tests/integration/storage/temp_folder.h"

// hiltd as a process of its own, in a folder of its own, that tests talk to as its users do and
// kill as power cuts do.
namespace hilt::e2e {

inline constexpr char kWebhookSecret[] = "whsec_test_fixture";  // of the recorded deliveries

struct HiltdOptions {
  std::string clock_start = "2026-09-21T12:52:00Z";  // before every recorded session
  std::string trust = "evidence";
  std::string rpc_url = {};  // empty: no endpoint
  std::string more = {};     // TOML tables to add
};

class Hiltd {
 public:
  explicit Hiltd(HiltdOptions options);
  ~Hiltd();  // kills it
  Hiltd(const Hiltd&) = delete;
  Hiltd& operator=(const Hiltd&) = delete;

  // Starts the program and waits until it serves. Fails the test where it does not.
  void Start();
  // SIGKILL: nothing of the process gets to say goodbye.
  void Kill();
  // SIGTERM; the exit code, or -1 where it did not end by itself within 30 s.
  int Stop();

  uint16_t http_port() const { return http_port_; }
  std::string store_folder() const { return folder_.path() + "/data/store"; }
  std::string socket() const { return folder_.path() + "/data/hiltd.sock"; }
  // Everything that it wrote to stderr, of all its lives.
  std::string Log() const;

  hilt::settlement::v1::SettlementService::Stub& payments() { return *payments_; }
  hilt::settlement::v1::AdminService::Stub& admin() { return *admin_; }

  // Delivers a body to the webhook, signed with kWebhookSecret. The status; 0: no answer.
  int Deliver(const std::string& body) const;

 private:
  bool ReadServing();

  const HiltdOptions options_;
  storage::TempFolder folder_;
  pid_t pid_ = -1;
  size_t log_read_ = 0;  // of earlier lives
  uint16_t http_port_ = 0;
  std::unique_ptr<hilt::settlement::v1::SettlementService::Stub> payments_;
  std::unique_ptr<hilt::settlement::v1::AdminService::Stub> admin_;
};

// HMAC-SHA256 of the body under kWebhookSecret, as the header has it.
std::string SignatureHeader(const std::string& body);

}  // namespace hilt::e2e
