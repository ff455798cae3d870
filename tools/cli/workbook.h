// A workbook for a spreadsheet program: typed tables, each on a sheet of its own, as XLSX.
#ifndef HUIYIN_TOOLS_CLI_WORKBOOK_H_
#define HUIYIN_TOOLS_CLI_WORKBOOK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace huiyin {

// Shown as a percentage with one digit; 0.5 is 50.0 %.
struct Percentage {
  double value;
};

// Nothing, or something of one type. A text is a text whatever it begins with: none becomes a formula.
using SheetCell = std::variant<std::monostate, std::string, int64_t, absl::CivilDay, Percentage>;

struct Sheet {
  // Made fit for a sheet: at most 31 characters, without []:*?/\ .
  std::string name;
  // Stays in sight when the sheet is scrolled, and filters it.
  std::vector<std::string> headings;
  // As many cells as headings.
  std::vector<std::vector<SheetCell>> rows;
};

// Of one sheet, without its heading.
inline constexpr size_t kSheetRowsMax = 1'048'575;
// Of one cell; what is longer ends with "…" there.
inline constexpr size_t kSheetTextBytesMax = 32'000;

// Columns are as wide as what stands in them, a Chinese character counting two; at most 60. The same sheets and
// `created`: the same file. The file is there whole, or as it was before. kInvalidArgument: SHEET_TOO_LONG,
// FILE_UNWRITABLE.
absl::Status WriteWorkbook(const std::vector<Sheet>& sheets, absl::Time created, const std::string& path);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_WORKBOOK_H_
