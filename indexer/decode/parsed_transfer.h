#pragma once

#include <vector>

#include "indexer/decode/path.h"
#include "indexer/decode/raw_transaction.h"

namespace hilt::decode {

// The transfers of an instruction of a token program or System that a node parsed (jsonParsed): the
// same that solana::AppendTransfers reads from the instruction's bytes. Other types order none.
//
// INVALID_ARGUMENT: a transfer without one of its fields; the error stands below `path`, that of
// `parsed`.
absl::Status AppendParsedTransfers(const RawTransaction& raw, const RawParsed& parsed,
                                   const solana::Pubkey& program, const Path& path,
                                   std::vector<solana::Transfer>& out);

}  // namespace hilt::decode
