#include "tests/fuzz/promises.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <tuple>

#include "base/check.h"
#include "nlohmann/json.hpp"
#include "solana/programs.h"

namespace hilt::decode {
namespace {

constexpr size_t kMaxMessageBytes = 256;
constexpr size_t kLongWord = 12;
constexpr size_t kMaxNumberDigits = 20;
constexpr std::string_view kMarks = " .,:;-^'\"[]/";

// The field names of at least kLongWord characters that stand in paths.
constexpr std::string_view kFieldNames[] = {"absoluteSlot",
                                            "accountIndex",
                                            "addressTableLookups",
                                            "indexWithinBlock",
                                            "innerInstructions",
                                            "instructions",
                                            "loadedAddresses",
                                            "multisigAuthority",
                                            "nativeBalanceChange",
                                            "numReadonlySignedAccounts",
                                            "numReadonlyUnsignedAccounts",
                                            "numRequiredSignatures",
                                            "postBalances",
                                            "postTokenBalances",
                                            "preTokenBalances",
                                            "previousBlockhash",
                                            "programIdIndex",
                                            "rawTokenAmount",
                                            "readonlyIndexes",
                                            "tokenAccount",
                                            "tokenBalanceChanges",
                                            "transactionError",
                                            "transactionIndex",
                                            "transactions",
                                            "uiTokenAmount",
                                            "writableIndexes"};

bool IsAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

void CheckWord(std::string_view word, std::string_view input) {
  if (std::all_of(word.begin(), word.end(), IsDigit)) {
    HILT_CHECK(word.size() <= kMaxNumberDigits);
    return;
  }
  if (word.size() < kLongWord) return;
  if (std::find(std::begin(kFieldNames), std::end(kFieldNames), word) != std::end(kFieldNames)) {
    return;
  }
  HILT_CHECK(input.find(word) == std::string_view::npos);
}

bool IsTransferProgram(const solana::Pubkey& program) {
  return solana::IsTokenProgram(program) || program == solana::kSystemProgram;
}

// In order of execution: a top-level instruction before those that it called.
auto Position(const domain::Place& place) {
  return std::make_tuple(place.top_index, place.inner_index.has_value(),
                         place.inner_index.value_or(0));
}

template <class Effect>
void CheckOrder(const std::vector<Effect>& effects) {
  HILT_CHECK(std::is_sorted(effects.begin(), effects.end(), [](const Effect& a, const Effect& b) {
    return Position(a.place) < Position(b.place);
  }));
}

void CheckEffects(const domain::Observation& seen) {
  CheckOrder(seen.memos);
  CheckOrder(seen.transfers);
  for (const domain::Memo& memo : seen.memos) {
    HILT_CHECK(solana::IsMemoProgram(memo.program));
    if (memo.place.is_direct()) HILT_CHECK(memo.place.outer_program == memo.program);
  }
  for (const domain::OrderedTransfer& ordered : seen.transfers) {
    const solana::Transfer& transfer = ordered.transfer;
    HILT_CHECK(IsTransferProgram(transfer.program));
    HILT_CHECK(transfer.fee <= transfer.amount);
    if (ordered.place.is_direct()) HILT_CHECK(ordered.place.outer_program == transfer.program);
  }
}

void CheckError(const domain::Observation& seen) {
  HILT_CHECK((seen.execution == domain::Execution::kFailed) == !seen.error.empty());
  HILT_CHECK(seen.error.size() <= kMaxMessageBytes);
  HILT_CHECK(std::all_of(seen.error.begin(), seen.error.end(),
                         [](char c) { return c >= ' ' && c <= '~'; }));
}

}  // namespace

bool IsJson(std::string_view text) { return nlohmann::json::accept(text); }

void CheckRefusal(const absl::Status& status, std::string_view input) {
  HILT_CHECK(absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
             absl::IsUnavailable(status));
  const std::string message(status.message());
  HILT_CHECK(!message.empty() && message.size() <= kMaxMessageBytes);
  for (size_t begin = 0, end = 0; begin < message.size(); begin = end + 1) {
    end = begin;
    while (end < message.size() && IsAlnum(message[end])) ++end;
    CheckWord(std::string_view(message).substr(begin, end - begin), input);
    HILT_CHECK(end == message.size() || kMarks.find(message[end]) != std::string_view::npos);
  }
}

void CheckObservation(const domain::Observation& seen) {
  CheckError(seen);
  if (seen.version == domain::MessageVersion::kUnknown && seen.signers.empty()) {
    // Nothing is known of it but that it is there.
    HILT_CHECK(seen.memos.empty() && seen.transfers.empty() && seen.token_changes.empty());
    HILT_CHECK(seen.execution == domain::Execution::kNotRecorded);
    HILT_CHECK(!seen.lamports_recorded && !seen.token_balances_recorded);
    return;
  }
  HILT_CHECK(!seen.signers.empty() && seen.signers.front() == seen.fee_payer);
  CheckEffects(seen);
  if (!seen.lamports_recorded) HILT_CHECK(seen.lamport_changes.empty());
  const bool programs_named =
      std::all_of(seen.token_changes.begin(), seen.token_changes.end(),
                  [](const domain::TokenChange& change) { return change.program.has_value(); });
  if (seen.version != domain::MessageVersion::kNotStated && !seen.token_changes.empty()) {
    HILT_CHECK(seen.token_balances_recorded == programs_named);
  }
  if (!seen.instructions_understood) HILT_CHECK(seen.execution == domain::Execution::kSucceeded);
}

}  // namespace hilt::decode
