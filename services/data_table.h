// The typed tables of reports: how their columns and cells are made.
#ifndef HUIYIN_SERVICES_DATA_TABLE_H_
#define HUIYIN_SERVICES_DATA_TABLE_H_

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "absl/strings/string_view.h"
#include "domain/words.h"
#include "huiyin/v1/report_service.pb.h"

namespace huiyin {

v1::Term TermOf(absl::string_view id, const Words& words);
// Of what has one name in every language, such as a unit.
v1::Term NamedTerm(absl::string_view id, absl::string_view name);

v1::Ratio RatioOf(uint64_t numerator, uint64_t denominator);

struct DataColumnDefinition {
  absl::string_view id;
  Words words;
  v1::DataColumn::Type type;
};

// Without rows.
v1::DataTable NewDataTable(const v1::Term& name, std::initializer_list<DataColumnDefinition> columns);

// Writes one row from left to right. What is nullopt, empty or UNSPECIFIED becomes an absent cell.
class RowWriter {
 public:
  explicit RowWriter(v1::DataRow& row) : row_(row) {}

  RowWriter& Text(absl::string_view text);
  RowWriter& Integer(std::optional<int64_t> number);
  RowWriter& Integer(bool is_known, int64_t number);
  // Counted from 1970-01-01.
  RowWriter& Day(bool is_known, int32_t day);
  RowWriter& Ratio(const v1::Ratio& ratio);
  RowWriter& Term(const std::optional<v1::Term>& term);
  RowWriter& Terms(v1::Terms terms);

 private:
  v1::DataRow& row_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_DATA_TABLE_H_
