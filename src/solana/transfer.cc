#include "solana/transfer.h"

#include <cstddef>

#include "base/status.h"
#include "fmt/format.h"
#include "solana/programs.h"

namespace hilt::solana {
namespace {

// Token and Token-2022: the first byte.
constexpr uint8_t kTransferTag = 3;
constexpr uint8_t kTransferCheckedTag = 12;
constexpr uint8_t kTransferFeeExtensionTag = 26;  // Token-2022 only; a second byte follows
constexpr uint8_t kTransferCheckedWithFeeSubTag = 1;
constexpr uint8_t kBatchTag = 255;

// System: a little-endian u32.
constexpr uint32_t kSystemTransferTag = 2;
constexpr uint32_t kSystemTransferWithSeedTag = 11;

// One instruction, or one part of a Batch.
struct Instruction {
  const Pubkey& program;
  std::span<const uint8_t> data;
  std::span<const Pubkey> accounts;
};

template <class T>
T LoadLittleEndian(std::span<const uint8_t> data, size_t offset) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value |= static_cast<T>(data[offset + i]) << (8 * i);
  return value;
}

absl::Status CheckSize(const Instruction& instruction, std::string_view name, size_t min_bytes,
                       size_t min_accounts) {
  if (instruction.data.size() < min_bytes) {
    return absl::InvalidArgumentError(fmt::format("{}: {} bytes of data, not {} or more", name,
                                                  instruction.data.size(), min_bytes));
  }
  if (instruction.accounts.size() < min_accounts) {
    return absl::InvalidArgumentError(fmt::format("{}: {} accounts, not {} or more", name,
                                                  instruction.accounts.size(), min_accounts));
  }
  return absl::OkStatus();
}

// u8 3, u64 amount; source, destination, authority.
absl::Status AppendPlain(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "Transfer", 9, 3));
  out.push_back({.kind = TransferKind::kTransfer,
                 .program = instruction.program,
                 .source = instruction.accounts[0],
                 .destination = instruction.accounts[1],
                 .mint = std::nullopt,
                 .authority = instruction.accounts[2],
                 .amount = LoadLittleEndian<uint64_t>(instruction.data, 1),
                 .fee = 0,
                 .batch_index = std::nullopt});
  return absl::OkStatus();
}

// The accounts of both checked kinds: source, mint, destination, authority.
void PushChecked(const Instruction& instruction, TransferKind kind, uint64_t amount, uint64_t fee,
                 std::vector<Transfer>& out) {
  out.push_back({.kind = kind,
                 .program = instruction.program,
                 .source = instruction.accounts[0],
                 .destination = instruction.accounts[2],
                 .mint = instruction.accounts[1],
                 .authority = instruction.accounts[3],
                 .amount = amount,
                 .fee = fee,
                 .batch_index = std::nullopt});
}

// u8 12, u64 amount, u8 decimals.
absl::Status AppendChecked(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "TransferChecked", 10, 4));
  PushChecked(instruction, TransferKind::kTransferChecked,
              LoadLittleEndian<uint64_t>(instruction.data, 1), 0, out);
  return absl::OkStatus();
}

// u8 26, u8 1, u64 amount, u8 decimals, u64 fee. The other sub-tags configure and collect fees.
absl::Status AppendFeeExtension(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "TransferFeeExtension", 2, 0));
  if (instruction.data[1] != kTransferCheckedWithFeeSubTag) return absl::OkStatus();
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "TransferCheckedWithFee", 19, 4));
  const auto amount = LoadLittleEndian<uint64_t>(instruction.data, 2);
  const auto fee = LoadLittleEndian<uint64_t>(instruction.data, 11);
  if (fee > amount) {
    return absl::InvalidArgumentError(
        fmt::format("TransferCheckedWithFee: fee {} of an amount of {}", fee, amount));
  }
  PushChecked(instruction, TransferKind::kTransferCheckedWithFee, amount, fee, out);
  return absl::OkStatus();
}

// A Token or Token-2022 instruction that is no Batch.
absl::Status AppendToken(const Instruction& instruction, std::vector<Transfer>& out) {
  switch (instruction.data[0]) {
    case kTransferTag:
      return AppendPlain(instruction, out);
    case kTransferCheckedTag:
      return AppendChecked(instruction, out);
    case kTransferFeeExtensionTag:
      if (instruction.program != kToken2022Program) return absl::OkStatus();
      return AppendFeeExtension(instruction, out);
    default:
      return absl::OkStatus();
  }
}

