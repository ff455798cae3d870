#include "services/report_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <openssl/evp.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/timestamps.h"

namespace huiyin {
namespace {

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\t", "\\t"}, {"\n", "\\n"}, {"\r", "\\r"}});
}

// A line that is being written.
class Line {
 public:
  explicit Line(absl::string_view word) : text_(word) {}

  Line& Add(absl::string_view field) { return AddEscaped(Escaped(field)); }
  Line& AddEscaped(absl::string_view field) {
    absl::StrAppend(&text_, "\t", field);
    return *this;
  }
  Line& Add(int64_t number) { return Add(absl::StrCat(number)); }
  Line& AddCount(uint64_t number) { return Add(absl::StrCat(number)); }
  template <typename Strings>
  Line& AddAll(const Strings& fields) {
    for (const auto& field : fields) Add(absl::string_view(field));
    return *this;
  }

  std::string End() const { return text_ + "\n"; }

 private:
  std::string text_;
};

std::string DaysText(const v1::HandlingDays& days) {
  const auto or_none = [](bool known, int32_t value) { return known ? absl::StrCat(value) : std::string("-"); };
  return absl::StrCat(days.n(), "/", or_none(days.has_median(), days.median()), "/",
                      or_none(days.has_p90(), days.p90()));
}

std::string FigureText(const v1::Figures& figures, const std::string& name) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(name);
  // One that a newer program knows: then the digest differs, and who compares it says so.
  if (field == nullptr) return "?";
  const auto* const reflection = figures.GetReflection();
  if (field->message_type() == v1::HandlingDays::descriptor()) return DaysText(figures.handling_days());
  if (field->message_type() == nullptr) return absl::StrCat(reflection->GetUInt64(figures, field));
  const auto& ratio = static_cast<const v1::Ratio&>(reflection->GetMessage(figures, field));
  return absl::StrCat(ratio.numerator(), "/", ratio.denominator());
}

void AddFigures(const v1::Figures& figures, const std::vector<std::string>& names, Line& line) {
  for (const std::string& name : names) line.Add(FigureText(figures, name));
}

std::string HeaderText(const v1::ReportHeader& header) {
  const v1::ReportMoment& moment = header.moment();
  std::string text = Line("huiyin-report").Add(2).End();
  text += Line("report").Add(header.report()).AddCount(header.version()).End();
  if (moment.has_known_at()) text += Line("known_at").Add(UtcText(moment.known_at())).End();
  if (moment.has_as_of()) text += Line("as_of").Add(UtcText(moment.as_of())).End();
  if (moment.has_seq()) text += Line("seq").AddCount(moment.seq()).End();
  text += Line("figures").AddAll(header.figures()).End();
  return header.has_within_days() ? text + Line("within_days").AddCount(header.within_days()).End() : text;
}

std::string SectionText(const v1::ReportSection& section) {
  const v1::LedgerProvenance& ledger = section.provenance();
  std::string text = Line("ledger")
                         .Add(ledger.ledger_id())
                         .AddCount(ledger.tree_size())
                         .Add(absl::BytesToHexString(ledger.root_hash()))
                         .Add(UtcText(ledger.at()))
                         .Add(ledger.local_date())
                         .Add(ledger.name())
                         .End();
  text += Line("proposals").AddCount(section.proposals()).End();
  if (!section.session_id().empty()) text += Line("session").Add(section.session_id()).End();
  for (const v1::StatusCount& status : section.status()) {
    text += Line("status").Add(status.status()).AddCount(status.count()).End();
  }
  return text;
}

std::string TableText(const v1::FigureTable& table, const std::vector<std::string>& figures) {
  std::string text;
  for (const v1::FigureRow& row : table.rows()) {
    Line line("row");
    // A deputy's name may be erased.
    const bool is_person = table.dimension() == v1::FigureTable::LEAD_DEPUTY;
    line.Add(v1::FigureTable::Dimension_Name(table.dimension())).Add(row.value()).Add(is_person ? "" : row.label());
    AddFigures(row.figures(), figures, line);
    text += line.End();
  }
  return text;
}

std::string TermText(const v1::Term& term) {
  if (term.personal()) return absl::StrCat(Escaped(term.id()), "\\|\\|");
  return absl::StrCat(Escaped(term.id()), "\\|", Escaped(term.name()), "\\|", Escaped(term.name_zh()));
}

