#include "support.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/check.h"
#include "base/hex.h"

namespace hilt::decode {
namespace {

const std::string kRoot = std::string(HILT_GOLDEN_DIR) + "/chain/";

std::string Show(const std::optional<solana::Pubkey>& key) {
  return key.has_value() ? solana::ToString(*key) : "-";
}

std::string Show(const domain::Place& place) {
  const std::string inner =
      place.inner_index.has_value() ? std::to_string(*place.inner_index) : "top";
  return fmt::format("{}/{} under {}", place.top_index, inner, Show(place.outer_program));
}

template <class T>
void AppendAll(std::string_view name, const std::vector<T>& items, std::string& out) {
  for (const T& item : items) out += fmt::format("{}: {}\n", name, Describe(item));
}

}  // namespace

std::string ReadGoldenText(std::string_view name) {
  std::ifstream file(kRoot + std::string(name), std::ios::binary);
  HILT_CHECK(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Json ReadGoldenJson(std::string_view name) { return Json::parse(ReadGoldenText(name)); }

Golden ReadGolden(std::string_view name) {
  const Json file = ReadGoldenJson(name);
  const Json& rpc = file.at("rpc");
  return {std::string(name), rpc.at("json"), rpc.at("jsonParsed"), rpc.at("base64"),
          file.at("helius_enhanced")};
}

std::vector<Golden> AllGolden() {
  std::vector<std::string> names;
  for (const std::string folder : {"scenarios", "v1", "optional"}) {
    for (const auto& entry : std::filesystem::directory_iterator(kRoot + folder)) {
      names.push_back(folder + "/" + entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  std::vector<Golden> all;
  all.reserve(names.size());
  for (const std::string& name : names) all.push_back(ReadGolden(name));
  return all;
}

std::vector<uint64_t> GoldenBlockSlots() {
  const Json index = ReadGoldenJson("index.json");
  std::vector<uint64_t> slots;
  for (const char* key : {"blocks", "v1_blocks"}) {
    for (const Json& block : index.at(key)) slots.push_back(block.at("slot").get<uint64_t>());
  }
  return slots;
}

std::string GoldenBlockName(uint64_t slot, std::string_view encoding) {
  return fmt::format("blocks/{}-{}.json", slot, encoding);
}

Json Transaction() { return ReadGolden("scenarios/v0_lookup_table.json").rpc; }
Json Enhanced() { return ReadGolden("scenarios/v0_lookup_table.json").helius; }

Json Edited(Json json, const std::string& pointer, const std::optional<Json>& value) {
  const Json::json_pointer at(pointer);
  if (value.has_value()) {
    json[at] = *value;
    return json;
  }
  Json& parent = json.at(at.parent_pointer());
  if (parent.is_array()) {
    parent.erase(std::stoul(at.back()));
  } else {
    HILT_CHECK(parent.erase(at.back()) == 1);
  }
  return json;
}

absl::StatusOr<domain::Observation> DecodeRpc(const Json& transaction) {
  Decoder decoder;
  return decoder.RpcTransaction(transaction.dump(), domain::Commitment::kFinalized);
}

absl::StatusOr<domain::Observation> DecodeEnhanced(const Json& transaction) {
  Decoder decoder;
  return decoder.HeliusEnhanced(transaction.dump());
}

std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  if (absl::IsInvalidArgument(status)) return std::string(status.message());
  return status.ToString();
}

std::string Describe(const domain::Memo& memo) {
  std::string accounts;
  for (const solana::Pubkey& account : memo.accounts) accounts += " " + Show(account);
  return fmt::format("{} {} at {}, accounts{}", Show(memo.program), base::HexEncode(memo.data),
                     Show(memo.place), accounts);
}

std::string Describe(const domain::OrderedTransfer& ordered) {
  const solana::Transfer& transfer = ordered.transfer;
  return fmt::format("{} by {}: {} -> {}, mint {}, authority {}, amount {}, fee {}, batch {} at {}",
                     static_cast<int>(transfer.kind), Show(transfer.program), Show(transfer.source),
                     Show(transfer.destination), Show(transfer.mint), Show(transfer.authority),
                     transfer.amount, transfer.fee,
                     transfer.batch_index.has_value() ? std::to_string(*transfer.batch_index) : "-",
                     Show(ordered.place));
}

std::string Describe(const domain::TokenChange& change) {
  return fmt::format("{} mint {} owner {} program {} delta {} held {}", Show(change.account),
                     Show(change.mint), Show(change.owner), Show(change.program),
                     base::ToString(change.delta), change.held_at_end);
}

std::string Describe(const domain::LamportChange& change) {
  return fmt::format("{} delta {}", Show(change.account), base::ToString(change.delta));
}

std::string Describe(const domain::Observation& o) {
  std::string text = fmt::format(
      "signature: {}\nslot: {}\nindex: {}\nblockhash: {}\ntime: {}\ncommitment: {}\ngrade: {}\n"
      "version: {}\nexecution: {}\nerror: {}\nfee payer: {}\nfee: {}\nrecorded: {} {} {}\n"
      "understood: {}\n",
      solana::ToString(o.signature), o.slot.value(),
      o.index.has_value() ? std::to_string(*o.index) : "-",
      o.blockhash.has_value() ? solana::ToString(*o.blockhash) : "-",
      o.block_time.has_value() ? std::to_string(absl::ToUnixSeconds(*o.block_time)) : "-",
      domain::Name(o.commitment), domain::Name(o.grade), static_cast<int>(o.version),
      static_cast<int>(o.execution), o.error, Show(o.fee_payer), o.fee_lamports,
      o.inner_instructions_recorded, o.lamports_recorded, o.token_balances_recorded,
      o.instructions_understood);
  for (const solana::Pubkey& signer : o.signers) text += "signer: " + Show(signer) + "\n";
  AppendAll("memo", o.memos, text);
  AppendAll("transfer", o.transfers, text);
  AppendAll("lamports", o.lamport_changes, text);
  AppendAll("tokens", o.token_changes, text);
  return text;
}

}  // namespace hilt::decode
