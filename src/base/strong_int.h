#pragma once

#include <compare>
#include <string>
#include <utility>

namespace hilt::base {

// An integer with a meaning: a slot cannot be passed where an amount is wanted, nor the reverse.
//
//   struct SlotTag;
//   using Slot = base::StrongInt<SlotTag, uint64_t>;
//   Slot slot{447600400};
//   uint64_t raw = slot.value();
//
// It is explicit in both directions and has no arithmetic: whoever adds amounts widens them first
// (base::Int128), so that no sum can wrap unseen.
template <class Tag, class Rep>
class StrongInt {
 public:
  constexpr StrongInt() = default;
  explicit constexpr StrongInt(Rep value) : value_(value) {}

  constexpr Rep value() const { return value_; }

  friend constexpr auto operator<=>(const StrongInt&, const StrongInt&) = default;

  template <class H>
  friend H AbslHashValue(H state, const StrongInt& self) {
    return H::combine(std::move(state), self.value_);
  }

 private:
  Rep value_{};
};

template <class Tag, class Rep>
std::string ToString(StrongInt<Tag, Rep> value) {
  return std::to_string(value.value());
}

}  // namespace hilt::base
