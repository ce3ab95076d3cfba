#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "solana/programs.h"
#include "support.h"

namespace hilt::decode {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTransferData = "3QFMnC72tSij";  // Transfer 29,000,000
constexpr const char* kToken = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
constexpr const char* kMemo = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";
// Keys that Enhanced() does not name.
constexpr const char* kA = "7tQUKfDWySJag39hfxokQJhHVWsqj8GPfq3gVj72Y1Gp";
constexpr const char* kB = "8CY53Z7dyigRQesFwnX6MPp9N4jntL5dGGYiEKATR9yq";
constexpr const char* kC = "C1q59WR7bm3RYJY6VvcM9HUbFmVopDNbrUyiDWpEDiBg";

domain::Observation Decoded(const Json& transaction) {
  auto observation = DecodeEnhanced(transaction);
  EXPECT_EQ(Outcome(observation.status()), "OK");
  return observation.ok() ? *std::move(observation) : domain::Observation();
}

std::vector<std::string> Signers(const domain::Observation& observation) {
  std::vector<std::string> signers;
  for (const solana::Pubkey& signer : observation.signers) {
    signers.push_back(solana::ToString(signer));
  }
  return signers;
}

Json Instruction(std::string program, std::vector<std::string> accounts, std::string data) {
  return {{"programId", program},
          {"accounts", accounts},
          {"data", data},
          {"innerInstructions", Json::array()}};
}

TEST(HeliusEnhanced, ShowsAsSignersThePayerThenAuthoritiesThenMemoAccounts) {
  const std::string payer = Enhanced()["feePayer"];
  Json json = Enhanced();
  json["instructions"] = {Instruction(kMemo, {kC, kA, payer}, ""),
                          Instruction(kToken, {kC, kB, kA}, kTransferData),
                          Instruction(kToken, {kC, kB, kA}, kTransferData)};
  // Inside another program's call an authority may be a program's own address.
  json["instructions"][0]["innerInstructions"] = {Instruction(kToken, {kC, kA, kB}, kTransferData),
                                                  Instruction(kMemo, {kB}, "")};
  EXPECT_THAT(Signers(Decoded(json)), ElementsAre(payer, kA, kC));
  json["transactionError"] = "AccountInUse";
  EXPECT_THAT(Signers(Decoded(json)), ElementsAre(payer)) << "which instructions ran is not known";
}

// The first memo program looks at none of its accounts: whoever pays may list anybody there.
TEST(HeliusEnhanced, AccountsOfTheFirstMemoProgramSignedNothing) {
  const std::string payer = Enhanced()["feePayer"];
  Json json = Enhanced();
  const auto signers = [&](const solana::Pubkey& program) {
    json["instructions"] = Json::array({Instruction(solana::ToString(program), {kC, kA}, "")});
    return Signers(Decoded(json));
  };
  EXPECT_THAT(signers(solana::kMemoV1Program), ElementsAre(payer));
  EXPECT_THAT(signers(solana::kMemoV3Program), ElementsAre(payer, kC, kA));
  EXPECT_THAT(signers(solana::kMemoV4Program), ElementsAre(payer, kC, kA));
}

TEST(HeliusEnhanced, TellsExecutionFromTransactionError) {
  const Json error = {{"InstructionError", {2, {{"Custom", 30}}}}};
  EXPECT_EQ(Decoded(Enhanced()).execution, domain::Execution::kSucceeded);
  const domain::Observation failed = Decoded(Edited(Enhanced(), "/transactionError", error));
  EXPECT_EQ(failed.execution, domain::Execution::kFailed);
  EXPECT_EQ(failed.error, R"({"InstructionError":[2,{"Custom":30}]})");
  EXPECT_EQ(Decoded(Edited(Enhanced(), "/transactionError", std::nullopt)).execution,
            domain::Execution::kNotRecorded);
}

TEST(HeliusEnhanced, TakesWhatIsNullOrAbsentForNotRecorded) {
  struct Case {
    std::string pointer;
    bool inner, lamports, tokens;
  };
  const Case kCases[] = {
      {"/accountData", true, false, false},
      {"/accountData/3/nativeBalanceChange", true, false, true},
      {"/accountData/3/tokenBalanceChanges", true, true, false},
      {"/accountData/1/tokenBalanceChanges/0/userAccount", true, true, false},
      {"/instructions/1/innerInstructions", false, true, true},
  };
  for (const Case& c : kCases) {
    for (const std::optional<Json>& gone : {std::optional<Json>(), std::optional<Json>(Json())}) {
      SCOPED_TRACE(c.pointer + (gone.has_value() ? " null" : " absent"));
      const domain::Observation observation = Decoded(Edited(Enhanced(), c.pointer, gone));
      EXPECT_EQ(observation.inner_instructions_recorded, c.inner);
      EXPECT_EQ(observation.lamports_recorded, c.lamports);
      EXPECT_EQ(observation.token_balances_recorded, c.tokens);
      EXPECT_EQ(observation.lamport_changes.empty(), !c.lamports);
      EXPECT_EQ(observation.token_changes.empty(), !c.tokens);
    }
  }
}

TEST(HeliusEnhanced, TakesAnEmptyOwnerForNotRecorded) {
  const std::string owner = "/accountData/1/tokenBalanceChanges/0/userAccount";
  const domain::Observation observation = Decoded(Edited(Enhanced(), owner, ""));
  EXPECT_FALSE(observation.token_balances_recorded);
  EXPECT_EQ(Describe(observation), Describe(Decoded(Edited(Enhanced(), owner, Json()))));
}

TEST(HeliusEnhanced, AListOfChangesWithoutTheFeePayersIsNotTheWhole) {
  const domain::Observation observation =
      Decoded(Edited(Enhanced(), "/accountData/0", std::nullopt));
  EXPECT_FALSE(observation.lamports_recorded);
  EXPECT_TRUE(observation.lamport_changes.empty());
  EXPECT_FALSE(Decoded(Edited(Enhanced(), "/accountData", Json::array())).lamports_recorded);
}

TEST(HeliusEnhanced, KeepsChangesAsListedZerosIncluded) {
  const Json json = Enhanced();
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.lamport_changes.size(), json["accountData"].size());
  for (size_t i = 0; i < observation.lamport_changes.size(); ++i) {
    EXPECT_EQ(solana::ToString(observation.lamport_changes[i].account),
              json["accountData"][i]["account"]);
  }
  EXPECT_EQ(observation.lamport_changes[0].delta, -6500);
  ASSERT_EQ(observation.token_changes.size(), 3u);
  EXPECT_EQ(observation.token_changes[0].delta, -132'938'287);
  EXPECT_EQ(observation.token_changes[0].program, std::nullopt);
}

