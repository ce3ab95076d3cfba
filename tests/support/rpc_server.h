#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "domain/evidence.h"
#include "http/server.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

// A Solana node in miniature, over HTTP on a free loopback port with a thread of its own: it
// answers getTransaction, getSignatureStatuses, getEpochInfo, getSlot, getBlockHeight and
// getGenesisHash from what a test has told it, any other method what it was given for it, and fails
// when told to.
//
//   RpcServer node;
//   node.Hold(signature, domain::Commitment::kFinalized, golden["rpc"]["json"].dump());
//   node.Fail({.kind = RpcFault::Kind::kHttpStatus, .number = 429, .retry_after_seconds = 7});
//
// Thread-safe.
namespace hilt::test_support {

struct RpcFault {
  enum class Kind {
    kHttpStatus,  // `number`, with Retry-After where given
    kRpcError,    // HTTP 200 with the JSON-RPC error `number`
    kBody,        // HTTP 200 with `text`
    kSilence,     // no answer until the fault is over
  };
  Kind kind = Kind::kHttpStatus;
  int64_t number = 0;
  std::string text = {};
  std::optional<int> retry_after_seconds = std::nullopt;
  std::string method = {};  // empty: every method
};

class RpcServer {
 public:
  RpcServer();
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  std::string url() const;

  // getTransaction gives `result` at `commitment` and below, and the status cache knows it. A
  // result held at a higher commitment goes first. `result`: JSON, an object with "slot".
  void Hold(const std::string& signature, domain::Commitment commitment, const std::string& result);
  void Forget(const std::string& signature);

  // Each call of `method` gives this result (JSON), whatever it asks for.
  void Give(const std::string& method, const std::string& result);

  void SetGenesisHash(const std::string& hash);
  // The finalized block, and how many slots the tip is past it.
  void SetHeight(uint64_t finalized_slot, uint64_t finalized_height, int64_t tip_ahead = 32);

  // Every further request fails in this way, until Heal.
  void Fail(RpcFault fault);
  void Heal();

  // What was asked for, as "method params", oldest first: to see why a test fails.
  std::vector<std::string> asked() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace hilt::test_support
