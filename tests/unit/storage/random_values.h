#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/discrepancy.h"
#include "domain/event.h"
#include "domain/payment.h"
#include "storage/codec.h"
#include "tests/unit/solana/random_bytes.h"

namespace hilt::storage {

// Any value that the codec must keep: every enum value, absent and present fields, extreme numbers,
// text that is not UTF-8.
class RandomValues {
 public:
  explicit RandomValues(solana::SeededRandom& random) : random_(random) {}

  bool Coin() { return random_.Below(2) == 0; }
  uint64_t Below(uint64_t bound) { return random_.Below(bound); }
  // Small numbers, large ones and the extremes alike.
  uint64_t U64();
  base::Int128 Wide();
  absl::Time Time();
  std::string Text();
  template <class Key>
  Key Bytes() {
    Key key;
    random_.Fill(key.bytes);
    return key;
  }
  template <class Key>
  std::optional<Key> MaybeBytes() {
    return Coin() ? std::optional(Bytes<Key>()) : std::nullopt;
  }
  template <class Container>
  auto OneOf(const Container& all) {
    return all[Below(all.size())];
  }

  domain::Payment Payment();
  domain::Candidate Candidate();
  domain::Attempt Attempt();
  domain::Discrepancy Discrepancy();
  domain::Event Event();
  CursorRecord Cursor();  // of no source: that is the key's

 private:
  domain::Asset Asset();
  domain::Terms Terms();
  domain::SessionDetails Details();
  domain::PaymentState State();
  domain::LegResult Leg();
  domain::ObservationKey Key();

  solana::SeededRandom& random_;
};

}  // namespace hilt::storage
