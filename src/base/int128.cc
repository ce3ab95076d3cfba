#include "base/int128.h"

#include <sstream>

namespace hilt::base {

std::string ToString(Int128 value) {
  std::ostringstream text;
  text << value;
  return std::move(text).str();
}

}  // namespace hilt::base
