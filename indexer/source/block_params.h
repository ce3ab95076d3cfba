#pragma once

#include <string>

#include "domain/evidence.h"
#include "domain/ids.h"

// What getBlock and getTransaction are asked with.
namespace hilt::source {

// The highest that a node takes (a u8): a transaction of a version above what is said would have it
// refuse the transaction, or the whole block. One that is not known here is told apart after it has
// been fetched.
inline constexpr int kMaxTransactionVersion = 255;

// Of getBlock: with all transactions, or only what links the block to others.
std::string BlockParams(domain::Slot slot, domain::Commitment commitment, bool transactions);

}  // namespace hilt::source
