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
    // Its cells take several lines when the table is too wide for the terminal.
    bool wraps = false;
    // Left out when no row has anything in it.
    bool optional = false;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns, each made Printable.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Heading, rule, rows, each with a line end. At most `width` columns where wrapping can reach it; 0: as wide as it
  // comes.
  std::string Render(size_t width) const;

 private:
  // Of the columns that are shown.
  std::vector<size_t> Shown() const;
  std::vector<size_t> WidthsFor(const std::vector<size_t>& shown, size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TABLE_H_
