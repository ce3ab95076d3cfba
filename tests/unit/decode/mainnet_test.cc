// Recordings of nodes and providers that may not be copied into the tree: HILT_MAINNET_FIXTURES
// names their folder.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support.h"

namespace hilt::decode {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAreArray;

std::string TextOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

class Mainnet : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("HILT_MAINNET_FIXTURES");
    if (folder == nullptr || *folder == '\0') {
      GTEST_SKIP() << "HILT_MAINNET_FIXTURES names no folder with transactions/, helius/, blocks/";
    }
    root_ = folder;
  }

  std::vector<fs::path> Files(const char* folder) const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root_ / folder)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    return files;
  }

  fs::path root_;
  Decoder decoder_;
};

TEST_F(Mainnet, EveryRecordedTransactionDecodes) {
  const std::vector<fs::path> files = Files("transactions");
  EXPECT_FALSE(files.empty());
  for (const fs::path& file : files) {
    Json recorded = Json::parse(TextOf(file));
    if (!recorded.is_array()) recorded = Json::array({recorded});
    for (const Json& transaction : recorded) {
      EXPECT_EQ(Outcome(DecodeRpc(transaction).status()), "OK") << file;
    }
  }
}

TEST_F(Mainnet, EveryRecordedWebhookDecodes) {
  const std::vector<fs::path> files = Files("helius");
  EXPECT_FALSE(files.empty());
  for (const fs::path& file : files) {
    Json body = Json::parse(TextOf(file));
    if (body.is_object()) body = Json::array({body});
    const auto elements = decoder_.HeliusWebhook(body.dump());
    ASSERT_EQ(Outcome(elements.status()), "OK") << file;
    EXPECT_EQ(elements->size(), body.size()) << file;
    for (const WebhookElement& element : *elements) {
      EXPECT_EQ(Outcome(element.observation.status()), "OK") << file;
    }
  }
}

TEST_F(Mainnet, ABlockIsTheSameInEveryEncoding) {
  std::vector<std::string> json;
  for (const char* encoding : {"json", "json_parsed", "base64"}) {
    const fs::path file = root_ / "blocks" / (std::string("devnet-solders.") + encoding + ".json");
    const auto block = decoder_.RpcBlock(TextOf(file), domain::Slot(1),
                                         domain::Commitment::kFinalized, Select::kAll);
    ASSERT_EQ(Outcome(block.status()), "OK") << encoding;
    std::vector<std::string> texts;
    for (const domain::Observation& one : block->transactions) texts.push_back(Describe(one));
    if (json.empty()) json = texts;
    EXPECT_FALSE(texts.empty());
    EXPECT_THAT(texts, ElementsAreArray(json)) << encoding;
  }
}

}  // namespace
}  // namespace hilt::decode
