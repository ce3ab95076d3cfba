#include "tests/fuzz/random_transaction.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "solana/programs.h"
#include "tests/fuzz/random_call.h"

namespace hilt::fuzz {
namespace {

using solana::Pubkey;
using solana::WireVersion;

constexpr std::array kPrograms = {solana::kSystemProgram,         solana::kTokenProgram,
                                  solana::kToken2022Program,      solana::kMemoV1Program,
                                  solana::kMemoV3Program,         solana::kMemoV4Program,
                                  solana::kAssociatedTokenProgram};
constexpr size_t kPeople = 24;

// The programs first, then accounts of no meaning.
const std::vector<NamedKey>& Pool() {
  static const std::vector<NamedKey> kPool = [] {
    std::vector<NamedKey> keys;
    keys.reserve(kPrograms.size() + kPeople);
    for (const Pubkey& program : kPrograms) keys.push_back({program, solana::ToString(program)});
    for (size_t i = 0; i < kPeople; ++i) {
      Pubkey key;
      key.bytes.fill(static_cast<uint8_t>(i * 7 + 3));
      key.bytes[0] = static_cast<uint8_t>(i);
      keys.push_back({key, solana::ToString(key)});
    }
    return keys;
  }();
  return kPool;
}

const NamedKey* Program(size_t i) { return &Pool()[i]; }
const NamedKey* Person(size_t i) { return &Pool()[kPrograms.size() + i % kPeople]; }

class Maker {
 public:
  explicit Maker(Choices& choices) : choices_(choices) {}

  Transaction Make() {
    MakeKeys();
    MakeCalls();
    out_.slot = choices_.Amount();
    if (!choices_.OneIn(8)) out_.time = 1'790'000'000 + choices_.Byte();
    if (choices_.OneIn(2)) out_.index = choices_.Byte();
    if (!choices_.OneIn(16)) MakeMeta();
    Spoil();
    // Nodes list the loaded keys only where they know them.
    const bool knows_loaded = out_.meta.has_value() && out_.meta->shows_loaded;
    if (!out_.lookups.empty() && !knows_loaded) out_.has_parsed_form = false;
    return std::move(out_);
  }

 private:
  void MakeKeys() {
    constexpr std::array kVersions = {WireVersion::kLegacy, WireVersion::kV0, WireVersion::kV1};
    out_.version = kVersions[choices_.Below(3)];
    out_.states_version = out_.version != WireVersion::kLegacy || !choices_.OneIn(4);
    const size_t people = 1 + choices_.Below(6);
    for (size_t i = 0; i < people; ++i) out_.keys.push_back(Person(i));
    out_.header.required_signatures = static_cast<uint8_t>(1 + choices_.Below(people));
    out_.header.readonly_signed =
        static_cast<uint8_t>(choices_.Below(out_.header.required_signatures));
    const uint8_t loaded = out_.version == WireVersion::kV0 ? choices_.Byte() : 0;
    const uint8_t programs = choices_.Byte();
    for (size_t i = 0; i < kPrograms.size(); ++i) {
      if ((programs >> i & 1) != 0) out_.keys.push_back(Program(i));
    }
    out_.header.readonly_unsigned = static_cast<uint8_t>(
        choices_.Below(out_.keys.size() - out_.header.required_signatures + 1));
    if (loaded % 4 == 3) MakeLookups(people, programs);
  }

  // Tables may hold programs too, for calls by others.
  void MakeLookups(size_t next_person, uint8_t programs) {
    const size_t tables = 1 + choices_.Below(2);
    for (size_t i = 0; i < tables; ++i) {
      Lookup& lookup = out_.lookups.emplace_back();
      lookup.table = Person(kPeople - 1 - i);
      for (size_t n = 1 + choices_.Below(3); n > 0; --n) {
        const size_t program = choices_.Below(32);
        const bool is_program = program < kPrograms.size() && (programs >> program & 1) == 0;
        if (is_program) programs = static_cast<uint8_t>(programs | 1 << program);
        const NamedKey* key = is_program ? Program(program) : Person(next_person++);
        const bool writable = choices_.OneIn(2);
        (writable ? lookup.writable : lookup.readonly).push_back(choices_.Byte());
        (writable ? out_.loaded_writable : out_.loaded_readonly).push_back(key);
      }
    }
  }

  uint8_t SomeAccount() { return static_cast<uint8_t>(choices_.Below(out_.key_count())); }

  void MakeCalls() {
    if (out_.keys.size() < 2) return;
    for (size_t n = choices_.Below(4); n > 0; --n) {
      out_.calls.push_back(CallOf(static_cast<uint8_t>(1 + choices_.Below(out_.keys.size() - 1))));
    }
  }

