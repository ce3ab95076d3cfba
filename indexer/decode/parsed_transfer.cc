#include "indexer/decode/parsed_transfer.h"

#include "base/status.h"
#include "indexer/decode/scalars.h"
#include "solana/programs.h"

namespace hilt::decode {
namespace {

using solana::Pubkey;
using solana::Transfer;
using solana::TransferKind;

// The fields of one `info`, as tokens.
class Info {
 public:
  Info(const RawParsed& parsed, const KeyList& keys, const Path& path)
      : parsed_(parsed), keys_(keys), path_(path) {}

  bool Has(RawParsed::Field field) const { return !parsed_.info[field].empty(); }

  absl::StatusOr<Pubkey> Key(RawParsed::Field field, std::string_view name) const {
    return ParseKey(Unquoted(field), Path(path_, name));
  }

  // A key of the transaction's.
  absl::StatusOr<Pubkey> Account(RawParsed::Field field, std::string_view name) const {
    HILT_ASSIGN_OR_RETURN(const Pubkey account, Key(field, name));
    if (!keys_.MayHold(account)) return Error(name, "no such account");
    return account;
  }

  // A text of decimal digits.
  absl::StatusOr<uint64_t> Amount(RawParsed::Field field, std::string_view name) const {
    return Number(Unquoted(field), name);
  }

  absl::Status Error(std::string_view name, std::string_view what) const {
    return Path(path_, name).Error(what);
  }

  // A number.
  absl::StatusOr<uint64_t> Lamports() const {
    return Number(parsed_.info[RawParsed::kLamports], "lamports");
  }

 private:
  // Without its quotes; empty where it has none. A node escapes nothing in keys and digits.
  std::string_view Unquoted(RawParsed::Field field) const {
    const std::string_view token = parsed_.info[field];
    if (token.size() < 2 || token.front() != '"') return {};
    return token.substr(1, token.size() - 2);
  }

  absl::StatusOr<uint64_t> Number(std::string_view digits, std::string_view name) const {
    const std::optional<uint64_t> number = ParseUint64(digits);
    if (!number.has_value()) return Path(path_, name).Error("not an unsigned 64-bit integer");
    return *number;
  }

  const RawParsed& parsed_;
  const KeyList& keys_;
  const Path& path_;
};

// Accounts behind the authority are members of a multisig to the node, even where they are mere
// references. It names one authority, as the one or the other.
absl::StatusOr<Pubkey> Authority(const Info& info) {
  if (info.Has(RawParsed::kMultisigAuthority)) {
    if (info.Has(RawParsed::kAuthority)) return info.Error("authority", "given twice");
    return info.Account(RawParsed::kMultisigAuthority, "multisigAuthority");
  }
  return info.Account(RawParsed::kAuthority, "authority");
}

absl::StatusOr<Transfer> ReadTokenTransfer(const Info& info, TransferKind kind,
                                           const Pubkey& program) {
  Transfer transfer{.kind = kind, .program = program};
  HILT_ASSIGN_OR_RETURN(transfer.source, info.Account(RawParsed::kSource, "source"));
  HILT_ASSIGN_OR_RETURN(transfer.destination, info.Account(RawParsed::kDestination, "destination"));
  HILT_ASSIGN_OR_RETURN(transfer.authority, Authority(info));
  if (kind == TransferKind::kTransfer) {
    HILT_ASSIGN_OR_RETURN(transfer.amount, info.Amount(RawParsed::kAmount, "amount"));
    return transfer;
  }
  // It moves nothing, and recordings shortened for tests leave it out of their keys.
  HILT_ASSIGN_OR_RETURN(transfer.mint, info.Key(RawParsed::kMint, "mint"));
  HILT_ASSIGN_OR_RETURN(transfer.amount,
                        info.Amount(RawParsed::kTokenAmount, "tokenAmount.amount"));
  if (kind == TransferKind::kTransferCheckedWithFee) {
    HILT_ASSIGN_OR_RETURN(transfer.fee, info.Amount(RawParsed::kFeeAmount, "feeAmount.amount"));
  }
  return transfer;
}

absl::StatusOr<Transfer> ReadSystemTransfer(const Info& info, TransferKind kind) {
  Transfer transfer{.kind = kind, .program = solana::kSystemProgram};
  HILT_ASSIGN_OR_RETURN(transfer.source, info.Account(RawParsed::kSource, "source"));
  HILT_ASSIGN_OR_RETURN(transfer.destination, info.Account(RawParsed::kDestination, "destination"));
  HILT_ASSIGN_OR_RETURN(transfer.amount, info.Lamports());
  transfer.authority = transfer.source;
  if (kind == TransferKind::kSystemTransferWithSeed) {
    HILT_ASSIGN_OR_RETURN(transfer.authority, info.Account(RawParsed::kSourceBase, "sourceBase"));
  }
  return transfer;
}

// None: the type is no transfer of the program.
std::optional<TransferKind> KindOf(std::string_view type, const Pubkey& program) {
  if (program == solana::kSystemProgram) {
    if (type == "transfer") return TransferKind::kSystemTransfer;
    if (type == "transferWithSeed") return TransferKind::kSystemTransferWithSeed;
    return std::nullopt;
  }
  if (type == "transfer") return TransferKind::kTransfer;
  if (type == "transferChecked") return TransferKind::kTransferChecked;
  // The node parses both token programs alike; the older one has no such instruction.
  if (type == "transferCheckedWithFee" && program == solana::kToken2022Program) {
    return TransferKind::kTransferCheckedWithFee;
  }
  return std::nullopt;
}

absl::Status AppendOne(const RawParsed& parsed, const Pubkey& program, const KeyList& keys,
                       const Path& path, std::vector<Transfer>& out) {
  if (parsed.type.empty()) return Path(path, "type").Error("missing");
  const std::optional<TransferKind> kind = KindOf(parsed.type, program);
  if (!kind.has_value()) return absl::OkStatus();
  const Path info_path(path, "info");
  const Info info(parsed, keys, info_path);
  absl::StatusOr<Transfer> transfer = program == solana::kSystemProgram
                                          ? ReadSystemTransfer(info, *kind)
                                          : ReadTokenTransfer(info, *kind, program);
  HILT_RETURN_IF_ERROR(transfer.status());
  out.push_back(*std::move(transfer));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> AppendParsedTransfers(const RawTransaction& raw, const RawParsed& parsed,
                                           const Pubkey& program, const KeyList& keys,
                                           const Path& path, std::vector<Transfer>& out) {
  if (parsed.type != "batch" || !solana::IsTokenProgram(program)) {
    HILT_RETURN_IF_ERROR(AppendOne(parsed, program, keys, path, out));
    return true;
  }
  const Path info(path, "info");
  const Path parts(info, "instructions");
  if (!parsed.has_parts) return parts.Error("missing");
  for (uint32_t i = 0; i < parsed.parts.count; ++i) {
    const RawParsed& part = raw.parsed[parsed.parts.begin + i];
    const Path here(parts, i);
    if (part.type == "batch") return false;
    const size_t before = out.size();
    HILT_RETURN_IF_ERROR(AppendOne(part, program, keys, here, out));
    if (out.size() > before) out.back().batch_index = i;
  }
  return true;
}

}  // namespace hilt::decode
