#include "solana/wire_parts.h"

#include <algorithm>

namespace hilt::solana::wire {

absl::Status ReadHeader(Reader& reader, WireHeader& out) {
  reader.Enter(kHeader);
  HILT_RETURN_IF_ERROR(reader.Number(out.required_signatures));
  HILT_RETURN_IF_ERROR(reader.Number(out.readonly_signed));
  return reader.Number(out.readonly_unsigned);
}

absl::Status CheckHeader(Reader& reader, size_t header_offset, const WireHeader& header,
                         size_t keys) {
  reader.Enter(kHeader);
  if (header.readonly_signed >= header.required_signatures) {
    return reader.ErrorAt(header_offset, "no fee payer that may be written");
  }
  if (size_t{header.required_signatures} + header.readonly_unsigned > keys) {
    return reader.ErrorAt(header_offset, "fewer keys than the header counts");
  }
  return absl::OkStatus();
}

absl::Status CheckProgram(const Reader& reader, uint8_t program, size_t static_keys) {
  if (program == 0) return reader.ErrorAt(reader.offset() - 1, "the program is the fee payer");
  if (program >= static_keys) {
    return reader.ErrorAt(reader.offset() - 1, "the program is not among the static keys");
  }
  return absl::OkStatus();
}

absl::Status CheckAccounts(Reader& reader, std::span<const uint8_t> bytes,
                           std::span<const WireInstruction> instructions, size_t keys) {
  for (size_t i = 0; i < instructions.size(); ++i) {
    const std::span<const uint8_t> accounts = instructions[i].accounts;
    const auto bad = std::find_if(accounts.begin(), accounts.end(),
                                  [keys](uint8_t account) { return account >= keys; });
    if (bad == accounts.end()) continue;
    reader.Enter(kInstruction, i);
    return reader.ErrorAt(static_cast<size_t>(&*bad - bytes.data()),
                          "an account is not among the keys");
  }
  return absl::OkStatus();
}

void AppendHeader(const WireHeader& header, std::vector<uint8_t>& out) {
  out.insert(out.end(),
             {header.required_signatures, header.readonly_signed, header.readonly_unsigned});
}

}  // namespace hilt::solana::wire
