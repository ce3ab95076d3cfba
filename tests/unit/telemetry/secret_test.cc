#include "telemetry/secret.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>
#include <vector>

namespace hilt::telemetry {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, RevealsWhatItWasMadeOf) {
  const Secret secret(std::string("whsec_\0binary", 13));
  EXPECT_EQ(secret.Reveal(), std::string_view("whsec_\0binary", 13));
  EXPECT_EQ(secret.size(), 13u);
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret(std::string()).empty());
}

TEST(Secret, ZeroesTheTextThatItTakesOver) {
  for (const size_t size : {size_t{4}, size_t{15}, size_t{16}, size_t{100}}) {
    std::string text(size, 'k');
    text.reserve(200);
    const char* bytes = text.data();
    const Secret secret(std::move(text));
    ASSERT_TRUE(text.data() == bytes);  // NOLINT(bugprone-use-after-move): its memory is tested
    EXPECT_TRUE(text.empty());
    // resize() shows what stands in the memory only where it writes none of it.
    for (size_t i = 0; i < size; ++i) {
      // NOLINTNEXTLINE(clang-analyzer-cplusplus.InnerPointer): the text keeps its memory, see above
      if (bytes[i] != '\0') ADD_FAILURE() << size << " at " << i;
    }
    EXPECT_EQ(secret.size(), size);
  }
}

TEST(Secret, LeavesNothingWhereItIsMovedFrom) {
  Secret first(std::string("one secret of many"));
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
  first = std::move(second);
  EXPECT_EQ(first.Reveal(), "one secret of many");
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(RedactUrl, ShowsSchemeHostAndPortAlone) {
  struct Case {
    std::string_view url;
    std::string_view shown;
  };
  const std::vector<Case> cases = {
      {.url = "https://rpc.example.com", .shown = "https://rpc.example.com"},
      {.url = "https://rpc.example.com:8899/v2/KEY", .shown = "https://rpc.example.com:8899/***"},
      {.url = "https://rpc.example.com?api-key=KEY", .shown = "https://rpc.example.com/***"},
      {.url = "https://rpc.example.com#KEY", .shown = "https://rpc.example.com/***"},
      {.url = "https://KEY:KEY@rpc.example.com/", .shown = "https://***@rpc.example.com/***"},
      {.url = "https://KEY@KEY@[::1]:1/", .shown = "https://***@[::1]:1/***"},
      {.url = "KEY", .shown = "***"},
      {.url = "", .shown = "***"},
  };
  for (const Case& c : cases) EXPECT_EQ(RedactUrl(c.url), c.shown) << c.url;
}

}  // namespace
}  // namespace hilt::telemetry
