#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "solana/programs.h"
#include "support.h"

namespace hilt::decode {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Account indexes in Transaction(): static keys, then loaded writable, then loaded read-only.
constexpr int kPayer = 0;
constexpr int kPayerTokens = 1;
constexpr int kTokenProgram = 3;
constexpr int kMemoProgram = 4;
constexpr int kMerchantTokens = 5;
constexpr int kMint = 7;

constexpr const char* kMemoData = "21QnS39ZTSoTMfy6YTUkSn4gMMYk";  // HILT:test-nonce-0001
constexpr const char* kTransferData = "3QFMnC72tSij";              // Transfer 29,000,000

Json Instruction(int program, std::vector<int> accounts, std::string data) {
  return {{"programIdIndex", program}, {"accounts", accounts}, {"data", data}, {"stackHeight", 2}};
}

Json WithInner(const Json& lists) {
  return Edited(Transaction(), "/meta/innerInstructions", lists);
}

domain::Observation Decoded(const Json& transaction) {
  auto observation = DecodeRpc(transaction);
  EXPECT_EQ(Outcome(observation.status()), "OK");
  return observation.ok() ? *std::move(observation) : domain::Observation();
}

std::string KeyOf(const Json& transaction, size_t index) {
  const Json& keys = transaction["transaction"]["message"]["accountKeys"];
  const Json& loaded = transaction["meta"]["loadedAddresses"];
  if (index < keys.size()) return keys[index];
  index -= keys.size();
  if (index < loaded["writable"].size()) return loaded["writable"][index];
  return loaded["readonly"][index - loaded["writable"].size()];
}

TEST(RpcTransaction, ResolvesAccountsOverStaticThenLoadedWritableThenLoadedReadonlyKeys) {
  const Json json = Transaction();
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.transfers.size(), 2u);
  const solana::Transfer& transfer = observation.transfers[0].transfer;
  EXPECT_EQ(solana::ToString(transfer.source), KeyOf(json, kPayerTokens));
  EXPECT_EQ(solana::ToString(transfer.destination), KeyOf(json, kMerchantTokens));
  EXPECT_EQ(solana::ToString(transfer.mint.value()), KeyOf(json, kMint));
  EXPECT_EQ(solana::ToString(transfer.authority), KeyOf(json, kPayer));
  EXPECT_EQ(transfer.amount, 131'167'078u);
  EXPECT_EQ(solana::ToString(observation.token_changes[1].account), KeyOf(json, kMerchantTokens));
  EXPECT_EQ(solana::ToString(observation.lamport_changes[kMint].account), KeyOf(json, kMint));
}

TEST(RpcTransaction, KeepsBalanceChangesOfEveryAccountInOrderOfIndex) {
  const Json json = Transaction();
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.lamport_changes.size(), 8u);
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(solana::ToString(observation.lamport_changes[i].account), KeyOf(json, i));
    EXPECT_EQ(observation.lamport_changes[i].delta, i == kPayer ? -6500 : 0);
  }
  EXPECT_EQ(observation.fee_lamports, 6500u);
}

TEST(RpcTransaction, AcceptsFieldsInAnyOrder) {
  // nlohmann writes keys sorted; here every object is written backwards.
  const std::function<std::string(const Json&)> backwards = [&](const Json& json) {
    std::string text;
    if (json.is_object()) {
      for (const auto& [key, value] : json.items()) {
        text = Json(key).dump() + ":" + backwards(value) + (text.empty() ? "" : ",") + text;
      }
      return "{" + text + "}";
    }
    if (!json.is_array()) return json.dump();
    for (const Json& value : json) text += (text.empty() ? "" : ",") + backwards(value);
    return "[" + text + "]";
  };
  Decoder decoder;
  const auto observation =
      decoder.RpcTransaction(backwards(Transaction()), domain::Commitment::kFinalized);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_EQ(Describe(*observation), Describe(Decoded(Transaction())));
}

