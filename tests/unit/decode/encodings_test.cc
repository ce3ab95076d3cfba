// One transaction, one observation: in whatever encoding a node or provider wrote it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "solana/programs.h"
#include "support.h"

namespace hilt::decode {
namespace {

using ::testing::ElementsAreArray;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> DescribeAll(const Block& block) {
  std::vector<std::string> texts;
  for (const domain::Observation& one : block.transactions) texts.push_back(Describe(one));
  return texts;
}

Block DecodeBlock(std::string_view text, uint64_t slot, Select select) {
  Decoder decoder;
  auto block = decoder.RpcBlock(text, domain::Slot(slot), domain::Commitment::kConfirmed, select);
  EXPECT_EQ(Outcome(block.status()), "OK") << slot;
  return block.ok() ? *std::move(block) : Block();
}

bool HasMemoKey(const Json& transaction) {
  const std::string text = transaction.at("transaction").at("message").at("accountKeys").dump() +
                           transaction.at("meta").value("loadedAddresses", Json()).dump();
  for (const auto& program :
       {solana::kMemoV1Program, solana::kMemoV3Program, solana::kMemoV4Program}) {
    if (text.find(solana::ToString(program)) != std::string::npos) return true;
  }
  return false;
}

TEST(Encodings, OfEveryGoldenTransactionGiveTheSameObservation) {
  for (const Golden& golden : AllGolden()) {
    SCOPED_TRACE(golden.name);
    const auto json = DecodeRpc(golden.rpc);
    ASSERT_EQ(Outcome(json.status()), "OK");
    for (const Json& other : {golden.parsed, golden.base64}) {
      const auto decoded = DecodeRpc(other);
      ASSERT_EQ(Outcome(decoded.status()), "OK");
      EXPECT_EQ(Describe(*decoded), Describe(*json));
    }
  }
}

// A program may hand a Batch of as many parts as its 10 KiB hold, 3 bytes each.
TEST(Encodings, OfABatchInJsonParsedMayHaveAsManyPartsAsTheChainCanRun) {
  const Golden golden = ReadGolden("scenarios/token2022_transfer_fee_short.json");
  const auto with_parts = [&](size_t count) {
    const Json part = {{"type", "syncNative"}, {"info", Json::object()}};
    const Json parsed = {{"type", "batch"}, {"info", {{"instructions", Json(count, part)}}}};
    const Json batch = {{"programId", solana::ToString(solana::kToken2022Program)},
                        {"parsed", parsed}};
    const Json list = {{"index", 0}, {"instructions", Json::array({batch})}};
    return Edited(golden.parsed, "/meta/innerInstructions", Json(1, list));
  };
  EXPECT_EQ(Outcome(DecodeRpc(with_parts(10 * 1024 / 3)).status()), "OK");
  EXPECT_THAT(Outcome(DecodeRpc(with_parts(50'000)).status()), EndsWith(": too many instructions"));
}

// Bytes that order more fee than amount are those of no transfer that succeeded; a node parses them
// all the same.
TEST(Encodings, OfATransferWithMoreFeeThanAmountAreAlikeNotUnderstood) {
  const Golden golden = ReadGolden("scenarios/token2022_transfer_fee_short.json");
  struct Case {
    const char* data;  // TransferCheckedWithFee of 5 or 6, 6 decimals, fee 6
    const char* amount;
    bool understood;
  };
  const Case kCases[] = {{"5m7aHoTudvuH3atm2pMhuKHWHm", "5", false},
                         {"5m7aqQxabgJs8tKksZST9MAsdh", "6", true}};
  const std::string first = "/transaction/message/instructions/1";
  for (const Case& c : kCases) {
    const auto json = DecodeRpc(Edited(golden.rpc, first + "/data", c.data));
    Json parsed = Edited(golden.parsed, first + "/parsed/type", "transferCheckedWithFee");
    parsed = Edited(parsed, first + "/parsed/info/tokenAmount/amount", c.amount);
    parsed = Edited(parsed, first + "/parsed/info/feeAmount", Json({{"amount", "6"}}));
    const auto named = DecodeRpc(parsed);
    ASSERT_EQ(Outcome(json.status()), "OK");
    ASSERT_EQ(Outcome(named.status()), "OK");
    EXPECT_EQ(json->instructions_understood, c.understood);
    EXPECT_EQ(Describe(*named), Describe(*json));
  }
}

TEST(Encodings, HeliusRawIsTheSameButForWhoSaysSo) {
  Decoder decoder;
  for (const Golden& golden : AllGolden()) {
    SCOPED_TRACE(golden.name);
    auto wanted = DecodeRpc(golden.rpc);
    wanted->index = 7;
    wanted->grade = domain::EvidenceGrade::kProvider;
    wanted->commitment = domain::Commitment::kConfirmed;
    for (Json raw : {golden.rpc, golden.parsed, golden.base64}) {
      raw["indexWithinBlock"] = 7;
      const auto alone = decoder.HeliusRaw(raw.dump());
      ASSERT_EQ(Outcome(alone.status()), "OK");
      EXPECT_EQ(Describe(*alone), Describe(*wanted));
      // Beside an enhanced one in a body.
      const auto body = decoder.HeliusWebhook(Json({golden.helius, raw, golden.helius}).dump());
      ASSERT_EQ(Outcome(body.status()), "OK");
      ASSERT_EQ(body->size(), 3u);
      ASSERT_EQ(Outcome((*body)[1].observation.status()), "OK");
      EXPECT_EQ(Describe(*(*body)[1].observation), Describe(*wanted));
      EXPECT_EQ(Describe(*(*body)[2].observation), Describe(*(*body)[0].observation));
    }
  }
}

TEST(Encodings, OfABlockGiveTheSameTransactionsInTheSameOrder) {
  for (const uint64_t slot : GoldenBlockSlots()) {
    for (const Select select : {Select::kAll, Select::kWithMemo}) {
      const Block json = DecodeBlock(ReadGoldenText(GoldenBlockName(slot, "json")), slot, select);
      EXPECT_THAT(json.transactions, Not(IsEmpty()));
      for (const char* encoding : {"jsonParsed", "base64"}) {
        SCOPED_TRACE(encoding);
        const Block other =
            DecodeBlock(ReadGoldenText(GoldenBlockName(slot, encoding)), slot, select);
        EXPECT_EQ(other.transaction_count, json.transaction_count);
        EXPECT_THAT(DescribeAll(other), ElementsAreArray(DescribeAll(json)));
      }
    }
  }
}

TEST(Encodings, OfBlocksAreTakenInWhitespaceAndInResponsesToo) {
  const uint64_t slot = GoldenBlockSlots().front();
  for (const char* encoding : {"json", "jsonParsed", "base64"}) {
    const std::string text = ReadGoldenText(GoldenBlockName(slot, encoding));
    const Json json = Json::parse(text);
    const std::vector<std::string> wanted = DescribeAll(DecodeBlock(text, slot, Select::kWithMemo));
    EXPECT_THAT(DescribeAll(DecodeBlock(json.dump(3), slot, Select::kWithMemo)),
                ElementsAreArray(wanted));
    const Json response = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", json}};
    EXPECT_THAT(DescribeAll(DecodeBlock(response.dump(), slot, Select::kWithMemo)),
                ElementsAreArray(wanted));
  }
}

TEST(Selection, TakesEveryTransactionWithAMemoProgramAmongItsKeysAndNoOther) {
  for (const uint64_t slot : GoldenBlockSlots()) {
    const std::string text = ReadGoldenText(GoldenBlockName(slot, "json"));
    const Json json = Json::parse(text);
    std::vector<std::string> wanted;
    const Block all = DecodeBlock(text, slot, Select::kAll);
    ASSERT_EQ(all.transactions.size(), json.at("transactions").size());
    EXPECT_EQ(all.transaction_count, all.transactions.size());
    for (size_t i = 0; i < all.transactions.size(); ++i) {
      if (HasMemoKey(json.at("transactions")[i])) wanted.push_back(Describe(all.transactions[i]));
    }
    const Block selected = DecodeBlock(text, slot, Select::kWithMemo);
    EXPECT_EQ(selected.transaction_count, all.transaction_count);
    EXPECT_THAT(DescribeAll(selected), ElementsAreArray(wanted));
    EXPECT_LT(wanted.size(), all.transactions.size());
  }
}

// What transactionDetails accounts shows of a full transaction: keys and meta, no instructions.
Json AccountsOnly(const Json& parsed) {
  Json out = parsed;
  out["transaction"] = {{"signatures", parsed.at("transaction").at("signatures")},
                        {"accountKeys", parsed.at("transaction").at("message").at("accountKeys")}};
  for (const char* field : {"innerInstructions", "logMessages"}) out["meta"].erase(field);
  return out;
}

TEST(Selection, ByAccountsAloneNamesTheSameTransactions) {
  Decoder decoder;
  for (const uint64_t slot : GoldenBlockSlots()) {
    Json json = Json::parse(ReadGoldenText(GoldenBlockName(slot, "jsonParsed")));
    const Block full = DecodeBlock(json.dump(), slot, Select::kWithMemo);
    for (Json& transaction : json.at("transactions")) transaction = AccountsOnly(transaction);
    const auto accounts = decoder.RpcBlockAccounts(json.dump(), domain::Slot(slot));
    ASSERT_EQ(Outcome(accounts.status()), "OK");
    EXPECT_EQ(accounts->transaction_count, full.transaction_count);
    EXPECT_EQ(accounts->blockhash, full.blockhash);
    std::vector<solana::Signature> wanted;
    for (const domain::Observation& one : full.transactions) wanted.push_back(one.signature);
    EXPECT_THAT(accounts->with_memo, ElementsAreArray(wanted));
  }
}

// Without a memo program, and with loaded accounts.
Json PlainTransaction() {
  Json plain = Transaction();
  for (Json& key : plain["transaction"]["message"]["accountKeys"]) {
    if (key == solana::ToString(solana::kMemoV3Program)) {
      key = Transaction()["meta"]["preTokenBalances"][0]["mint"];
    }
  }
  HILT_CHECK(!HasMemoKey(plain));
  return plain;
}

TEST(Selection, LeavesNothingOutThatItCannotRuleOut) {
  const uint64_t slot = GoldenBlockSlots().front();
  Json block = Json::parse(ReadGoldenText(GoldenBlockName(slot, "json")));
  const Json plain = PlainTransaction();
  block["transactions"] = Json::array({plain});
  ASSERT_THAT(DecodeBlock(block.dump(), slot, Select::kWithMemo).transactions, IsEmpty());
  struct Case {
    const char* pointer;
    std::optional<Json> value;
  };
  const Case kCases[] = {{"/meta/loadedAddresses", std::nullopt},
                         {"/meta/loadedAddresses", Json()},
                         {"/meta", Json()},
                         {"/meta", std::nullopt}};
  for (const Case& c : kCases) {
    block["transactions"] = Json::array({Edited(plain, c.pointer, c.value)});
    EXPECT_EQ(DecodeBlock(block.dump(), slot, Select::kWithMemo).transactions.size(), 1u)
        << c.pointer;
  }
}

// Which of the two holds would be a matter of taste; who reads the whole transaction refuses it.
TEST(Selection, ReadsWhatGivesAFieldTwiceThatItGoesBy) {
  const uint64_t slot = GoldenBlockSlots().front();
  Json block = Json::parse(ReadGoldenText(GoldenBlockName(slot, "json")));
  block["transactions"] = Json::array({PlainTransaction()});
  for (const char* field : {"transaction", "message", "accountKeys", "addressTableLookups", "meta",
                            "loadedAddresses"}) {
    for (const char* first : {"null", "[]", "{}"}) {
      std::string text = block.dump();
      const std::string name = "\"" + std::string(field) + "\":";
      const size_t at = text.find(name);
      ASSERT_NE(at, std::string::npos) << field;
      text.insert(at, name + first + ",");
      Decoder decoder;
      const auto read = decoder.RpcBlock(text, domain::Slot(slot), domain::Commitment::kConfirmed,
                                         Select::kWithMemo);
      EXPECT_FALSE(read.ok()) << field << " first " << first;
    }
  }
}

TEST(Selection, ReadsWhatHasNoKeysThatCanBe) {
  const uint64_t slot = GoldenBlockSlots().front();
  Json block = Json::parse(ReadGoldenText(GoldenBlockName(slot, "json")));
  const Json kKeys[] = {Json::array(), Json::array({"x"}), Json::array({{{"pubkey", "x"}}}),
                        Json::array({std::string(31, '2')}), Json::array({std::string(45, '2')})};
  for (const Json& keys : kKeys) {
    block["transactions"] =
        Json::array({Edited(Transaction(), "/transaction/message/accountKeys", keys)});
    Decoder decoder;
    const auto read = decoder.RpcBlock(block.dump(), domain::Slot(slot),
                                       domain::Commitment::kConfirmed, Select::kWithMemo);
    EXPECT_FALSE(read.ok()) << keys.dump();
  }
}

TEST(Selection, ReadsBase64ThatHasNoKeysThatCanBe) {
  const uint64_t slot = GoldenBlockSlots().front();
  Json block = Json::parse(ReadGoldenText(GoldenBlockName(slot, "base64")));
  for (const char* bytes : {"", "AA==", "?"}) {
    Json broken = block;
    broken["transactions"][0]["transaction"][0] = bytes;
    Decoder decoder;
    const auto read = decoder.RpcBlock(broken.dump(), domain::Slot(slot),
                                       domain::Commitment::kConfirmed, Select::kWithMemo);
    EXPECT_THAT(Outcome(read.status()), StartsWith("transactions[0].transaction[0]: "));
  }
}

TEST(Selection, SeesAMemoProgramWhoseIdIsSpeltWithEscapes) {
  const uint64_t slot = GoldenBlockSlots().front();
  std::string text = ReadGoldenText(GoldenBlockName(slot, "json"));
  const size_t all = DecodeBlock(text, slot, Select::kWithMemo).transactions.size();
  for (size_t at = 0; (at = text.find("\"Memo", at)) != std::string::npos; at += 10) {
    text.replace(at, 5, "\"\\u004demo");
  }
  EXPECT_EQ(DecodeBlock(text, slot, Select::kWithMemo).transactions.size(), all);
}

TEST(Selection, DoesNotReadWhatItPassesOver) {
  // Without a memo program its balances are nobody's business, in whatever state.
  const uint64_t slot = GoldenBlockSlots().front();
  Json block = Json::parse(ReadGoldenText(GoldenBlockName(slot, "json")));
  for (Json& transaction : block["transactions"]) {
    if (!HasMemoKey(transaction)) transaction["meta"]["preBalances"] = "none";
  }
  EXPECT_THAT(DecodeBlock(block.dump(), slot, Select::kWithMemo).transactions, Not(IsEmpty()));
  Decoder decoder;
  EXPECT_THAT(Outcome(decoder
                          .RpcBlock(block.dump(), domain::Slot(slot),
                                    domain::Commitment::kConfirmed, Select::kAll)
                          .status()),
              ::testing::HasSubstr("meta.preBalances: not an array"));
}

}  // namespace
}  // namespace hilt::decode
