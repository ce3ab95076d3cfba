#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "domain/memo.h"
#include "support.h"

namespace hilt::decode {
namespace {

using ::testing::ElementsAreArray;
using ::testing::UnorderedElementsAreArray;

// The observations of all scenarios, by signature.
std::map<solana::Signature, std::string> ScenarioTransactions() {
  std::map<solana::Signature, std::string> all;
  for (const Golden& golden : AllGolden()) {
    const auto observation = DecodeRpc(golden.rpc);
    EXPECT_TRUE(observation.ok()) << golden.name;
    if (observation.ok()) all[observation->signature] = Describe(*observation);
  }
  return all;
}

template <class T>
std::vector<std::string> DescribeAll(const std::vector<T>& items) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const T& item : items) texts.push_back(Describe(item));
  return texts;
}

// What a provider need not list: entries with a zero delta.
template <class T>
std::vector<std::string> DescribeMoved(std::vector<T> changes) {
  std::vector<std::string> texts;
  for (T& change : changes) {
    if (change.delta == 0) continue;
    if constexpr (std::is_same_v<T, domain::TokenChange>) change.program.reset();
    texts.push_back(Describe(change));
  }
  return texts;
}

TEST(Golden, ThereAreScenarios) { EXPECT_GE(AllGolden().size(), 30u); }

TEST(Golden, RpcTransactionsDecodeToWhatTheirFileStates) {
  for (const Golden& golden : AllGolden()) {
    SCOPED_TRACE(golden.name);
    const auto observation = DecodeRpc(golden.rpc);
    ASSERT_EQ(Outcome(observation.status()), "OK");
    const Json stated = ReadGoldenJson(golden.name).at("transaction");
    EXPECT_EQ(solana::ToString(observation->signature), stated.at("signature"));
    EXPECT_EQ(observation->slot.value(), stated.at("slot"));
    EXPECT_EQ(absl::ToUnixSeconds(observation->block_time.value()), stated.at("block_time"));
    EXPECT_EQ(observation->grade, domain::EvidenceGrade::kChain);
    EXPECT_EQ(observation->commitment, domain::Commitment::kFinalized);
    EXPECT_EQ(observation->lamport_changes.size(), golden.rpc.at("meta").at("preBalances").size());
    EXPECT_TRUE(observation->lamports_recorded);
    EXPECT_TRUE(observation->token_balances_recorded);
    EXPECT_TRUE(observation->inner_instructions_recorded);
    const bool failed = !golden.rpc.at("meta").at("err").is_null();
    EXPECT_EQ(observation->execution,
              failed ? domain::Execution::kFailed : domain::Execution::kSucceeded);
  }
}

TEST(Golden, HeliusAndRpcAgreeOnWhatBothShow) {
  for (const Golden& golden : AllGolden()) {
    SCOPED_TRACE(golden.name);
    const auto chain = DecodeRpc(golden.rpc);
    auto provider = DecodeEnhanced(golden.helius);
    ASSERT_EQ(Outcome(chain.status()), "OK");
    ASSERT_EQ(Outcome(provider.status()), "OK");
    EXPECT_EQ(provider->signature, chain->signature);
    EXPECT_EQ(provider->slot, chain->slot);
    EXPECT_EQ(provider->block_time, chain->block_time);
    EXPECT_EQ(provider->execution, chain->execution);
    EXPECT_EQ(provider->error, chain->error);
    EXPECT_EQ(provider->fee_payer, chain->fee_payer);
    EXPECT_EQ(provider->fee_lamports, chain->fee_lamports);
    for (domain::Memo& memo : provider->memos) memo.accounts.clear();
    EXPECT_THAT(DescribeAll(provider->memos), ElementsAreArray(DescribeAll(chain->memos)));
    EXPECT_THAT(DescribeAll(provider->transfers), ElementsAreArray(DescribeAll(chain->transfers)));
    EXPECT_THAT(DescribeMoved(provider->lamport_changes),
                UnorderedElementsAreArray(DescribeMoved(chain->lamport_changes)));
    EXPECT_THAT(DescribeMoved(provider->token_changes),
                UnorderedElementsAreArray(DescribeMoved(chain->token_changes)));
    for (const solana::Pubkey& signer : provider->signers) {
      EXPECT_THAT(chain->signers, ::testing::Contains(signer));
    }
    EXPECT_EQ(provider->grade, domain::EvidenceGrade::kProvider);
    EXPECT_EQ(provider->commitment, domain::Commitment::kConfirmed);
    EXPECT_EQ(provider->version, domain::MessageVersion::kNotStated);
  }
}

