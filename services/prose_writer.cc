#include "services/prose_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "services/data_table.h"

namespace huiyin {
namespace {

using Spans = google::protobuf::RepeatedPtrField<v1::Span>;

// A span without a citation goes on as long as it can.
void AppendText(absl::string_view text, Spans& spans) {
  if (text.empty()) return;
  if (spans.empty() || spans.rbegin()->citation() > 0) spans.Add();
  absl::StrAppend(spans.rbegin()->mutable_text(), text);
}

void AppendNumber(const std::string& text, uint32_t citation, Spans& spans) {
  v1::Span& span = *spans.Add();
  span.set_text(text);
  span.set_citation(citation);
}

// `citations` has the number of each mention's citation, 0 where it has none.
void AppendSentence(absl::string_view sentence, const std::vector<std::string>& texts,
                    const std::vector<uint32_t>& citations, Spans& spans) {
  size_t begin = 0;
  for (size_t at = sentence.find('$'); at != absl::string_view::npos; at = sentence.find('$', begin)) {
    AppendText(sentence.substr(begin, at - begin), spans);
    CHECK_LT(at + 1, sentence.size());
    const size_t mention = static_cast<size_t>(sentence[at + 1] - '0');
    CHECK_LT(mention, texts.size());
    if (citations[mention] == 0) {
      AppendText(texts[mention], spans);
    } else {
      AppendNumber(texts[mention], citations[mention], spans);
    }
    begin = at + 2;
  }
  AppendText(sentence.substr(begin), spans);
}

Mention Number(uint64_t number, v1::Citation citation) {
  return {absl::StrCat(number), absl::StrCat(number), std::move(citation)};
}

}  // namespace

Mention NamedAs(std::string english, std::string chinese) { return {std::move(english), std::move(chinese), {}}; }

std::string PercentText(const v1::Ratio& ratio) {
  const uint64_t n = ratio.numerator(), of = ratio.denominator();
  uint64_t tenths = (2'000 * n + of) / (2 * of);
  if (n < of) tenths = std::min<uint64_t>(tenths, 999);
  if (n > 0) tenths = std::max<uint64_t>(tenths, 1);
  return absl::StrCat(tenths / 10, ".", tenths % 10, "%");
}

v1::Ratio CitedFigures::RatioOf(absl::string_view rate) const {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(std::string(rate));
  CHECK(field != nullptr && field->message_type() == v1::Ratio::descriptor());
  return static_cast<const v1::Ratio&>(figures_.GetReflection()->GetMessage(figures_, field));
}

v1::Citation CitedFigures::Cite(absl::string_view figure, v1::CitedFigure::Part part) const {
  v1::Citation citation;
  v1::CitedFigure& cited = *citation.mutable_figure();
  cited.set_figure(std::string(figure));
  cited.set_dimension(v1::FigureTable::SESSION);
  cited.set_value(session_);
  cited.set_part(part);
  return citation;
}

Mention CitedFigures::Numerator(absl::string_view rate) const {
  v1::Citation citation = Cite(rate, v1::CitedFigure::NUMERATOR);
  citation.mutable_figure()->mutable_holds()->set_numerator(RatioOf(rate).numerator());
  citation.mutable_figure()->mutable_holds()->set_denominator(RatioOf(rate).denominator());
  return Number(RatioOf(rate).numerator(), std::move(citation));
}

Mention CitedFigures::Denominator(absl::string_view rate) const {
  Mention mention = Numerator(rate);
  mention.citation->mutable_figure()->set_part(v1::CitedFigure::DENOMINATOR);
  return Number(RatioOf(rate).denominator(), *std::move(mention.citation));
}

Mention CitedFigures::Percent(absl::string_view rate) const {
  Mention mention = Numerator(rate);
  mention.citation->mutable_figure()->set_part(v1::CitedFigure::RATE);
  mention.english = mention.chinese = PercentText(RatioOf(rate));
  return mention;
}

Mention CitedFigures::Overdue() const {
  v1::Citation citation = Cite("overdue", v1::CitedFigure::NUMERATOR);
  citation.mutable_figure()->mutable_holds()->set_numerator(figures_.overdue());
  return Number(figures_.overdue(), std::move(citation));
}

Mention CitedFigures::MedianDays() const {
  v1::Citation citation = Cite("handling_days", v1::CitedFigure::MEDIAN);
  citation.mutable_figure()->mutable_holds()->set_numerator(figures_.handling_days().n());
  return Number(static_cast<uint64_t>(figures_.handling_days().median()), std::move(citation));
}

Mention CitedFigures::P90Days() const {
  v1::Citation citation = Cite("handling_days", v1::CitedFigure::P90);
  citation.mutable_figure()->mutable_holds()->set_numerator(figures_.handling_days().n());
  return Number(static_cast<uint64_t>(figures_.handling_days().p90()), std::move(citation));
}

uint64_t CitedLists::Rows(absl::string_view list, absl::string_view column, absl::string_view cell) const {
  for (const v1::DataTable& table : lists_) {
    if (table.name().id() != list) continue;
    if (column.empty()) return static_cast<uint64_t>(table.rows_size());
    const auto& columns = table.columns();
    const auto place = std::find_if(columns.begin(), columns.end(),
                                    [column](const v1::DataColumn& own) { return own.name().id() == column; });
    CHECK(place != columns.end());
    const auto index = static_cast<int>(place - columns.begin());
    return static_cast<uint64_t>(std::count_if(table.rows().begin(), table.rows().end(), [&](const v1::DataRow& row) {
      return row.cells(index).term().id() == cell;
    }));
  }
  return 0;
}

Mention CitedLists::Cite(absl::string_view list, absl::string_view column, absl::string_view cell) const {
  v1::Citation citation;
  v1::CitedRows& rows = *citation.mutable_rows();
  rows.set_list_id(std::string(list));
  rows.set_column_id(std::string(column));
  rows.set_cell_id(std::string(cell));
  rows.set_rows(Rows(list, column, cell));
  return Number(rows.rows(), citation);
}

ProseWriter::ProseWriter(absl::string_view id, const Words& heading) {
  *paragraph_.mutable_heading() = TermOf(id, heading);
}

ProseWriter& ProseWriter::Add(absl::string_view english, absl::string_view chinese,
                              const std::vector<Mention>& mentions) {
  std::vector<std::string> in_english, in_chinese;
  std::vector<uint32_t> citations;
  for (const Mention& mention : mentions) {
    in_english.push_back(mention.english);
    in_chinese.push_back(mention.chinese);
    if (mention.citation) *paragraph_.add_citations() = *mention.citation;
    citations.push_back(mention.citation ? static_cast<uint32_t>(paragraph_.citations_size()) : 0);
  }
  AppendSentence(english, in_english, citations, *paragraph_.mutable_english());
  AppendSentence(chinese, in_chinese, citations, *paragraph_.mutable_chinese());
  return *this;
}

}  // namespace huiyin
