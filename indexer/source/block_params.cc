#include "indexer/source/block_params.h"

#include <fmt/format.h>

namespace hilt::source {

std::string BlockParams(domain::Slot slot, domain::Commitment commitment, bool transactions) {
  return fmt::format(R"([{},{{"encoding":"json","transactionDetails":"{}","rewards":false,)"
                     R"("maxSupportedTransactionVersion":{},"commitment":"{}"}}])",
                     slot.value(), transactions ? "full" : "none", kMaxTransactionVersion,
                     domain::Name(commitment));
}

}  // namespace hilt::source