TEST(RpcTransaction, AcceptsAnySpacingAndEscapedTexts) {
  Decoder decoder;
  std::string text = Transaction().dump(2);
  const std::string field = "\"fee\"";
  text.replace(text.find(field), field.size(), "\"f\\u0065e\" \n\t");
  const std::string legacy = "\"amount\": \"4";
  text.replace(text.find(legacy), legacy.size(), "\"amount\": \"\\u0034");
  const auto observation = decoder.RpcTransaction(text, domain::Commitment::kFinalized);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_EQ(Describe(*observation), Describe(Decoded(Transaction())));
}

TEST(RpcTransaction, TakesVersionsAsTheyAreStated) {
  struct Case {
    std::string name;
    std::optional<Json> version;
    domain::MessageVersion expected;
  };
  const Case kCases[] = {
      {"absent", std::nullopt, domain::MessageVersion::kLegacy},
      {"null", Json(), domain::MessageVersion::kLegacy},
      {"legacy", "legacy", domain::MessageVersion::kLegacy},
      {"0", 0, domain::MessageVersion::kV0},
      {"1", 1, domain::MessageVersion::kV1},
      {"2", 2, domain::MessageVersion::kUnknown},
      {"255", 255, domain::MessageVersion::kUnknown},
  };
  // One without lookups, which not every version may have.
  const Json transaction = ReadGolden("scenarios/transfer_checked_legacy.json").rpc;
  for (const Case& c : kCases) {
    EXPECT_EQ(Decoded(Edited(transaction, "/version", c.version)).version, c.expected) << c.name;
  }
}

TEST(RpcTransaction, TellsExecutionFromErrAndChecksStatusAgainstIt) {
  const Json error = {{"InstructionError", {2, {{"Custom", 1}}}}};
  struct Case {
    std::string name;
    std::optional<Json> err;
    std::optional<Json> status;
    domain::Execution expected;
    std::string text;
  };
  const Json ok = {{"Ok", nullptr}};
  const Json failed = {{"Err", error}};
  const std::string shown = R"({"InstructionError":[2,{"Custom":1}]})";
  const Case kCases[] = {
      {"success", Json(), ok, domain::Execution::kSucceeded, ""},
      {"success, no status", Json(), std::nullopt, domain::Execution::kSucceeded, ""},
      {"success, null status", Json(), Json(), domain::Execution::kSucceeded, ""},
      {"success against status", Json(), failed, domain::Execution::kContradictory, ""},
      {"failure", error, failed, domain::Execution::kFailed, shown},
      {"failure, no status", error, std::nullopt, domain::Execution::kFailed, shown},
      {"failure against status", error, ok, domain::Execution::kFailed, shown},
      {"bare failure", "AccountNotFound", failed, domain::Execution::kFailed,
       "\"AccountNotFound\""},
      {"no err", std::nullopt, ok, domain::Execution::kNotRecorded, ""},
      {"no err, failed status", std::nullopt, failed, domain::Execution::kNotRecorded, ""},
  };
  for (const Case& c : kCases) {
    const domain::Observation observation =
        Decoded(Edited(Edited(Transaction(), "/meta/err", c.err), "/meta/status", c.status));
    EXPECT_EQ(observation.execution, c.expected) << c.name;
    EXPECT_EQ(observation.error, c.text) << c.name;
  }
}

TEST(RpcTransaction, TakesWhatIsNullOrAbsentForNotRecorded) {
  struct Case {
    std::string pointer;
    bool inner, lamports, tokens;
  };
  const Case kCases[] = {
      {"/meta/innerInstructions", false, true, true},
      {"/meta/preBalances", true, false, true},
      {"/meta/postBalances", true, false, true},
      {"/meta/preTokenBalances", true, true, false},
      {"/meta/postTokenBalances", true, true, false},
      {"/meta/preTokenBalances/0/owner", true, true, false},
      {"/meta/postTokenBalances/2/owner", true, true, false},
      // Without the loaded keys nobody can say whose balances the last three are.
      {"/meta/loadedAddresses", true, false, false},
  };
  for (const Case& c : kCases) {
    for (const std::optional<Json>& gone : {std::optional<Json>(), std::optional<Json>(Json())}) {
      SCOPED_TRACE(c.pointer + (gone.has_value() ? " null" : " absent"));
      const domain::Observation observation = Decoded(Edited(Transaction(), c.pointer, gone));
      EXPECT_EQ(observation.inner_instructions_recorded, c.inner);
      EXPECT_EQ(observation.lamports_recorded, c.lamports);
      EXPECT_EQ(observation.token_balances_recorded, c.tokens);
      EXPECT_EQ(observation.lamport_changes.empty(), !c.lamports);
      EXPECT_EQ(observation.token_changes.empty(), !c.tokens);
      EXPECT_EQ(observation.execution, domain::Execution::kSucceeded);
      EXPECT_EQ(observation.memos.size(), 1u);
    }
  }
}

