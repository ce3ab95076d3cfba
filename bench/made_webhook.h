#pragma once

#include <string>

namespace hilt::bench {

inline constexpr size_t kWebhookTransactions = 100;

// A Helius webhook body of kWebhookTransactions enhanced transactions, made of those of the golden
// batch of 25 over and over: nearly all have a HILT memo, as when only Hilt's accounts are watched.
std::string MakePaymentsBody();

// The same, but nine of ten have no memo: transactions of accounts that others use too.
std::string MakeMixedBody();

}  // namespace hilt::bench
