#include "indexer/decode/resolve.h"

#include <algorithm>

#include "base/status.h"
#include "indexer/decode/balances.h"
#include "indexer/decode/effects.h"
#include "indexer/decode/limits.h"
#include "indexer/decode/scalars.h"

namespace hilt::decode {
namespace {

using solana::Pubkey;

class Resolver {
 public:
  Resolver(const RawTransaction& raw, const Path& path, domain::Observation& out)
      : raw_(raw), path_(path), out_(out), effects_(out) {}

  absl::Status Run();

 private:
  void AppendKeys(const std::vector<Pubkey>& keys);
  absl::Status ResolveLoadedKeys();
  absl::Status KeyError(size_t index, std::string_view what) const;
  absl::Status CheckKeys() const;
  absl::Status ResolveSigners();
  absl::Status IndexInnerLists();
  absl::StatusOr<std::optional<Pubkey>> ResolveProgram(const RawInstruction& raw, bool direct,
                                                       const Path& path) const;
  absl::Status ResolveAccounts(const RawInstruction& raw, const Path& path);
  absl::Status AddInstruction(const RawInstruction& raw, domain::Place& place, const Path& path);
  absl::Status AddInnerList(const RawInnerList& list, domain::Place& place, const Path& path);
  absl::Status AddInstructions();
  KeyList keys() const { return {keys_, key_count_}; }

