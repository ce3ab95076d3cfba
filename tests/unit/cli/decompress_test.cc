#include "cli/decompress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "compression.h"

namespace hilt::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr size_t kPlenty = size_t{64} << 20;
constexpr size_t kBlockBytes = size_t{1} << 17;  // of the decompressor

struct Format {
  const char* name;
  std::function<std::string(std::string_view)> compress;
};

const Format kFormats[] = {{"gzip", Gzipped}, {"zstd", Zstandard}};

// Does not compress to nothing.
std::string Text(size_t bytes) {
  std::string text;
  uint32_t state = 1;
  while (text.size() < bytes) {
    state = state * 1664525 + 1013904223;
    text += static_cast<char>('a' + (state >> 24) % 16);
  }
  return text;
}

TEST(Decompressed, GivesBackWhatWasCompressed) {
  for (const Format& format : kFormats) {
    for (const size_t bytes :
         {size_t{0}, size_t{1}, kBlockBytes - 1, kBlockBytes, kBlockBytes + 1, 4 * kBlockBytes}) {
      const auto text = Decompressed(format.compress(Text(bytes)), kPlenty);
      ASSERT_TRUE(text.ok()) << format.name << " " << bytes << ": " << text.status();
      EXPECT_EQ(*text, Text(bytes)) << format.name << " " << bytes;
    }
  }
}

TEST(Decompressed, LeavesOtherBytesAlone) {
  for (const std::string text : {"", "{}", "\x1f", "\x28\xb5\x2f", "\x8b\x1f"}) {
    EXPECT_EQ(Decompressed(text, kPlenty).value(), text);
  }
}

TEST(Decompressed, TakesMembersBehindEachOtherForOneText) {
  for (const Format& format : kFormats) {
    const std::string bytes =
        format.compress("one ") + format.compress("") + format.compress("two");
    EXPECT_EQ(Decompressed(bytes, kPlenty).value(), "one two") << format.name;
  }
}

TEST(Decompressed, RefusesWhatIsCutShortWhereverItIsCut) {
  for (const Format& format : kFormats) {
    const std::string bytes = format.compress(Text(1000));
    for (size_t length = 4; length < bytes.size(); ++length) {
      const auto text = Decompressed(bytes.substr(0, length), kPlenty);
      ASSERT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument)
          << format.name << " " << length;
      EXPECT_THAT(std::string(text.status().message()), StartsWith(format.name));
    }
  }
}

TEST(Decompressed, RefusesWhatIsDamaged) {
  for (const Format& format : kFormats) {
    const std::string good = format.compress(Text(1000));
    std::string checksum = good;
    checksum.back() = static_cast<char>(checksum.back() ^ 1);
    std::string body = good;
    body[good.size() / 2] = static_cast<char>(body[good.size() / 2] ^ 1);
    for (const std::string& bytes : {good + "behind it", good + good.substr(0, 5)}) {
      EXPECT_EQ(Decompressed(bytes, kPlenty).status().code(), absl::StatusCode::kInvalidArgument)
          << format.name;
    }
    // zstd's frames carry a checksum only where it was asked for.
    if (format.name == std::string("zstd")) continue;
    for (const std::string& bytes : {checksum, body}) {
      EXPECT_EQ(Decompressed(bytes, kPlenty).status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

TEST(Decompressed, TheBoundIsInclusive) {
  for (const Format& format : kFormats) {
    for (const size_t bytes : {size_t{100}, kBlockBytes}) {
      const std::string compressed = format.compress(Text(bytes));
      EXPECT_TRUE(Decompressed(compressed, bytes).ok()) << format.name;
      EXPECT_EQ(Decompressed(compressed, bytes - 1).status().code(),
                absl::StatusCode::kResourceExhausted)
          << format.name;
    }
  }
}

TEST(Decompressed, StopsABombAtTheBound) {
  for (const Format& format : kFormats) {
    const std::string bomb = format.compress(std::string(kPlenty, ' '));
    EXPECT_LT(bomb.size(), kPlenty / 500) << format.name;
    // Its end is cut off, so that only one who does not read that far calls it too long.
    const auto text = Decompressed(bomb.substr(0, bomb.size() - 8), kPlenty / 2);
    EXPECT_EQ(text.status().code(), absl::StatusCode::kResourceExhausted) << format.name;
    EXPECT_THAT(std::string(text.status().message()), HasSubstr("longer than 33554432 bytes"));
  }
}

}  // namespace
}  // namespace hilt::cli
