#include "tests/fuzz/transaction_text.h"

#include <fmt/format.h>

#include <array>

#include "base/base64.h"
#include "tests/fuzz/parsed_call.h"
#include "tests/support/naive_base58.h"

namespace hilt::fuzz {
namespace {

constexpr size_t kSignatures = 8;

std::string Quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

struct NamedSignature {
  solana::Signature signature;
  std::string text;
};

const NamedSignature& SignatureAt(size_t i) {
  static const auto kAll = [] {
    std::array<NamedSignature, kSignatures> all;
    for (size_t k = 0; k < kSignatures; ++k) {
      all[k].signature.bytes.fill(static_cast<uint8_t>(k + 1));
      all[k].text = Quoted(solana::ToString(all[k].signature));
    }
    return all;
  }();
  return kAll[i % kSignatures];
}

// A JSON array of what `write` makes of each item.
template <class Items, class Write>
std::string List(const Items& items, Write&& write) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += write(item);
  }
  return text + "]";
}

template <class Number>
std::string Numbers(const std::vector<Number>& numbers) {
  return List(numbers, [](Number number) { return std::to_string(number); });
}

std::string Keys(const std::vector<const NamedKey*>& keys) {
  return List(keys, [](const NamedKey* key) { return Quoted(key->text); });
}

std::string Signatures(const Transaction& transaction) {
  std::vector<size_t> indexes(transaction.header.required_signatures);
  for (size_t i = 0; i < indexes.size(); ++i) indexes[i] = i;
  return List(indexes, [](size_t i) { return SignatureAt(i).text; });
}

std::string IndexedCall(const Call& call) {
  return fmt::format(R"({{"programIdIndex":{},"accounts":{},"data":"{}","stackHeight":null}})",
                     call.program, Numbers(call.accounts), test::NaiveBase58Encode(call.data));
}

std::string NamedCall(const Transaction& transaction, const Call& call) {
  const std::string program = transaction.KeyAt(call.program)->text;
  if (call.parsed) {
    if (const auto parsed = ParsedFields(transaction, call)) {
      return fmt::format(R"({{{},"programId":"{}","stackHeight":1}})", *parsed, program);
    }
  }
  const std::string accounts = List(
      call.accounts, [&](uint8_t account) { return Quoted(transaction.KeyAt(account)->text); });
  return fmt::format(R"({{"accounts":{},"data":"{}","programId":"{}","stackHeight":1}})", accounts,
                     test::NaiveBase58Encode(call.data), program);
}

std::string Balance(const TokenBalance& balance) {
  std::string text =
      fmt::format(R"({{"accountIndex":{},"mint":"{}",)", balance.account, balance.mint->text);
  if (balance.owner != nullptr) text += fmt::format(R"("owner":"{}",)", balance.owner->text);
  if (balance.program != nullptr) {
    text += fmt::format(R"("programId":"{}",)", balance.program->text);
  }
  return text + fmt::format(R"("uiTokenAmount":{{"amount":"{}","decimals":6,"uiAmount":null}}}})",
                            balance.amount);
}

// A field, or what stands for one that was not recorded.
template <class T, class Write>
void AppendRecorded(std::string_view name, const std::optional<T>& value, bool absent,
                    Write&& write, std::string& out) {
  if (value.has_value()) {
    out += fmt::format(R"(,"{}":{})", name, write(*value));
  } else if (!absent) {
    out += fmt::format(R"(,"{}":null)", name);
  }
}

template <class WriteCall>
std::string MetaText(const Transaction& transaction, bool with_loaded, WriteCall&& write_call) {
  if (!transaction.meta.has_value()) return "null";
  const Meta& meta = *transaction.meta;
  std::string text = fmt::format(R"({{"err":{},"fee":{})", meta.err, meta.fee);
  if (meta.status.has_value()) text += fmt::format(R"(,"status":{})", *meta.status);
  const auto inner = [&](const std::vector<InnerCalls>& lists) {
    return List(lists, [&](const InnerCalls& list) {
      return fmt::format(R"({{"index":{},"instructions":{}}})", list.top,
                         List(list.calls, write_call));
    });
  };
  const auto balances = [](const std::vector<TokenBalance>& all) { return List(all, Balance); };
  AppendRecorded("innerInstructions", meta.inner, meta.absent, inner, text);
  AppendRecorded("preBalances", meta.pre, meta.absent, Numbers<uint64_t>, text);
  AppendRecorded("postBalances", meta.post, meta.absent, Numbers<uint64_t>, text);
  AppendRecorded("preTokenBalances", meta.pre_tokens, meta.absent, balances, text);
  AppendRecorded("postTokenBalances", meta.post_tokens, meta.absent, balances, text);
  if (with_loaded && meta.shows_loaded) {
    text += fmt::format(R"(,"loadedAddresses":{{"writable":{},"readonly":{}}})",
                        Keys(transaction.loaded_writable), Keys(transaction.loaded_readonly));
  }
  return text + "}";
}