  const RawTransaction& raw_;
  const Path& path_;
  const Path meta_path_{path_, "meta"};
  const Path body_path_{path_, "transaction"};
  const Path message_path_{body_path_, "message"};
  const Path keys_path_{message_path_, "accountKeys"};
  domain::Observation& out_;
  EffectCollector effects_;
  std::vector<Pubkey> keys_;
  size_t key_count_ = 0;
  std::vector<int32_t> inner_list_of_;  // by top-level instruction; -1: none
  std::vector<Pubkey> accounts_;        // of the instruction at hand
};

void Resolver::AppendKeys(const std::vector<Pubkey>& keys) {
  keys_.insert(keys_.end(), keys.begin(), keys.end());
}

absl::Status Resolver::ResolveLoadedKeys() {
  const RawMessage& message = raw_.message;
  key_count_ = keys_.size() + message.lookup_writable + message.lookup_readonly;
  const bool has_lookups = raw_.version != domain::MessageVersion::kLegacy &&
                           raw_.version != domain::MessageVersion::kV1;
  if (!has_lookups && key_count_ != keys_.size()) {
    return Path(message_path_, "addressTableLookups").Error("in a version that has none");
  }
  constexpr std::string_view kNotOneEach = "not one key for each looked-up index";
  if (message.lists_loaded_keys) {
    // Without meta the node itself did not know them.
    if (message.loaded_keys.empty() && !raw_.has_meta) return absl::OkStatus();
    if (keys_.size() + message.loaded_keys.size() != key_count_) {
      return keys_path_.Error(kNotOneEach);
    }
    AppendKeys(message.loaded_keys);
    return absl::OkStatus();
  }
  if (!raw_.meta.loaded_recorded) return absl::OkStatus();
  if (raw_.meta.loaded_writable.size() != message.lookup_writable ||
      raw_.meta.loaded_readonly.size() != message.lookup_readonly) {
    return Path(meta_path_, "loadedAddresses").Error(kNotOneEach);
  }
  AppendKeys(raw_.meta.loaded_writable);
  AppendKeys(raw_.meta.loaded_readonly);
  return absl::OkStatus();
}

// `index` among all keys; says where that key was given.
absl::Status Resolver::KeyError(size_t index, std::string_view what) const {
  const size_t static_keys = raw_.message.keys.size();
  if (index < static_keys || raw_.message.lists_loaded_keys) {
    return Path(keys_path_, index).Error(what);
  }
  const Path loaded(meta_path_, "loadedAddresses");
  const size_t writable = raw_.meta.loaded_writable.size();
  const size_t loaded_index = index - static_keys;
  if (loaded_index < writable) return Path(Path(loaded, "writable"), loaded_index).Error(what);
  return Path(Path(loaded, "readonly"), loaded_index - writable).Error(what);
}

// The runtime refuses a transaction that names an account twice (AccountLoadedTwice); here it would
// count one balance twice.
absl::Status Resolver::CheckKeys() const {
  if (key_count_ > kMaxKeys) return keys_path_.Error("too many keys");
  std::vector<Pubkey> sorted = keys_;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return absl::OkStatus();
  const auto later = std::find(keys_.rbegin(), keys_.rend(), *twice);
  return KeyError(static_cast<size_t>(keys_.rend() - later) - 1, "a key twice");
}

// The rules of sdk message sanitize().
absl::Status Resolver::ResolveSigners() {
  const RawMessage& message = raw_.message;
  const size_t required = message.required_signatures;
  const Path header(message_path_, "header");
  const Path& said_by = message.lists_loaded_keys ? keys_path_ : header;
  if (required + message.readonly_unsigned > message.keys.size()) {
    return said_by.Error("more accounts than keys");
  }
  if (message.readonly_signed >= required) return said_by.Error("no writable signer");
  const Path signatures(body_path_, "signatures");
  if (raw_.signatures.size() != required) {
    return signatures.Error("not one signature for each required signer");
  }
  out_.signature = raw_.signatures.front();
  out_.signers.assign(keys_.begin(), keys_.begin() + static_cast<ptrdiff_t>(required));
  out_.fee_payer = keys_.front();
  return absl::OkStatus();
}

absl::Status Resolver::IndexInnerLists() {
  inner_list_of_.assign(raw_.message.instructions.size(), -1);
  const Path path(meta_path_, "innerInstructions");
  const std::vector<RawInnerList>& lists = raw_.meta.inner_lists.items;
  for (size_t i = 0; i < lists.size(); ++i) {
    const Path list_path(path, i);
    const uint32_t top = lists[i].top_index;
    if (top >= inner_list_of_.size()) return Path(list_path, "index").Error("no such instruction");
    if (inner_list_of_[top] != -1) return Path(list_path, "index").Error("given twice");
    inner_list_of_[top] = static_cast<int32_t>(i);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Pubkey>> Resolver::ResolveProgram(const RawInstruction& raw,
                                                               bool direct,
                                                               const Path& path) const {
  const size_t static_keys = raw_.message.keys.size();
  size_t index = raw.program;
  std::string_view field = "programIdIndex";
  if (raw.form != RawInstruction::Form::kIndexed) {
    field = "programId";
    index =
        static_cast<size_t>(std::find(keys_.begin(), keys_.end(), raw.program_key) - keys_.begin());
    // It may be one of the loaded keys that nobody recorded.
    if (index == keys_.size() && !direct && keys_.size() < key_count_) return raw.program_key;
  }
  if (index >= key_count_) return Path(path, field).Error("no such account");
  // sdk message sanitize(): programs cannot be looked up, and the fee payer is none.
  if (direct && (index == 0 || index >= static_keys)) {
    return Path(path, field).Error("not a static key of a program");
  }
  if (index >= keys_.size()) return std::nullopt;
  return keys_[index];
}

absl::Status Resolver::ResolveAccounts(const RawInstruction& raw, const Path& path) {
  accounts_.clear();
  if (raw.form == RawInstruction::Form::kNamed) {
    for (uint32_t i = 0; i < raw.accounts.count; ++i) {
      const Pubkey& account = accounts_.emplace_back(raw_.account_keys[raw.accounts.begin + i]);
      if (!keys().MayHold(account)) {
        return Path(Path(path, "accounts"), i).Error("no such account");
      }
    }
    return absl::OkStatus();
  }
  for (uint32_t i = 0; i < raw.accounts.count; ++i) {
    const uint8_t account = raw_.account_indexes[raw.accounts.begin + i];
    if (account >= key_count_) return Path(Path(path, "accounts"), i).Error("no such account");
    if (account < keys_.size()) accounts_.push_back(keys_[account]);
  }
  return absl::OkStatus();
}

absl::Status Resolver::AddInstruction(const RawInstruction& raw, domain::Place& place,
                                      const Path& path) {
  HILT_ASSIGN_OR_RETURN(const std::optional<Pubkey> program,
                        ResolveProgram(raw, place.is_direct(), path));
  HILT_RETURN_IF_ERROR(ResolveAccounts(raw, path));
  if (!program.has_value()) return absl::OkStatus();  // nobody recorded which program
  if (place.is_direct()) place.outer_program = *program;
  if (!EffectCollector::Wants(*program)) return absl::OkStatus();
  if (raw.form == RawInstruction::Form::kParsed) {
    return effects_.AddParsed(raw_, raw, keys(), place, path);
  }
  return effects_.Add({.program = *program,
                       .accounts = accounts_,
                       .accounts_complete = accounts_.size() == raw.accounts.count,
                       .data = raw.data,
                       .place = place},
                      path);
}

absl::Status Resolver::AddInnerList(const RawInnerList& list, domain::Place& place,
                                    const Path& path) {
  for (uint32_t i = 0; i < list.instructions.count; ++i) {
    place.inner_index = i;
    HILT_RETURN_IF_ERROR(AddInstruction(raw_.meta.inner_instructions[list.instructions.begin + i],
                                        place, Path(path, i)));
  }
  return absl::OkStatus();
}

absl::Status Resolver::AddInstructions() {
  const Path top_path(message_path_, "instructions");
  const Path inner_path(meta_path_, "innerInstructions");
  for (uint32_t top = 0; top < raw_.message.instructions.size(); ++top) {
    domain::Place place{.top_index = top, .inner_index = std::nullopt, .outer_program = {}};
    HILT_RETURN_IF_ERROR(
        AddInstruction(raw_.message.instructions[top], place, Path(top_path, top)));
    if (inner_list_of_[top] == -1) continue;
    const auto list = static_cast<size_t>(inner_list_of_[top]);
    const Path list_path(inner_path, list);
    HILT_RETURN_IF_ERROR(
        AddInnerList(raw_.meta.inner_lists.items[list], place, Path(list_path, "instructions")));
  }
  return absl::OkStatus();
}

absl::Status Resolver::Run() {
  AppendKeys(raw_.message.keys);
  HILT_RETURN_IF_ERROR(ResolveSigners());
  HILT_RETURN_IF_ERROR(ResolveLoadedKeys());
  HILT_RETURN_IF_ERROR(CheckKeys());
  HILT_RETURN_IF_ERROR(IndexInnerLists());
  ResolveError(raw_.meta.error, out_);
  out_.fee_lamports = raw_.meta.fee;
  out_.inner_instructions_recorded = raw_.meta.inner_lists.recorded;
  HILT_RETURN_IF_ERROR(AddInstructions());
  if (!raw_.has_meta) return absl::OkStatus();
  HILT_RETURN_IF_ERROR(ResolveLamports(raw_.meta, keys(), meta_path_, out_));
  return ResolveTokenBalances(raw_.meta, keys(), meta_path_, out_);
}

}  // namespace

void ResolveError(const RawError& error, domain::Observation& out) {
  switch (error.err) {
    case RawError::State::kAbsent:
      out.execution = domain::Execution::kNotRecorded;
      return;
    case RawError::State::kSuccess:
      out.execution = error.status == RawError::State::kFailure ? domain::Execution::kContradictory
                                                                : domain::Execution::kSucceeded;
      return;
    case RawError::State::kFailure:
      out.execution = domain::Execution::kFailed;
      out.error = ErrorText(error.err_json);
      return;
  }
}

absl::StatusOr<domain::Observation> Resolve(const RawTransaction& raw, const Origin& origin,
                                            const Path& path) {
  domain::Observation out;
  out.slot = origin.slot;
  out.index = origin.index;
  out.blockhash = origin.blockhash;
  out.block_time = origin.time;
  out.commitment = origin.commitment;
  out.grade = origin.grade;
  out.version = raw.version;
  HILT_RETURN_IF_ERROR(Resolver(raw, path, out).Run());
  return out;
}

}  // namespace hilt::decode