TEST(HeliusEnhanced, KeepsAmountsToTheLastUnit) {
  const std::string amount = "/accountData/1/tokenBalanceChanges/0/rawTokenAmount/tokenAmount";
  EXPECT_EQ(Decoded(Edited(Enhanced(), amount, "-18446744073709551615")).token_changes[0].delta,
            -base::Int128(UINT64_MAX));
  EXPECT_EQ(Decoded(Edited(Enhanced(), "/accountData/0/nativeBalanceChange", INT64_MIN))
                .lamport_changes[0]
                .delta,
            base::Int128(INT64_MIN));
}

TEST(HeliusEnhanced, NeverReadsWhatHeliusSaysInWordsOrFloats) {
  Json json = Enhanced();
  for (const char* field :
       {"description", "type", "source", "tokenTransfers", "nativeTransfers", "events"}) {
    json[field] = {{"signature", 1}, {"amount", 1e-9}};
  }
  EXPECT_EQ(Describe(Decoded(json)), Describe(Decoded(Enhanced())));
  for (const char* field : {"description", "type", "source", "tokenTransfers", "events"}) {
    json.erase(field);
  }
  EXPECT_EQ(Describe(Decoded(json)), Describe(Decoded(Enhanced())));
}

TEST(HeliusEnhanced, MayHaveNoTime) {
  EXPECT_EQ(Decoded(Edited(Enhanced(), "/timestamp", Json())).block_time, std::nullopt);
  EXPECT_EQ(Decoded(Edited(Enhanced(), "/timestamp", std::nullopt)).block_time, std::nullopt);
}

