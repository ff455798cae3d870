// The lists of a report, for tests that read them cell by cell.
#ifndef HUIYIN_TESTS_GOLDEN_LISTS_H_
#define HUIYIN_TESTS_GOLDEN_LISTS_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"

namespace huiyin {

// Empty, and a failure, when there is none.
inline v1::DataTable ListNamed(const WholeReport::Ledger& ledger, const std::string& id) {
  for (const v1::DataTable& list : ledger.lists) {
    if (list.name().id() == id) return list;
  }
  ADD_FAILURE() << "no list " << id;
  return {};
}

// Absent, and a failure, when there is no such column.
inline const v1::DataCell& CellOf(const v1::DataTable& list, const v1::DataRow& row, const std::string& column) {
  for (int i = 0; i < list.columns_size(); ++i) {
    if (list.columns(i).name().id() == column) return row.cells(i);
  }
  ADD_FAILURE() << "no column " << column;
  return v1::DataCell::default_instance();
}

// As a person writes it down: "42", "2020-05-25", "53/65", "CLOSED", "u-road u-land"; "-" when there is nothing.
inline std::string Written(const v1::DataCell& cell) {
  if (cell.has_text()) return cell.text();
  if (cell.has_integer()) return absl::StrCat(cell.integer());
  if (cell.has_date()) return cell.date();
  if (cell.has_ratio()) return absl::StrCat(cell.ratio().numerator(), "/", cell.ratio().denominator());
  if (cell.has_term()) return cell.term().id();
  if (!cell.has_terms()) return "-";
  return absl::StrJoin(cell.terms().terms(), " ", [](std::string* out, const v1::Term& term) { *out += term.id(); });
}

// The row with `value` in `column` and, where it is given, `other` in `other_column`: these of its cells, with "|"
// between them; a failure when there is none.
inline std::string RowWhere(const v1::DataTable& list, const std::string& column, const std::string& value,
                            const std::string& other_column, const std::string& other,
                            const std::vector<std::string>& columns) {
  for (const v1::DataRow& row : list.rows()) {
    if (Written(CellOf(list, row, column)) != value) continue;
    if (!other_column.empty() && Written(CellOf(list, row, other_column)) != other) continue;
    return absl::StrJoin(
        columns, "|", [&](std::string* out, const std::string& shown) { *out += Written(CellOf(list, row, shown)); });
  }
  ADD_FAILURE() << "no row with " << value << " " << other;
  return "";
}

// By its first cell.
inline std::string RowOf(const v1::DataTable& list, const std::string& key, const std::vector<std::string>& columns) {
  return RowWhere(list, list.columns(0).name().id(), key, "", "", columns);
}

// How many rows have this in this column.
inline int RowsWith(const v1::DataTable& list, const std::string& column, const std::string& written) {
  int rows = 0;
  for (const v1::DataRow& row : list.rows()) rows += Written(CellOf(list, row, column)) == written ? 1 : 0;
  return rows;
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_GOLDEN_LISTS_H_
