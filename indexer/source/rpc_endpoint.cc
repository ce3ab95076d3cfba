#include "indexer/source/rpc_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/status.h"
#include "indexer/decode/rpc_answer.h"
#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

constexpr size_t kMaxNameChars = 32;
constexpr int kOk = 200;
constexpr int kTooManyRequests = 429;
constexpr int kPartOfTimeToWait = 4;
constexpr char kNoTimeLeft[] = "no time left to ask";

std::string_view Text(absl::string_view text) { return {text.data(), text.size()}; }

uint64_t Random64(base::Random& random) {
  std::array<uint8_t, 8> bytes;
  random.Fill(bytes);
  uint64_t number = 0;
  std::memcpy(&number, bytes.data(), bytes.size());
  return number;
}

// "for 200 ms more"
std::string ForMore(absl::Duration left) {
  return fmt::format("for {} ms more", absl::ToInt64Milliseconds(left + absl::Milliseconds(1)));
}

}  // namespace

bool IsRpcEndpointName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameChars &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

absl::StatusOr<std::unique_ptr<RpcEndpoint>> RpcEndpoint::Create(
    RpcEndpointOptions options, RpcTransport::Options transport,
    const RpcEnvironment& environment) {
  if (!IsRpcEndpointName(options.name)) {
    return absl::InvalidArgumentError(
        fmt::format("an rpc endpoint's name: not 1 to {} of [a-z0-9_-]", kMaxNameChars));
  }
  if (options.timeout <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(fmt::format("{}: timeout: not above 0", options.name));
  }
  transport.url = std::move(options.url);
  absl::StatusOr<std::unique_ptr<RpcTransport>> made = RpcTransport::Create(std::move(transport));
  if (!made.ok()) return base::Annotate(made.status(), options.name);
  return std::unique_ptr<RpcEndpoint>(new RpcEndpoint(options, *std::move(made), environment));
}

RpcEndpoint::RpcEndpoint(const RpcEndpointOptions& options, std::unique_ptr<RpcTransport> transport,
                         const RpcEnvironment& environment)
    : name_(options.name),
      timeout_(options.timeout),
      transport_(std::move(transport)),
      environment_(environment),
      calls_(environment.metrics, name_),
      budget_(options.calls_per_second) {}

absl::Status RpcEndpoint::Named(const absl::Status& status) const {
  absl::Status named = base::Annotate(status, name_);
  if (const std::optional<int64_t> code = RpcCodeOf(status)) SetRpcCode(*code, named);
  return named;
}

RpcEndpoint::Judgement RpcEndpoint::JudgeBody(std::string_view body) {
  if (body.size() > kMaxErrorAnswerBytes) return {absl::OkStatus(), ""};
  const absl::StatusOr<std::optional<int64_t>> code = decode::RpcErrorCode(body);
  if (!code.ok()) {
    return {absl::UnavailableError(
                fmt::format("no JSON-RPC answer: {}", Text(code.status().message()))),
            kNoJsonRpc, true};
  }
  if (!code->has_value()) return {absl::OkStatus(), ""};
  const RpcErrorKind kind = KindOfRpcError(**code);
  return {RpcErrorStatus(**code), RpcErrorName(**code),
          kind == RpcErrorKind::kRateLimited || kind == RpcErrorKind::kUnhealthy};
}

RpcEndpoint::Judgement RpcEndpoint::Judge(const RpcTransport::Answer& answer) {
  if (answer.status == kOk) {
    Judgement judgement = JudgeBody(answer.body);
    judgement.asked_rest = answer.retry_after;
    return judgement;
  }
  const std::string message = fmt::format("HTTP {}", answer.status);
  const bool refused =
      answer.status >= 400 && answer.status < 500 && answer.status != kTooManyRequests;
  // A wrong key stays wrong: a refusal rests too, so that it is not asked at every turn.
  return {refused ? absl::FailedPreconditionError(message) : absl::UnavailableError(message),
          HttpErrorName(answer.status), true, answer.retry_after};
}

