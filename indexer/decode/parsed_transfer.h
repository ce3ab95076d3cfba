#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "indexer/decode/balances.h"
#include "indexer/decode/path.h"
#include "indexer/decode/raw_transaction.h"

namespace hilt::decode {

// The transfers of an instruction of a token program or System that a node parsed (jsonParsed): the
// same that solana::AppendTransfers reads from the instruction's bytes. Other types order none.
//
// False: it holds what no instruction that succeeds does, and what it orders is not known.
// INVALID_ARGUMENT: a transfer without one of its fields, or with a source, destination or
// authority that is not among the transaction's keys; the error stands below `path`, that of
// `parsed`.
absl::StatusOr<bool> AppendParsedTransfers(const RawTransaction& raw, const RawParsed& parsed,
                                           const solana::Pubkey& program, const KeyList& keys,
                                           const Path& path, std::vector<solana::Transfer>& out);

}  // namespace hilt::decode
