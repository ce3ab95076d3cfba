#include <gtest/gtest.h>

#include "support.h"

namespace hilt::decode {
namespace {

constexpr std::string_view kNotU64 = "not an unsigned 64-bit integer";
constexpr std::string_view kNotByte = "not an integer from 0 to 255";
constexpr std::string_view kNotKey = "not the base58 text of a 32-byte key";

struct Mutation {
  std::string pointer;        // where, in Transaction()
  std::optional<Json> value;  // none: dropped
  std::string error;
};

std::string Message(const std::string& path, std::string_view what) {
  return path + ": " + std::string(what);
}

void ExpectErrors(const std::vector<Mutation>& mutations) {
  for (const Mutation& m : mutations) {
    const auto status = DecodeRpc(Edited(Transaction(), m.pointer, m.value)).status();
    EXPECT_EQ(Outcome(status), m.error)
        << m.pointer << " = " << (m.value.has_value() ? m.value->dump() : "(dropped)");
  }
}

TEST(MalformedRpcTransaction, MissingFieldsAreNamed) {
  const Json inner = {
      {{"index", 0}, {"instructions", {{{"programIdIndex", 4}, {"accounts", {0}}, {"data", ""}}}}}};
  struct Case {
    std::string pointer, path;
  };
  const Case kCases[] = {
      {"/slot", "slot"},
      {"/transaction", "transaction"},
      {"/transaction/signatures", "transaction.signatures"},
      {"/transaction/message", "transaction.message"},
      {"/transaction/message/header", "transaction.message.header"},
      {"/transaction/message/header/numRequiredSignatures",
       "transaction.message.header.numRequiredSignatures"},
      {"/transaction/message/header/numReadonlySignedAccounts",
       "transaction.message.header.numReadonlySignedAccounts"},
      {"/transaction/message/header/numReadonlyUnsignedAccounts",
       "transaction.message.header.numReadonlyUnsignedAccounts"},
      {"/transaction/message/accountKeys", "transaction.message.accountKeys"},
      {"/transaction/message/instructions", "transaction.message.instructions"},
      {"/transaction/message/instructions/2/programIdIndex",
       "transaction.message.instructions[2].programIdIndex"},
      {"/transaction/message/instructions/2/accounts",
       "transaction.message.instructions[2].accounts"},
      {"/transaction/message/instructions/2/data", "transaction.message.instructions[2].data"},
      {"/transaction/message/addressTableLookups/0/writableIndexes",
       "transaction.message.addressTableLookups[0].writableIndexes"},
      {"/transaction/message/addressTableLookups/0/readonlyIndexes",
       "transaction.message.addressTableLookups[0].readonlyIndexes"},
      {"/meta/fee", "meta.fee"},
      {"/meta/loadedAddresses/writable", "meta.loadedAddresses.writable"},
      {"/meta/loadedAddresses/readonly", "meta.loadedAddresses.readonly"},
      {"/meta/preTokenBalances/1/accountIndex", "meta.preTokenBalances[1].accountIndex"},
      {"/meta/preTokenBalances/1/mint", "meta.preTokenBalances[1].mint"},
      {"/meta/preTokenBalances/1/uiTokenAmount", "meta.preTokenBalances[1].uiTokenAmount"},
      {"/meta/postTokenBalances/1/uiTokenAmount/amount",
       "meta.postTokenBalances[1].uiTokenAmount.amount"},
      {"/meta/innerInstructions/0/index", "meta.innerInstructions[0].index"},
      {"/meta/innerInstructions/0/instructions", "meta.innerInstructions[0].instructions"},
      {"/meta/innerInstructions/0/instructions/0/programIdIndex",
       "meta.innerInstructions[0].instructions[0].programIdIndex"},
  };
  const Json whole = Edited(Transaction(), "/meta/innerInstructions", inner);
  ASSERT_EQ(Outcome(DecodeRpc(whole).status()), "OK");
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(DecodeRpc(Edited(whole, c.pointer, std::nullopt)).status()),
              c.path + ": missing");
  }
}

