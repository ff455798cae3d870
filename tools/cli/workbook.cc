#include "tools/cli/workbook.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/error.h"
#include "tools/cli/display_width.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

constexpr size_t kColumnWidthMin = 6;
constexpr size_t kColumnWidthMax = 60;
// Of a sheet's name.
constexpr size_t kNameCharactersMax = 31;
// Of a date or a percentage as it is shown.
constexpr size_t kDateWidth = 10;
constexpr size_t kPercentageWidth = 6;

// The first `characters` characters of what is UTF-8.
std::string Beginning(const std::string& text, size_t characters) {
  size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (begins && characters-- == 0) break;
  }
  return text.substr(0, end);
}

std::string TextOf(const std::string& text) {
  const std::string printable = Printable(text);
  if (printable.size() <= kSheetTextBytesMax) return printable;
  size_t end = kSheetTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(printable[end]) & 0xC0) == 0x80) --end;
  return printable.substr(0, end) + "…";
}

// Names of one workbook differ, whatever their letters' case.
std::string NameFor(const Sheet& sheet, std::set<std::string>& taken) {
  const std::string plain = absl::StrReplaceAll(
      Printable(sheet.name),
      {{"[", " "}, {"]", " "}, {":", " "}, {"*", " "}, {"?", " "}, {"/", " "}, {"\\", " "}, {"'", " "}});
  std::string name = Beginning(plain.empty() ? "-" : plain, kNameCharactersMax);
  for (int again = 2; !taken.insert(absl::AsciiStrToLower(name)).second; ++again) {
    const std::string mark = absl::StrCat(" ", again);
    name = Beginning(plain, kNameCharactersMax - mark.size()) + mark;
  }
  return name;
}

struct Formats {
  lxw_format* heading;
  lxw_format* text;
  lxw_format* number;
  lxw_format* date;
  lxw_format* percentage;
};

lxw_format* NewFormat(lxw_workbook* workbook, const char* number_format) {
  lxw_format* const format = workbook_add_format(workbook);
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  if (number_format != nullptr) format_set_num_format(format, number_format);
  return format;
}

Formats NewFormats(lxw_workbook* workbook) {
  Formats formats{NewFormat(workbook, nullptr), NewFormat(workbook, nullptr), NewFormat(workbook, "0"),
                  NewFormat(workbook, "yyyy-mm-dd"), NewFormat(workbook, "0.0%")};
  format_set_bold(formats.heading);
  format_set_bottom(formats.heading, LXW_BORDER_THIN);
  format_set_text_wrap(formats.heading);
  format_set_text_wrap(formats.text);
  return formats;
}

size_t WidthOf(const SheetCell& cell) {
  if (const auto* const text = std::get_if<std::string>(&cell)) return DisplayWidth(*text);
  if (const auto* const number = std::get_if<int64_t>(&cell)) return absl::StrCat(*number).size();
  if (std::holds_alternative<absl::CivilDay>(cell)) return kDateWidth;
  return std::holds_alternative<Percentage>(cell) ? kPercentageWidth : 0;
}

lxw_error WriteCell(lxw_worksheet* worksheet, lxw_row_t row, lxw_col_t column, const SheetCell& cell,
                    const Formats& formats) {
  if (const auto* const text = std::get_if<std::string>(&cell)) {
    return worksheet_write_string(worksheet, row, column, TextOf(*text).c_str(), formats.text);
  }
  if (const auto* const number = std::get_if<int64_t>(&cell)) {
    return worksheet_write_number(worksheet, row, column, static_cast<double>(*number), formats.number);
  }
  if (const auto* const day = std::get_if<absl::CivilDay>(&cell)) {
    lxw_datetime date{static_cast<int>(day->year()), day->month(), day->day(), 0, 0, 0};
    return worksheet_write_datetime(worksheet, row, column, &date, formats.date);
  }
  if (const auto* const percentage = std::get_if<Percentage>(&cell)) {
    return worksheet_write_number(worksheet, row, column, percentage->value, formats.percentage);
  }
  return LXW_NO_ERROR;
}

