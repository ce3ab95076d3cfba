#include "cli/table.h"

#include <gtest/gtest.h>

namespace hilt::cli {
namespace {

Table Sample() {
  Table table({{"NAME"}, {"COUNT", true}, {"NOTE"}});
  table.Add({{"a", Paint::kGood}, {"10"}, {"x"}});
  table.Add({{"longer"}, {"9"}, {""}});
  return table;
}

TEST(Table, ColumnsAreAlignedAndLinesEndWithTheirText) {
  EXPECT_EQ(Sample().ToText(Style()),
            "NAME    COUNT  NOTE\n"
            "a          10  x\n"
            "longer      9\n");
}

TEST(Table, IndentGoesBeforeEveryLine) {
  Table table({{"A"}});
  table.Add({{"b"}});
  EXPECT_EQ(table.ToText(Style(), 2), "  A\n  b\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
  Style style;
  style.colour = true;
  EXPECT_EQ(Sample().ToText(style),
            "\x1b[2mNAME\x1b[0m    \x1b[2mCOUNT\x1b[0m  \x1b[2mNOTE\x1b[0m\n"
            "\x1b[32ma\x1b[0m          10  x\n"
            "longer      9\n");
}

}  // namespace
}  // namespace hilt::cli
