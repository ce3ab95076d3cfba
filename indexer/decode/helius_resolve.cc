#include <algorithm>

#include "base/status.h"
#include "indexer/decode/effects.h"
#include "indexer/decode/helius_enhanced.h"
#include "indexer/decode/limits.h"
#include "indexer/decode/resolve.h"
#include "indexer/decode/scalars.h"
#include "solana/programs.h"

namespace hilt::decode {
namespace {

using solana::Pubkey;

template <class T>
bool Contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// False: it was there.
template <class T>
bool AddOnce(const T& item, std::vector<T>& list) {
  if (Contains(list, item)) return false;
  list.push_back(item);
  return true;
}

class EnhancedResolver {
 public:
  EnhancedResolver(const RawEnhanced& raw, const Path& path, KeyCache& keys,
                   domain::Observation& out)
      : raw_(raw), path_(path), keys_(keys), out_(out), effects_(out) {}

  absl::Status Run();

 private:
  absl::Status AddInstruction(const RawEnhancedInstruction& raw, domain::Place& place,
                              const Path& path);
  absl::Status AddInstructions();
  absl::Status AddTokenChange(const RawTokenChange& raw, const Pubkey& listed_under,
                              const Path& path);
  absl::Status AddAccountChange(const RawAccountChange& raw, const Path& path);
  absl::Status AddAccountChanges();
  absl::StatusOr<Pubkey> Key(std::string_view text, const Path& path) {
    return keys_.Parse(text, path);
  }
  absl::Status AddSigner(const Pubkey& signer);
  absl::Status AddSigners();

