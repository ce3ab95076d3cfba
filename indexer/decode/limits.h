#pragma once

#include <cstddef>

// Bounds on the parts of a transaction and of a block. Each is at or above what the chain allows or
// ever allowed, so nothing of the chain is refused.
namespace hilt::decode {

// An account index is one byte.
inline constexpr size_t kMaxKeys = 256;

// A legacy or version 0 transaction is at most 1,232 bytes (solana packet PACKET_DATA_SIZE) and an
// instruction at least 3 of them (program, two counts); version 1 allows 64 (SIMD-0385).
inline constexpr size_t kMaxTopInstructions = 1232 / 3;

// An account of an instruction takes one byte of those 1,232; by CPI there are 255 at most.
inline constexpr size_t kMaxInstructionAccounts = 1232;

// All instructions of one transaction are 64 at most today, calls included (agave
// MAX_INSTRUCTION_TRACE_LENGTH). Before that bound there was the compute budget: 1,400,000 units,
// 1,000 for each call (agave invoke_units), so 1,400 calls.
inline constexpr size_t kMaxInnerInstructions = 1400;

// What a transaction costs of its block's compute units is 1,020 at least, a signature and a
// writable account (agave cost-model block_cost_limits.rs SIGNATURE_COST, WRITE_LOCK_UNITS), and
// the largest block that is planned has 100,000,000 (SIMD-0286). Some more than that quotient.
inline constexpr size_t kMaxBlockTransactions = size_t{1} << 18;

// In jsonParsed a Batch lists its parts as instructions. They share the compute budget, and the
// cheapest that SIMD-0266 states takes 61 units (SyncNative); 30 leaves room for cheaper ones.
inline constexpr size_t kMaxBatchParts = 1'400'000 / 30;
inline constexpr size_t kMaxParsedInstructions =
    kMaxTopInstructions + kMaxInnerInstructions + kMaxBatchParts;

// The chain records an account's token balance before and after, each of one mint (agave
// TransactionTokenBalance). So an account has two mints at most, and one change of each.
inline constexpr size_t kMaxTokenChanges = 2 * kMaxKeys;

}  // namespace hilt::decode