TEST(HeliusEnhanced, MarksInstructionsThatSucceededAndCannotBeRead) {
  Json json = Enhanced();
  json["instructions"].push_back(Instruction(kToken, {kA}, "4"));
  const domain::Observation succeeded = Decoded(json);
  EXPECT_FALSE(succeeded.instructions_understood);
  EXPECT_EQ(succeeded.transfers.size(), 2u);
  EXPECT_EQ(succeeded.memos.size(), 1u);
  json["transactionError"] = {{"InstructionError", {5, "InvalidInstructionData"}}};
  const domain::Observation failed = Decoded(json);
  EXPECT_TRUE(failed.instructions_understood);
  EXPECT_EQ(failed.transfers.size(), 2u);
  EXPECT_EQ(failed.memos.size(), 1u);
}

TEST(HeliusEnhanced, MalformedFieldsAreNamed) {
  const std::string u64 = "not an unsigned 64-bit integer";
  const std::string key = "not the base58 text of a 32-byte key";
  const std::string integer = "not an integer in decimal, below 2^64";
  const std::string change = "/accountData/1/tokenBalanceChanges/0";
  const std::string in_change = "accountData[1].tokenBalanceChanges[0]";
  const Json null;
  struct Case {
    std::string pointer;
    std::optional<Json> value;
    std::string error;
  };
  const Case kCases[] = {
      {"/signature", std::nullopt, "signature: missing"},
      {"/signature", null, "signature: not a string"},
      {"/signature", "x", "signature: not the base58 text of a 64-byte signature"},
      {"/slot", std::nullopt, "slot: missing"},
      {"/slot", -1, "slot: " + u64},
      {"/slot", null, "slot: " + u64},
      {"/fee", std::nullopt, "fee: missing"},
      {"/fee", "5000", "fee: " + u64},
      {"/feePayer", std::nullopt, "feePayer: missing"},
      {"/feePayer", null, "feePayer: not a string"},
      {"/feePayer", "", "feePayer: " + key},
      {"/timestamp", -1, "timestamp: not an integer from 0 to 253402300799"},
      {"/timestamp", 253402300800, "timestamp: not an integer from 0 to 253402300799"},
      {"/transactionError", false, "transactionError: neither null nor an error"},
      {"/instructions", std::nullopt, "instructions: missing"},
      {"/instructions", null, "instructions: not an array"},
      {"/instructions/0", null, "instructions[0]: not an object"},
      {"/instructions/0/programId", std::nullopt, "instructions[0].programId: missing"},
      {"/instructions/0/programId", "x", "instructions[0].programId: " + key},
      {"/instructions/0/accounts", std::nullopt, "instructions[0].accounts: missing"},
      {"/instructions/2/accounts", null, "instructions[2].accounts: not an array"},
      {"/instructions/2/accounts/3", "x", "instructions[2].accounts[3]: " + key},
      {"/instructions/0/data", std::nullopt, "instructions[0].data: missing"},
      {"/instructions/4/data", "0",
       "instructions[4].data: not the base58 text of instruction data"},
      {"/instructions/0/innerInstructions", 1, "instructions[0].innerInstructions: not an array"},
      {"/instructions/0/innerInstructions",
       Json::array({{{"programId", kMemo}, {"accounts", Json::array({kA})}}}),
       "instructions[0].innerInstructions[0].data: missing"},
      {"/instructions/0/innerInstructions", Json::array({Instruction(kMemo, {"x"}, "")}),
       "instructions[0].innerInstructions[0].accounts[0]: " + key},
      {"/instructions/0/innerInstructions",
       Json::array({Edited(Instruction(kMemo, {}, ""), "/innerInstructions",
                           Json::array({Instruction(kMemo, {}, "")}))}),
       "instructions[0].innerInstructions[0].innerInstructions[0]: an instruction inside an inner "
       "one"},
      {"/accountData", "x", "accountData: not an array"},
      {"/accountData/0", null, "accountData[0]: not an object"},
      {"/accountData/0/account", std::nullopt, "accountData[0].account: missing"},
      {"/accountData/0/account", null, "accountData[0].account: not a string"},
      {"/accountData/0/account", "x", "accountData[0].account: " + key},
      {"/accountData/0/nativeBalanceChange", 1.5,
       "accountData[0].nativeBalanceChange: not an integer, below 2^64"},
      {"/accountData/0/tokenBalanceChanges", 1, "accountData[0].tokenBalanceChanges: not an array"},
      {change, null, in_change + ": not an object"},
      {change + "/tokenAccount", std::nullopt, in_change + ".tokenAccount: missing"},
      {change + "/tokenAccount", "x", in_change + ".tokenAccount: " + key},
      {change + "/mint", std::nullopt, in_change + ".mint: missing"},
      {change + "/mint", "x", in_change + ".mint: " + key},
      {change + "/userAccount", "x", in_change + ".userAccount: " + key},
      {change + "/rawTokenAmount", std::nullopt, in_change + ".rawTokenAmount: missing"},
      {change + "/rawTokenAmount", null, in_change + ".rawTokenAmount: not an object"},
      {change + "/rawTokenAmount/tokenAmount", std::nullopt,
       in_change + ".rawTokenAmount.tokenAmount: missing"},
      {change + "/rawTokenAmount/tokenAmount", -5,
       in_change + ".rawTokenAmount.tokenAmount: not a string"},
      {change + "/rawTokenAmount/tokenAmount", "-0",
       in_change + ".rawTokenAmount.tokenAmount: " + integer},
      {change + "/rawTokenAmount/tokenAmount", "18446744073709551616",
       in_change + ".rawTokenAmount.tokenAmount: " + integer},
      {"/meta", null, "meta: a raw transaction, not an enhanced one"},
      {"/transaction", null, "transaction: a raw transaction, not an enhanced one"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(DecodeEnhanced(Edited(Enhanced(), c.pointer, c.value)).status()), c.error)
        << c.pointer << " = " << (c.value.has_value() ? c.value->dump() : "(dropped)");
  }
}

