#include "tools/cli/table.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "tools/cli/display_width.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

constexpr char kGap[] = "  ";
constexpr size_t kGapWidth = 2;
// A column that wraps keeps at least so much.
constexpr size_t kWrappedWidthMin = 8;

void AppendCell(const Table::Column& column, const std::string& text, size_t width, std::string& line) {
  const std::string padding(width - std::min(width, DisplayWidth(text)), ' ');
  line += column.align == Table::Align::kRight ? padding + text : text + padding;
}

void EndLine(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
  line += '\n';
}

}  // namespace

void Table::Add(std::vector<std::string> cells) {
  CHECK_EQ(cells.size(), columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::Shown() const {
  std::vector<size_t> shown;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto has_text = [i](const std::vector<std::string>& row) { return !row[i].empty(); };
    if (!columns_[i].optional || std::any_of(rows_.begin(), rows_.end(), has_text)) shown.push_back(i);
  }
  return shown;
}

std::vector<size_t> Table::WidthsFor(const std::vector<size_t>& shown, size_t width) const {
  std::vector<size_t> widths;
  size_t total = (shown.size() - 1) * kGapWidth;
  for (const size_t i : shown) {
    size_t widest = DisplayWidth(columns_[i].heading);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[i]));
    widths.push_back(widest);
    total += widest;
  }
  // The widest column that may wrap gives way first.
  while (width > 0 && total > width) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < shown.size(); ++i) {
      if (!columns_[shown[i]].wraps || widths[i] <= kWrappedWidthMin) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) break;
    --*widest;
    --total;
  }
  return widths;
}

std::string Table::Render(size_t width) const {
  const std::vector<size_t> shown = Shown();
  const std::vector<size_t> widths = WidthsFor(shown, width);
  std::string out;
  const auto add_row = [&](const auto& text_of) {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (size_t i = 0; i < shown.size(); ++i) {
      cells.push_back(Wrapped(text_of(shown[i]), widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (size_t line_number = 0; line_number < height; ++line_number) {
      std::string line;
      for (size_t i = 0; i < shown.size(); ++i) {
        if (i > 0) line += kGap;
        AppendCell(columns_[shown[i]], line_number < cells[i].size() ? cells[i][line_number] : "", widths[i], line);
      }
      EndLine(line);
      out += line;
    }
  };
  add_row([this](size_t i) { return columns_[i].heading; });
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += kGap;
    for (size_t j = 0; j < widths[i]; ++j) out += "─";
  }
  out += '\n';
  for (const auto& row : rows_) add_row([&row](size_t i) { return row[i]; });
  return out;
}

}  // namespace huiyin
