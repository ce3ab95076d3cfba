#include "tests/fuzz/random_call.h"

#include <string_view>

#include "solana/programs.h"

namespace hilt::fuzz {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint8_t kBatch = 255;

template <class T>
void AppendNumber(T value, Bytes& out) {
  for (size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

void AppendText(std::string_view text, Bytes& out) {
  out.insert(out.end(), text.begin(), text.end());
}

void AppendAnything(Choices& choices, Bytes& out) {
  for (size_t n = choices.Below(12); n > 0; --n) out.push_back(choices.Byte());
}

// No Batch.
void AppendToken(Choices& choices, Bytes& out) {
  switch (choices.Below(8)) {
    case 0:
      return AppendAnything(choices, out);
    case 1:
      return out.push_back(9);  // CloseAccount
    case 2:
    case 3:
      out.push_back(3);
      return AppendNumber(choices.Amount(), out);
    case 4:
    case 5:
      out.push_back(12);
      AppendNumber(choices.Amount(), out);
      return out.push_back(choices.Byte());
    default:
      out.push_back(26);
      out.push_back(static_cast<uint8_t>(1 + choices.Below(8) / 7));
      AppendNumber(choices.Amount(), out);
      out.push_back(choices.Byte());
      return AppendNumber(choices.Amount(), out);
  }
}

void AppendBatch(Choices& choices, Bytes& out) {
  out.push_back(kBatch);
  for (size_t n = choices.Below(4); n > 0; --n) {
    Bytes part;
    AppendToken(choices, part);
    out.push_back(static_cast<uint8_t>(choices.Below(5)));
    out.push_back(static_cast<uint8_t>(part.size()));
    out.insert(out.end(), part.begin(), part.end());
  }
}

void AppendSystem(Choices& choices, Bytes& out) {
  const size_t kind = choices.Below(8);
  if (kind == 0) return AppendAnything(choices, out);
  AppendNumber<uint32_t>(kind < 5 ? 2 : 11, out);
  AppendNumber(choices.Amount(), out);
  if (kind < 5) return;
  Bytes seed;
  AppendAnything(choices, seed);
  AppendNumber<uint64_t>(seed.size(), out);
  out.insert(out.end(), seed.begin(), seed.end());
  out.insert(out.end(), solana::Pubkey::kSize, choices.Byte());
}

// Pieces of memos: HILT's, what a JSON text escapes, and what is no UTF-8.
void AppendMemo(Choices& choices, Bytes& out) {
  constexpr std::string_view kPieces[] = {
      "HILT:0123456789abcdef0123456789abcdef",
      "HILT:00000000000000000000000000000000",
      "\"",
      "\\",
      "\n",
      "\x01",
      "\x7f",
      "\u00e9",
      "\U0001f600",
      "\xc3",
      "\xed\xa0\x80",
      "; [5] ",
  };
  for (size_t n = choices.Below(4); n > 0; --n) {
    AppendText(kPieces[choices.Below(std::size(kPieces))], out);
  }
}

}  // namespace

Call MakeCall(const solana::Pubkey& program, Choices& choices) {
  Call call;
  if (solana::IsMemoProgram(program)) {
    AppendMemo(choices, call.data);
  } else if (program == solana::kSystemProgram) {
    AppendSystem(choices, call.data);
  } else if (solana::IsTokenProgram(program) && choices.OneIn(4)) {
    AppendBatch(choices, call.data);
  } else if (solana::IsTokenProgram(program)) {
    AppendToken(choices, call.data);
  } else {
    AppendAnything(choices, call.data);
  }
  const uint8_t end = choices.Byte();
  if (end >= 0xf0 && !call.data.empty()) call.data.pop_back();
  if (end >= 0xd0 && end < 0xf0) call.data.push_back(end);
  return call;
}

}  // namespace hilt::fuzz
