#include "tools/cli/report_prose.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/report_text.h"
#include "tools/cli/figure_words.h"
#include "tools/cli/report_tables.h"

namespace huiyin {
namespace {

using Spans = google::protobuf::RepeatedPtrField<v1::Span>;

std::string MomentOptionsOf(const v1::ReportMoment& moment) {
  std::string options;
  if (moment.has_known_at()) absl::StrAppend(&options, " --known-at ", UtcText(moment.known_at()));
  if (moment.has_as_of()) absl::StrAppend(&options, " --as-of ", UtcText(moment.as_of()));
  if (moment.has_seq()) absl::StrAppend(&options, " --at-seq ", moment.seq());
  return options;
}

// Marks go on from those before.
std::vector<DocumentBlock::Run> RunsOf(const Spans& spans, uint32_t marks_before) {
  std::vector<DocumentBlock::Run> runs;
  for (const v1::Span& span : spans) {
    runs.push_back({span.text(), span.citation() == 0 ? "" : absl::StrCat(marks_before + span.citation())});
  }
  return runs;
}

// "replied 63/66", "rows of the list of commitments: 10".
std::string WhatIsCited(const v1::Citation& citation, const WholeReport::Ledger& ledger, Speech speech) {
  if (citation.has_figure()) {
    const v1::CitedFigure& figure = citation.figure();
    std::string value = absl::StrCat(figure.holds().numerator());
    if (figure.holds().has_denominator()) absl::StrAppend(&value, "/", figure.holds().denominator());
    return absl::StrCat(Say(speech, FigureWords(figure.figure())), " ", value);
  }
  std::string name = citation.rows().list_id();
  for (const v1::DataTable& list : ledger.lists) {
    if (list.name().id() == citation.rows().list_id()) name = TermText(list.name(), speech);
  }
  return absl::StrCat(Say(speech, {"rows of", "下表行数"}), ": ", name);
}

DocumentBlock CitationsBlock(const WholeReport& report, const WholeReport::Ledger& ledger, Speech speech) {
  DocumentBlock block;
  block.heading = Say(speech, {"Where the numbers come from", "数据出处"});
  block.columns = {{Say(speech, {"mark", "序号"}), Table::Align::kRight},
                   {Say(speech, {"number", "数字"}), Table::Align::kRight},
                   {Say(speech, {"what it is", "含义"}), Table::Align::kLeft, true},
                   {Say(speech, {"what opens it", "如何打开"}), Table::Align::kLeft, true}};
  for (const CitedNumber& number : CitedNumbers(ledger)) {
    block.rows.push_back({absl::StrCat(number.mark), number.said, WhatIsCited(number.citation, ledger, speech),
                          HowToOpen(number, ledger, report.header.moment())});
  }
  return block;
}

}  // namespace

std::string PlainText(const Spans& spans) {
  std::string text;
  for (const v1::Span& span : spans) text += span.text();
  return text;
}

std::vector<CitedNumber> CitedNumbers(const WholeReport::Ledger& ledger) {
  std::vector<CitedNumber> numbers;
  uint32_t before = 0;
  for (const v1::Paragraph& paragraph : ledger.paragraphs) {
    for (int i = 0; i < paragraph.citations_size(); ++i) {
      std::string said;
      for (const v1::Span& span : paragraph.chinese()) {
        if (span.citation() == static_cast<uint32_t>(i + 1)) said = span.text();
      }
      numbers.push_back({before + static_cast<uint32_t>(i) + 1, said, paragraph.citations(i)});
    }
    before += static_cast<uint32_t>(paragraph.citations_size());
  }
  return numbers;
}

std::string HowToOpen(const CitedNumber& number, const WholeReport::Ledger& ledger, const v1::ReportMoment& moment) {
  if (number.citation.has_rows()) {
    const v1::CitedRows& rows = number.citation.rows();
    if (rows.column_id().empty()) return rows.list_id();
    return absl::StrCat(rows.list_id(), ": ", rows.column_id(), "=", rows.cell_id());
  }
  const v1::CitedFigure& figure = number.citation.figure();
  std::string command =
      absl::StrCat("huiyin report open ", figure.figure(), " --ledger ", ledger.section.provenance().ledger_id());
  if (figure.dimension() != v1::FigureTable::LEDGER) {
    absl::StrAppend(&command, " --by ", absl::AsciiStrToLower(v1::FigureTable::Dimension_Name(figure.dimension())),
                    " --value ", figure.value());
  }
  return command + MomentOptionsOf(moment);
}

std::vector<DocumentBlock> ProseBlocks(const WholeReport& report, const WholeReport::Ledger& ledger, Speech speech) {
  std::vector<DocumentBlock> blocks;
  uint32_t before = 0;
  for (const v1::Paragraph& paragraph : ledger.paragraphs) {
    if (!paragraph.heading().id().empty() || blocks.empty()) {
      blocks.emplace_back().heading = TermText(paragraph.heading(), speech);
    }
    DocumentBlock& block = blocks.back();
    if (speech != Speech::kEnglish) block.paragraphs.push_back(RunsOf(paragraph.chinese(), before));
    if (speech != Speech::kChinese) block.paragraphs.push_back(RunsOf(paragraph.english(), before));
    before += static_cast<uint32_t>(paragraph.citations_size());
  }
  if (before > 0) blocks.push_back(CitationsBlock(report, ledger, speech));
  return blocks;
}

}  // namespace huiyin
