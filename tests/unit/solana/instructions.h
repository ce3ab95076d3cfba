#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "solana/programs.h"
#include "solana/transfer.h"

namespace hilt::solana {

// Builds instructions byte by byte, as the layouts of the programs' sources have them.

using Bytes = std::vector<uint8_t>;

template <class... Parts>
Bytes Join(const Parts&... parts) {
  Bytes joined;
  (joined.insert(joined.end(), parts.begin(), parts.end()), ...);
  return joined;
}

// `bytes` bytes, least significant first.
inline Bytes LittleEndian(uint64_t value, size_t bytes) {
  Bytes result;
  for (size_t i = 0; i < bytes; ++i) result.push_back(static_cast<uint8_t>(value >> (8 * i)));
  return result;
}
inline Bytes U8(uint8_t value) { return {value}; }
inline Bytes U32(uint32_t value) { return LittleEndian(value, 4); }
inline Bytes U64(uint64_t value) { return LittleEndian(value, 8); }

inline Bytes TransferData(uint64_t amount) { return Join(U8(3), U64(amount)); }
inline Bytes TransferCheckedData(uint64_t amount) { return Join(U8(12), U64(amount), U8(6)); }
inline Bytes TransferCheckedWithFeeData(uint64_t amount, uint64_t fee) {
  return Join(U8(26), U8(1), U64(amount), U8(6), U64(fee));
}

// The nth account of an instruction in these tests.
inline Pubkey Account(uint8_t n) {
  Pubkey key;
  key.bytes.fill(static_cast<uint8_t>(0xa0 + n));
  return key;
}

inline std::vector<Pubkey> Accounts(size_t count) {
  std::vector<Pubkey> accounts;
  for (size_t n = 0; n < count; ++n) accounts.push_back(Account(static_cast<uint8_t>(n)));
  return accounts;
}

// What the instruction orders. Also checks that an error appends nothing, and that what was in the
// output before stays there.
inline absl::StatusOr<std::vector<Transfer>> Decode(const Pubkey& program, const Bytes& data,
                                                    const std::vector<Pubkey>& accounts) {
  Transfer earlier;
  earlier.amount = 77;
  std::vector<Transfer> out = {earlier};
  const absl::Status status = AppendTransfers(program, data, accounts, out);
  if (out.empty() || out.front().amount != earlier.amount) {
    ADD_FAILURE() << "earlier transfers were touched";
    return absl::InternalError("");
  }
  if (!status.ok()) {
    EXPECT_EQ(out.size(), 1u) << "appended in spite of an error";
    return status;
  }
  out.erase(out.begin());
  return out;
}

inline void ExpectSame(const Transfer& actual, const Transfer& expected) {
  EXPECT_EQ(actual.kind, expected.kind);
  EXPECT_EQ(ToString(actual.program), ToString(expected.program));
  EXPECT_EQ(ToString(actual.source), ToString(expected.source));
  EXPECT_EQ(ToString(actual.destination), ToString(expected.destination));
  EXPECT_EQ(actual.mint, expected.mint);
  EXPECT_EQ(ToString(actual.authority), ToString(expected.authority));
  EXPECT_EQ(actual.amount, expected.amount);
  EXPECT_EQ(actual.fee, expected.fee);
  EXPECT_EQ(actual.batch_index, expected.batch_index);
}

// An instruction with its outcome: no transfer, or one, or an error with this message.
struct Case {
  std::string name;
  Pubkey program;
  Bytes data;
  size_t accounts = 0;
  size_t transfers = 0;
  std::string error{};
};

inline std::string NameOf(const testing::TestParamInfo<Case>& info) { return info.param.name; }

inline void ExpectOutcome(const Case& c) {
  const auto transfers = Decode(c.program, c.data, Accounts(c.accounts));
  if (!c.error.empty()) {
    EXPECT_EQ(transfers.status(), absl::InvalidArgumentError(c.error));
  } else {
    ASSERT_EQ(transfers.status(), absl::OkStatus());
    EXPECT_EQ(transfers->size(), c.transfers);
  }
}

}  // namespace hilt::solana