TEST(HeliusEnhanced, AnAccountOrHoldingListedTwiceIsRefused) {
  const Json json = Enhanced();
  EXPECT_EQ(Outcome(DecodeEnhanced(
                        Edited(json, "/accountData/2/account", json["accountData"][0]["account"]))
                        .status()),
            "accountData[2].account: given twice");
  const Json change = json["accountData"][1]["tokenBalanceChanges"][0];
  EXPECT_EQ(
      Outcome(
          DecodeEnhanced(Edited(json, "/accountData/2/tokenBalanceChanges/0", change)).status()),
      "accountData[2].tokenBalanceChanges[0]: an account and mint given twice");
  Json both = json;
  both["accountData"][1]["tokenBalanceChanges"].push_back(Edited(change, "/mint", kA));
  EXPECT_EQ(Decoded(both).token_changes.size(), Decoded(json).token_changes.size() + 1);
}

TEST(HeliusEnhanced, MoreOfAPartThanTheChainAllowsIsRefused) {
  const Json instruction = Instruction(kA, {}, "");
  const Json inner = {{"programId", kA}, {"accounts", Json::array()}, {"data", ""}};
  const Json account = Enhanced()["accountData"][0];
  const Json change = Enhanced()["accountData"][1]["tokenBalanceChanges"][0];
  Json divided = Enhanced();
  divided["accountData"][0]["tokenBalanceChanges"] = Json(512, change);
  struct Case {
    std::string pointer;
    Json value;
    std::string error;
  };
  const Case kCases[] = {
      {"/instructions", Json(411, instruction), "instructions[410]: too many instructions"},
      {"/instructions/0/innerInstructions", Json(1401, inner),
       "instructions[0].innerInstructions[1400]: too many instructions"},
      {"/instructions/0/accounts", Json(1233, kA),
       "instructions[0].accounts[1232]: too many elements"},
      {"/accountData", Json(257, account), "accountData[256]: too many accounts"},
      {"/accountData/0/tokenBalanceChanges", Json(513, change),
       "accountData[0].tokenBalanceChanges[512]: too many changes"},
      {"/accountData", divided["accountData"],
       "accountData[1].tokenBalanceChanges[0]: too many changes"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(DecodeEnhanced(Edited(Enhanced(), c.pointer, c.value)).status()), c.error);
  }
}