// As in blocks of 2022, which settle nothing but can be read.
TEST(RpcTransaction, KeepsTokenChangesWithoutTheirProgramThoughTheyAreNotRecordedInFull) {
  Json json = Transaction();
  for (Json& balance : json["meta"]["preTokenBalances"]) balance.erase("programId");
  for (Json& balance : json["meta"]["postTokenBalances"]) balance["programId"] = nullptr;
  domain::Observation expected = Decoded(Transaction());
  expected.token_balances_recorded = false;
  for (domain::TokenChange& change : expected.token_changes) change.program.reset();
  EXPECT_EQ(Describe(Decoded(json)), Describe(expected));
}

TEST(RpcTransaction, KeepsEmptyListsApartFromListsNotRecorded) {
  Json json = Edited(Transaction(), "/meta/preTokenBalances", Json::array());
  json = Edited(json, "/meta/postTokenBalances", Json::array());
  EXPECT_TRUE(Decoded(json).token_balances_recorded);
  EXPECT_FALSE(Decoded(Edited(json, "/meta/preTokenBalances", Json())).token_balances_recorded);
  EXPECT_FALSE(Decoded(Edited(json, "/meta/postTokenBalances", Json())).token_balances_recorded);
  EXPECT_FALSE(Decoded(Edited(json, "/meta/loadedAddresses", Json())).token_balances_recorded);
}

TEST(RpcTransaction, RecordsNothingWithoutMeta) {
  for (const std::optional<Json>& meta : {std::optional<Json>(), std::optional<Json>(Json())}) {
    const domain::Observation observation = Decoded(Edited(Transaction(), "/meta", meta));
    EXPECT_EQ(observation.execution, domain::Execution::kNotRecorded);
    EXPECT_FALSE(observation.inner_instructions_recorded);
    EXPECT_FALSE(observation.lamports_recorded);
    EXPECT_FALSE(observation.token_balances_recorded);
    EXPECT_EQ(observation.memos.size(), 1u) << "a memo needs no loaded key";
    EXPECT_THAT(observation.transfers, IsEmpty()) << "their destinations are loaded keys";
    EXPECT_EQ(observation.signers.size(), 1u);
  }
}

TEST(RpcTransaction, KeepsAMemoWhoseAccountsWereNotRecorded) {
  Json json = Edited(Transaction(), "/transaction/message/instructions/4/accounts",
                     Json({kPayer, kMerchantTokens}));
  json = Edited(json, "/meta", std::nullopt);
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.memos.size(), 1u);
}

TEST(RpcTransaction, SkipsInnerInstructionsOfAProgramWhoseKeyWasNotRecorded) {
  const Json memo = Instruction(kMint, {kPayer}, kMemoData);
  Json json = WithInner({{{"index", 0}, {"instructions", {memo}}}});
  json = Edited(json, "/meta/loadedAddresses", Json());
  EXPECT_EQ(Decoded(json).memos.size(), 1u) << "the top-level one alone";
}

TEST(RpcTransaction, AProgramMayBeALoadedKeyWhereItIsCalledByAnother) {
  Json json = WithInner({{{"index", 0}, {"instructions", {Instruction(kMint, {kPayer}, "")}}}});
  json = Edited(json, "/meta/loadedAddresses/readonly/0", solana::ToString(solana::kMemoV1Program));
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.memos.size(), 2u);
  EXPECT_EQ(observation.memos[0].program, solana::kMemoV1Program);
}

