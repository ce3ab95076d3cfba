#include "base/base64.h"
#include "base/check.h"
#include "fmt/format.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/wire.h"

// Family "wire": a transaction's bytes in base64. The bytes of the legacy scene are, in order: 1
// signature count, 64 signature, 3 header, 1 key count, 7 keys of 32, 32 blockhash, 1 instruction
// count, and the instructions.
namespace hilt::hostile {
namespace {

using domain::Verdict;

constexpr size_t kSignature = 1;
constexpr size_t kHeader = kSignature + 64;
constexpr size_t kKeyCount = kHeader + 3;
constexpr size_t kKeys = kKeyCount + 1;

constexpr const char* kAt = "transaction[0]";

class WireBender {
 public:
  WireBender(Corpus& corpus, const Scene& scene)
      : corpus_(corpus), scene_(scene), bytes_(ToWire(scene)) {}

  const std::vector<uint8_t>& bytes() const { return bytes_; }

  void AddBytes(const std::string& what, const std::vector<uint8_t>& bytes, Expected expected) {
    AddText(what, base::EncodeBase64(bytes), std::move(expected));
  }

  void AddText(const std::string& what, const std::string& text, Expected expected) {
    Add(what, With(ToShape(scene_, Shape::kBase64), "/transaction/0", text), std::move(expected));
  }

  void Add(const std::string& what, const Json& json, Expected expected) {
    corpus_.Add(scene_, what, Shape::kBase64, Write(json), std::move(expected));
  }

  // The byte at that place changed by the bits of `mask`.
  void Flip(const std::string& what, size_t at, unsigned mask, Expected expected) {
    std::vector<uint8_t> bent = bytes_;
    bent.at(at) = static_cast<uint8_t>(bent.at(at) ^ mask);
    AddBytes(fmt::format("{}: byte {} flipped by {:#04x}", what, at, mask), bent,
             std::move(expected));
  }