lxw_error WriteColumn(lxw_worksheet* worksheet, lxw_col_t column, const Sheet& sheet, const Formats& formats) {
  size_t width = DisplayWidth(sheet.headings[column]);
  lxw_error error =
      worksheet_write_string(worksheet, 0, column, TextOf(sheet.headings[column]).c_str(), formats.heading);
  for (size_t row = 0; row < sheet.rows.size() && error == LXW_NO_ERROR; ++row) {
    const SheetCell& cell = sheet.rows[row][column];
    width = std::max(width, WidthOf(cell));
    error = WriteCell(worksheet, static_cast<lxw_row_t>(row + 1), column, cell, formats);
  }
  // Room for the arrow of the filter.
  const size_t shown = std::clamp(width + 2, kColumnWidthMin, kColumnWidthMax);
  if (error == LXW_NO_ERROR) {
    error = worksheet_set_column(worksheet, column, column, static_cast<double>(shown), nullptr);
  }
  return error;
}

lxw_error WriteSheet(lxw_workbook* workbook, const Sheet& sheet, const std::string& name, const Formats& formats) {
  lxw_worksheet* const worksheet = workbook_add_worksheet(workbook, name.c_str());
  if (worksheet == nullptr) return LXW_ERROR_PARAMETER_VALIDATION;
  for (const std::vector<SheetCell>& row : sheet.rows) CHECK_EQ(row.size(), sheet.headings.size());
  lxw_error error = LXW_NO_ERROR;
  for (size_t column = 0; column < sheet.headings.size() && error == LXW_NO_ERROR; ++column) {
    error = WriteColumn(worksheet, static_cast<lxw_col_t>(column), sheet, formats);
  }
  worksheet_freeze_panes(worksheet, 1, 0);
  worksheet_repeat_rows(worksheet, 0, 0);
  worksheet_set_landscape(worksheet);
  worksheet_set_paper(worksheet, 9);  // A4
  worksheet_fit_to_pages(worksheet, 1, 0);
  if (error != LXW_NO_ERROR || sheet.headings.empty()) return error;
  return worksheet_autofilter(worksheet, 0, 0, static_cast<lxw_row_t>(sheet.rows.size()),
                              static_cast<lxw_col_t>(sheet.headings.size() - 1));
}

absl::Status Unwritable(const std::string& path, absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "FILE_UNWRITABLE", absl::StrCat("cannot write ", path, ": ", why),
               absl::StrCat("无法写入 ", path, "：", why), "--out");
}

}  // namespace

absl::Status WriteWorkbook(const std::vector<Sheet>& sheets, absl::Time created, const std::string& path) {
  for (const Sheet& sheet : sheets) {
    if (sheet.rows.size() <= kSheetRowsMax) continue;
    return Error(absl::StatusCode::kInvalidArgument, "SHEET_TOO_LONG",
                 absl::StrCat("\"", sheet.name, "\" has ", sheet.rows.size(), " rows; a sheet holds ", kSheetRowsMax,
                              ": ask for fewer ledgers, or for csv"),
                 absl::StrCat("“", sheet.name, "”共 ", sheet.rows.size(), " 行，一个工作表最多 ", kSheetRowsMax,
                              " 行：请减少登记册，或改用 csv"),
                 "--format");
  }
  const std::string fresh = path + ".partial";
  lxw_workbook* const workbook = workbook_new(fresh.c_str());
  if (workbook == nullptr) return Unwritable(path, "no memory");
  lxw_doc_properties properties = {};
  properties.created = absl::ToTimeT(created);
  workbook_set_properties(workbook, &properties);
  const Formats formats = NewFormats(workbook);
  std::set<std::string> taken;
  lxw_error error = LXW_NO_ERROR;
  for (const Sheet& sheet : sheets) {
    if (error == LXW_NO_ERROR) error = WriteSheet(workbook, sheet, NameFor(sheet, taken), formats);
  }
  // Frees the workbook whatever happens.
  const lxw_error closed = workbook_close(workbook);
  if (error == LXW_NO_ERROR) error = closed;
  if (error == LXW_NO_ERROR && std::rename(fresh.c_str(), path.c_str()) == 0) return absl::OkStatus();
  std::remove(fresh.c_str());
  return Unwritable(path, error == LXW_NO_ERROR ? "the name is taken" : lxw_strerror(error));
}

}  // namespace huiyin