  const RawEnhanced& raw_;
  const Path& path_;
  KeyCache& keys_;
  domain::Observation& out_;
  EffectCollector effects_;
  std::vector<Pubkey> accounts_;
  // Some dozens at most, and bounded by limits.h: looking through them beats hashing.
  std::vector<Pubkey> changed_accounts_;
  std::vector<std::pair<Pubkey, Pubkey>> changed_holdings_;  // (token account, mint)
};

absl::Status EnhancedResolver::AddInstruction(const RawEnhancedInstruction& raw,
                                              domain::Place& place, const Path& path) {
  HILT_ASSIGN_OR_RETURN(const Pubkey program, Key(raw.program, Path(path, "programId")));
  if (place.is_direct()) place.outer_program = program;
  if (!EffectCollector::Wants(program)) return absl::OkStatus();
  accounts_.clear();
  const Path accounts_path(path, "accounts");
  for (uint32_t i = 0; i < raw.accounts.count; ++i) {
    HILT_ASSIGN_OR_RETURN(accounts_.emplace_back(),
                          Key(raw_.accounts[raw.accounts.begin + i], Path(accounts_path, i)));
  }
  const size_t memos = out_.memos.size();
  HILT_RETURN_IF_ERROR(effects_.Add({.program = program,
                                     .accounts = accounts_,
                                     .accounts_complete = true,
                                     .data = {.base58 = raw.data, .bytes = std::nullopt},
                                     .place = place},
                                    path));
  if (out_.memos.size() > memos) out_.memos.back().accounts = accounts_;
  return absl::OkStatus();
}

absl::Status EnhancedResolver::AddInstructions() {
  out_.inner_instructions_recorded = true;
  const Path list_path(path_, "instructions");
  for (uint32_t top = 0; top < raw_.instructions.size(); ++top) {
    const RawEnhancedInstruction& raw = raw_.instructions[top];
    const Path top_path(list_path, top);
    domain::Place place{.top_index = top, .inner_index = std::nullopt, .outer_program = {}};
    HILT_RETURN_IF_ERROR(AddInstruction(raw, place, top_path));
    if (!raw.inner_recorded) out_.inner_instructions_recorded = false;
    const Path inner_path(top_path, "innerInstructions");
    for (uint32_t i = 0; i < raw.inner.count; ++i) {
      place.inner_index = i;
      HILT_RETURN_IF_ERROR(
          AddInstruction(raw_.inner_instructions[raw.inner.begin + i], place, Path(inner_path, i)));
    }
  }
  return absl::OkStatus();
}

absl::Status EnhancedResolver::AddTokenChange(const RawTokenChange& raw, const Pubkey& listed_under,
                                              const Path& path) {
  domain::TokenChange change;
  HILT_ASSIGN_OR_RETURN(change.account, Key(raw.account, Path(path, "tokenAccount")));
  HILT_ASSIGN_OR_RETURN(change.mint, Key(raw.mint, Path(path, "mint")));
  if (!AddOnce(std::pair(change.account, change.mint), changed_holdings_)) {
    return path.Error("an account and mint given twice");
  }
  if (!raw.owner.has_value() || change.account != listed_under) {
    out_.token_balances_recorded = false;
    return absl::OkStatus();
  }
  HILT_ASSIGN_OR_RETURN(change.owner, Key(*raw.owner, Path(path, "userAccount")));
  change.delta = raw.delta;
  out_.token_changes.push_back(change);
  return absl::OkStatus();
}

absl::Status EnhancedResolver::AddAccountChange(const RawAccountChange& raw, const Path& path) {
  HILT_ASSIGN_OR_RETURN(const Pubkey account, Key(raw.account, Path(path, "account")));
  if (!AddOnce(account, changed_accounts_)) return Path(path, "account").Error("given twice");
  if (raw.lamports.has_value()) {
    out_.lamport_changes.push_back({account, *raw.lamports});
  } else {
    out_.lamports_recorded = false;
  }
  if (!raw.tokens_recorded) out_.token_balances_recorded = false;
  const Path tokens_path(path, "tokenBalanceChanges");
  for (uint32_t i = 0; i < raw.tokens.count; ++i) {
    HILT_RETURN_IF_ERROR(
        AddTokenChange(raw_.token_changes[raw.tokens.begin + i], account, Path(tokens_path, i)));
  }
  return absl::OkStatus();
}

absl::Status EnhancedResolver::AddAccountChanges() {
  out_.lamports_recorded = out_.token_balances_recorded = raw_.account_changes.recorded;
  const Path path(path_, "accountData");
  for (size_t i = 0; i < raw_.account_changes.items.size(); ++i) {
    HILT_RETURN_IF_ERROR(AddAccountChange(raw_.account_changes.items[i], Path(path, i)));
  }
  // The fee alone changed the fee payer's balance, so a list without it is not all that there was.
  if (!Contains(changed_accounts_, out_.fee_payer)) out_.lamports_recorded = false;
  // As from the chain: what is not wholly recorded is not there.
  if (!out_.lamports_recorded) out_.lamport_changes.clear();
  if (!out_.token_balances_recorded) out_.token_changes.clear();
  return absl::OkStatus();
}

absl::Status EnhancedResolver::AddSigner(const Pubkey& signer) {
  if (AddOnce(signer, out_.signers) && out_.signers.size() > kMaxKeys) {
    return Path(path_, "instructions").Error("more signers than a transaction has keys");
  }
  return absl::OkStatus();
}

// At the top level no program can have signed, so who authorised an instruction that succeeded did.
// Not so a multisig authority: that is an account, which never signs itself (its members do) and is
// listed all the same, since nothing here tells it from a key. Where the transaction failed,
// nothing shows which instructions ran.
absl::Status EnhancedResolver::AddSigners() {
  HILT_RETURN_IF_ERROR(AddSigner(out_.fee_payer));
  if (out_.execution != domain::Execution::kSucceeded) return absl::OkStatus();
  for (const domain::OrderedTransfer& ordered : out_.transfers) {
    if (!ordered.place.is_direct()) continue;
    HILT_RETURN_IF_ERROR(AddSigner(ordered.transfer.authority));
  }
  for (const domain::Memo& memo : out_.memos) {
    if (!memo.place.is_direct() || !solana::MemoChecksSigners(memo.program)) continue;
    for (const Pubkey& account : memo.accounts) HILT_RETURN_IF_ERROR(AddSigner(account));
  }
  return absl::OkStatus();
}

absl::Status EnhancedResolver::Run() {
  HILT_ASSIGN_OR_RETURN(out_.signature, ParseSignature(raw_.signature, Path(path_, "signature")));
  HILT_ASSIGN_OR_RETURN(out_.fee_payer, Key(raw_.fee_payer, Path(path_, "feePayer")));
  ResolveError(raw_.error, out_);
  HILT_RETURN_IF_ERROR(AddInstructions());
  HILT_RETURN_IF_ERROR(AddAccountChanges());
  return AddSigners();
}

}  // namespace

absl::StatusOr<domain::Observation> ResolveEnhanced(const RawEnhanced& raw, KeyCache& keys,
                                                    const Path& path) {
  domain::Observation out;
  out.slot = domain::Slot(raw.slot);
  if (raw.time.has_value()) out.block_time = UnixTime(*raw.time);
  out.commitment = domain::Commitment::kConfirmed;
  out.grade = domain::EvidenceGrade::kProvider;
  out.version = domain::MessageVersion::kNotStated;
  out.fee_lamports = raw.fee;
  HILT_RETURN_IF_ERROR(EnhancedResolver(raw, path, keys, out).Run());
  return out;
}

}  // namespace hilt::decode
