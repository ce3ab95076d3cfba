#include "cli/table.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace hilt::cli {
namespace {

constexpr size_t kGap = 2;  // between columns

std::string Line(const std::vector<Table::Column>& columns, const std::vector<size_t>& widths,
                 const std::vector<Cell>& row, const Style& style) {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths[i] - row[i].text.size(), ' ');
    const bool last = i + 1 == row.size();
    const std::string text = Painted(row[i].text, row[i].paint, style);
    line += columns[i].right ? padding + text : text + (last ? "" : padding);
    if (!last) line.append(kGap, ' ');
  }
  const size_t end = line.find_last_not_of(' ');
  line.resize(end == std::string::npos ? 0 : end + 1);
  return line;
}

}  // namespace

std::string Painted(std::string_view text, Paint paint, const Style& style) {
  switch (paint) {
    case Paint::kPlain:
      return std::string(text);
    case Paint::kGood:
      return style.Good(text);
    case Paint::kBad:
      return style.Bad(text);
    case Paint::kFaint:
      return style.Faint(text);
    case Paint::kStrong:
      return style.Strong(text);
  }
  base::CheckFailed("a Paint outside its enum", __FILE__, __LINE__);
}

void Table::Add(std::vector<Cell> row) {
  HILT_CHECK(row.size() == columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::ToText(const Style& style, size_t indent) const {
  std::vector<Cell> header;
  std::vector<size_t> widths;
  for (const Column& column : columns_) {
    header.push_back({column.title, Paint::kFaint});
    widths.push_back(column.title.size());
  }
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].text.size());
  }
  const std::string margin(indent, ' ');
  std::string text = margin + Line(columns_, widths, header, style) + "\n";
  for (const auto& row : rows_) text += margin + Line(columns_, widths, row, style) + "\n";
  return text;
}

}  // namespace hilt::cli
