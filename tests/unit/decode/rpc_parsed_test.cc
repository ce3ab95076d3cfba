// What a node parsed for us: jsonParsed, where an instruction is words instead of bytes.

#include <gtest/gtest.h>

#include "solana/programs.h"
#include "support.h"

namespace hilt::decode {
namespace {

const std::string kMessage = "/transaction/message";
const std::string kSystem = solana::ToString(solana::kSystemProgram);
constexpr const char* kElsewhere = "7tQUKfDWySJag39hfxokQJhHVWsqj8GPfq3gVj72Y1Gp";

// With static keys 0 to 4 and loaded ones 5 to 7; instruction 2 is a transfer.
Json Parsed() { return ReadGolden("scenarios/v0_lookup_table.json").parsed; }

TEST(ParsedRpcTransaction, WhatFitsInNoTransactionIsNamed) {
  const std::string keys = kMessage + "/accountKeys";
  const std::string transfer = kMessage + "/instructions/2";
  const std::string data = kMessage + "/instructions/0";
  const Json header =
      ReadGolden("scenarios/v0_lookup_table.json").rpc.at(Json::json_pointer(kMessage + "/header"));
  struct Case {
    std::string pointer;
    Json value;
    std::string error;
  };
  const Case kCases[] = {
      {keys + "/0/signer", false, "accountKeys: no writable signer"},
      {keys + "/0/signer", "true", "accountKeys[0].signer: neither true nor false"},
      {keys + "/2/signer", true, "accountKeys[2].signer: a signer behind keys that did not sign"},
      {keys + "/5/signer", true, "accountKeys[5].signer: a loaded key that signed"},
      {keys + "/6/source", "transaction", "accountKeys[6].source: a static key behind loaded ones"},
      {keys + "/6/source", "elsewhere", "accountKeys[6].source: no known source"},
      {keys + "/7/pubkey", Parsed().at(Json::json_pointer(keys + "/1/pubkey")),
       "accountKeys[7]: a key twice"},
      {keys + "/7", Json(), "accountKeys[7]: not an object"},
      {keys, Json::array(), "accountKeys: no keys"},
      {kMessage + "/addressTableLookups/0/readonlyIndexes", Json::array(),
       "accountKeys: not one key for each looked-up index"},
      {kMessage + "/header", header, "header: in encoding jsonParsed"},
      {transfer + "/programId", kElsewhere, "instructions[2].programId: no such account"},
      {transfer + "/programIdIndex", 3, "instructions[2].programIdIndex: beside a programId"},
      {transfer + "/data", "", "instructions[2].parsed: beside what it was parsed from"},
      {transfer + "/accounts", Json::array(),
       "instructions[2].parsed: beside what it was parsed from"},
      {data + "/accounts", Json::array({0}), "instructions[0].accounts: not account keys"},
      {data + "/accounts", Json::array({kElsewhere}),
       "instructions[0].accounts[0]: no such account"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Outcome(DecodeRpc(Edited(Parsed(), c.pointer, c.value)).status()),
              "transaction.message." + c.error)
        << c.pointer << " = " << c.value.dump();
  }
}

TEST(ParsedRpcTransaction, AnInstructionIsOfOneFormAlone) {
  const Json json = ReadGolden("scenarios/v0_lookup_table.json").rpc;
  const std::string first = kMessage + "/instructions/0";
  EXPECT_EQ(Outcome(DecodeRpc(Edited(json, first + "/parsed", "memo")).status()),
            "transaction.message.instructions[0].parsed: without a programId");
  EXPECT_EQ(
      Outcome(DecodeRpc(Edited(json, first + "/accounts", Json::array({kElsewhere}))).status()),
      "transaction.message.instructions[0].accounts: not account indexes");
}

// Source: agave transaction-status parse_system.rs.
TEST(ParsedRpcTransaction, ATransferWithSeedIsOfItsBase) {
  const Json info = {{"source", "C1q59WR7bm3RYJY6VvcM9HUbFmVopDNbrUyiDWpEDiBg"},
                     {"sourceBase", "8CY53Z7dyigRQesFwnX6MPp9N4jntL5dGGYiEKATR9yq"},
                     {"destination", kElsewhere},
                     {"lamports", 5000},
                     {"sourceSeed", "seed"},
                     {"sourceOwner", kSystem}};
  const auto decoded = [&](const Json& with) {
    const Json system = {{"programId", kSystem},
                         {"parsed", {{"type", "transferWithSeed"}, {"info", with}}}};
    Json json = Parsed();
    // The System program in the place of ComputeBudget, which is called twice before, and the
    // transfer's accounts in those of others.
    Json& keys = json["transaction"]["message"]["accountKeys"];
    keys[2]["pubkey"] = system["programId"];
    keys[3]["pubkey"] = info["source"];
    keys[4]["pubkey"] = info["sourceBase"];
    keys[5]["pubkey"] = info["destination"];
    json["transaction"]["message"]["instructions"] = Json::array({system});
    return DecodeRpc(json);
  };
  const auto observation = decoded(info);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  ASSERT_EQ(observation->transfers.size(), 1u);
  const solana::Transfer& transfer = observation->transfers[0].transfer;
  EXPECT_EQ(transfer.kind, solana::TransferKind::kSystemTransferWithSeed);
  EXPECT_EQ(solana::ToString(transfer.source), info["source"]);
  EXPECT_EQ(solana::ToString(transfer.authority), info["sourceBase"]);
  EXPECT_EQ(solana::ToString(transfer.destination), info["destination"]);
  EXPECT_EQ(transfer.amount, 5000u);
}

TEST(ParsedRpcTransaction, WhatATransferLacksIsNamed) {
  const std::string key = "not the base58 text of a 32-byte key";
  Json system = Parsed();
  Json& seeded = system["transaction"]["message"]["instructions"][2];
  system["transaction"]["message"]["accountKeys"][3]["pubkey"] = kSystem;
  seeded["programId"] = kSystem;
  Json& info = seeded["parsed"]["info"];
  info["lamports"] = 5000;
  seeded["parsed"]["type"] = "transferWithSeed";
  EXPECT_EQ(Outcome(DecodeRpc(system).status()),
            "transaction.message.instructions[2].parsed.info.sourceBase: " + key);

  Json token = Parsed();
  const std::string token_2022 = solana::ToString(solana::kToken2022Program);
  token["transaction"]["message"]["accountKeys"][3]["pubkey"] = token_2022;
  Json& with_fee = token["transaction"]["message"]["instructions"][2];
  with_fee["programId"] = token_2022;
  with_fee["parsed"]["type"] = "transferCheckedWithFee";
  EXPECT_EQ(Outcome(DecodeRpc(token).status()),
            "transaction.message.instructions[2].parsed.info.feeAmount.amount: "
            "not an unsigned 64-bit integer");
}

// A node without meta does not know the loaded keys; what it parsed names them all the same.
TEST(ParsedRpcTransaction, ATransferMayBeOfAccountsThatNobodyRecorded) {
  Json json = Parsed();
  json["meta"] = nullptr;
  Json& keys = json["transaction"]["message"]["accountKeys"];
  keys.erase(keys.begin() + 5, keys.end());
  const auto observation = DecodeRpc(json);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_EQ(observation->transfers.size(), 2u);
  EXPECT_FALSE(observation->token_balances_recorded);
}

TEST(ParsedRpcTransaction, OnlyTokenProgramsHaveABatch) {
  Json json = Parsed();
  Json& instruction = json["transaction"]["message"]["instructions"][0];
  json["transaction"]["message"]["accountKeys"][2]["pubkey"] = kSystem;
  instruction = {{"programId", kSystem}, {"parsed", {{"type", "batch"}}}};
  json["transaction"]["message"]["instructions"].erase(1);
  const auto observation = DecodeRpc(json);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_EQ(observation->transfers.size(), 2u);
  EXPECT_TRUE(observation->instructions_understood);
}

// Accounts behind the authority are members of a multisig to the node, even mere references.
TEST(ParsedRpcTransaction, AMultisigAuthorityIsTheAuthority) {
  Json json = Parsed();
  Json& info = json["transaction"]["message"]["instructions"][2]["parsed"]["info"];
  info["multisigAuthority"] = info["authority"];
  info["signers"] = Json::array({info["authority"]});
  info.erase("authority");
  EXPECT_EQ(Describe(*DecodeRpc(json)), Describe(*DecodeRpc(Parsed())));
}

TEST(ParsedRpcTransaction, ATransferIsOfAccountsOfTheTransactionByOneAuthority) {
  const std::string parsed = kMessage + "/instructions/2/parsed";
  for (const char* field : {"source", "destination", "authority"}) {
    EXPECT_EQ(Outcome(DecodeRpc(Edited(Parsed(), parsed + "/info/" + field, kElsewhere)).status()),
              std::string("transaction.message.instructions[2].parsed.info.") + field +
                  ": no such account");
  }
  const Json authority = Parsed().at(Json::json_pointer(parsed + "/info/authority"));
  EXPECT_EQ(
      Outcome(DecodeRpc(Edited(Parsed(), parsed + "/info/multisigAuthority", authority)).status()),
      "transaction.message.instructions[2].parsed.info.authority: given twice");
}

// As its bytes are not: the chain runs none, so that one that succeeded is of rules unknown here.
TEST(ParsedRpcTransaction, ABatchInsideABatchIsNotUnderstood) {
  const Json batch = {{"type", "batch"}, {"info", {{"instructions", Json::array()}}}};
  Json json = Parsed();
  json["transaction"]["message"]["instructions"][2]["parsed"] = {
      {"type", "batch"}, {"info", {{"instructions", Json::array({batch})}}}};
  const auto observation = DecodeRpc(json);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_FALSE(observation->instructions_understood);
  EXPECT_EQ(observation->transfers.size(), 1u) << "instruction 3";
}

// A Batch holds no other, so what stands there is read by nobody.
TEST(ParsedRpcTransaction, PartsOfAPartAreNotLookedInto) {
  const Json inside = {{"type", "transfer"}};
  const Json part = {{"type", "approve"}, {"info", {{"instructions", Json::array({inside})}}}};
  Json json = Parsed();
  Json& instruction = json["transaction"]["message"]["instructions"][2];
  instruction["parsed"] = {{"type", "batch"}, {"info", {{"instructions", Json::array({part})}}}};
  const auto observation = DecodeRpc(json);
  ASSERT_EQ(Outcome(observation.status()), "OK");
  EXPECT_EQ(observation->transfers.size(), 1u) << "instruction 3";
}

TEST(Base64RpcTransaction, ItsVersionIsThatOfItsBytes) {
  const Json json = ReadGolden("scenarios/v0_lookup_table.json").base64;
  EXPECT_EQ(Outcome(DecodeRpc(Edited(json, "/version", "legacy")).status()),
            "version: not that of the transaction's bytes");
}

// Other programs' parsed forms are nobody's business here.
TEST(ParsedRpcTransaction, WhatIsParsedOfOtherProgramsMayBeAnything) {
  const std::string whole = Describe(*DecodeRpc(Parsed()));
  const Json kForms[] = {
      Json(),
      7,
      Json::array({1}),
      Json::object(),
      {{"type", 3}, {"info", "text"}},
      {{"type", "batch"}, {"info", {{"instructions", 7}}}},
      {{"type", "batch"}, {"info", {{"instructions", Json::array({7, Json::object()})}}}},
      {{"type", "transfer"}, {"info", {{"tokenAmount", {{"amount", 7}}}}}}};
  for (const Json& form : kForms) {
    Json json = Parsed();
    Json& other = json["transaction"]["message"]["instructions"][0];
    other = {{"programId", other["programId"]}, {"parsed", form}};
    const auto observation = DecodeRpc(json);
    ASSERT_EQ(Outcome(observation.status()), "OK") << form.dump();
    EXPECT_EQ(Describe(*observation), whole) << form.dump();
  }
}

TEST(ParsedRpcTransaction, TwoIndexesMustBeTheSame) {
  Json json = Parsed();
  json["transactionIndex"] = 3;
  json["indexWithinBlock"] = 3;
  EXPECT_EQ(DecodeRpc(json)->index, 3u);
  json["indexWithinBlock"] = 4;
  EXPECT_EQ(Outcome(DecodeRpc(json).status()),
            "transactionIndex: not the index that stands beside it");
}

}  // namespace
}  // namespace hilt::decode
