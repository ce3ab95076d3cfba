#include "cli/scan_dump.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/hex.h"
#include "cli/json_fields.h"
#include "cli/option_values.h"
#include "cli/scan_totals.h"

namespace hilt::cli {
namespace {

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json KeyOrNull(const std::optional<solana::Pubkey>& key) {
  return key ? Json(solana::ToString(*key)) : Json();
}

std::string_view Name(domain::Execution execution) {
  switch (execution) {
    case domain::Execution::kSucceeded:
      return "succeeded";
    case domain::Execution::kFailed:
      return "failed";
    case domain::Execution::kContradictory:
      return "contradictory";
    case domain::Execution::kNotRecorded:
      return "not_recorded";
  }
  base::CheckFailed("an Execution outside its enum", __FILE__, __LINE__);
}

Json PlaceJson(const domain::Place& place) {
  return {{"top_index", place.top_index},
          {"inner_index", OrNull(place.inner_index)},
          {"outer_program", solana::ToString(place.outer_program)}};
}

// Of UTF-8: C0, DEL and C1 (U+0080 to U+009F).
bool HoldsControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && static_cast<uint8_t>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

Json TextOrNull(const std::vector<uint8_t>& data) {
  std::string text(data.begin(), data.end());
  if (!CheckUtf8(text).ok() || HoldsControl(text)) return Json();
  return text;
}

Json MemoJson(const domain::Memo& memo) {
  return {{"program", solana::ToString(memo.program)},
          {"hex", base::HexEncode(memo.data)},
          {"text", TextOrNull(memo.data)},
          {"place", PlaceJson(memo.place)}};
}

Json TransferJson(const domain::Observation& transaction, const domain::OrderedTransfer& ordered) {
  const solana::Transfer& transfer = ordered.transfer;
  Json place = PlaceJson(ordered.place);
  place["batch_index"] = OrNull(transfer.batch_index);
  return {{"kind", KindName(transfer.kind)},
          {"source", solana::ToString(transfer.source)},
          {"destination", solana::ToString(transfer.destination)},
          {"mint", KeyOrNull(MintOf(transaction, transfer))},
          {"amount", std::to_string(transfer.amount)},
          {"place", std::move(place)}};
}

Json LamportChangesJson(const domain::Observation& transaction) {
  if (!transaction.lamports_recorded) return {};
  Json changes = Json::array();
  for (const domain::LamportChange& change : transaction.lamport_changes) {
    if (change.delta == 0) continue;
    changes.push_back(
        {{"account", solana::ToString(change.account)}, {"change", base::ToString(change.delta)}});
  }
  return changes;
}

Json TokenChangesJson(const domain::Observation& transaction) {
  if (!transaction.token_balances_recorded) return {};
  Json changes = Json::array();
  for (const domain::TokenChange& change : transaction.token_changes) {
    if (change.delta == 0) continue;
    changes.push_back({{"account", solana::ToString(change.account)},
                       {"owner", solana::ToString(change.owner)},
                       {"mint", solana::ToString(change.mint)},
                       {"change", base::ToString(change.delta)}});
  }
  return changes;
}

}  // namespace

std::string DumpLine(std::string_view file, const domain::Observation& transaction) {
  Json memos = Json::array();
  for (const domain::Memo& memo : transaction.memos) memos.push_back(MemoJson(memo));
  Json transfers = Json::array();
  for (const domain::OrderedTransfer& ordered : transaction.transfers) {
    transfers.push_back(TransferJson(transaction, ordered));
  }
  const bool failed = transaction.execution == domain::Execution::kFailed;
  const Json line = {{"file", file},
                     {"index", OrNull(transaction.index)},
                     {"signature", solana::ToString(transaction.signature)},
                     {"execution", Name(transaction.execution)},
                     {"err", failed ? Json(transaction.error) : Json()},
                     {"memos", std::move(memos)},
                     {"transfers", std::move(transfers)},
                     {"lamport_changes", LamportChangesJson(transaction)},
                     {"token_changes", TokenChangesJson(transaction)}};
  // In ASCII, so that a memo cannot steer the reader's terminal.
  return line.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace hilt::cli
