#include "base/check.h"
#include "indexer/decode/decode.h"
#include "tests/fuzz/promises.h"
#include "tests/fuzz/random_transaction.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/transaction_text.h"

namespace hilt::decode {
namespace {

using Decoded = absl::StatusOr<domain::Observation>;

// As Helius raw: by another witness, and no surer than confirmed.
void CheckRaw(Decoder& decoder, const std::string& text, const Decoded& wanted) {
  const Decoded raw = decoder.HeliusRaw(text);
  HILT_CHECK(raw.ok() == wanted.ok());
  if (!raw.ok()) return;
  domain::Observation expected = *wanted;
  expected.grade = domain::EvidenceGrade::kProvider;
  expected.commitment = domain::Commitment::kConfirmed;
  HILT_CHECK(*raw == expected);
}

void CheckSame(Decoder& decoder, const std::optional<std::string>& text, const Decoded& wanted) {
  if (!text.has_value()) return;
  const Decoded seen = decoder.RpcTransaction(*text, domain::Commitment::kFinalized);
  CheckDecoded(seen, *text);
  HILT_CHECK(Agree(seen, wanted));
}

// One transaction in every encoding: the same observation, or a refusal in each.
void Run(std::span<const uint8_t> input) {
  static Decoder decoder;
  fuzz::Choices choices(input);
  const size_t raw = choices.Below(3);
  const fuzz::Transaction transaction = fuzz::MakeTransaction(choices);
  const std::optional<std::string> texts[] = {
      fuzz::WriteJson(transaction), fuzz::WriteParsed(transaction), fuzz::WriteBase64(transaction)};
  const Decoded wanted = decoder.RpcTransaction(*texts[0], domain::Commitment::kFinalized);
  CheckDecoded(wanted, *texts[0]);
  CheckSame(decoder, texts[1], wanted);
  CheckSame(decoder, texts[2], wanted);
  if (texts[raw].has_value()) CheckRaw(decoder, *texts[raw], wanted);
}

}  // namespace
}  // namespace hilt::decode

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hilt::decode::Run({data, size});
  return 0;
}
