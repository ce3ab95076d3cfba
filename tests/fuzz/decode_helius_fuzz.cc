#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "indexer/decode/decode.h"
#include "tests/fuzz/promises.h"
#include "tests/fuzz/target.h"

namespace hilt::decode {
namespace {

using Body = absl::StatusOr<std::vector<WebhookElement>>;

// The smallest enhanced and raw transactions that are one.
constexpr std::string_view kEnhanced =
    R"({"signature":"1111111111111111111111111111111111111111111111111111111111111111",)"
    R"("slot":7,"fee":5,"feePayer":"11111111111111111111111111111111","instructions":[]})";
constexpr std::string_view kRaw =
    R"({"transaction":{"signatures":[)"
    R"("1111111111111111111111111111111111111111111111111111111111111112"],"message":{"header":)"
    R"({"numRequiredSignatures":1,"numReadonlySignedAccounts":0,"numReadonlyUnsignedAccounts":0},)"
    R"("accountKeys":["11111111111111111111111111111111"],"instructions":[]}},"slot":7})";

void CheckElement(const WebhookElement& element, std::string_view body) {
  CheckDecoded(element.observation, body);
  if (element.observation.ok()) {
    HILT_CHECK(element.observation->grade == domain::EvidenceGrade::kProvider);
    HILT_CHECK(element.observation->commitment == domain::Commitment::kConfirmed);
    HILT_CHECK(element.signature == element.observation->signature);
    HILT_CHECK(element.json.empty());
  } else if (!element.json.empty()) {
    HILT_CHECK(element.json.data() >= body.data());
    HILT_CHECK(element.json.data() + element.json.size() <= body.data() + body.size());
  }
}

void CheckBody(const Body& body, std::string_view text) {
  if (!body.ok()) return CheckRefusal(body.status(), text);
  for (const WebhookElement& element : *body) CheckElement(element, text);
}

bool SameElement(const WebhookElement& a, const WebhookElement& b) {
  return Agree(a.observation, b.observation) && a.signature == b.signature && a.json == b.json;
}

// Good neighbours of whatever stands between them are read as if it were not there, and it as if
// they were not.
bool KeepsNeighbours(Decoder& decoder, std::string_view input,
                     const std::vector<WebhookElement>& alone) {
  static std::string text;
  text = "[";
  text.append(kEnhanced).append(",").append(input);
  if (!alone.empty()) text.append(",");
  text.append(kRaw).append("]");
  const Body body = decoder.HeliusWebhook(text);
  if (!body.ok() || body->size() != alone.size() + 2) return false;
  for (const WebhookElement& good : {body->front(), body->back()}) {
    if (!good.observation.ok() || good.observation->slot != domain::Slot(7)) return false;
  }
  return std::equal(alone.begin(), alone.end(), body->begin() + 1, SameElement);
}

bool Holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// One transaction, alone and as the only element of a body.
bool IsAloneAsIn(const Body& body, Decoder& decoder, std::string_view input) {
  const auto enhanced = decoder.HeliusEnhanced(input);
  const auto raw = decoder.HeliusRaw(input);
  CheckDecoded(enhanced, input);
  CheckDecoded(raw, input);
  if (!enhanced.ok() && !raw.ok()) {
    return !body.ok() || body->size() != 1 || !body->front().observation.ok();
  }
  if (enhanced.ok() && raw.ok()) return false;
  if (!body.ok() || body->size() != 1) return false;
  // A raw transaction is told by its first field that either kind has; it has none of the other's.
  if (raw.ok() && (Holds(input, "\"signature\"") || Holds(input, "\"accountData\""))) return true;
  return Agree(body->front().observation, enhanced.ok() ? enhanced : raw);
}

void Run(std::string_view input) {
  static Decoder decoder;
  static std::string text;
  if (input.starts_with('[')) return CheckBody(decoder.HeliusWebhook(input), input);
  text = "[";
  text.append(input).append("]");
  const Body body = decoder.HeliusWebhook(text);
  CheckBody(body, text);
  HILT_CHECK(IsAloneAsIn(body, decoder, input) || !IsJson(input));
  if (body.ok() && body->size() < 4) {
    HILT_CHECK(KeepsNeighbours(decoder, input, *body) || !IsJson(text));
  }
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
