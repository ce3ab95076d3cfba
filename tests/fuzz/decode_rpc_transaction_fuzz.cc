#include <string>

#include "base/check.h"
#include "indexer/decode/decode.h"
#include "tests/fuzz/promises.h"
#include "tests/fuzz/target.h"

namespace hilt::decode {
namespace {

bool Holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Any bytes as a getTransaction result: what is taken keeps its promises and is the same inside a
// JSON-RPC response, with white space around it.
void Run(std::string_view input) {
  static Decoder decoder;
  const auto seen = decoder.RpcTransaction(input, domain::Commitment::kFinalized);
  CheckDecoded(seen, input);
  if (!seen.ok()) return;
  HILT_CHECK(seen->grade == domain::EvidenceGrade::kChain);
  HILT_CHECK(seen->commitment == domain::Commitment::kFinalized);
  HILT_CHECK(!seen->blockhash.has_value());
  // An input that is a response itself cannot be the result of one.
  if (Holds(input, "result") || Holds(input, "\\")) return;
  static std::string response;
  response = R"({"id":1,"result": )";
  response.append(input).append(" }");
  const auto enveloped = decoder.RpcTransaction(response, domain::Commitment::kFinalized);
  HILT_CHECK(Agree(enveloped, seen) || !IsJson(input));
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