// Whoever writes the body could name a new key in every memo; each is compared with those before.
TEST(HeliusEnhanced, MoreSignersThanATransactionHasKeysAreRefused) {
  std::vector<std::string> keys;
  for (uint8_t i = 1; i < 130; ++i) {
    keys.push_back(solana::ToString(solana::Pubkey{{i, 1}}));
    keys.push_back(solana::ToString(solana::Pubkey{{i, 2}}));
  }
  const auto decoded = [&](size_t count) {
    const std::vector<std::string> first(keys.begin(), keys.begin() + 100);
    const std::vector<std::string> rest(keys.begin() + 100,
                                        keys.begin() + static_cast<ptrdiff_t>(count));
    Json json = Enhanced();
    json["instructions"] = {Instruction(kMemo, first, ""), Instruction(kMemo, rest, "")};
    return DecodeEnhanced(json);
  };
  EXPECT_EQ(Outcome(decoded(255).status()), "OK") << "and the fee payer";
  EXPECT_EQ(Outcome(decoded(256).status()),
            "instructions: more signers than a transaction has keys");
}

// Helius lists the changes of an account under it. What does not fit is not to be counted for
// either of the two.
TEST(HeliusEnhanced, ATokenChangeUnderAnotherAccountLeavesTheBalancesUnrecorded) {
  const Json json = Enhanced();
  const Json changes = json["accountData"][1]["tokenBalanceChanges"];
  Json moved = Edited(json, "/accountData/1/tokenBalanceChanges", Json::array());
  moved = Edited(moved, "/accountData/2/tokenBalanceChanges", changes);
  EXPECT_TRUE(Decoded(json).token_balances_recorded);
  EXPECT_FALSE(Decoded(moved).token_balances_recorded);
  EXPECT_THAT(Decoded(moved).token_changes, IsEmpty());
}

TEST(HeliusEnhanced, AKnownFieldGivenTwiceIsRefused) {
  Decoder decoder;
  std::string text = Enhanced().dump();
  text.replace(0, 1, "{\"transactionError\":null,");
  EXPECT_EQ(Outcome(decoder.HeliusEnhanced(text).status()), "transactionError: given twice");
}

TEST(HeliusEnhanced, MustBeOneObject) {
  Decoder decoder;
  EXPECT_EQ(Outcome(decoder.HeliusEnhanced("[]").status()), "document: not an object");
  EXPECT_EQ(Outcome(decoder.HeliusEnhanced("{}}").status()), "signature: missing");
  EXPECT_EQ(
      Outcome(decoder.HeliusEnhanced(Enhanced().dump() + "}").status()),
      "document: more after its end, at byte " + std::to_string(Enhanced().dump().size() + 1));
  EXPECT_THAT(Decoded(Edited(Enhanced(), "/instructions", Json::array())).memos, IsEmpty());
}

}  // namespace
}  // namespace hilt::decode
