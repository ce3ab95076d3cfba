#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/terminal.h"

namespace hilt::cli {

enum class Paint { kPlain, kGood, kBad, kFaint, kStrong };

std::string Painted(std::string_view text, Paint paint, const Style& style);

// What others wrote belongs through Printable first: a cell is taken as it is, one column a byte.
struct Cell {
  std::string text;
  Paint paint = Paint::kPlain;
};

// Aligned columns under a header, for people. No lines are drawn; a row ends where its text does.
class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;  // figures
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column.
  void Add(std::vector<Cell> row);

  // Each line behind `indent` spaces.
  std::string ToText(const Style& style, size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace hilt::cli
