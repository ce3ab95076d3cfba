#include <algorithm>
#include <vector>

#include "base/check.h"
#include "solana/wire.h"
#include "tests/fuzz/target.h"

namespace hilt::solana {
namespace {

size_t KeysOf(const WireTransaction& transaction) {
  size_t keys = transaction.keys.size();
  for (const WireLookup& lookup : transaction.lookups) {
    keys += lookup.writable.size() + lookup.readonly.size();
  }
  return keys;
}

// What a reader of the transaction may rely on without a check of its own.
void CheckPromises(const WireTransaction& transaction) {
  HILT_CHECK(transaction.signatures.size() == transaction.header.required_signatures);
  HILT_CHECK(!transaction.signatures.empty());
  HILT_CHECK(transaction.signatures.size() + transaction.header.readonly_unsigned <=
             transaction.keys.size());
  HILT_CHECK(transaction.header.readonly_signed < transaction.header.required_signatures);
  const size_t keys = KeysOf(transaction);
  HILT_CHECK(keys <= 256);
  for (const WireInstruction& instruction : transaction.instructions) {
    HILT_CHECK(instruction.program > 0 && instruction.program < transaction.keys.size());
    HILT_CHECK(std::all_of(instruction.accounts.begin(), instruction.accounts.end(),
                           [keys](uint8_t account) { return account < keys; }));
  }
}

// What is taken is written as it was read and keeps its promises; what is not is refused by one of
// two codes. A transaction that served before decodes like a new one.
void Run(std::span<const uint8_t> bytes) {
  static WireTransaction served_before;
  WireTransaction fresh;
  const absl::Status status = DecodeWire(bytes, fresh);
  HILT_CHECK(DecodeWire(bytes, served_before) == status);
  if (!status.ok()) {
    HILT_CHECK(absl::IsInvalidArgument(status) || absl::IsUnimplemented(status));
    return;
  }
  CheckPromises(fresh);
  const std::vector<uint8_t> written = EncodeWire(fresh);
  HILT_CHECK(std::equal(written.begin(), written.end(), bytes.begin(), bytes.end()));
  HILT_CHECK(EncodeWire(served_before) == written);
}

}  // namespace
}  // namespace hilt::solana

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::solana::Run({data, size});
  return 0;
}