TEST(RpcTransaction, TakesTimeSlotAndIndexFromTheResult) {
  struct Case {
    std::optional<Json> time;
    std::optional<int64_t> expected;
  };
  const Case kCases[] = {{0, 0},
                         {1790000160, 1790000160},
                         {253402300799, 253402300799},
                         {Json(), std::nullopt},
                         {std::nullopt, std::nullopt}};
  for (const Case& c : kCases) {
    const domain::Observation observation = Decoded(Edited(Transaction(), "/blockTime", c.time));
    std::optional<int64_t> seconds;
    if (observation.block_time.has_value()) {
      seconds = absl::ToUnixSeconds(*observation.block_time);
    }
    EXPECT_EQ(seconds, c.expected);
  }
  EXPECT_EQ(Decoded(Edited(Transaction(), "/slot", UINT64_MAX)).slot.value(), UINT64_MAX);
  EXPECT_EQ(Decoded(Transaction()).index, std::nullopt);
  EXPECT_EQ(Decoded(Edited(Transaction(), "/transactionIndex", 7)).index, 7u);
  EXPECT_EQ(Decoded(Edited(Transaction(), "/transactionIndex", Json())).index, std::nullopt);
  EXPECT_EQ(Decoded(Transaction()).blockhash, std::nullopt);
}

TEST(RpcTransaction, NamesEverySignerInOrder) {
  const Json json = ReadGolden("scenarios/relayer_fee_payer.json").rpc;
  const domain::Observation observation = Decoded(json);
  ASSERT_EQ(observation.signers.size(), 2u);
  EXPECT_EQ(solana::ToString(observation.signers[0]), KeyOf(json, 0));
  EXPECT_EQ(solana::ToString(observation.signers[1]), KeyOf(json, 1));
  EXPECT_EQ(observation.fee_payer, observation.signers[0]);
  EXPECT_EQ(solana::ToString(observation.signature), json["transaction"]["signatures"][0]);
}

TEST(RpcTransaction, OrdersInnerInstructionsAfterTheirOwnTopLevelOne) {
  const Json memo = Instruction(kMemoProgram, {kPayer}, kMemoData);
  const Json transfer = Instruction(kTokenProgram, {kPayerTokens, 6, kPayer}, kTransferData);
  const Json other = Instruction(2, {}, "");
  const domain::Observation observation =
      Decoded(WithInner({{{"index", 3}, {"instructions", {transfer}}},
                         {{"index", 0}, {"instructions", {memo, other, transfer}}}}));
  ASSERT_EQ(observation.memos.size(), 2u);
  EXPECT_EQ(observation.memos[0].place.top_index, 0u);
  EXPECT_EQ(observation.memos[0].place.inner_index, 0u);
  EXPECT_EQ(solana::ToString(observation.memos[0].place.outer_program),
            "ComputeBudget111111111111111111111111111111");
  EXPECT_EQ(observation.memos[1].place.top_index, 4u);
  EXPECT_TRUE(observation.memos[1].place.is_direct());
  std::vector<std::string> places;
  for (const domain::OrderedTransfer& ordered : observation.transfers) {
    const domain::Place& place = ordered.place;
    places.push_back(std::to_string(place.top_index) + "/" +
                     (place.is_direct() ? "top" : std::to_string(*place.inner_index)));
  }
  EXPECT_THAT(places, ElementsAre("0/2", "2/top", "3/top", "3/0"));
}

TEST(RpcTransaction, KeepsMemosOfEveryMemoProgramAndOfNoOther) {
  for (const solana::Pubkey& program :
       {solana::kMemoV1Program, solana::kMemoV3Program, solana::kMemoV4Program}) {
    const domain::Observation observation = Decoded(
        Edited(Transaction(), "/transaction/message/accountKeys/4", solana::ToString(program)));
    ASSERT_EQ(observation.memos.size(), 1u);
    EXPECT_EQ(observation.memos[0].program, program);
    EXPECT_EQ(observation.memos[0].data.size(), 37u);
  }
  EXPECT_THAT(Decoded(Edited(Transaction(), "/transaction/message/accountKeys/4",
                             "Memo5c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH"))
                  .memos,
              IsEmpty());
}

// A transaction of a version that this code does not know, and of a shape that it cannot read.
Json Later() {
  const Json later = Edited(Transaction(), "/version", 2);
  return Edited(later, "/transaction/message", Json({{"program", "x"}}));
}