void RpcEndpoint::Rest(absl::Time began, const Judgement& judgement) {
  const absl::Time now = environment_.clock.Now();
  const uint64_t random = Random64(environment_.random);
  absl::Duration rest;
  {
    const base::MutexLock lock(mutex_);
    const absl::Time before = backoff_.RestsUntil(now);
    backoff_.Failed(began, now, judgement.asked_rest, random);
    if (backoff_.RestsUntil(now) == before) return;
    rests_because_ = Text(judgement.status.message());
    rest = backoff_.RestsUntil(now) - now;
  }
  environment_.log.Warning("rpc endpoint rests", {{"endpoint", name_},
                                                  {"reason", Text(judgement.status.message())},
                                                  {"rest_ms", absl::ToInt64Milliseconds(rest)}});
}

absl::Status RpcEndpoint::Resting(absl::Time now) const {
  const absl::Time until = backoff_.RestsUntil(now);
  if (until <= now) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("rests {}: {}", ForMore(until - now), rests_because_));
}

absl::Status RpcEndpoint::AwaitTurn(absl::Time deadline) {
  absl::Duration wait;
  {
    const base::MutexLock lock(mutex_);
    const absl::Time now = environment_.clock.Now();
    HILT_RETURN_IF_ERROR(Resting(now));
    const auto turn = budget_.Take(now, now + (deadline - now) / kPartOfTimeToWait);
    if (!turn) {
      return absl::UnavailableError("its calls are used up " + ForMore(budget_.NextAt(now) - now));
    }
    wait = *turn - now;
  }
  if (wait <= absl::ZeroDuration()) return absl::OkStatus();
  if (environment_.wait) {
    environment_.wait(wait);
  } else {
    waiting_.Wait(wait);
  }
  const base::MutexLock lock(mutex_);
  return Resting(environment_.clock.Now());
}

absl::StatusOr<std::string> RpcEndpoint::Call(std::string_view method, std::string_view params,
                                              absl::Time deadline, size_t max_answer_bytes) {
  if (deadline <= environment_.clock.Now()) return Named(absl::UnavailableError(kNoTimeLeft));
  if (const absl::Status turn = AwaitTurn(deadline); !turn.ok()) return Named(turn);
  const absl::Time began = environment_.clock.Now();
  if (deadline <= began) return Named(absl::UnavailableError(kNoTimeLeft));
  const absl::Duration time_left = deadline - began;
  absl::StatusOr<RpcTransport::Answer> answer = transport_->Post(
      fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"{}","params":{}}})", method, params),
      std::min(timeout_, time_left), max_answer_bytes);
  Judgement judgement;
  if (answer.ok()) {
    judgement = Judge(*answer);
  } else {
    judgement.status = absl::UnavailableError(answer.status().message());
    judgement.error = TransportErrorName(answer.status());
    // That the caller had no more time is not the endpoint's fault, nor is a large answer.
    judgement.rests = absl::IsUnavailable(answer.status()) ||
                      (absl::IsDeadlineExceeded(answer.status()) && timeout_ <= time_left);
  }
  calls_.Note(judgement.error, environment_.clock.Now() - began);
  if (judgement.rests) Rest(began, judgement);
  if (!judgement.status.ok()) return Named(judgement.status);
  const base::MutexLock lock(mutex_);
  backoff_.Succeeded(began);
  return std::move(answer->body);
}

void RpcEndpoint::Stop() {
  transport_->Stop();
  waiting_.Stop();
}

absl::Status RpcEndpoint::Distrust(absl::Time began, std::string_view why) {
  const Judgement judgement{absl::UnavailableError(std::string(why)), "", true};
  Rest(began, judgement);
  return Named(judgement.status);
}

absl::Status RpcEndpoint::NotReadable(std::string_view method, const absl::Status& status) const {
  return absl::UnavailableError(fmt::format("{}: {}: {}", name_, method, Text(status.message())));
}

absl::Time RpcEndpoint::next_turn() const {
  const base::MutexLock lock(mutex_);
  return budget_.NextAt(environment_.clock.Now());
}

absl::Time RpcEndpoint::rests_until() const {
  const base::MutexLock lock(mutex_);
  return backoff_.RestsUntil(environment_.clock.Now());
}

}  // namespace hilt::source
