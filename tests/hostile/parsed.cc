#include "tests/hostile/parsed.h"

#include "solana/programs.h"

namespace hilt::hostile {
namespace {

uint64_t Load(std::string_view data, size_t offset) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) {
    value |= uint64_t{static_cast<uint8_t>(data[offset + i])} << (8 * i);
  }
  return value;
}

// What Rust's from_utf8 takes, which is what the JSON library can write.
bool IsUtf8(const std::string& text) {
  try {
    Json(text).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

bool Is(const Instruction& instruction, const solana::Pubkey& program) {
  return instruction.program == solana::ToString(program);
}

// One authority, or a multisig with those who signed for it.
void PutAuthority(const Instruction& instruction, size_t at, Json& info) {
  const auto& accounts = instruction.accounts;
  if (accounts.size() == at + 1) {
    info["authority"] = accounts[at];
    return;
  }
  info["multisigAuthority"] = accounts[at];
  info["signers"] =
      std::vector<std::string>(accounts.begin() + static_cast<ptrdiff_t>(at) + 1, accounts.end());
}

Json TokenWords(const Instruction& instruction) {
  const std::string& data = instruction.data;
  const auto& accounts = instruction.accounts;
  if (data.size() >= 9 && data[0] == 3 && accounts.size() >= 3) {
    Json info = {{"source", accounts[0]},
                 {"destination", accounts[1]},
                 {"amount", std::to_string(Load(data, 1))}};
    PutAuthority(instruction, 2, info);
    return {{"type", "transfer"}, {"info", std::move(info)}};
  }
  if (data.size() >= 10 && data[0] == 12 && accounts.size() >= 4) {
    const std::string amount = std::to_string(Load(data, 1));
    Json info = {{"source", accounts[0]},
                 {"mint", accounts[1]},
                 {"destination", accounts[2]},
                 {"tokenAmount",
                  {{"amount", amount},
                   {"decimals", static_cast<uint8_t>(data[9])},
                   {"uiAmount", nullptr},
                   {"uiAmountString", amount}}}};
    PutAuthority(instruction, 3, info);
    return {{"type", "transferChecked"}, {"info", std::move(info)}};
  }
  return nullptr;
}

Json SystemWords(const Instruction& instruction) {
  const std::string& data = instruction.data;
  const auto& accounts = instruction.accounts;
  if (data.size() < 12 || data.substr(0, 4) != LittleEndian(2, 4) || accounts.size() < 2) {
    return nullptr;
  }
  return {{"type", "transfer"},
          {"info",
           {{"source", accounts[0]}, {"destination", accounts[1]}, {"lamports", Load(data, 4)}}}};
}

// {program, parsed}, or null where a node has no words for it.
Json Words(const Instruction& instruction) {
  if (Is(instruction, solana::kMemoV1Program) || Is(instruction, solana::kMemoV3Program)) {
    if (!IsUtf8(instruction.data)) return nullptr;
    return {{"program", "spl-memo"}, {"parsed", instruction.data}};
  }
  const bool token = Is(instruction, solana::kTokenProgram);
  if (token || Is(instruction, solana::kToken2022Program)) {
    Json words = TokenWords(instruction);
    if (words.is_null()) return nullptr;
    return {{"program", token ? "spl-token" : "spl-token-2022"}, {"parsed", std::move(words)}};
  }
  if (Is(instruction, solana::kSystemProgram)) {
    Json words = SystemWords(instruction);
    if (words.is_null()) return nullptr;
    return {{"program", "system"}, {"parsed", std::move(words)}};
  }
  return nullptr;
}

}  // namespace

Json ParsedInstruction(const Instruction& instruction, int height) {
  if (!instruction.parsed.is_null()) return instruction.parsed;
  Json written = Words(instruction);
  if (written.is_null()) {
    written = {{"accounts", instruction.accounts}, {"data", ToBase58(instruction.data)}};
  }
  written["programId"] = instruction.program;
  written["stackHeight"] = height;
  return written;
}

}  // namespace hilt::hostile