// null where a value is required, and values of another type, one for each field that is read.
TEST(MalformedRpcTransaction, FieldsOfAnotherTypeAreNamed) {
  const std::string message = "/transaction/message/";
  const std::string in_message = "transaction.message.";
  const Json null;
  ExpectErrors({
      {"/slot", null, Message("slot", kNotU64)},
      {"/slot", "5", Message("slot", kNotU64)},
      {"/slot", 1.5, Message("slot", kNotU64)},
      {"/slot", -1, Message("slot", kNotU64)},
      {"/slot", Json::array(), Message("slot", kNotU64)},
      {"/blockTime", -1, Message("blockTime", "not an integer from 0 to 253402300799")},
      {"/blockTime", 253402300800, Message("blockTime", "not an integer from 0 to 253402300799")},
      {"/blockTime", "1", Message("blockTime", "not an integer from 0 to 253402300799")},
      {"/transactionIndex", uint64_t{1} << 32,
       Message("transactionIndex", "not an integer from 0 to 4294967295")},
      {"/version", "v0", "version: neither \"legacy\" nor a number"},
      {"/version", -1, Message("version", kNotU64)},
      {"/version", true, Message("version", kNotU64)},
      {"/transaction", null, "transaction: not an object"},
      {"/transaction", "blob", "transaction: not an object"},
      {"/transaction/signatures", null, "transaction.signatures: not an array"},
      {"/transaction/signatures/0", 1, "transaction.signatures[0]: not a string"},
      {"/transaction/message", null, "transaction.message: not an object"},
      {message + "header", null, in_message + "header: not an object"},
      {message + "header/numRequiredSignatures", "1",
       Message(in_message + "header.numRequiredSignatures", kNotByte)},
      {message + "header/numReadonlySignedAccounts", 256,
       Message(in_message + "header.numReadonlySignedAccounts", kNotByte)},
      {message + "accountKeys", null, in_message + "accountKeys: not an array"},
      {message + "accountKeys/3", null, in_message + "accountKeys[3]: not a string"},
      {message + "instructions", null, in_message + "instructions: not an array"},
      {message + "instructions/1", null, in_message + "instructions[1]: not an object"},
      {message + "instructions/1/programIdIndex", 256,
       Message(in_message + "instructions[1].programIdIndex", kNotByte)},
      {message + "instructions/2/accounts", null,
       in_message + "instructions[2].accounts: not an array"},
      {message + "instructions/2/accounts/3", "0",
       Message(in_message + "instructions[2].accounts[3]", kNotByte)},
      {message + "instructions/2/data", null, in_message + "instructions[2].data: not a string"},
      {message + "addressTableLookups", 1, in_message + "addressTableLookups: not an array"},
      {message + "addressTableLookups/0", 1, in_message + "addressTableLookups[0]: not an object"},
      {message + "addressTableLookups/0/writableIndexes", null,
       in_message + "addressTableLookups[0].writableIndexes: not an array"},
      {message + "addressTableLookups/0/readonlyIndexes/0", null,
       Message(in_message + "addressTableLookups[0].readonlyIndexes[0]", kNotByte)},
      {"/meta", Json::array(), "meta: not an object"},
      {"/meta/err", false, "meta.err: neither null nor an error"},
      {"/meta/err", 0, "meta.err: neither null nor an error"},
      {"/meta/status", "Ok", "meta.status: not an object"},
      {"/meta/status", Json::object(), "meta.status: neither Ok nor Err"},
      {"/meta/status", Json({{"Ok", nullptr}, {"Err", "x"}}), "meta.status: neither Ok nor Err"},
      {"/meta/fee", null, Message("meta.fee", kNotU64)},
      {"/meta/preBalances", Json::object(), "meta.preBalances: not an array"},
      {"/meta/preBalances/3", null, Message("meta.preBalances[3]", kNotU64)},
      {"/meta/preBalances/3", 2039280.0, Message("meta.preBalances[3]", kNotU64)},
      {"/meta/postBalances/0", -1, Message("meta.postBalances[0]", kNotU64)},
      {"/meta/innerInstructions", 1, "meta.innerInstructions: not an array"},
      {"/meta/loadedAddresses", 1, "meta.loadedAddresses: not an object"},
      {"/meta/loadedAddresses/writable", null, "meta.loadedAddresses.writable: not an array"},
      {"/meta/loadedAddresses/readonly/0", 7, "meta.loadedAddresses.readonly[0]: not a string"},
      {"/meta/preTokenBalances", "x", "meta.preTokenBalances: not an array"},
      {"/meta/preTokenBalances/0", null, "meta.preTokenBalances[0]: not an object"},
      {"/meta/preTokenBalances/0/accountIndex", 256,
       Message("meta.preTokenBalances[0].accountIndex", kNotByte)},
      {"/meta/preTokenBalances/0/mint", null, "meta.preTokenBalances[0].mint: not a string"},
      {"/meta/preTokenBalances/0/owner", 1, "meta.preTokenBalances[0].owner: not a string"},
      {"/meta/preTokenBalances/0/uiTokenAmount", null,
       "meta.preTokenBalances[0].uiTokenAmount: not an object"},
      {"/meta/preTokenBalances/0/uiTokenAmount/amount", 600000000,
       "meta.preTokenBalances[0].uiTokenAmount.amount: not a string"},
  });
}

