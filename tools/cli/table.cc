#include "tools/cli/table.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "tools/cli/display_width.h"

namespace huiyin {
namespace {

constexpr char kGap[] = "  ";
constexpr size_t kGapWidth = 2;
// A cut column keeps at least so much.
constexpr size_t kCutWidthMin = 8;

void AppendCell(const Table::Column& column, const std::string& text, size_t width, bool last, std::string& line) {
  const std::string shown = CutToWidth(text, width);
  const std::string padding(width - std::min(width, DisplayWidth(shown)), ' ');
  if (column.align == Table::Align::kRight) {
    line += padding + shown;
  } else {
    line += last ? shown : shown + padding;
  }
}

}  // namespace

void Table::Add(std::vector<std::string> cells) {
  CHECK_EQ(cells.size(), columns_.size());
  for (std::string& cell : cells) cell = OneLine(cell);
  rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::WidthsFor(size_t width) const {
  std::vector<size_t> widths;
  size_t total = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t widest = DisplayWidth(columns_[i].heading);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[i]));
    widths.push_back(widest);
    total += widest + (i == 0 ? 0 : kGapWidth);
  }
  // The widest column that may be cut gives way first.
  while (width > 0 && total > width) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].cuttable || widths[i] <= kCutWidthMin) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) break;
    --*widest;
    --total;
  }
  return widths;
}

std::string Table::Render(size_t width) const {
  const std::vector<size_t> widths = WidthsFor(width);
  std::string out, rule;
  const size_t last = columns_.size() - 1;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out += kGap;
    AppendCell(columns_[i], columns_[i].heading, widths[i], i == last, out);
    if (i > 0) rule += kGap;
    for (size_t j = 0; j < widths[i]; ++j) rule += "─";
  }
  out += "\n" + rule + "\n";
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line += kGap;
      AppendCell(columns_[i], row[i], widths[i], i == last, line);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace huiyin
