#include "services/data_table.h"

#include <string>
#include <utility>

#include "projections/days.h"

namespace huiyin {

v1::Term TermOf(absl::string_view id, const Words& words) {
  v1::Term term;
  term.set_id(std::string(id));
  term.set_name(std::string(words.english));
  term.set_name_zh(std::string(words.chinese));
  return term;
}

v1::Term NamedTerm(absl::string_view id, absl::string_view name) { return TermOf(id, {name, name}); }

v1::Ratio RatioOf(uint64_t numerator, uint64_t denominator) {
  v1::Ratio ratio;
  ratio.set_numerator(numerator);
  ratio.set_denominator(denominator);
  return ratio;
}

v1::DataTable NewDataTable(const v1::Term& name, std::initializer_list<DataColumnDefinition> columns) {
  v1::DataTable table;
  *table.mutable_name() = name;
  for (const DataColumnDefinition& definition : columns) {
    v1::DataColumn& column = *table.add_columns();
    *column.mutable_name() = TermOf(definition.id, definition.words);
    column.set_type(definition.type);
  }
  return table;
}

RowWriter& RowWriter::Text(absl::string_view text) {
  v1::DataCell& cell = *row_.add_cells();
  if (!text.empty()) cell.set_text(std::string(text));
  return *this;
}

RowWriter& RowWriter::Integer(std::optional<int64_t> number) {
  v1::DataCell& cell = *row_.add_cells();
  if (number) cell.set_integer(*number);
  return *this;
}

RowWriter& RowWriter::Integer(bool is_known, int64_t number) {
  return Integer(is_known ? std::optional<int64_t>(number) : std::nullopt);
}

RowWriter& RowWriter::Day(bool is_known, int32_t day) {
  v1::DataCell& cell = *row_.add_cells();
  if (is_known) cell.set_date(FormatDay(day));
  return *this;
}

RowWriter& RowWriter::Ratio(const v1::Ratio& ratio) {
  *row_.add_cells()->mutable_ratio() = ratio;
  return *this;
}

RowWriter& RowWriter::Term(const std::optional<v1::Term>& term) {
  v1::DataCell& cell = *row_.add_cells();
  if (term) *cell.mutable_term() = *term;
  return *this;
}

RowWriter& RowWriter::Terms(v1::Terms terms) {
  v1::DataCell& cell = *row_.add_cells();
  if (!terms.terms().empty()) *cell.mutable_terms() = std::move(terms);
  return *this;
}

}  // namespace huiyin