TEST(RpcTransaction, RecordsNothingOfAnUnknownVersionWhoseShapeItCannotRead) {
  const Json cases[] = {
      Later(),
      Edited(Edited(Transaction(), "/version", 2), "/meta", Json::array()),
      {{"id", 1}, {"jsonrpc", "2.0"}, {"result", Later()}},
      // Of a shape that reads, with parts that contradict each other.
      Edited(Edited(Transaction(), "/version", 2), "/meta/preBalances", Json::array({1})),
  };
  const domain::Observation known = Decoded(Transaction());
  for (const Json& json : cases) {
    SCOPED_TRACE(json.dump().substr(0, 200));
    const domain::Observation unknown = Decoded(json);
    EXPECT_EQ(unknown.version, domain::MessageVersion::kUnknown);
    EXPECT_EQ(unknown.execution, domain::Execution::kNotRecorded);
    EXPECT_EQ(unknown.signature, known.signature);
    EXPECT_EQ(unknown.slot, known.slot);
    EXPECT_EQ(unknown.block_time, known.block_time);
    EXPECT_EQ(unknown.commitment, known.commitment);
    EXPECT_EQ(unknown.grade, known.grade);
    EXPECT_FALSE(unknown.inner_instructions_recorded);
    EXPECT_FALSE(unknown.lamports_recorded);
    EXPECT_FALSE(unknown.token_balances_recorded);
    EXPECT_THAT(unknown.memos, IsEmpty());
    EXPECT_THAT(unknown.transfers, IsEmpty());
  }
  EXPECT_EQ(Decoded(Edited(Later(), "/transactionIndex", 7)).index, 7u);
  EXPECT_EQ(Decoded(Edited(Later(), "/blockTime", Json())).block_time, std::nullopt);
}

TEST(RpcTransaction, RefusesAnUnknownVersionThatNobodyCouldFindAgain) {
  const std::string unread = "transaction.message.header: missing";
  struct Case {
    std::string name;
    Json json;
    std::string error;
  };
  const Case kCases[] = {
      {"no signature", Edited(Later(), "/transaction/signatures", Json::array()), unread},
      {"a bad signature", Edited(Later(), "/transaction/signatures/0", "x"), unread},
      {"no slot", Edited(Later(), "/slot", std::nullopt), unread},
      {"a bad time", Edited(Later(), "/blockTime", "x"),
       "blockTime: not an integer from 0 to 253402300799"},
      {"a known version", Edited(Later(), "/version", 1), unread},
      {"no version", Edited(Later(), "/version", std::nullopt), unread},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(DecodeRpc(c.json).status()), c.error) << c.name;
  }
  Decoder decoder;
  EXPECT_EQ(
      Outcome(
          decoder.RpcTransaction(Later().dump() + "{}", domain::Commitment::kFinalized).status()),
      unread)
      << "more after its end";
}

// Such a transaction is on the chain all the same, and what else it shows stands.
TEST(RpcTransaction, MarksInstructionsThatSucceededAndCannotBeRead) {
  const Json cut_inner = Instruction(kTokenProgram, {kPayerTokens}, "4");
  struct Case {
    std::string name;
    Json json;
    size_t transfers;
  };
  const Case kCases[] = {
      {"cut short", Edited(Transaction(), "/transaction/message/instructions/2/data", "4"), 1},
      {"too few accounts",
       Edited(Transaction(), "/transaction/message/instructions/3/accounts", Json::array({1})), 1},
      {"inner", WithInner({{{"index", 0}, {"instructions", {cut_inner}}}}), 2},
  };
  const domain::Observation whole = Decoded(Transaction());
  EXPECT_TRUE(whole.instructions_understood);
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    domain::Observation observation = Decoded(c.json);
    EXPECT_FALSE(observation.instructions_understood);
    EXPECT_EQ(observation.transfers.size(), c.transfers);
    observation.instructions_understood = true;
    observation.transfers = whole.transfers;
    EXPECT_EQ(Describe(observation), Describe(whole));
  }
}

