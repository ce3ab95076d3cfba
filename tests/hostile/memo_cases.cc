#include "fmt/format.h"
#include "solana/programs.h"
#include "tests/hostile/corpus.h"

// Family "memo": adversarial cases 36, 37, 41-48, 54. The payment itself is right.
namespace hilt::hostile {
namespace {

using domain::Verdict;

const std::string kV1 = solana::ToString(solana::kMemoV1Program);
const std::string kV3 = solana::ToString(solana::kMemoV3Program);
const std::string kV4 = solana::ToString(solana::kMemoV4Program);
const std::string kOtherMemo = "HILT:00000000000000000000000000000000";

TopInstruction& MemoOf(Scene& s) {
  for (TopInstruction& top : s.instructions) {
    if (top.own.program == kV1 || top.own.program == kV3 || top.own.program == kV4) return top;
  }
  return s.instructions.front();
}

// Puts another program's data, or other data, in the memo's place.
TopInstruction& Say(Scene& s, const std::string& program, const std::string& data) {
  TopInstruction& memo = MemoOf(s);
  memo.own.program = program;
  memo.own.data = data;
  memo.own.parsed = nullptr;
  return memo;
}

void AddText(Corpus& corpus, const Scene& scene, const std::string& what,
             const std::string& program, const std::string& data) {
  corpus.Add(scene, {what, Verdict::kNoMemo, [&](Scene& s) { Say(s, program, data); }});
}

// What a byte of the memo may be turned into: a bit, the case, a NUL, no UTF-8, a space, no hex.
std::vector<char> InPlaceOf(char byte) {
  std::vector<char> bytes;
  const auto add = [&](char other) {
    if (other != byte) bytes.push_back(other);
  };
  add(static_cast<char>(byte ^ 0x01));
  add(static_cast<char>(byte ^ 0x20));
  add('\0');
  add(static_cast<char>(byte | 0x80));
  add(' ');
  add('g');
  return bytes;
}

void AddByteEdits(Corpus& corpus, const Scene& scene) {
  const std::string& memo = scene.memo;
  for (size_t i = 0; i < memo.size(); ++i) {
    for (const char other : InPlaceOf(memo[i])) {
      std::string data = memo;
      data[i] = other;
      AddText(corpus, scene, fmt::format("byte {} is 0x{:02x}", i, static_cast<uint8_t>(other)),
              kV3, data);
    }
    std::string shorter = memo;
    shorter.erase(i, 1);
    AddText(corpus, scene, fmt::format("byte {} left out", i), kV3, shorter);
    AddText(corpus, scene, fmt::format("cut before byte {}", i), kV4, memo.substr(0, i));
  }
  for (size_t i = 0; i <= memo.size(); ++i) {
    std::string longer = memo;
    longer.insert(i, 1, i % 2 == 0 ? '0' : '\0');
    AddText(corpus, scene, fmt::format("a byte more at {}", i), kV1, longer);
  }
}

void AddWraps(Corpus& corpus, const Scene& scene) {
  const std::string& memo = scene.memo;
  const std::string nonce = memo.substr(5);
  std::string upper = nonce;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string utf16;
  for (const char c : memo) utf16 += {c, '\0'};
  const std::pair<const char*, std::string> kTexts[] = {
      {"nonce alone", nonce},
      {"prefix alone", "HILT:"},
      {"nonce in upper case", "HILT:" + upper},
      {"prefix in lower case", "hilt:" + nonce},
      {"a space within", "HILT: " + nonce},
      {"a dash for the colon", "HILT-" + nonce},
      {"no colon", "HILT" + nonce},
      {"a wide colon", "HILT：" + nonce},
      {"Greek capital eta",
       "Η"
       "ILT:" +
           nonce},
      {"Cyrillic en", "НILT:" + nonce},
      {"dotless i", "HıLT:" + nonce},
      {"wide letters", "ＨＩＬＴ:" + nonce},
      {"zero width space after", memo + "\u200b"},
      {"zero width space within", "HILT:\u200b" + nonce},
      {"no-break space after", memo + "\u00a0"},
      {"right-to-left mark before", "\u200f" + memo},
      {"byte order mark before", "\ufeff" + memo},
      {"UTF-16 byte order mark before", "\xff\xfe" + memo},
      {"UTF-16", utf16},
      {"newline after", memo + "\n"},
      {"newline before", "\n" + memo},
      {"carriage return and newline after", memo + "\r\n"},
      {"tab after", memo + "\t"},
      {"NUL after", memo + std::string(1, '\0')},
      {"NUL before", std::string(1, '\0') + memo},
      {"NUL after and text", memo + std::string(1, '\0') + "text"},
      {"quoted", "\"" + memo + "\""},
      {"as JSON", "{\"memo\":\"" + memo + "\"}"},
      {"percent-encoded colon", "HILT%3A" + nonce},
      {"percent-encoded whole", "%48%49%4C%54%3A" + nonce},
      {"HTML entity", "HILT&#58;" + nonce},
      {"escape of JSON", "HILT\\u003a" + nonce},
      {"as a log line", "Program log: Memo (len 37): \"" + memo + "\""},
      {"a length before", "[37] " + memo},
      {"a length byte before", "\x25" + memo},
      {"with another after a semicolon", memo + "; [5] hello"},
      {"twice in one memo", memo + memo},
      {"two lines of one memo", memo + "\n" + memo},
      {"in a URL", "solana:pay?memo=" + memo},
      {"in base58", ToBase58(memo)},
      {"in dashes of a UUID", "HILT:" + nonce.substr(0, 8) + "-" + nonce.substr(8)},
      {"empty", ""},
      {"overlong UTF-8",
       "\xc1\x88"
       "ILT:" +
           nonce},
      {"no UTF-8 after", memo + "\xff"},
      {"566 bytes", memo + std::string(529, ' ')},
      {"2,000 bytes", memo + std::string(1'963, 'x')},
  };
  for (const std::string& program : {kV1, kV3, kV4}) {
    for (const auto& [what, text] : kTexts) {
      AddText(corpus, scene, fmt::format("{}, by {}", what, program.substr(0, 5)), program, text);
    }
  }
}

Instruction MemoBy(const std::string& program, const std::string& data,
                   std::vector<std::string> accounts = {}) {
  return {program, std::move(accounts), data};
}

// Where a memo stands, and how many there are.
std::vector<Bend> Places() {
  const std::string caller = SomeAddress("caller");
  std::vector<Bend> bends = {
      {"program among the keys, never invoked; the text in the logs", Verdict::kNoMemo,
       [](Scene& s) {
         s.instructions.erase(s.instructions.begin() + (&MemoOf(s) - s.instructions.data()));
       }},
      {"another program's data", Verdict::kNoMemo,
       [](Scene& s) { Say(s, SomeAddress("memo-like"), s.memo); }},
      {"a token program's data", Verdict::kNoMemo,
       [](Scene& s) { Say(s, s.token_program, s.memo); }},
      {"System's data", Verdict::kNoMemo,
       [](Scene& s) { Say(s, solana::ToString(solana::kSystemProgram), s.memo); }},
      {"data of a program that names a memo program as account", Verdict::kNoMemo,
       [caller](Scene& s) { Say(s, caller, s.memo).own.accounts = {kV3}; }},
      {"a near miss beside the right one", Verdict::kSettled,
       [](Scene& s) { s.Append(MemoBy(kV3, s.memo + "\n")); }},
      {"no UTF-8 beside the right one", Verdict::kSettled,
       [](Scene& s) { s.Append(MemoBy(kV4, "\xff\xfe" + s.memo)); }},
      {"a wallet's tag beside it", Verdict::kSettled,
       [](Scene& s) { s.Append(MemoBy(kV1, "sent by a wallet")); }},
      {"accounts that signed", Verdict::kSettled,
       [](Scene& s) { MemoOf(s).own.accounts = {s.buyer}; }},
  };
  for (const std::string& program : {kV1, kV3, kV4}) {
    const std::string by = ", by " + program.substr(0, 5);
    bends.push_back({"moved" + by, Verdict::kSettled, [=](Scene& s) { Say(s, program, s.memo); }});
    bends.push_back({"called by a program" + by, Verdict::kSettled, [=](Scene& s) {
                       Say(s, caller, "x").inner.push_back(MemoBy(program, s.memo));
                     }});
    bends.push_back({"the same twice" + by, Verdict::kSettled,
                     [=](Scene& s) { s.Append(MemoBy(program, s.memo)); }});
    bends.push_back({"another's beside it" + by, Verdict::kAmbiguousMemo,
                     [=](Scene& s) { s.Append(MemoBy(program, kOtherMemo)); }});
    bends.push_back({"another's called beside it" + by, Verdict::kAmbiguousMemo, [=](Scene& s) {
                       s.Append({caller, {}, "x"}, {MemoBy(program, kOtherMemo)});
                     }});
    bends.push_back({"another's before it" + by, Verdict::kAmbiguousMemo, [=](Scene& s) {
                       s.Append(MemoBy(program, kOtherMemo));
                       std::swap(s.instructions.front(), s.instructions.back());
                     }});
    bends.push_back(
        {"another's alone" + by, Verdict::kNoMemo, [=](Scene& s) { Say(s, program, kOtherMemo); }});
    bends.push_back({"two others" + by, Verdict::kNoMemo, [=](Scene& s) {
                       Say(s, program, kOtherMemo);
                       s.Append(MemoBy(program, "HILT:" + std::string(32, 'f')));
                     }});
  }
  return bends;
}

}  // namespace

Corpus MemoCases() {
  Corpus corpus("memo");
  const Scene scene = ReadScene("scenarios/transfer_checked_legacy");
  AddByteEdits(corpus, scene);
  AddWraps(corpus, scene);
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "scenarios/memo_v1", "optional/memo_v4", "v1/v1_transfer_checked"}) {
    const Scene other = ReadScene(name);
    for (const Bend& bend : Places()) corpus.Add(other, bend);
  }
  return corpus;
}

}  // namespace hilt::hostile
