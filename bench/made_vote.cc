#include "bench/made_transaction.h"
#include "tests/support/naive_base58.h"

namespace hilt::bench {
namespace {

constexpr const char* kVoteProgram = "Vote111111111111111111111111111111111111111";

// Root, 31 lockouts in two bytes each, bank hash, timestamp, block id: TowerSync with its tag.
constexpr size_t kTowerSyncBytes = 4 + 8 + 1 + 31 * 2 + 32 + 9 + 32;

}  // namespace

Cast::Cast(Dice& dice) : blockhash(dice.Key()) {
  const auto fill = [&dice](std::vector<std::string>& keys, size_t count) {
    for (size_t i = 0; i < count; ++i) keys.push_back(dice.Key());
  };
  fill(wallets, 400);
  fill(accounts, 1500);
  fill(mints, 60);
  fill(programs, 40);
  fill(tables, 80);
}

Json MakeVote(Dice& dice, const Cast& cast) {
  const bool own_authority = dice.Percent(30);
  std::vector<std::string> keys = {dice.Key()};
  if (own_authority) keys.push_back(dice.Key());
  keys.push_back(dice.Key());
  keys.emplace_back(kVoteProgram);
  const size_t signers = own_authority ? 2 : 1;
  const size_t vote_account = signers;

  std::vector<uint64_t> before = {dice.Between(1'000'000'000, 60'000'000'000)};
  if (own_authority) before.push_back(dice.Between(0, 900'000'000));
  before.push_back(dice.Between(27'000'000, 9'000'000'000));
  before.push_back(1);
  std::vector<uint64_t> after = before;
  const uint64_t fee = 5000 * signers;
  after[0] -= fee;

  Json signatures = Json::array();
  for (size_t i = 0; i < signers; ++i) signatures.push_back(dice.Signature());
  const std::string invoked = std::string("Program ") + kVoteProgram;
  return {{"meta",
           {{"computeUnitsConsumed", 2100},
            {"err", nullptr},
            {"fee", fee},
            {"innerInstructions", Json::array()},
            {"loadedAddresses", {{"readonly", Json::array()}, {"writable", Json::array()}}},
            {"logMessages", {invoked + " invoke [1]", invoked + " success"}},
            {"postBalances", after},
            {"postTokenBalances", Json::array()},
            {"preBalances", before},
            {"preTokenBalances", Json::array()},
            {"rewards", Json::array()},
            {"status", {{"Ok", nullptr}}}}},
          {"transaction",
           {{"message",
             {{"accountKeys", keys},
              {"header",
               {{"numReadonlySignedAccounts", own_authority ? 1 : 0},
                {"numReadonlyUnsignedAccounts", 1},
                {"numRequiredSignatures", signers}}},
              {"instructions",
               {{{"accounts", {vote_account, signers - 1}},
                 {"data", test::NaiveBase58Encode(dice.Bytes(kTowerSyncBytes))},
                 {"programIdIndex", keys.size() - 1},
                 {"stackHeight", 1}}}},
              {"recentBlockhash", cast.blockhash}}},
            {"signatures", signatures}}},
          {"version", "legacy"}};
}

}  // namespace hilt::bench
