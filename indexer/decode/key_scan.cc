#include "indexer/decode/key_scan.h"

#include <algorithm>

#include "base/base64.h"
#include "indexer/decode/scalars.h"
#include "solana/programs.h"

namespace hilt::decode {
namespace {

// The memo programs' ids as texts. Base58 is strict, so a key of another text is another key.
constexpr std::string_view kMemoStart = "Memo";
constexpr std::string_view kMemoIds[] = {"Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo",
                                         "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr",
                                         "Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH"};
// The shortest and the longest base58 text of 32 bytes.
constexpr size_t kMinKeyChars = 32;
constexpr size_t kMaxKeyChars = 44;

enum class Next { kGoOn, kEnough };

// Calls on_item for each field or element, until it has enough; false: the JSON is broken.
template <class Parent, class OnItem>
bool ForEach(Parent parent, OnItem&& on_item) {
  for (auto item : parent) {
    if (item.error() != simdjson::SUCCESS) return false;
    if (on_item(item.value_unsafe()) == Next::kEnough) return true;
  }
  return true;
}

// A string's characters as they stand in the text, escapes and all; none: it is no string.
std::optional<std::string_view> RawText(Value& value) {
  const std::string_view token = Token(value);
  if (token.size() < 2 || token.front() != '"') return std::nullopt;
  return token.substr(1, token.size() - 2);
}

bool IsMemoId(std::string_view text) {
  return text.starts_with(kMemoStart) &&
         std::find(std::begin(kMemoIds), std::end(kMemoIds), text) != std::end(kMemoIds);
}

}  // namespace

absl::StatusOr<bool> KeyScanner::MayHoldMemo(ondemand::object transaction, const Path& path) {
  found_ = Findings();
  ScanTransaction(transaction);
  if (found_.broken) return path.Error(internal::kBroken);
  return found_.MayHoldMemo();
}

absl::StatusOr<std::optional<solana::Signature>> KeyScanner::SignatureOfMemo(
    ondemand::object transaction, const Path& path) {
  found_ = Findings();
  ScanTransaction(transaction);
  if (found_.broken) return path.Error(internal::kBroken);
  // Without meta the node itself did not know the loaded keys.
  if (found_.meta && !found_.MayHoldMemo()) return std::nullopt;
  const Path body(path, "transaction");
  const Path signatures(body, "signatures");
  return ParseSignature(found_.signature, Path(signatures, size_t{0}));
}

void KeyScanner::Once(bool& seen) {
  found_.in_doubt |= seen;
  seen = true;
}

void KeyScanner::ScanTransaction(ondemand::object transaction) {
  found_.broken |= !ForEach(transaction, [&](ondemand::field& field) {
    if (field.key() == "transaction") {
      Once(found_.has_transaction);
      ScanBody(field.value());
    } else if (field.key() == "meta") {
      Once(found_.has_meta);
      if (!IsNull(field.value())) ScanMeta(field.value());
    }
    return Next::kGoOn;
  });
}

void KeyScanner::ScanBody(Value& value) {
  if (FirstChar(value) == '[') return ScanWire(value);
  ScanFields(value, [&](ondemand::field& field) {
    if (field.key() == "message") {
      Once(found_.has_message);
      ScanMessage(field.value());
    } else if (field.key() == "accountKeys") {
      Once(found_.has_account_keys);
      ScanKeys(field.value());
    } else if (field.key() == "signatures") {
      ScanSignatures(field.value());
    }
    return Next::kGoOn;
  });
}

void KeyScanner::ScanMessage(Value& value) {
  ScanFields(value, [&](ondemand::field& field) {
    if (field.key() == "accountKeys") {
      Once(found_.has_account_keys);
      ScanKeys(field.value());
    } else if (field.key() == "addressTableLookups") {
      Once(found_.has_lookups);
      if (!IsNull(field.value())) ScanLookups(field.value());
    }
    return Next::kGoOn;
  });
}

void KeyScanner::ScanLookups(Value& value) {
  ScanElements(value, [&](Value&) {
    found_.lookups = true;
    return Next::kEnough;
  });
}

void KeyScanner::ScanKeys(Value& value) {
  ScanElements(value, [&](Value& key) {
    found_.keys = true;
    if (FirstChar(key) == '{') {
      ScanKeyEntry(key);
    } else {
      ScanKey(key);
    }
    return Next::kGoOn;
  });
}

// {pubkey, source, ..} of jsonParsed and of transactionDetails accounts.
void KeyScanner::ScanKeyEntry(Value& value) {
  ScanFields(value, [&](ondemand::field& field) {
    if (field.key() == "pubkey") {
      ScanKey(field.value());
    } else if (field.key() == "source") {
      found_.loaded |= RawText(field.value()) == "lookupTable";
    }
    return Next::kGoOn;
  });
}

void KeyScanner::ScanKey(Value& value) {
  const std::optional<std::string_view> text = RawText(value);
  // An escape takes six characters for one, so that no escaped id is as short as a key is.
  if (!text.has_value() || text->size() < kMinKeyChars || text->size() > kMaxKeyChars) {
    found_.in_doubt = true;
  } else if (IsMemoId(*text)) {
    found_.memo = true;
  }
}

void KeyScanner::ScanSignatures(Value& value) {
  ScanElements(value, [&](Value& signature) {
    found_.signature = RawText(signature).value_or("");
    return Next::kEnough;
  });
}

void KeyScanner::ScanMeta(Value& value) {
  found_.meta = true;
  ScanFields(value, [&](ondemand::field& field) {
    if (field.key() == "loadedAddresses") {
      Once(found_.has_loaded);
      if (!IsNull(field.value())) ScanLoaded(field.value());
    }
    return Next::kGoOn;
  });
}

// {readonly, writable}
void KeyScanner::ScanLoaded(Value& value) {
  found_.loaded = true;
  ScanFields(value, [&](ondemand::field& list) {
    ScanElements(list.value(), [&](Value& key) {
      ScanKey(key);
      return Next::kGoOn;
    });
    return Next::kGoOn;
  });
}

// [bytes, "base64"]
void KeyScanner::ScanWire(Value& value) {
  ScanElements(value, [&](Value& item) {
    bytes_.clear();
    const std::optional<std::string_view> text = RawText(item);
    if (!text.has_value() || !base::AppendBase64(*text, bytes_).ok() ||
        !solana::DecodeWire(bytes_, wire_).ok()) {
      found_.in_doubt = true;
      return Next::kEnough;
    }
    found_.keys = true;
    found_.lookups = !wire_.lookups.empty();
    found_.memo |= std::any_of(wire_.keys.begin(), wire_.keys.end(), solana::IsMemoProgram);
    return Next::kEnough;
  });
}

template <class Part, class OnItem>
void KeyScanner::Scan(simdjson::simdjson_result<Part> part, OnItem&& on_item) {
  if (part.error() == simdjson::SUCCESS) {
    found_.broken |= !ForEach(part.value_unsafe(), on_item);
  } else if (part.error() == simdjson::INCORRECT_TYPE) {
    found_.in_doubt = true;
  } else {
    found_.broken = true;
  }
}

template <class OnField>
void KeyScanner::ScanFields(Value& value, OnField&& on_field) {
  Scan(value.get_object(), on_field);
}

template <class OnElement>
void KeyScanner::ScanElements(Value& value, OnElement&& on_element) {
  Scan(value.get_array(), on_element);
}

}  // namespace hilt::decode
