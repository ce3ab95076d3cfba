#include "cli/terminal.h"

#include <gtest/gtest.h>

namespace hilt::cli {
namespace {

TEST(Style, WritesEscapesOnlyWhereColoursAreOn) {
  Style style;
  EXPECT_EQ(style.Good("settled"), "settled");
  EXPECT_EQ(style.Tick(), "ok");
  style.utf8 = true;
  EXPECT_EQ(style.Tick(), "\u2713");
  style.colour = true;
  EXPECT_EQ(style.Good("settled"), "\x1b[32msettled\x1b[0m");
}

TEST(IsUtf8Locale, TheFirstVariableThatIsSetDecides) {
  struct Case {
    const char* lc_all;
    const char* lc_ctype;
    const char* lang;
    bool utf8;
  };
  const Case cases[] = {
      {nullptr, nullptr, nullptr, false}, {nullptr, nullptr, "en_GB.UTF-8", true},
      {nullptr, nullptr, "C.utf8", true}, {"C", nullptr, "en_GB.UTF-8", false},
      {"", "", "en_GB.UTF-8", true},      {nullptr, "POSIX", "en_GB.UTF-8", false},
      {"C.UTF-8", "POSIX", "C", true},
  };
  for (const Case& test : cases) {
    EXPECT_EQ(IsUtf8Locale(test.lc_all, test.lc_ctype, test.lang), test.utf8)
        << (test.lang ? test.lang : "unset");
  }
}

TEST(Wrap, BreaksAtSpacesAndNeverInsideAWord) {
  EXPECT_EQ(Wrap("one two three", 2, 9), "one two\n  three");
  EXPECT_EQ(Wrap("averyveryverylongword b", 0, 10), "averyveryverylongword\nb");
  EXPECT_EQ(Wrap("", 4, 10), "");
}

TEST(Printable, LetsNoControlByteThrough) {
  EXPECT_EQ(Printable("a\x1b[2J\n\\\xc3\xa9", 100), "a\\x1b[2J\\x0a\\x5c\\xc3\\xa9");
  EXPECT_EQ(Printable("abcdef", 3), "abc...");
}

}  // namespace
}  // namespace hilt::cli
