#include "domain/receipt.h"

#include <vector>

#include "gtest/gtest.h"

namespace hilt::domain {
namespace {

TEST(LegResult, IsPaidWhenEveryViewReachesWhatIsDue) {
  struct Case {
    int64_t transfers;
    int64_t account_delta;
    int64_t owner_net;
    bool paid;
  };
  const std::vector<Case> cases = {
      {10, 10, 10, true},  {11, 12, 13, true},  {9, 10, 10, false},
      {10, 9, 10, false},  {10, 10, 9, false},  {0, 0, 0, false},
      {-1, 10, 10, false}, {10, -1, 10, false}, {10, 10, -1, false},
  };
  for (const Case& c : cases) {
    LegResult leg;
    leg.leg.due = TokenAmount(10);
    leg.transfers = c.transfers;
    leg.account_delta = c.account_delta;
    leg.owner_net = c.owner_net;
    EXPECT_EQ(leg.paid(), c.paid) << c.transfers << " " << c.account_delta << " " << c.owner_net;
  }
}

TEST(LegResult, IsPaidThroughAllowedPathsBySumOfThoseAlone) {
  struct Case {
    std::vector<Path> paths;
    bool expected;
  };
  const std::vector<Case> cases = {
      {{}, false},
      {{{std::nullopt, 10, true}}, true},
      {{{std::nullopt, 9, true}}, false},
      {{{std::nullopt, 4, true}, {solana::Pubkey(), 6, true}}, true},
      {{{std::nullopt, 9, true}, {solana::Pubkey(), 100, false}}, false},
  };
  for (const Case& c : cases) {
    LegResult leg;
    leg.leg.due = TokenAmount(10);
    leg.paths = c.paths;
    EXPECT_EQ(leg.paid_through_allowed_paths(), c.expected) << c.paths.size();
  }
}

}  // namespace
}  // namespace hilt::domain
