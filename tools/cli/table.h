// Tables for people: columns aligned by what the terminal shows, not by bytes.
#ifndef HUIYIN_TOOLS_CLI_TABLE_H_
#define HUIYIN_TOOLS_CLI_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace huiyin {

class Table {
 public:
  enum class Align { kLeft, kRight };

  struct Column {
    std::string heading;
    Align align = Align::kLeft;
    // May be cut with "…" when the table is too wide for the terminal.
    bool cuttable = false;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns. Line ends and other control characters in a cell become spaces.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Heading, rule, rows, each with a line end. At most `width` columns where cutting can reach it; 0: as wide as it
  // comes.
  std::string Render(size_t width) const;

 private:
  std::vector<size_t> WidthsFor(size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TABLE_H_