std::string CellText(const v1::DataCell& cell) {
  switch (cell.value_case()) {
    case v1::DataCell::kText:
      return Escaped(cell.text());
    case v1::DataCell::kInteger:
      return absl::StrCat(cell.integer());
    case v1::DataCell::kDate:
      return Escaped(cell.date());
    case v1::DataCell::kRatio:
      return absl::StrCat(cell.ratio().numerator(), "/", cell.ratio().denominator());
    case v1::DataCell::kTerm:
      return TermText(cell.term());
    case v1::DataCell::kTerms:
      return absl::StrJoin(cell.terms().terms(), "\\,",
                           [](std::string* out, const v1::Term& term) { absl::StrAppend(out, TermText(term)); });
    case v1::DataCell::VALUE_NOT_SET:
      break;
  }
  return "\\-";
}

std::string ListText(const v1::DataTable& list) {
  std::string text;
  if (list.columns_size() > 0) {
    Line columns("columns");
    for (const v1::DataColumn& column : list.columns()) {
      columns.AddEscaped(
          absl::StrCat(TermText(column.name()), "\\|", Escaped(v1::DataColumn::Type_Name(column.type()))));
    }
    text = absl::StrCat(Line("list").AddEscaped(TermText(list.name())).End(), columns.End());
  }
  for (const v1::DataRow& row : list.rows()) {
    Line entry("entry");
    for (const v1::DataCell& cell : row.cells()) entry.AddEscaped(CellText(cell));
    text += entry.End();
  }
  return text;
}

std::string SpansText(absl::string_view language, const google::protobuf::RepeatedPtrField<v1::Span>& spans) {
  Line line(language);
  for (const v1::Span& span : spans) {
    std::string text = Escaped(span.text());
    if (span.citation() > 0) absl::StrAppend(&text, "\\#", span.citation());
    line.AddEscaped(text);
  }
  return line.End();
}

std::string CitationText(const v1::Citation& citation) {
  if (citation.has_rows()) {
    const v1::CitedRows& rows = citation.rows();
    Line line("rows");
    line.AddCount(rows.rows()).Add(rows.list_id());
    if (!rows.column_id().empty()) line.Add(rows.column_id()).Add(rows.cell_id());
    return line.End();
  }
  const v1::CitedFigure& figure = citation.figure();
  Line line("figure");
  line.Add(figure.figure()).Add(v1::FigureTable::Dimension_Name(figure.dimension())).Add(figure.value());
  line.Add(v1::CitedFigure::Part_Name(figure.part())).AddCount(figure.holds().numerator());
  if (figure.holds().has_denominator()) line.Add("of").AddCount(figure.holds().denominator());
  return line.End();
}

std::string ParagraphText(const v1::Paragraph& paragraph) {
  std::string text = Line("paragraph").AddEscaped(TermText(paragraph.heading())).End();
  text += SpansText("english", paragraph.english()) + SpansText("chinese", paragraph.chinese());
  for (const v1::Citation& citation : paragraph.citations()) text += CitationText(citation);
  return text;
}

std::string EndText(const v1::ReportEnd& end, const std::vector<std::string>& figures) {
  Line total("total");
  AddFigures(end.total(), figures, total);
  return absl::StrCat(Line("ledgers").AddCount(end.ledgers()).End(), Line("proposals").AddCount(end.proposals()).End(),
                      total.End());
}

}  // namespace

std::string UtcText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", ToTime(time), absl::UTCTimeZone());
}

std::string ReportText::Of(const v1::GetReportResponse& part) {
  switch (part.part_case()) {
    case v1::GetReportResponse::kHeader:
      figures_.assign(part.header().figures().begin(), part.header().figures().end());
      return HeaderText(part.header());
    case v1::GetReportResponse::kSection:
      return SectionText(part.section());
    case v1::GetReportResponse::kTable:
      return TableText(part.table(), figures_);
    case v1::GetReportResponse::kParagraph:
      return ParagraphText(part.paragraph());
    case v1::GetReportResponse::kList:
      return ListText(part.list());
    case v1::GetReportResponse::kEnd:
      return EndText(part.end(), figures_);
    case v1::GetReportResponse::PART_NOT_SET:
      break;
  }
  return "";
}

class ReportDigest::Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { CHECK(EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1); }
  ~Sha256() { EVP_MD_CTX_free(context_); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Add(absl::string_view text) { CHECK(EVP_DigestUpdate(context_, text.data(), text.size()) == 1); }
  std::string Finish() {
    std::array<unsigned char, 32> digest;
    CHECK(EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
    return std::string(digest.begin(), digest.end());
  }

 private:
  EVP_MD_CTX* const context_;
};

ReportDigest::ReportDigest() : sha256_(std::make_unique<Sha256>()) {}
ReportDigest::~ReportDigest() = default;

void ReportDigest::Add(const v1::GetReportResponse& part) { sha256_->Add(text_.Of(part)); }
std::string ReportDigest::Finish() { return sha256_->Finish(); }

}  // namespace huiyin
