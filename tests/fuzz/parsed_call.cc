#include "tests/fuzz/parsed_call.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <span>

#include "solana/programs.h"

namespace hilt::fuzz {
namespace {

using Bytes = std::span<const uint8_t>;
using Accounts = std::span<const uint8_t>;
using MaybeText = std::optional<std::string>;

uint64_t NumberAt(Bytes data, size_t offset, size_t bytes = 8) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value |= uint64_t{data[offset + i]} << (8 * i);
  return value;
}

std::string_view AsText(Bytes data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

bool IsUtf8(Bytes data) { return simdjson::validate_utf8(AsText(data).data(), data.size()); }

// {"type":..,"info":..} of one instruction of a token program or System.
class Parser {
 public:
  Parser(const Transaction& transaction, Accounts accounts, Bytes data)
      : transaction_(transaction), accounts_(accounts), data_(data) {}

  MaybeText Token() const;  // no Batch
  MaybeText System() const;

 private:
  std::string Key(size_t i) const { return "\"" + transaction_.KeyAt(accounts_[i])->text + "\""; }
  bool Has(size_t accounts, size_t bytes) const {
    return accounts_.size() >= accounts && data_.size() >= bytes;
  }
  // Accounts behind the authority are taken for members of a multisig.
  std::string Authority(size_t i) const {
    if (accounts_.size() == i + 1) return "\"authority\":" + Key(i);
    std::string text = "\"multisigAuthority\":" + Key(i) + ",\"signers\":[";
    for (size_t signer = i + 1; signer < accounts_.size(); ++signer) {
      text += (signer > i + 1 ? "," : "") + Key(signer);
    }
    return text + "]";
  }
  std::string Amount(size_t offset, unsigned decimals) const {
    return fmt::format(R"({{"amount":"{}","decimals":{},"uiAmount":1.5,"uiAmountString":"1.5"}})",
                       NumberAt(data_, offset), decimals);
  }
  static std::string Typed(std::string_view type, const std::string& info) {
    return fmt::format(R"({{"info":{{{}}},"type":"{}"}})", info, type);
  }
  MaybeText Plain() const;
  MaybeText Checked() const;
  MaybeText FeeExtension() const;
  MaybeText WithSeed() const;

  const Transaction& transaction_;
  const Accounts accounts_;
  const Bytes data_;
};

MaybeText Parser::Plain() const {
  if (!Has(3, 9)) return std::nullopt;
  return Typed("transfer", fmt::format(R"("source":{},"destination":{},"amount":"{}",{})", Key(0),
                                       Key(1), NumberAt(data_, 1), Authority(2)));
}

MaybeText Parser::Checked() const {
  if (!Has(4, 10)) return std::nullopt;
  return Typed("transferChecked",
               fmt::format(R"("source":{},"mint":{},"destination":{},"tokenAmount":{},{})", Key(0),
                           Key(1), Key(2), Amount(1, data_[9]), Authority(3)));
}

MaybeText Parser::FeeExtension() const {
  if (data_.size() < 2) return std::nullopt;
  if (data_[1] == 2) {  // WithdrawWithheldTokensFromMint
    if (!Has(3, 2)) return std::nullopt;
    return Typed("withdrawWithheldTokensFromMint",
                 fmt::format(R"("mint":{},"feeRecipient":{})", Key(0), Key(1)));
  }
  if (data_[1] != 1 || !Has(4, 19)) return std::nullopt;
  return Typed(
      "transferCheckedWithFee",
      fmt::format(R"("source":{},"mint":{},"destination":{},"tokenAmount":{},"feeAmount":{},{})",
                  Key(0), Key(1), Key(2), Amount(2, data_[10]), Amount(11, data_[10]),
                  Authority(3)));
}

MaybeText Parser::Token() const {
  if (data_.empty()) return std::nullopt;
  switch (data_[0]) {
    case 3:
      return Plain();
    case 12:
      return Checked();
    case 26:
      return FeeExtension();
    case 9:
      if (!Has(3, 1)) return std::nullopt;
      return Typed("closeAccount", fmt::format(R"("account":{},"destination":{},{})", Key(0),
                                               Key(1), Authority(2)));
    default:
      return std::nullopt;
  }
}

MaybeText Parser::WithSeed() const {
  constexpr size_t kFixedBytes = 20 + solana::Pubkey::kSize;
  if (!Has(3, kFixedBytes)) return std::nullopt;
  const uint64_t length = NumberAt(data_, 12);
  if (length > data_.size() - kFixedBytes) return std::nullopt;
  const Bytes seed = data_.subspan(20, length);
  if (!IsUtf8(seed)) return std::nullopt;
  return Typed(
      "transferWithSeed",
      fmt::format(R"("source":{},"sourceBase":{},"destination":{},"lamports":{},)"
                  R"("sourceSeed":{},"sourceOwner":{})",
                  Key(0), Key(1), Key(2), NumberAt(data_, 4), JsonString(AsText(seed)), Key(0)));
}

MaybeText Parser::System() const {
  if (data_.size() < 4) return std::nullopt;
  const uint64_t tag = NumberAt(data_, 0, 4);
  if (tag == 11) return WithSeed();
  if (tag != 2 || !Has(2, 12)) return std::nullopt;
  return Typed("transfer", fmt::format(R"("source":{},"destination":{},"lamports":{})", Key(0),
                                       Key(1), NumberAt(data_, 4)));
}

// Parsed only where each part is.
MaybeText Batch(const Transaction& transaction, Accounts accounts, Bytes data) {
  std::string parts;
  for (data = data.subspan(1); !data.empty();) {
    if (data.size() < 2 || data[0] > accounts.size()) return std::nullopt;
    const size_t part_accounts = data[0];
    const size_t part_bytes = data[1];
    data = data.subspan(2);
    if (part_bytes > data.size()) return std::nullopt;
    const MaybeText part =
        Parser(transaction, accounts.first(part_accounts), data.first(part_bytes)).Token();
    if (!part.has_value()) return std::nullopt;
    if (!parts.empty()) parts += ",";
    parts += *part;
    accounts = accounts.subspan(part_accounts);
    data = data.subspan(part_bytes);
  }
  if (parts.empty()) return std::nullopt;
  return fmt::format(R"({{"info":{{"instructions":[{}]}},"type":"batch"}})", parts);
}

MaybeText With(std::string_view program, const MaybeText& parsed) {
  if (!parsed.has_value()) return std::nullopt;
  return fmt::format(R"("parsed":{},"program":"{}")", *parsed, program);
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

MaybeText ParsedFields(const Transaction& transaction, const Call& call) {
  const solana::Pubkey& program = transaction.KeyAt(call.program)->key;
  if (solana::IsMemoProgram(program)) {
    if (!IsUtf8(call.data)) return std::nullopt;
    return With("spl-memo", JsonString(AsText(call.data)));
  }
  const Parser parser(transaction, call.accounts, call.data);
  if (program == solana::kSystemProgram) return With("system", parser.System());
  if (!solana::IsTokenProgram(program)) return std::nullopt;
  const bool batch = !call.data.empty() && call.data[0] == 255;
  return With("spl-token", batch ? Batch(transaction, call.accounts, call.data) : parser.Token());
}

}  // namespace hilt::fuzz