  Call CallOf(uint8_t program) {
    Call call = MakeCall(out_.KeyAt(program)->key, choices_);
    call.program = program;
    for (size_t n = choices_.Below(8); n > 0; --n) call.accounts.push_back(SomeAccount());
    call.parsed = !choices_.OneIn(8);
    return call;
  }

  void MakeMeta() {
    constexpr std::array kErrors = {"null", "\"AccountInUse\"",
                                    "{\"InstructionError\": [0, {\"Custom\": 1}]}"};
    constexpr std::array kStatuses = {"{\"Ok\":null}", "{\"Err\":\"AccountInUse\"}", "null"};
    Meta& meta = out_.meta.emplace();
    const uint8_t outcome = choices_.Byte();
    if (outcome < 64) meta.err = kErrors[outcome % 3];
    if (outcome % 4 != 0) meta.status = kStatuses[meta.err == "null" ? 0 : 1];
    if (outcome == 128) meta.status = kStatuses[choices_.Below(3)];
    meta.absent = choices_.OneIn(2);
    meta.fee = choices_.Amount();
    meta.shows_loaded = !choices_.OneIn(8);
    if (!choices_.OneIn(16)) MakeInner(meta);
    if (!choices_.OneIn(16)) MakeLamports(meta.pre.emplace());
    if (!choices_.OneIn(16)) MakeLamports(meta.post.emplace());
    if (!choices_.OneIn(16)) MakeTokens(meta.pre_tokens.emplace());
    if (!choices_.OneIn(16)) MakeTokens(meta.post_tokens.emplace());
  }

  void MakeInner(Meta& meta) {
    meta.inner.emplace();
    for (size_t top = 0; top < out_.calls.size(); ++top) {
      if (!choices_.OneIn(3)) continue;
      InnerCalls& inner = meta.inner->emplace_back();
      inner.top = top;
      for (size_t n = choices_.Below(4); n > 0; --n) inner.calls.push_back(CallOf(SomeAccount()));
    }
  }

  void MakeLamports(std::vector<uint64_t>& balances) {
    for (size_t i = 0; i < out_.key_count(); ++i) balances.push_back(choices_.Amount());
  }

  void MakeTokens(std::vector<TokenBalance>& balances) {
    for (size_t account = 0; account < out_.key_count(); ++account) {
      if (!choices_.OneIn(3)) continue;
      const uint8_t who = choices_.Byte();
      balances.push_back({.account = account,
                          .mint = Person(20 + who % 2),
                          .owner = who < 250 ? Person(who / 2 % 3) : nullptr,
                          .program = who < 253 ? Program(1 + who / 6 % 2) : nullptr,
                          .amount = choices_.Amount()});
    }
  }

  // One thing at most is wrong.
  void Spoil() {
    switch (choices_.Below(32)) {
      case 1:
        if (out_.calls.empty()) return;
        out_.calls.back().accounts.push_back(static_cast<uint8_t>(out_.key_count()));
        out_.has_parsed_form = false;
        return;
      case 2:
        if (!out_.calls.empty()) out_.calls.back().program = 0;
        return;
      case 3:
        out_.keys.back() = out_.keys.front();
        return;
      case 4:
        out_.header.readonly_unsigned = static_cast<uint8_t>(out_.keys.size());
        out_.has_parsed_form = false;
        return;
      case 5:
        out_.header.readonly_signed = out_.header.required_signatures;
        out_.has_parsed_form = false;
        return;
      default:
        if (out_.meta.has_value()) SpoilMeta(*out_.meta);
    }
  }

  void SpoilMeta(Meta& meta) {
    switch (choices_.Below(32)) {
      case 1:
        if (meta.inner.has_value()) meta.inner->push_back({.top = out_.calls.size(), .calls = {}});
        return;
      case 2:
        if (meta.inner.has_value() && !meta.inner->empty()) {
          meta.inner->push_back(meta.inner->front());
        }
        return;
      case 3:
        if (meta.pre.has_value()) meta.pre->push_back(1);
        return;
      case 4:
        if (meta.post_tokens.has_value() && !meta.post_tokens->empty()) {
          meta.post_tokens->back().account = out_.key_count();
        }
        return;
      case 5:
        if (meta.pre_tokens.has_value() && !meta.pre_tokens->empty()) {
          meta.pre_tokens->push_back(meta.pre_tokens->front());
        }
        return;
      default:
        return;
    }
  }

  Choices& choices_;
  Transaction out_;
};

}  // namespace

const NamedKey* Transaction::KeyAt(size_t i) const {
  if (i < keys.size()) return keys[i];
  i -= keys.size();
  if (i < loaded_writable.size()) return loaded_writable[i];
  i -= loaded_writable.size();
  return i < loaded_readonly.size() ? loaded_readonly[i] : nullptr;
}

Transaction MakeTransaction(Choices& choices) { return Maker(choices).Make(); }

}  // namespace hilt::fuzz