TEST(Golden, BlocksHoldTheScenariosAsTheyAreByThemselves) {
  std::map<solana::Signature, std::string> wanted = ScenarioTransactions();
  const size_t in_no_block = 1;  // optional/
  const size_t all = wanted.size();
  size_t found = 0;
  Decoder decoder;
  for (const uint64_t slot : GoldenBlockSlots()) {
    const std::string text = ReadGoldenText(GoldenBlockName(slot, "json"));
    auto block =
        decoder.RpcBlock(text, domain::Slot(slot), domain::Commitment::kFinalized, Select::kAll);
    ASSERT_EQ(Outcome(block.status()), "OK") << slot;
    const Json json = Json::parse(text);
    EXPECT_EQ(block->slot.value(), slot);
    EXPECT_EQ(block->parent_slot.value(), json.at("parentSlot"));
    EXPECT_EQ(block->height.value(), json.at("blockHeight"));
    EXPECT_EQ(solana::ToString(block->blockhash), json.at("blockhash"));
    EXPECT_EQ(solana::ToString(block->previous_blockhash), json.at("previousBlockhash"));
    EXPECT_EQ(absl::ToUnixSeconds(block->time.value()), json.at("blockTime"));
    ASSERT_EQ(block->transactions.size(), json.at("transactions").size());
    for (size_t i = 0; i < block->transactions.size(); ++i) {
      domain::Observation observation = block->transactions[i];
      EXPECT_EQ(observation.index, i);
      EXPECT_EQ(observation.blockhash, block->blockhash);
      const auto it = wanted.find(observation.signature);
      if (it == wanted.end()) continue;
      observation.index.reset();
      observation.blockhash.reset();
      EXPECT_EQ(Describe(observation), it->second);
      ++found;
    }
  }
  EXPECT_EQ(found, all - in_no_block);
}

TEST(Golden, ResponsesDecodeAsTheirBareResults) {
  for (const Golden& golden : AllGolden()) {
    const Json response = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", golden.rpc}};
    const auto bare = DecodeRpc(golden.rpc);
    const auto enveloped = DecodeRpc(response);
    ASSERT_EQ(Outcome(enveloped.status()), "OK") << golden.name;
    EXPECT_EQ(Describe(*enveloped), Describe(*bare)) << golden.name;
  }
}

TEST(Golden, WebhookBodiesDecodeElementByElement) {
  Decoder decoder;
  for (const char* name : {"one", "two", "batch_25", "redelivery_and_failed"}) {
    SCOPED_TRACE(name);
    const std::string text = ReadGoldenText(std::string("webhooks/") + name + ".json");
    const auto body = decoder.HeliusWebhook(text);
    ASSERT_EQ(Outcome(body.status()), "OK");
    const Json json = Json::parse(text);
    ASSERT_EQ(body->size(), json.size());
    for (size_t i = 0; i < body->size(); ++i) {
      const WebhookElement& element = (*body)[i];
      ASSERT_EQ(Outcome(element.observation.status()), "OK");
      EXPECT_EQ(solana::ToString(element.signature.value()), json[i].at("signature"));
      EXPECT_EQ(Describe(*element.observation), Describe(*DecodeEnhanced(json[i])));
    }
  }
}

TEST(Golden, OneDecoderServesAllShapesInAnyOrder) {
  Decoder decoder;
  const Json transaction = Transaction();
  const std::string fresh = Describe(*DecodeRpc(transaction));
  for (const Golden& golden : AllGolden()) {
    ASSERT_TRUE(decoder.HeliusEnhanced(golden.helius.dump()).ok());
    ASSERT_TRUE(decoder.RpcTransaction(golden.rpc.dump(), domain::Commitment::kConfirmed).ok());
    ASSERT_FALSE(decoder.RpcTransaction("{", domain::Commitment::kConfirmed).ok());
    const auto again = decoder.RpcTransaction(transaction.dump(), domain::Commitment::kFinalized);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(Describe(*again), fresh);
  }
}

}  // namespace
}  // namespace hilt::decode