 private:
  Corpus& corpus_;
  const Scene& scene_;
  std::vector<uint8_t> bytes_;
};

void AddCuts(WireBender& bender) {
  const std::vector<uint8_t>& bytes = bender.bytes();
  for (size_t size = 0; size < bytes.size(); size += 7) {
    bender.AddBytes(fmt::format("cut after {} bytes", size),
                    {bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)}, ErrorAt(kAt));
  }
  for (const size_t more : {1u, 2u, 64u, 1000u, 100'000u}) {
    std::vector<uint8_t> longer = bytes;
    longer.resize(bytes.size() + more);
    bender.AddBytes(fmt::format("{} zero bytes after", more), longer, ErrorAt(kAt));
  }
  std::vector<uint8_t> twice = bytes;
  twice.insert(twice.end(), bytes.begin(), bytes.end());
  bender.AddBytes("itself after", twice, ErrorAt(kAt));
}

// What each of the first bytes says, said otherwise.
void AddCounts(WireBender& bender) {
  const Expected refused = ErrorAt(kAt);
  for (const unsigned mask : {0x01u, 0x02u, 0x03u, 0x40u, 0x7fu, 0x80u, 0x81u, 0xffu}) {
    bender.Flip("signature count", 0, mask, refused);
    bender.Flip("required signatures", kHeader, mask, refused);
    bender.Flip("key count", kKeyCount, mask, refused);
  }
  for (const unsigned mask : {0x01u, 0x02u, 0x40u, 0x80u, 0xffu}) {
    bender.Flip("read-only signers", kHeader + 1, mask, refused);
  }
  bender.Flip("read-only others, fewer", kHeader + 2, 0x03, Is(Verdict::kSettled));
  bender.Flip("read-only others, too many", kHeader + 2, 0x40, refused);
  // compact-u16: one byte written as two or three, which is another text of the same number.
  for (const size_t at : {size_t{0}, kKeyCount}) {
    std::vector<uint8_t> longer = bender.bytes();
    longer[at] |= 0x80;
    longer.insert(longer.begin() + static_cast<ptrdiff_t>(at) + 1, 0x00);
    bender.AddBytes(fmt::format("count at byte {} in two bytes", at), longer, refused);
    longer.insert(longer.begin() + static_cast<ptrdiff_t>(at) + 1, 0x80);
    bender.AddBytes(fmt::format("count at byte {} in three bytes", at), longer, refused);
  }
}

// A key that is another's, by what it was the key of.
void AddKeys(WireBender& bender, const Scene& scene) {
  const auto flip_key = [&](const std::string& who, const std::string& address, Verdict verdict) {
    const size_t at = kKeys + 32 * scene.IndexOf(address);
    for (const size_t byte : {0u, 13u, 31u}) bender.Flip(who, at + byte, 0x10, Is(verdict));
  };
  flip_key("the fee payer's key", scene.accounts.front().address, Verdict::kSettled);
  flip_key("the source's key", scene.buyer_account, Verdict::kSettled);
  flip_key("the merchant's account", scene.merchant.account, Verdict::kNoncanonicalAccount);
  flip_key("the fee account", scene.fee.account, Verdict::kNoncanonicalAccount);
  flip_key("the mint", scene.mint, Verdict::kViewsDisagree);
  flip_key("the token program", scene.token_program, Verdict::kViewsDisagree);
  flip_key("the memo program", scene.instructions.front().own.program, Verdict::kNoMemo);
  const size_t blockhash = kKeys + 32 * scene.static_count;
  for (const size_t byte : {0u, 9u, 31u}) {
    bender.Flip("the blockhash", blockhash + byte, 0x10, Is(Verdict::kSettled));
    bender.Flip("the signature", kSignature + byte, 0x10, Is(Verdict::kSettled));
  }
}

// Where `data` stands in the bytes.
size_t PlaceOf(const WireBender& bender, const std::string& data) {
  const std::string_view text(reinterpret_cast<const char*>(bender.bytes().data()),
                              bender.bytes().size());
  const size_t at = text.find(data);
  HILT_CHECK(at != std::string_view::npos);
  return at;
}

void AddInstructions(WireBender& bender, const Scene& scene) {
  const size_t memo = PlaceOf(bender, scene.memo);
  for (size_t i = 0; i < scene.memo.size(); ++i) {
    bender.Flip("the memo", memo + i, 0x20, Is(Verdict::kNoMemo));
  }
  const std::string pays = scene.Pays(scene.merchant, scene.merchant.due).data;
  const size_t amount = PlaceOf(bender, pays) + 1;
  for (size_t byte = 0; byte < 8; ++byte) {
    for (const unsigned mask : {0x01u, 0x80u}) {
      const uint64_t said = scene.merchant.due ^ (uint64_t{mask} << (8 * byte));
      bender.Flip("the amount", amount + byte, mask,
                  Is(said < scene.merchant.due ? Verdict::kViewsDisagree : Verdict::kSettled));
    }
  }
  bender.Flip("the transfer's tag", amount - 1, 0x40, Is(Verdict::kViewsDisagree));
  // Before its data stand its length, its four accounts and their number.
  const Expected refused = ErrorAt(kAt);
  bender.Flip("the data's length", amount - 2, 0x40, refused);
  bender.Flip("the source's index", amount - 6, 0x40, refused);
  bender.Flip("the number of accounts", amount - 7, 0x40, refused);
  bender.Flip("the program's index", amount - 8, 0x40, refused);
}

void AddTexts(WireBender& bender, const Scene& scene) {
  const std::string text = base::EncodeBase64(bender.bytes());
  const Expected refused = ErrorAt(kAt);
  const auto add = [&](const std::string& what, const std::string& bent) {
    bender.AddText(what, bent, refused);
  };
  add("empty", "");
  add("a space before", " " + text);
  add("a newline after", text + "\n");
  add("a newline within", text.substr(0, 76) + "\n" + text.substr(76));
  add("padding more", text + "====");
  add("padding one more", text + "=");
  add("padding within", text.substr(0, 40) + "==" + text.substr(40));
  add("a character less", text.substr(0, text.size() - 1));
  add("a character more", text + "A");
  add("the alphabet of URLs", "-_" + text.substr(2));
  add("no character of it", "!" + text.substr(1));
  add("a NUL", std::string(1, '\0') + text.substr(1));
  add("no ASCII", "é" + text.substr(1));
  add("in base58",
      ToBase58({reinterpret_cast<const char*>(bender.bytes().data()), bender.bytes().size()}) +
          "_");
  add("2 MB", std::string(2'000'000, 'A'));
  for (size_t at = 0; at < text.size(); at += 29) {
    std::string bent = text;
    bent[at] = '*';
    add(fmt::format("a star at {}", at), bent);
  }
  const Json json = ToShape(scene, Shape::kBase64);
  for (const char* word : {"base58", "base64+zstd", "BASE64", "base64 ", "", "binary", "json"}) {
    bender.Add(fmt::format("encoding '{}'", word), With(json, "/transaction/1", word),
               ErrorAt("transaction[1]"));
  }
  for (const Json& word : {Json(nullptr), Json(64), Json::array(), Json::object()}) {
    bender.Add(fmt::format("encoding {}", word.dump()), With(json, "/transaction/1", word),
               ErrorAt("transaction[1]"));
    bender.Add(fmt::format("bytes {}", word.dump()), With(json, "/transaction/0", word),
               ErrorAt("transaction[0]"));
  }
  bender.Add("a third element", With(json, "/transaction/2", "base64"), ErrorAt("transaction[2]"));
  bender.Add("no encoding", Without(json, "/transaction/1"), ErrorAt("transaction[1]"));
  bender.Add("no elements", With(json, "/transaction", Json::array()), ErrorAt("transaction[1]"));
  bender.Add("the text alone", With(json, "/transaction", text), ErrorAt("transaction"));
}

// The version beside the bytes against the one that they have. Where none is said, theirs counts.
void AddVersions(WireBender& bender, const Scene& scene) {
  const Json json = ToShape(scene, Shape::kBase64);
  for (const Json& version : {Json(0), Json(1), Json(2), Json(255), Json("legacy")}) {
    if (version == json.at("version")) continue;
    bender.Add(fmt::format("version {}", version.dump()), With(json, "/version", version),
               ErrorAt("version"));
  }
  bender.Add("version null", With(json, "/version", nullptr), Is(Verdict::kSettled));
  bender.Add("no version", Without(json, "/version"), Is(Verdict::kSettled));
}

}  // namespace

Corpus WireCases() {
  Corpus corpus("wire");
  const Scene legacy = ReadScene("scenarios/transfer_checked_legacy");
  WireBender bender(corpus, legacy);
  AddCounts(bender);
  AddKeys(bender, legacy);
  AddInstructions(bender, legacy);
  AddTexts(bender, legacy);
  for (const char* name : {"scenarios/transfer_checked_legacy", "scenarios/v0_lookup_table",
                           "v1/v1_transfer_checked"}) {
    const Scene scene = ReadScene(name);
    WireBender other(corpus, scene);
    AddCuts(other);
    AddVersions(other, scene);
  }
  return corpus;
}

}  // namespace hilt::hostile