TEST(MalformedRpcTransaction, TextsThatAreNoKeyNumberOrDataAreNamed) {
  const std::string amount = "meta.preTokenBalances[0].uiTokenAmount.amount";
  const std::string not_amount = Message(amount, "not an unsigned 64-bit integer in decimal");
  const std::string not_signature =
      "transaction.signatures[0]: not the base58 text of a 64-byte signature";
  const std::string short_key = "11111111111111111111111111111111111";
  std::vector<Mutation> mutations = {
      {"/transaction/signatures/0", "", not_signature},
      {"/transaction/signatures/0", short_key, not_signature},
      {"/transaction/message/accountKeys/1", short_key,
       Message("transaction.message.accountKeys[1]", kNotKey)},
      {"/transaction/message/accountKeys/1", "0OIl",
       Message("transaction.message.accountKeys[1]", kNotKey)},
      {"/meta/loadedAddresses/writable/1", "",
       Message("meta.loadedAddresses.writable[1]", kNotKey)},
      {"/meta/loadedAddresses/readonly/0", "x",
       Message("meta.loadedAddresses.readonly[0]", kNotKey)},
      {"/meta/preTokenBalances/2/mint", "", Message("meta.preTokenBalances[2].mint", kNotKey)},
      {"/meta/postTokenBalances/2/owner", "x", Message("meta.postTokenBalances[2].owner", kNotKey)},
      {"/meta/postTokenBalances/2/programId", "x",
       Message("meta.postTokenBalances[2].programId", kNotKey)},
      {"/transaction/message/instructions/4/data", "l",
       "transaction.message.instructions[4].data: not the base58 text of instruction data"},
      {"/transaction/message/instructions/2/data", std::string(20'000, 'z'),
       "transaction.message.instructions[2].data: not the base58 text of instruction data"},
  };
  for (const char* text : {"", "-1", "01", "1.0", "1e3", "18446744073709551616", " 1"}) {
    mutations.push_back({"/meta/preTokenBalances/0/uiTokenAmount/amount", text, not_amount});
  }
  ExpectErrors(mutations);
}

TEST(MalformedRpcTransaction, AnEmptyOwnerOrProgramWasNotRecorded) {
  for (const char* field : {"owner", "programId"}) {
    const std::string pointer = std::string("/meta/postTokenBalances/2/") + field;
    const auto observation = DecodeRpc(Edited(Transaction(), pointer, ""));
    ASSERT_EQ(Outcome(observation.status()), "OK") << field;
    EXPECT_FALSE(observation->token_balances_recorded) << field;
    EXPECT_EQ(Describe(*observation), Describe(*DecodeRpc(Edited(Transaction(), pointer, Json()))));
  }
}

TEST(MalformedRpcTransaction, PartsThatDoNotFitTogetherAreNamed) {
  const Json keys = Transaction()["transaction"]["message"]["accountKeys"];
  const Json signature = Transaction()["transaction"]["signatures"][0];
  const auto inner = [](const std::vector<uint64_t>& indexes) {
    Json lists = Json::array();
    for (const uint64_t index : indexes) {
      lists.push_back({{"index", index}, {"instructions", Json::array()}});
    }
    return lists;
  };
  const Json outside = {
      {{"index", 1}, {"instructions", {{{"programIdIndex", 4}, {"accounts", {8}}, {"data", ""}}}}}};
  ExpectErrors({
      {"/transaction/signatures", Json::array(),
       "transaction.signatures: not one signature for each required signer"},
      {"/transaction/signatures", Json({signature, signature}),
       "transaction.signatures: not one signature for each required signer"},
      {"/transaction/message/header/numRequiredSignatures", 0,
       "transaction.message.header: no writable signer"},
      {"/transaction/message/header/numReadonlySignedAccounts", 1,
       "transaction.message.header: no writable signer"},
      {"/transaction/message/header/numReadonlyUnsignedAccounts", 5,
       "transaction.message.header: more accounts than keys"},
      {"/transaction/message/accountKeys", Json::array(),
       "transaction.message.accountKeys: no keys"},
      {"/transaction/message/accountKeys/1", keys[0],
       "transaction.message.accountKeys[1]: a key twice"},
      {"/meta/loadedAddresses/writable/0", keys[0],
       "meta.loadedAddresses.writable[0]: a key twice"},
      {"/meta/loadedAddresses/readonly/0", keys[1],
       "meta.loadedAddresses.readonly[0]: a key twice"},
      {"/meta/loadedAddresses/writable/1", std::nullopt,
       "meta.loadedAddresses: not one key for each looked-up index"},
      {"/meta/loadedAddresses/readonly", Json::array(),
       "meta.loadedAddresses: not one key for each looked-up index"},
      {"/transaction/message/addressTableLookups", std::nullopt,
       "meta.loadedAddresses: not one key for each looked-up index"},
      {"/transaction/message/addressTableLookups", Json(),
       "meta.loadedAddresses: not one key for each looked-up index"},
      {"/transaction/message/instructions/0/programIdIndex", 8,
       "transaction.message.instructions[0].programIdIndex: no such account"},
      {"/transaction/message/instructions/0/programIdIndex", 0,
       "transaction.message.instructions[0].programIdIndex: not a static key of a program"},
      {"/transaction/message/instructions/0/programIdIndex", 5,
       "transaction.message.instructions[0].programIdIndex: not a static key of a program"},
      {"/transaction/message/instructions/2/accounts/1", 8,
       "transaction.message.instructions[2].accounts[1]: no such account"},
      {"/meta/innerInstructions", inner({5}),
       "meta.innerInstructions[0].index: no such instruction"},
      {"/meta/innerInstructions", inner({3, 0, 3}), "meta.innerInstructions[2].index: given twice"},
      {"/meta/innerInstructions", outside,
       "meta.innerInstructions[0].instructions[0].accounts[0]: no such account"},
      {"/meta/preBalances/7", std::nullopt,
       "meta.preBalances: not one balance for each account key"},
      {"/meta/postBalances/8", 1, "meta.postBalances: not one balance for each account key"},
      {"/meta/preTokenBalances/0/accountIndex", 8,
       "meta.preTokenBalances[0].accountIndex: no such account"},
      {"/meta/postTokenBalances/1/accountIndex", 1,
       "meta.postTokenBalances[1].accountIndex: given twice"},
  });
}

TEST(MalformedRpcTransaction, LookupsInAVersionThatHasNoneAreRefused) {
  for (const Json& version : {Json("legacy"), Json(1)}) {
    EXPECT_EQ(Outcome(DecodeRpc(Edited(Transaction(), "/version", version)).status()),
              "transaction.message.addressTableLookups: in a version that has none");
  }
}

TEST(MalformedRpcTransaction, ABalanceListTooShortIsAnErrorThoughTheOtherWasNotRecorded) {
  const Json json = Edited(Transaction(), "/meta/preBalances", Json());
  EXPECT_EQ(Outcome(DecodeRpc(Edited(json, "/meta/postBalances/0", std::nullopt)).status()),
            "meta.postBalances: not one balance for each account key");
}

TEST(MalformedRpcTransaction, MoreOfAPartThanTheChainAllowsIsRefused) {
  const Json signature = Transaction()["transaction"]["signatures"][0];
  const Json key = Transaction()["transaction"]["message"]["accountKeys"][0];
  const Json instruction = Transaction()["transaction"]["message"]["instructions"][0];
  const Json balance = Transaction()["meta"]["preTokenBalances"][0];
  const Json list = {{"index", 0}, {"instructions", Json(1401, instruction)}};
  const Json lookup = {{"writableIndexes", Json(129, 1)}, {"readonlyIndexes", Json::array()}};
  ExpectErrors({
      {"/transaction/signatures", Json(257, signature),
       "transaction.signatures[256]: too many elements"},
      {"/transaction/message/accountKeys", Json(257, key),
       "transaction.message.accountKeys[256]: too many elements"},
      {"/transaction/message/instructions", Json(411, instruction),
       "transaction.message.instructions[410]: too many instructions"},
      {"/transaction/message/instructions/2/accounts", Json(1233, 1),
       "transaction.message.instructions[2].accounts[1232]: too many accounts"},
      {"/transaction/message/addressTableLookups", Json(2, lookup),
       "transaction.message.addressTableLookups[1].writableIndexes[127]: too many keys"},
      {"/meta/innerInstructions", Json(1, list),
       "meta.innerInstructions[0].instructions[1400]: too many instructions"},
      {"/meta/preBalances", Json(257, 1), "meta.preBalances[256]: too many elements"},
      {"/meta/preTokenBalances", Json(257, balance),
       "meta.preTokenBalances[256]: too many elements"},
  });
  // 5 static keys and 252 loaded ones, which meta does not name.
  Json json = Edited(Transaction(), "/meta/loadedAddresses", std::nullopt);
  json = Edited(json, "/transaction/message/addressTableLookups/0/writableIndexes", Json(251, 1));
  EXPECT_EQ(Outcome(DecodeRpc(json).status()), "transaction.message.accountKeys: too many keys");
}

TEST(MalformedRpcTransaction, AKnownFieldGivenTwiceIsRefusedEvenInOtherLetters) {
  struct Case {
    std::string field, twice, error;
  };
  const Case kCases[] = {
      {"\"slot\":", "\"slot\":1,\"slot\":", "slot: given twice"},
      {"\"err\":", "\"err\":null,\"err\":", "meta.err: given twice"},
      {"\"err\":", "\"\\u0065rr\":null,\"err\":", "meta.err: given twice"},
      {"\"fee\":", "\"fee\":1,\"fee\":", "meta.fee: given twice"},
      {"\"signatures\":", "\"signatures\":[],\"signatures\":",
       "transaction.signatures: given twice"},
      {"\"amount\":", "\"amount\":\"1\",\"amount\":",
       "meta.postTokenBalances[0].uiTokenAmount.amount: given twice"},
      {"\"numRequiredSignatures\":", "\"numRequiredSignatures\":1,\"numRequiredSignatures\":",
       "transaction.message.header.numRequiredSignatures: given twice"},
  };
  Decoder decoder;
  for (const Case& c : kCases) {
    std::string text = Transaction().dump();
    const size_t at = text.find(c.field);
    ASSERT_NE(at, std::string::npos) << c.field;
    text.replace(at, c.field.size(), c.twice);
    EXPECT_EQ(Outcome(decoder.RpcTransaction(text, domain::Commitment::kFinalized).status()),
              c.error);
  }
}

}  // namespace
}  // namespace hilt::decode
