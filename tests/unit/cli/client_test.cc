#include "cli/client.h"

#include <gtest/gtest.h>

#include <string>

namespace hilt::cli {
namespace {

TEST(ServerAddress, TheMostExplicitWins) {
  struct Case {
    const char* server;
    const char* data_dir;
    const char* environment;
    const char* address;
  };
  const Case cases[] = {
      {"", "", nullptr, "unix:/var/lib/hilt/hiltd.sock"},
      {"", "", "", "unix:/var/lib/hilt/hiltd.sock"},
      {"", "", "127.0.0.1:7401", "127.0.0.1:7401"},
      {"", "/data", "127.0.0.1:7401", "unix:/data/hiltd.sock"},
      {"[::1]:7401", "", "127.0.0.1:7401", "[::1]:7401"},
      {"unix:relative.sock", "", nullptr, "unix:relative.sock"},
  };
  for (const Case& test : cases) {
    ServerOptions options;
    options.server = test.server;
    options.data_dir = test.data_dir;
    const auto address = ServerAddress(options, test.environment);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(*address, test.address);
  }
}

TEST(ServerAddress, OtherFormsAreRefused) {
  for (const char* text :
       {"unix:", "localhost", "localhost:", ":7401", "localhost:0", "localhost:65536",
        "localhost:+1", "::1:7401", "dns:///localhost:7401", "http://localhost:7401", "a/b:7401"}) {
    ServerOptions options;
    options.server = text;
    EXPECT_FALSE(ServerAddress(options, nullptr).ok()) << text;
  }
}

TEST(ServerAddress, OnlyThisMachineNeedsNoTls) {
  for (const char* text :
       {"unix:/a", "localhost:1", "127.0.0.1:7401", "127.1.2.3:7401", "[::1]:7401"}) {
    EXPECT_TRUE(IsLocal(text)) << text;
  }
  for (const char* text : {"10.0.0.1:7401", "127.example.com:7401", "128.0.0.1:1", "[::2]:7401",
                           "localhost.example.com:7401", "0.0.0.0:7401"}) {
    EXPECT_FALSE(IsLocal(text)) << text;
  }
}

}  // namespace
}  // namespace hilt::cli
