#include "solana/programs.h"

namespace hilt::solana {

bool IsTokenProgram(const Pubkey& program) {
  return program == kTokenProgram || program == kToken2022Program;
}

bool IsMemoProgram(const Pubkey& program) {
  return program == kMemoV1Program || program == kMemoV3Program || program == kMemoV4Program;
}

bool MemoChecksSigners(const Pubkey& program) {
  return program == kMemoV3Program || program == kMemoV4Program;
}

}  // namespace hilt::solana
