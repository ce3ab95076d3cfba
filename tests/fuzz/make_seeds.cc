#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/check.h"
#include "nlohmann/json.hpp"
#include "solana/base58.h"
#include "tests/fuzz/json_seeds.h"

// make_seeds FOLDER: writes the seeds of every fuzz target beside it, made of tests/golden, into
// FOLDER/TARGET.
namespace hilt {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr size_t kMostOfAKind = 40;

fs::path ChainFolder() { return fs::path(HILT_GOLDEN_DIR) / "chain"; }

Json ReadJson(const fs::path& path) {
  std::ifstream in(path);
  return Json::parse(in);
}

std::string FromBase64(const std::string& text) {
  std::vector<uint8_t> bytes;
  HILT_CHECK(base::AppendBase64(text, bytes).ok());
  return {bytes.begin(), bytes.end()};
}

std::string FromBase58(const std::string& text) {
  std::vector<uint8_t> bytes;
  HILT_CHECK(solana::AppendBase58(text, bytes).ok());
  return {bytes.begin(), bytes.end()};
}

class Seeds {
 public:
  explicit Seeds(const fs::path& folder) : folder_(folder) { fs::create_directories(folder); }

  void Add(const std::string& name, const std::string& bytes) {
    if (!seen_.insert(bytes).second) return;
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  // The first of many that differ, numbered.
  void AddSome(const std::string& prefix, const std::string& bytes) {
    if (seen_.size() < kMostOfAKind) Add(prefix + std::to_string(seen_.size()), bytes);
  }

 private:
  fs::path folder_;
  std::set<std::string> seen_;
};

struct Corpus {
  explicit Corpus(const fs::path& folder)
      : wire(folder / "wire"),
        base64(folder / "base64"),
        base58(folder / "base58"),
        memo(folder / "memo"),
        number(folder / "number"),
        encodings(folder / "encodings") {}

  Seeds wire, base64, base58, memo, number, encodings;
};

void AddTransaction(const std::string& name, const Json& rpc, Corpus& corpus) {
  const std::string base64 = rpc["base64"]["transaction"][0];
  corpus.wire.Add(name, FromBase64(base64));
  corpus.base64.AddSome("transaction_", base64);

  const Json& transaction = rpc["json"]["transaction"];
  const Json& message = transaction["message"];
  corpus.base58.AddSome("signature_", transaction["signatures"][0]);
  corpus.base58.AddSome("key_", message["accountKeys"][0]);
  for (const Json& instruction : message["instructions"]) {
    corpus.base58.AddSome("data_", instruction["data"]);
  }
  const std::string last_data = FromBase58(message["instructions"].back()["data"]);
  corpus.memo.AddSome("memo_", last_data);
  for (const Json& balance : rpc["json"]["meta"]["postBalances"]) {
    corpus.number.AddSome("lamports_", balance.dump());
  }
}

void AddEdges(Corpus& corpus) {
  for (const char* text :
       {"", "0", "-0", "00", "01", "-1", "18446744073709551615", "18446744073709551616",
        "-18446744073709551615", "-18446744073709551616", "184467440737095516150", "1e3", "1.0",
        "+1", " 1", "99999999999999999999"}) {
    corpus.number.AddSome("edge_", text);
  }
  for (const char* text : {"", "Zg==", "Zm8=", "Zm9v", "Zh==", "Zm9=", "Zg=", "Z===", "====",
                           "Zg==Zg==", "Zm-_", "Zm9vYg==\n"}) {
    corpus.base64.AddSome("edge_", text);
  }
  // Of 31 and 32 zeros; 2^256 - 1 and one more.
  for (const char* text :
       {"", "1", "0", "1111111111111111111111111111111", "11111111111111111111111111111111",
        "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG",
        "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH"}) {
    corpus.base58.AddSome("edge_", text);
  }
}

// Rows of choices, of many lengths.
void AddChoices(Corpus& corpus) {
  std::minstd_rand random(1);
  for (size_t i = 0; i < kMostOfAKind; ++i) {
    std::string choices(8 * i, '\0');
    for (char& choice : choices) choice = static_cast<char>(random() >> 8);
    corpus.encodings.AddSome("choices_", choices);
  }
}

void Make(const fs::path& folder) {
  Corpus corpus(folder);
  AddEdges(corpus);
  AddChoices(corpus);
  std::set<fs::path> files;
  for (const char* kind : {"scenarios", "v1", "optional"}) {
    for (const auto& file : fs::directory_iterator(ChainFolder() / kind)) files.insert(file.path());
  }
  for (const fs::path& file : files) {
    const Json scenario = ReadJson(file);
    AddTransaction(file.stem(), scenario["rpc"], corpus);
    fuzz::AddJsonSeeds(file.stem(), scenario, folder);
  }
  fuzz::AddOtherJsonSeeds(folder);
  const Json vectors = ReadJson(ChainFolder() / "vectors" / "v1-wire.json")["valid"];
  for (const Json& vector : vectors) {
    corpus.wire.Add("v1_" + vector["id"].get<std::string>(), FromBase64(vector["base64"]));
  }
}

}  // namespace
}  // namespace hilt

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_seeds FOLDER\n";
    return 2;
  }
  hilt::Make(argv[1]);
  return 0;
}
