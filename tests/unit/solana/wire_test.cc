#include "solana/wire.h"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hilt::solana {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<uint8_t, 2> kAccounts = {0, 2};
constexpr std::array<uint8_t, 3> kData = {7, 8, 9};
constexpr std::array<uint8_t, 2> kWritable = {5, 6};
constexpr std::array<uint8_t, 1> kReadonly = {7};

Pubkey Key(uint8_t n) {
  Pubkey key;
  key.bytes.fill(n);
  return key;
}

// Three keys, of which the first signs and the last is the program's and read-only.
WireTransaction Plain(WireVersion version) {
  WireTransaction transaction;
  transaction.version = version;
  transaction.signatures.resize(1);
  transaction.header = {.required_signatures = 1, .readonly_signed = 0, .readonly_unsigned = 1};
  transaction.keys = {Key(1), Key(2), Key(3)};
  transaction.blockhash.bytes.fill(4);
  transaction.instructions = {{.program = 2, .accounts = kAccounts, .data = kData}};
  if (version == WireVersion::kV0) {
    transaction.lookups = {{.table = Key(9), .writable = kWritable, .readonly = kReadonly}};
  }
  return transaction;
}

absl::Status Decode(const std::vector<uint8_t>& bytes) {
  WireTransaction transaction;
  return DecodeWire(bytes, transaction);
}

TEST(Wire, DecodesIntoViewsOfTheBytes) {
  const std::vector<uint8_t> bytes = EncodeWire(Plain(WireVersion::kV0));
  WireTransaction transaction;
  ASSERT_EQ(DecodeWire(bytes, transaction), absl::OkStatus());
  const auto inside = [&bytes](std::span<const uint8_t> view) {
    return view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size();
  };
  EXPECT_TRUE(inside(transaction.message));
  EXPECT_TRUE(inside(transaction.instructions.at(0).data));
  EXPECT_THAT(transaction.instructions.at(0).accounts, ElementsAre(0, 2));
  EXPECT_THAT(transaction.lookups.at(0).writable, ElementsAre(5, 6));
}

TEST(Wire, KeepsNothingOfTheTransactionDecodedBefore) {
  WireTransaction transaction;
  WireTransaction with_config = Plain(WireVersion::kV1);
  with_config.config.compute_unit_limit = 5;
  ASSERT_EQ(DecodeWire(EncodeWire(with_config), transaction), absl::OkStatus());
  EXPECT_EQ(transaction.config.compute_unit_limit, 5u);

  const std::vector<uint8_t> v0 = EncodeWire(Plain(WireVersion::kV0));
  ASSERT_EQ(DecodeWire(v0, transaction), absl::OkStatus());
  EXPECT_FALSE(transaction.config.compute_unit_limit.has_value());
  EXPECT_EQ(transaction.lookups.size(), 1u);

  WireTransaction bare = Plain(WireVersion::kLegacy);
  bare.instructions.clear();
  ASSERT_EQ(DecodeWire(EncodeWire(bare), transaction), absl::OkStatus());
  EXPECT_EQ(transaction.version, WireVersion::kLegacy);
  EXPECT_THAT(transaction.lookups, IsEmpty());
  EXPECT_THAT(transaction.instructions, IsEmpty());
}

TEST(Wire, TellsAVersionOfTheMessageThatIsNotKnownFromMalformedBytes) {
  std::vector<uint8_t> bytes = EncodeWire(Plain(WireVersion::kV0));
  constexpr size_t kMessage = 1 + Signature::kSize;
  ASSERT_EQ(bytes[kMessage], 0x80);
  for (int version = 0x81; version <= 0xff; ++version) {
    bytes[kMessage] = static_cast<uint8_t>(version);
    const absl::Status status = Decode(bytes);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
    EXPECT_EQ(status.message(), "byte 65: unknown version");
  }
}

TEST(Wire, TellsAVersionOfTheTransactionThatIsNotKnownFromMalformedBytes) {
  for (int version = 0x80; version <= 0xff; ++version) {
    if (version == 0x81) continue;
    EXPECT_EQ(Decode({static_cast<uint8_t>(version)}).code(), absl::StatusCode::kUnimplemented);
  }
}

TEST(Wire, TakesLegacyUpToThePacketSize) {
  WireTransaction transaction = Plain(WireVersion::kLegacy);
  const size_t without_data = EncodeWire(transaction).size() - kData.size();
  // 1 more byte for the count of so much data.
  const std::vector<uint8_t> data(kMaxWireBytes - without_data - 1);
  transaction.instructions[0].data = data;
  ASSERT_EQ(EncodeWire(transaction).size(), kMaxWireBytes);
  EXPECT_EQ(Decode(EncodeWire(transaction)), absl::OkStatus());

  const std::vector<uint8_t> more(data.size() + 1);
  transaction.instructions[0].data = more;
  EXPECT_EQ(Decode(EncodeWire(transaction)).message(), "1233 bytes, more than 1232");
}

TEST(Wire, RefusesCountsThatAreNotCanonical) {
  WireTransaction bare = Plain(WireVersion::kLegacy);
  bare.instructions.clear();
  std::vector<uint8_t> bytes = EncodeWire(bare);
  ASSERT_EQ(Decode(bytes), absl::OkStatus());
  bytes.back() = 0x80;  // 0 instructions in two bytes
  bytes.push_back(0x00);
  EXPECT_EQ(Decode(bytes).message(),
            "byte 197: number of instructions: count is not a compact-u16");
}

