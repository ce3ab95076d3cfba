#include "app/config_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/config.h"

namespace hilt::app {
namespace {

class ConfigFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "hilt-config-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0640) {
    std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  std::string folder_;
};

TEST_F(ConfigFiles, AreReadWhole) {
  const std::string text(100'000, 'x');
  const auto file = ReadFile(Write("a", text));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->text, text);
  EXPECT_FALSE(file->others_may_read);
}

TEST_F(ConfigFiles, SayWhyTheyCannotBeRead) {
  EXPECT_EQ(ReadFile(folder_ + "/none").status(), absl::NotFoundError("no such file"));
  EXPECT_EQ(ReadFile(folder_).status(), absl::FailedPreconditionError("not a file"));
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(fifo).status(), absl::FailedPreconditionError("not a file"));
  EXPECT_EQ(ReadFile(Write("large", std::string(kMaxConfigFileBytes + 1, 'x'))).status(),
            absl::FailedPreconditionError("over 1048576 bytes"));
}

TEST_F(ConfigFiles, HoldASecretUnlessEverybodyMayRead) {
  struct Case {
    mode_t mode;
    bool taken;
  };
  for (const Case& c : {Case{0400, true}, Case{0600, true}, Case{0640, true}, Case{0644, false},
                        Case{0604, false}}) {
    EXPECT_EQ(ReadSecret(Write("secret", "x", c.mode), ReadFile).ok(), c.taken) << c.mode;
    ASSERT_EQ(std::filesystem::remove(folder_ + "/secret"), true);
  }
}

TEST_F(ConfigFiles, HoldASecretWithoutItsLastLineEnd) {
  struct Case {
    std::string text, secret;
  };
  for (const Case& c : {Case{"a", "a"}, Case{"a\n", "a"}, Case{"a\r\n", "a"}, Case{"a b", "a b"},
                        Case{"\n", ""}, Case{"", ""}}) {
    const auto secret = ReadSecret(Write("secret", c.text), ReadFile);
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(secret->Reveal(), c.secret) << c.text;
  }
}

// An editor's second line end would be part of the secret, and no webhook would pass.
TEST_F(ConfigFiles, HoldNoSecretWithWhiteSpaceAtAnEnd) {
  for (const char* text : {"a\n\n", " a", "a ", "a \r\n", "\ta"}) {
    const auto secret = ReadSecret(Write("secret", text), ReadFile);
    EXPECT_EQ(secret.status().message(), "it begins or ends with white space") << text;
  }
}

TEST_F(ConfigFiles, AreFoundFromTheConfigurationsFolder) {
  Write("hmac", "0123456789abcdef");
  const std::string path = Write("hiltd.toml",
                                 "[engine]\ncluster = 'devnet'\ndata_dir = 'data'\n"
                                 "[webhook]\ntrust = 'evidence'\n"
                                 "[webhook.hmac_sha256]\nmode = 'required'\n"
                                 "secret_files = ['hmac']\n");
  const auto config = Config::Load(path, {});
  ASSERT_TRUE(config.ok()) << config.status().message();
  EXPECT_EQ(config->engine.data_dir, folder_ + "/data");
  EXPECT_EQ(config->grpc.unix_socket, folder_ + "/data/hiltd.sock");
  const std::string none = folder_ + "/none.toml";
  EXPECT_EQ(Config::Load(none, {}).status(), absl::NotFoundError(none + ": no such file"));
}

}  // namespace
}  // namespace hilt::app