TEST(RpcTransaction, SkipsSuchAnInstructionWhereTheTransactionDidNotSucceed) {
  const Json cut = Edited(Transaction(), "/transaction/message/instructions/2/data", "4");
  const Json contradictory = {{"Err", "AccountInUse"}};
  for (const Json& json :
       {Edited(cut, "/meta/err", "AccountInUse"), Edited(cut, "/meta/err", std::nullopt),
        Edited(cut, "/meta/status", contradictory)}) {
    const domain::Observation observation = Decoded(json);
    EXPECT_TRUE(observation.instructions_understood);
    EXPECT_EQ(observation.transfers.size(), 1u);
    EXPECT_EQ(observation.memos.size(), 1u);
  }
}

// Who held what before and after, of the buyer's account at index 1 (600 before, 467 after).
TEST(RpcTransaction, TellsTokenChangesByAccountMintOwnerAndProgram) {
  const std::string other = "7tQUKfDWySJag39hfxokQJhHVWsqj8GPfq3gVj72Y1Gp";
  const std::string post = "/meta/postTokenBalances/0/";
  struct Case {
    std::string name;
    Json json;
    std::vector<std::pair<base::Int128, bool>> expected;  // delta, held at end
  };
  const Case kCases[] = {
      {"same holder", Transaction(), {{-132'938'287, true}}},
      {"other owner",
       Edited(Transaction(), post + "owner", other),
       {{-600'000'000, false}, {467'061'713, true}}},
      {"other mint",
       Edited(Transaction(), post + "mint", other),
       {{-600'000'000, false}, {467'061'713, true}}},
      {"other program",
       Edited(Transaction(), post + "programId", other),
       {{-600'000'000, false}, {467'061'713, true}}},
      {"closed",
       Edited(Transaction(), "/meta/postTokenBalances/0", std::nullopt),
       {{-600'000'000, false}}},
      {"opened",
       Edited(Transaction(), "/meta/preTokenBalances/0", std::nullopt),
       {{467'061'713, true}}},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const domain::Observation observation = Decoded(c.json);
    std::vector<std::pair<base::Int128, bool>> changes;
    for (const domain::TokenChange& change : observation.token_changes) {
      if (solana::ToString(change.account) != KeyOf(c.json, kPayerTokens)) continue;
      changes.emplace_back(change.delta, change.held_at_end);
    }
    EXPECT_EQ(changes, c.expected);
    EXPECT_EQ(observation.token_changes.size(), c.expected.size() + 2);
  }
}

TEST(RpcTransaction, KeepsTokenAmountsToTheLastUnit) {
  Json json = Edited(Transaction(), "/meta/preTokenBalances/0/uiTokenAmount/amount", "0");
  json = Edited(json, "/meta/postTokenBalances/0/uiTokenAmount/amount", "18446744073709551615");
  EXPECT_EQ(Decoded(json).token_changes[0].delta, base::Int128(UINT64_MAX));
  json = Edited(Transaction(), "/meta/preBalances/0", UINT64_MAX);
  json = Edited(json, "/meta/postBalances/0", 0);
  EXPECT_EQ(Decoded(json).lamport_changes[0].delta, -base::Int128(UINT64_MAX));
}

TEST(RpcTransaction, NeverReadsAmountsForPeople) {
  const std::string amount = "/meta/postTokenBalances/0/uiTokenAmount/";
  Json json = Edited(Transaction(), amount + "uiAmount", "anything");
  json = Edited(json, amount + "uiAmountString", 1e300);
  json = Edited(json, amount + "decimals", nullptr);
  EXPECT_EQ(Describe(Decoded(json)), Describe(Decoded(Transaction())));
}

TEST(RpcTransaction, IgnoresFieldsItDoesNotKnow) {
  Json json =
      Edited(Transaction(), "/meta/futureField", Json::parse(R"({"err":"x","list":[1,{"a":2}]})"));
  json = Edited(json, "/transaction/message/transactionConfig", "DEEP");
  json = Edited(json, "/0", "a field of a name unheard of");
  json = Edited(json, "/rewards", Json::object());
  // Put in as text: the library that writes JSON here calls itself for each depth.
  std::string text = json.dump();
  text.replace(text.find("\"DEEP\""), 6, std::string(2000, '[') + std::string(2000, ']'));
  Decoder decoder;
  const auto read = decoder.RpcTransaction(text, domain::Commitment::kFinalized);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Describe(*read), Describe(Decoded(Transaction())));
}

}  // namespace
}  // namespace hilt::decode
