#include <algorithm>
#include <functional>

#include "base/check.h"
#include "indexer/decode/rpc_answer.h"
#include "tests/fuzz/promises.h"
#include "tests/fuzz/target.h"

namespace hilt::decode {
namespace {

constexpr size_t kAsked = 3;  // signatures
constexpr domain::Slot kSlot(7);

using Code = absl::StatusOr<std::optional<int64_t>>;

// An error of the node is told from an answer that cannot be read. Of what is skipped the brackets
// are counted only, and the two readers skip different parts: they are held to each other on JSON.
template <class Answer>
void Check(const Answer& answer, const Code& code, std::string_view input) {
  if (answer.ok()) {
    HILT_CHECK((code.ok() && !code->has_value()) || !IsJson(input));
    return;
  }
  CheckRefusal(answer.status(), input);
  if (absl::IsUnavailable(answer.status())) {
    HILT_CHECK((code.ok() && code->has_value()) || !IsJson(input));
  }
}

void CheckStatuses(const Code& code, std::string_view input) {
  const auto statuses = RpcSignatureStatuses(input, kAsked);
  Check(statuses, code, input);
  if (statuses.ok()) HILT_CHECK(statuses->statuses.size() == kAsked);
}

void CheckSlots(const Code& code, std::string_view input) {
  const auto slots = RpcSlots(input);
  Check(slots, code, input);
  if (!slots.ok()) return;
  HILT_CHECK(std::adjacent_find(slots->begin(), slots->end(), std::greater_equal<>()) ==
             slots->end());
}

// Any bytes as the response to one of the small questions, which their number chooses.
void Run(std::string_view input) {
  const Code code = RpcErrorCode(input);
  if (!code.ok()) CheckRefusal(code.status(), input);
  switch (input.size() % 8) {
    case 0:
      return Check(RpcGenesisHash(input), code, input);
    case 1:
      return Check(RpcChainHeight(input), code, input);
    case 2:
      return CheckStatuses(code, input);
    case 3:
      return CheckSlots(code, input);
    case 4:
      return Check(RpcSlot(input), code, input);
    case 5:
      return Check(RpcBlockTime(input), code, input);
    case 6:
      return Check(RpcBlockHeader(input, kSlot), code, input);
    default:
      return Check(RpcSignaturesForAddress(input), code, input);
  }
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