// Takes the next part off the front of a Batch's data and accounts: u8 accounts, u8 bytes, data.
absl::StatusOr<Instruction> TakePart(Instruction& batch) {
  HILT_RETURN_IF_ERROR(CheckSize(batch, "header", 2, 0));
  const size_t account_count = batch.data[0];
  const size_t data_bytes = batch.data[1];
  if (data_bytes == 0) return absl::InvalidArgumentError("no data");
  batch.data = batch.data.subspan(2);
  HILT_RETURN_IF_ERROR(CheckSize(batch, "part", data_bytes, account_count));
  Instruction part{batch.program, batch.data.first(data_bytes),
                   batch.accounts.first(account_count)};
  if (part.data[0] == kBatchTag) return absl::InvalidArgumentError("a Batch inside a Batch");
  batch.data = batch.data.subspan(data_bytes);
  batch.accounts = batch.accounts.subspan(account_count);
  return part;
}

// One part or more, up to the end of the data; accounts may be left over.
absl::Status AppendBatch(Instruction batch, std::vector<Transfer>& out) {
  batch.data = batch.data.subspan(1);
  uint32_t index = 0;
  do {
    const size_t before = out.size();
    absl::StatusOr<Instruction> part = TakePart(batch);
    const absl::Status status = part.ok() ? AppendToken(*part, out) : part.status();
    if (!status.ok()) return base::Annotate(status, fmt::format("batch[{}]", index));
    if (out.size() > before) out.back().batch_index = index;
    ++index;
  } while (!batch.data.empty());
  return absl::OkStatus();
}

absl::Status AppendTokenOrBatch(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "token instruction", 1, 0));
  if (instruction.data[0] == kBatchTag) return AppendBatch(instruction, out);
  return AppendToken(instruction, out);
}

// u32 2, u64 lamports; source, destination.
absl::Status AppendSystemTransfer(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "system Transfer", 12, 2));
  out.push_back({.kind = TransferKind::kSystemTransfer,
                 .program = instruction.program,
                 .source = instruction.accounts[0],
                 .destination = instruction.accounts[1],
                 .mint = std::nullopt,
                 .authority = instruction.accounts[0],
                 .amount = LoadLittleEndian<uint64_t>(instruction.data, 4),
                 .fee = 0,
                 .batch_index = std::nullopt});
  return absl::OkStatus();
}

// u32 11, u64 lamports, u64 seed length, seed, owner program; source, base, destination.
absl::Status AppendSystemTransferWithSeed(const Instruction& instruction,
                                          std::vector<Transfer>& out) {
  constexpr size_t kSeedOffset = 20;
  constexpr size_t kMinBytes = kSeedOffset + Pubkey::kSize;
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "system TransferWithSeed", kMinBytes, 3));
  const auto seed_bytes = LoadLittleEndian<uint64_t>(instruction.data, 12);
  if (seed_bytes > instruction.data.size() - kMinBytes) {
    return absl::InvalidArgumentError("system TransferWithSeed: the seed is cut short");
  }
  out.push_back({.kind = TransferKind::kSystemTransferWithSeed,
                 .program = instruction.program,
                 .source = instruction.accounts[0],
                 .destination = instruction.accounts[2],
                 .mint = std::nullopt,
                 .authority = instruction.accounts[1],
                 .amount = LoadLittleEndian<uint64_t>(instruction.data, 4),
                 .fee = 0,
                 .batch_index = std::nullopt});
  return absl::OkStatus();
}

absl::Status AppendSystem(const Instruction& instruction, std::vector<Transfer>& out) {
  HILT_RETURN_IF_ERROR(CheckSize(instruction, "system instruction", 4, 0));
  switch (LoadLittleEndian<uint32_t>(instruction.data, 0)) {
    case kSystemTransferTag:
      return AppendSystemTransfer(instruction, out);
    case kSystemTransferWithSeedTag:
      return AppendSystemTransferWithSeed(instruction, out);
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status AppendTransfers(const Pubkey& program, std::span<const uint8_t> data,
                             std::span<const Pubkey> accounts, std::vector<Transfer>& out) {
  const Instruction instruction{program, data, accounts};
  const size_t before = out.size();
  absl::Status status = absl::OkStatus();
  if (IsTokenProgram(program)) {
    status = AppendTokenOrBatch(instruction, out);
  } else if (program == kSystemProgram) {
    status = AppendSystem(instruction, out);
  }
  if (!status.ok()) out.erase(out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
  return status;
}

}  // namespace hilt::solana
