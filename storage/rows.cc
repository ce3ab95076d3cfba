#include "storage/rows.h"

#include "storage/keys.h"

namespace hilt::storage {

absl::Status AtKey(const absl::Status& status, std::string_view key) {
  return base::Annotate(status, "key " + HexOf(key));
}

absl::Status PointsNowhere(std::string_view index_key) {
  return AtKey(absl::DataLossError("index entry without its row"), index_key);
}

}  // namespace hilt::storage
