#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "domain/observation.h"

// What indexer/decode promises of whatever it answers, whatever it was given. Each ends the process
// where a promise is broken.
namespace hilt::decode {

// A refusal is of one of the three kinds that inputs of this length can get, and its message is
// safe to log:
//   - it is short, and made of the letters, digits and marks that our own words and paths are made
//     of, so that a character of the input that is quoted shows sooner or later;
//   - no word in it of 12 letters and digits or more is a word of the input, the schema's field
//     names and numbers excepted. The words of our own messages are shorter.
void CheckRefusal(const absl::Status& status, std::string_view input);

// What the confirmer relies on without a check of its own.
void CheckObservation(const domain::Observation& seen);

// CheckRefusal or CheckObservation of what a decoder gave.
template <class Decoded>
void CheckDecoded(const Decoded& decoded, std::string_view input) {
  if (decoded.ok()) {
    CheckObservation(*decoded);
  } else {
    CheckRefusal(decoded.status(), input);
  }
}

// By a strict parser of another house. What the decoders skip they do not validate, so that a text
// which is none may be taken in one way and refused in another.
bool IsJson(std::string_view text);

// Both are the same value, or both are refusals.
template <class Decoded>
bool Agree(const Decoded& a, const Decoded& b) {
  return a.ok() == b.ok() && (!a.ok() || *a == *b);
}

}  // namespace hilt::decode
