#include "indexer/decode/path.h"

#include <fmt/format.h>

namespace hilt::decode {

std::string Path::ToString() const {
  if (parent_ == nullptr) return "";
  std::string text = parent_->ToString();  // as deep as the schema, not as the input
  if (field_.empty()) return text + fmt::format("[{}]", index_);
  if (!text.empty()) text += '.';
  text += field_;
  return text;
}

absl::Status Path::Error(std::string_view what) const {
  const std::string where = ToString();
  return absl::InvalidArgumentError(
      fmt::format("{}: {}", where.empty() ? "document" : where, what));
}

}  // namespace hilt::decode