TEST(Wire, RefusesIndexesOfMoreThan256Keys) {
  WireTransaction transaction = Plain(WireVersion::kV0);
  const std::vector<uint8_t> writable(252);
  transaction.lookups[0].writable = writable;  // and 1 read-only and 3 static keys
  EXPECT_EQ(Decode(EncodeWire(transaction)), absl::OkStatus());
  transaction.lookups.push_back({.table = Key(8), .writable = kReadonly, .readonly = {}});
  EXPECT_EQ(Decode(EncodeWire(transaction)).code(), absl::StatusCode::kInvalidArgument);
}

struct Rule {
  std::string_view name;
  WireVersion version;
  std::function<void(WireTransaction&)> change;
  std::string message;  // empty: taken
};

class WireRule : public testing::TestWithParam<Rule> {};

TEST_P(WireRule, Holds) {
  WireTransaction transaction = Plain(GetParam().version);
  ASSERT_EQ(Decode(EncodeWire(transaction)), absl::OkStatus());
  GetParam().change(transaction);
  const absl::Status status = Decode(EncodeWire(transaction));
  EXPECT_EQ(status.message(), GetParam().message);
  EXPECT_EQ(status.code(), GetParam().message.empty() ? absl::StatusCode::kOk
                                                      : absl::StatusCode::kInvalidArgument);
}

constexpr std::array<uint8_t, 1> kAccount2 = {2};
constexpr std::array<uint8_t, 1> kAccount3 = {3};
constexpr std::array<uint8_t, 1> kAccount5 = {5};
constexpr std::array<uint8_t, 2> kAccounts0And6 = {0, 6};

std::vector<Rule> Rules() {
  return {
      {"MoreSignaturesThanRequired", WireVersion::kLegacy,
       [](WireTransaction& t) { t.signatures.resize(2); },
       "byte 129: header: another number of signatures than there are"},
      {"FewerSignaturesThanRequired", WireVersion::kLegacy,
       [](WireTransaction& t) { t.header.required_signatures = 2; },
       "byte 65: header: another number of signatures than there are"},
      {"NoSigner", WireVersion::kLegacy,
       [](WireTransaction& t) {
         t.signatures.clear();
         t.header.required_signatures = 0;
       },
       "byte 1: header: no fee payer that may be written"},
      {"ReadonlyFeePayer", WireVersion::kV0,
       [](WireTransaction& t) { t.header.readonly_signed = 1; },
       "byte 66: header: no fee payer that may be written"},
      {"AsManyKeysAsTheHeaderCounts", WireVersion::kLegacy,
       [](WireTransaction& t) { t.header.readonly_unsigned = 2; }, ""},
      {"FewerKeysThanTheHeaderCounts", WireVersion::kLegacy,
       [](WireTransaction& t) { t.header.readonly_unsigned = 3; },
       "byte 65: header: fewer keys than the header counts"},
      {"FewerKeysThanTheHeaderCountsInV1", WireVersion::kV1,
       [](WireTransaction& t) { t.header.readonly_unsigned = 3; },
       "byte 1: header: fewer keys than the header counts"},
      {"ProgramIsFeePayer", WireVersion::kLegacy,
       [](WireTransaction& t) { t.instructions[0].program = 0; },
       "byte 198: instruction 0: the program is the fee payer"},
      {"ProgramNotAKey", WireVersion::kLegacy,
       [](WireTransaction& t) { t.instructions[0].program = 3; },
       "byte 198: instruction 0: the program is not among the static keys"},
      {"LoadedProgram", WireVersion::kV0, [](WireTransaction& t) { t.instructions[0].program = 3; },
       "byte 199: instruction 0: the program is not among the static keys"},
      {"LastStaticAccount", WireVersion::kLegacy,
       [](WireTransaction& t) { t.instructions[0].accounts = kAccount2; }, ""},
      {"AccountNotAKey", WireVersion::kLegacy,
       [](WireTransaction& t) { t.instructions[0].accounts = kAccount3; },
       "byte 200: instruction 0: an account is not among the keys"},
      {"LastLoadedAccount", WireVersion::kV0,
       [](WireTransaction& t) { t.instructions[0].accounts = kAccount5; }, ""},
      {"AccountBehindTheLoadedKeys", WireVersion::kV0,
       [](WireTransaction& t) { t.instructions[0].accounts = kAccounts0And6; },
       "byte 202: instruction 0: an account is not among the keys"},
      {"LookupOfNothing", WireVersion::kV0,
       [](WireTransaction& t) {
         t.instructions.clear();
         t.lookups[0].writable = {};
         t.lookups[0].readonly = {};
       },
       "byte 200: lookup 0: loads no key"},
      {"NoLookups", WireVersion::kV0, [](WireTransaction& t) { t.lookups.clear(); }, ""},
      {"RepeatedKeyBeforeV1", WireVersion::kLegacy,
       [](WireTransaction& t) { t.keys[1] = t.keys[0]; }, ""},
      {"RepeatedKeyInV1", WireVersion::kV1, [](WireTransaction& t) { t.keys[2] = t.keys[0]; },
       "byte 106: keys: a key stands twice"},
      {"SmallestHeap", WireVersion::kV1,
       [](WireTransaction& t) { t.config.heap_bytes = 32 * 1024; }, ""},
      {"HeapTooLarge", WireVersion::kV1,
       [](WireTransaction& t) { t.config.heap_bytes = 257 * 1024; },
       "byte 138: config values: heap is not 32 to 256 KiB in steps of 1 KiB"},
  };
}

INSTANTIATE_TEST_SUITE_P(Rules, WireRule, testing::ValuesIn(Rules()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace hilt::solana
