#include "indexer/source/rpc_backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "indexer/source/rpc_error.h"

namespace hilt::source {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);
constexpr uint64_t kNoJitter = 1024;  // the whole rest

TEST(RpcBackoff, RestsTwiceAsLongEachTimeUpToTheLongest) {
  RpcBackoff backoff;
  absl::Time now = kStart;
  EXPECT_LE(backoff.RestsUntil(now), now);
  std::vector<int64_t> rests_ms;
  for (int i = 0; i < 12; ++i) {
    backoff.Failed(now, now, std::nullopt, kNoJitter);
    rests_ms.push_back(absl::ToInt64Milliseconds(backoff.RestsUntil(now) - now));
    now = backoff.RestsUntil(now) + absl::Milliseconds(1);
  }
  EXPECT_EQ(rests_ms, (std::vector<int64_t>{200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000,
                                            30000, 30000, 30000}));
}

TEST(RpcBackoff, HalvesTheRestAtMostByChance) {
  std::vector<absl::Duration> rests;
  for (uint64_t random = 0; random < 1025; ++random) {
    RpcBackoff backoff;
    backoff.Failed(kStart, kStart, std::nullopt, random);
    rests.push_back(backoff.RestsUntil(kStart) - kStart);
  }
  EXPECT_EQ(*std::min_element(rests.begin(), rests.end()), RpcBackoff::kFirstRest / 2);
  EXPECT_EQ(*std::max_element(rests.begin(), rests.end()), RpcBackoff::kFirstRest);
}

TEST(RpcBackoff, CountsFailuresOfCallsSideBySideAsOne) {
  RpcBackoff backoff;
  const absl::Time now = kStart + absl::Seconds(1);
  backoff.Failed(kStart, now, std::nullopt, kNoJitter);
  const absl::Time until = backoff.RestsUntil(now);
  const absl::Time later = now + absl::Milliseconds(10);
  for (int i = 0; i < 8; ++i) backoff.Failed(kStart, later, std::nullopt, kNoJitter);
  EXPECT_EQ(backoff.RestsUntil(later), until);
}

TEST(RpcBackoff, BeginsAnewAfterASuccessThatBeganAfterTheFailure) {
  struct Case {
    absl::Duration began;
    absl::Duration next_rest;
  };
  const Case kCases[] = {{-absl::Milliseconds(1), 4 * RpcBackoff::kFirstRest},
                         {absl::ZeroDuration(), RpcBackoff::kFirstRest}};
  for (const Case& c : kCases) {
    RpcBackoff backoff;
    const absl::Time failed = kStart + absl::Minutes(1);
    backoff.Failed(kStart, kStart, std::nullopt, kNoJitter);
    backoff.Failed(failed, failed, std::nullopt, kNoJitter);
    backoff.Succeeded(failed + c.began);
    const absl::Time again = failed + absl::Minutes(1);
    backoff.Failed(again, again, std::nullopt, kNoJitter);
    EXPECT_EQ(backoff.RestsUntil(again) - again, c.next_rest) << c.began;
  }
}

TEST(RpcBackoff, RestsAsLongAsItIsAskedToWithinBounds) {
  struct Case {
    absl::Duration asked, rest;
  };
  const Case kCases[] = {{absl::Milliseconds(1), RpcBackoff::kFirstRest},
                         {absl::Seconds(7), absl::Seconds(7)},
                         {absl::Hours(9), RpcBackoff::kLongestAskedRest}};
  for (const Case& c : kCases) {
    RpcBackoff backoff;
    backoff.Failed(kStart, kStart, c.asked, kNoJitter);
    EXPECT_EQ(backoff.RestsUntil(kStart) - kStart, c.rest) << c.asked;
  }
}

TEST(RpcBackoff, RestsNoLongerWhereTheClockIsSetBack) {
  RpcBackoff backoff;
  backoff.Failed(kStart, kStart, absl::Minutes(5), kNoJitter);
  const absl::Time before = kStart - absl::Hours(24);
  EXPECT_LE(backoff.RestsUntil(before) - before, RpcBackoff::kLongestAskedRest);
}

TEST(RpcError, IsSortedByWhatItSaysOfTheNode) {
  struct Case {
    int64_t code;
    RpcErrorKind kind;
    absl::StatusCode status;
  };
  constexpr auto kUnavailable = absl::StatusCode::kUnavailable;
  constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
  const Case kCases[] = {
      {429, RpcErrorKind::kRateLimited, kUnavailable},
      {-32001, RpcErrorKind::kNotHeld, kUnavailable},
      {-32004, RpcErrorKind::kNotYet, kUnavailable},
      {-32005, RpcErrorKind::kUnhealthy, kUnavailable},
      {-32007, RpcErrorKind::kNotHeld, kUnavailable},
      {-32009, RpcErrorKind::kNotHeld, kUnavailable},
      {-32011, RpcErrorKind::kNotHeld, kUnavailable},
      {-32014, RpcErrorKind::kNotYet, kUnavailable},
      {-32015, RpcErrorKind::kRefused, kRefused},
      {-32016, RpcErrorKind::kNotYet, kUnavailable},
      {-32019, RpcErrorKind::kNotYet, kUnavailable},
      {-32020, RpcErrorKind::kNotHeld, kUnavailable},
      {-32602, RpcErrorKind::kRefused, kRefused},
      {-32603, RpcErrorKind::kUnhealthy, kUnavailable},
      {7, RpcErrorKind::kNotYet, kUnavailable},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(KindOfRpcError(c.code), c.kind) << c.code;
    const absl::Status status = RpcErrorStatus(c.code);
    EXPECT_EQ(status.code(), c.status) << c.code;
    EXPECT_EQ(RpcCodeOf(status), c.code);
  }
  EXPECT_EQ(RpcCodeOf(absl::UnavailableError("rpc error 5")), std::nullopt);
}

}  // namespace
}  // namespace hilt::source
