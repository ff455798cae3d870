#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "services/data_table.h"
#include "services/report_lists.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;
using v1::Figures;

// What a unit answers for itself, the weightiest first. Not the class of its replies: what can be resolved lies in the
// matter, and who is ranked by it writes "resolved".
constexpr const v1::Ratio& (Figures::*kOrder[])() const = {&Figures::on_time_rate, &Figures::satisfaction_rate,
                                                           &Figures::completion_rate, &Figures::face_contact_rate};
constexpr size_t kRates = 4;

struct Unit {
  const v1::FigureRow* row;
  // As they are compared: over nothing, the whole ledger's stands in, which neither helps nor harms.
  std::array<v1::Ratio, kRates> rates;
};

// Exactly; two rates over nothing are equal.
bool IsBetter(const v1::Ratio& a, const v1::Ratio& b) {
  return a.numerator() * b.denominator() > b.numerator() * a.denominator();
}

bool ComesBefore(const Unit& a, const Unit& b) {
  for (size_t i = 0; i < kRates; ++i) {
    if (IsBetter(a.rates[i], b.rates[i])) return true;
    if (IsBetter(b.rates[i], a.rates[i])) return false;
  }
  return false;
}

const v1::FigureTable* TableOf(const ReportScene& scene, v1::FigureTable::Dimension dimension) {
  for (const v1::FigureTable& table : scene.statistics.tables()) {
    if (table.dimension() == dimension) return &table;
  }
  return nullptr;
}

Unit UnitOf(const v1::FigureRow& row, const Figures& all) {
  Unit unit{&row, {}};
  for (size_t i = 0; i < kRates; ++i) {
    const v1::Ratio& own = (row.figures().*kOrder[i])();
    unit.rates[i] = own.denominator() > 0 ? own : (all.*kOrder[i])();
  }
  return unit;
}

void WriteUnit(const Unit& unit, std::optional<int64_t> rank, v1::DataTable& table) {
  const Figures& figures = unit.row->figures();
  RowWriter writer(*table.add_rows());
  writer.Term(NamedTerm(unit.row->value(), unit.row->label().empty() ? unit.row->value() : unit.row->label()));
  writer.Integer(rank).Integer(static_cast<int64_t>(figures.assigned_rate().numerator()));
  for (const auto rate : kOrder) writer.Ratio((figures.*rate)());
  writer.Integer(static_cast<int64_t>(figures.overdue()));
}

}  // namespace

absl::StatusOr<v1::DataTable> RankingList(const ReportScene& scene) {
  const v1::FigureTable* const whole = TableOf(scene, v1::FigureTable::LEDGER);
  const v1::FigureTable* const units = TableOf(scene, v1::FigureTable::MAIN_UNIT);
  if (whole == nullptr || units == nullptr) return absl::InternalError("the ranking needs its tables");
  std::vector<Unit> ranked, unranked;
  for (const v1::FigureRow& row : units->rows()) {
    // Nothing of it was due yet: there is nothing to rank.
    std::vector<Unit>& place = row.figures().on_time_rate().denominator() > 0 ? ranked : unranked;
    place.push_back(UnitOf(row, whole->rows(0).figures()));
  }
  std::stable_sort(ranked.begin(), ranked.end(), ComesBefore);
  v1::DataTable table = NewDataTable(TermOf("ranking", {"Ranking of units", "承办单位排名"}),
                                     {{"unit", {"unit", "承办单位"}, Column::TERM},
                                      {"rank", {"rank", "名次"}, Column::INTEGER},
                                      {"assigned", {"assigned", "交办件数"}, Column::INTEGER},
                                      {"on_time_rate", {"on time", "按期答复率"}, Column::RATIO},
                                      {"satisfaction_rate", {"satisfied", "满意率"}, Column::RATIO},
                                      {"completion_rate", {"completed", "办结率"}, Column::RATIO},
                                      {"face_contact_rate", {"met in person", "面商率"}, Column::RATIO},
                                      {"overdue", {"overdue", "逾期件数"}, Column::INTEGER}});
  int64_t rank = 0;
  for (size_t i = 0; i < ranked.size(); ++i) {
    if (i == 0 || ComesBefore(ranked[i - 1], ranked[i])) rank = static_cast<int64_t>(i) + 1;
    WriteUnit(ranked[i], rank, table);
  }
  for (const Unit& unit : unranked) WriteUnit(unit, std::nullopt, table);
  return table;
}

}  // namespace huiyin
