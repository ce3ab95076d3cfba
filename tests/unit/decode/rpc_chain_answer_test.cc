#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indexer/decode/rpc_answer.h"
#include "support.h"

// Answers about the chain itself: slots, headers, times, signatures of an address.
namespace hilt::decode {
namespace {

using domain::Slot;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kHash = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
constexpr std::string_view kParent = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

std::string Result(const Json& value) { return Json{{"result", value}}.dump(); }
std::string Error(int code) { return Json{{"error", {{"code", code}}}}.dump(); }

Json Header() {
  return {{"blockhash", kHash}, {"previousBlockhash", kParent}, {"parentSlot", 6},
          {"blockHeight", 5},   {"blockTime", 1'790'000'000},   {"rewards", nullptr}};
}

TEST(RpcChainAnswer, ReadsASlot) {
  EXPECT_EQ(*RpcSlot(Result(UINT64_MAX)), Slot(UINT64_MAX));
  EXPECT_EQ(Outcome(RpcSlot(Result(-1)).status()), "result: not an unsigned 64-bit integer");
  EXPECT_EQ(Outcome(RpcSlot(Result(nullptr)).status()), "result: null");
  EXPECT_EQ(RpcSlot(Error(-32005)).status(), absl::UnavailableError("rpc error -32005"));
}

TEST(RpcChainAnswer, ReadsSlotsThatRise) {
  EXPECT_THAT(*RpcSlots(Result({5, 7, 8})), ElementsAre(Slot(5), Slot(7), Slot(8)));
  EXPECT_THAT(*RpcSlots(Result(Json::array())), IsEmpty());
  EXPECT_EQ(Outcome(RpcSlots(Result({5, 5})).status()), "result[1]: not above the one before");
  EXPECT_EQ(Outcome(RpcSlots(Result({5, 4})).status()), "result[1]: not above the one before");
  EXPECT_EQ(Outcome(RpcSlots(Result({"5"})).status()), "result[0]: not an unsigned 64-bit integer");
  EXPECT_EQ(Outcome(RpcSlots(Result(nullptr)).status()), "result: null");
}

TEST(RpcChainAnswer, TellsATimeThatIsNotKnownFromAnError) {
  EXPECT_EQ(**RpcBlockTime(Result(1'790'000'000)), absl::FromUnixSeconds(1'790'000'000));
  const auto unknown = RpcBlockTime(Result(nullptr));
  ASSERT_TRUE(unknown.ok()) << unknown.status();
  EXPECT_EQ(*unknown, std::nullopt);
  EXPECT_EQ(RpcBlockTime(Error(-32004)).status(), absl::UnavailableError("rpc error -32004"));
}

TEST(RpcChainAnswer, ReadsABlocksHeader) {
  const auto header = RpcBlockHeader(Result(Header()), Slot(7));
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->slot, Slot(7));
  EXPECT_EQ(header->parent_slot, Slot(6));
  EXPECT_EQ(solana::ToString(header->blockhash), kHash);
  EXPECT_EQ(solana::ToString(header->previous_blockhash), kParent);
  EXPECT_EQ(header->height, 5u);
  EXPECT_EQ(header->time, absl::FromUnixSeconds(1'790'000'000));
}

TEST(RpcChainAnswer, LeavesOpenWhatAHeaderDoesNotTell) {
  const Json bare = Edited(Edited(Header(), "/blockHeight", nullptr), "/blockTime", nullptr);
  const auto header = RpcBlockHeader(Result(bare), Slot(7));
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->height, std::nullopt);
  EXPECT_EQ(header->time, std::nullopt);
  EXPECT_TRUE(absl::IsNotFound(RpcBlockHeader(Result(nullptr), Slot(7)).status()));
  EXPECT_EQ(RpcBlockHeader(Error(-32007), Slot(7)).status(),
            absl::UnavailableError("rpc error -32007"));
}

TEST(RpcChainAnswer, RefusesAHeaderWithoutItsLinks) {
  for (const std::string field : {"blockhash", "previousBlockhash", "parentSlot"}) {
    const Json lacking = Edited(Header(), "/" + field, std::nullopt);
    EXPECT_EQ(Outcome(RpcBlockHeader(Result(lacking), Slot(7)).status()),
              "result." + field + ": missing");
  }
}

TEST(RpcChainAnswer, ReadsSignaturesOfAnAddress) {
  const std::string text = solana::ToString(solana::Signature{});
  const Json paid = {{"signature", text}, {"slot", 9}, {"err", nullptr}, {"blockTime", 1000}};
  const Json failed = {{"signature", text}, {"slot", 8}, {"err", {{"AccountInUse", 1}}}};
  const auto signatures = RpcSignaturesForAddress(Result({paid, failed}));
  ASSERT_TRUE(signatures.ok()) << signatures.status();
  ASSERT_EQ(signatures->size(), 2u);
  EXPECT_EQ((*signatures)[0].slot, Slot(9));
  EXPECT_FALSE((*signatures)[0].failed);
  EXPECT_EQ((*signatures)[0].time, absl::FromUnixSeconds(1000));
  EXPECT_TRUE((*signatures)[1].failed);
  EXPECT_EQ((*signatures)[1].time, std::nullopt);
  for (const std::string field : {"signature", "slot", "err"}) {
    EXPECT_EQ(Outcome(RpcSignaturesForAddress(
                          Result(Json::array({Edited(paid, "/" + field, std::nullopt)})))
                          .status()),
              "result[0]." + field + ": missing");
  }
}

}  // namespace
}  // namespace hilt::decode
