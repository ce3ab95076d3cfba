#pragma once

#include <string>
#include <vector>

#include "tests/hostile/edit.h"

namespace hilt::hostile {

// What a field's value is, so what it may not be.
enum class Kind {
  kObject,
  kArray,
  kU64,
  kByte,
  kTime,
  kSigned,      // a number below 2^64 either way
  kU64Text,     // digits in a string
  kSignedText,  // the same, with a sign
  kKey,
  kKeyIfKnown,  // or the empty text
  kSignature,
  kData,     // base58 of any length
  kOutcome,  // null, an object or a string
  kBool,
  kSource,  // "transaction" or "lookupTable"
  kUnread,  // whatever it is, nobody looks
};

// What must come of a transaction that lacks the field, or has null there.
enum class Lack {
  kRefused,       // an error at the field
  kUnverifiable,  // not recorded, which is not "none"
  kUnchanged,     // nothing hangs on it
  kNotTried,      // another test's matter
};

struct Field {
  std::string pointer;
  Kind kind{};
  Lack absent = Lack::kRefused;
  Lack null = Lack::kRefused;
};

struct Variant {
  std::string name;
  Json value;
};

// Values that a field of this kind must not be taken for: of another type, out of range, written in
// another way. None for kUnread. null is not among them.
std::vector<Variant> WrongValues(Kind kind);

// For kUnread: anything at all.
std::vector<Variant> AnyValues();

// The fields that decoding reads, and some that it does not, by JSON pointer.
std::vector<Field> RpcFields();             // of v0_lookup_table in encoding json
std::vector<Field> RpcInnerFields();        // of merchant_ata_created: inner instructions
std::vector<Field> ParsedFields();          // of transfer_checked_legacy in jsonParsed
std::vector<Field> ParsedTransferFields();  // of transfer_unchecked
std::vector<Field> ParsedSystemFields();    // of sol_native
std::vector<Field> EnhancedFields();        // of merchant_ata_created as Helius shows it

}  // namespace hilt::hostile