std::string LookupsText(const Transaction& transaction) {
  if (transaction.version != solana::WireVersion::kV0) return "";
  return R"(,"addressTableLookups":)" + List(transaction.lookups, [](const Lookup& lookup) {
           return fmt::format(R"({{"accountKey":"{}","writableIndexes":{},"readonlyIndexes":{}}})",
                              lookup.table->text, Numbers(lookup.writable),
                              Numbers(lookup.readonly));
         });
}

std::string Result(const Transaction& transaction, const std::string& body,
                   const std::string& meta) {
  constexpr std::array kVersions = {"\"legacy\"", "0", "1"};
  std::string text =
      fmt::format(R"({{"slot":{},"transaction":{},"meta":{})", transaction.slot, body, meta);
  if (transaction.states_version) {
    text += fmt::format(R"(,"version":{})", kVersions[static_cast<size_t>(transaction.version)]);
  }
  if (transaction.index.has_value()) {
    text += fmt::format(R"(,"transactionIndex":{})", *transaction.index);
  }
  return text + fmt::format(R"(,"blockTime":{}}})", transaction.time.has_value()
                                                        ? std::to_string(*transaction.time)
                                                        : "null");
}

solana::WireTransaction ToWire(const Transaction& transaction) {
  solana::WireTransaction wire;
  wire.version = transaction.version;
  wire.header = transaction.header;
  for (size_t i = 0; i < transaction.header.required_signatures; ++i) {
    wire.signatures.push_back(SignatureAt(i).signature);
  }
  for (const NamedKey* key : transaction.keys) wire.keys.push_back(key->key);
  for (const Call& call : transaction.calls) {
    wire.instructions.push_back({call.program, call.accounts, call.data});
  }
  for (const Lookup& lookup : transaction.lookups) {
    wire.lookups.push_back({lookup.table->key, lookup.writable, lookup.readonly});
  }
  return wire;
}

}  // namespace

std::string WriteJson(const Transaction& transaction) {
  const std::string body = fmt::format(
      R"({{"signatures":{},"message":{{"header":{{"numRequiredSignatures":{},)"
      R"("numReadonlySignedAccounts":{},"numReadonlyUnsignedAccounts":{}}},"accountKeys":{},)"
      R"("instructions":{}{}}}}})",
      Signatures(transaction), transaction.header.required_signatures,
      transaction.header.readonly_signed, transaction.header.readonly_unsigned,
      Keys(transaction.keys), List(transaction.calls, IndexedCall), LookupsText(transaction));
  return Result(transaction, body, MetaText(transaction, true, IndexedCall));
}

std::optional<std::string> WriteParsed(const Transaction& transaction) {
  if (!transaction.has_parsed_form) return std::nullopt;
  std::string keys = "[";
  for (size_t i = 0; i < transaction.key_count(); ++i) {
    const bool loaded = i >= transaction.keys.size();
    keys += fmt::format(R"({}{{"pubkey":"{}","signer":{},"source":"{}"}})", i > 0 ? "," : "",
                        transaction.KeyAt(i)->text, i < transaction.header.required_signatures,
                        loaded ? "lookupTable" : "transaction");
  }
  const auto write_call = [&](const Call& call) { return NamedCall(transaction, call); };
  const std::string body = fmt::format(
      R"({{"signatures":{},"message":{{"accountKeys":{}],"instructions":{}{}}}}})",
      Signatures(transaction), keys, List(transaction.calls, write_call), LookupsText(transaction));
  return Result(transaction, body, MetaText(transaction, false, write_call));
}

std::optional<std::string> WriteBase64(const Transaction& transaction) {
  const std::vector<uint8_t> bytes = solana::EncodeWire(ToWire(transaction));
  if (bytes.size() > (transaction.version == solana::WireVersion::kV1 ? solana::kMaxWireV1Bytes
                                                                      : solana::kMaxWireBytes)) {
    return std::nullopt;
  }
  const std::string body = fmt::format(R"(["{}","base64"])", base::EncodeBase64(bytes));
  return Result(transaction, body, MetaText(transaction, true, IndexedCall));
}

}  // namespace hilt::fuzz
