#include "domain/receipt.h"

namespace hilt::domain {

bool LegResult::paid() const {
  const base::Int128 due = leg.due.value();
  return transfers >= due && account_delta >= due && owner_net >= due;
}

base::Int128 LegResult::through_allowed_paths() const {
  base::Int128 allowed = 0;
  for (const Path& path : paths) {
    if (path.allowed) allowed += path.amount;
  }
  return allowed;
}

bool LegResult::paid_through_allowed_paths() const {
  return through_allowed_paths() >= leg.due.value();
}

}  // namespace hilt::domain
