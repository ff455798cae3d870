#include "tools/cli/document.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tools/cli/display_width.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

constexpr char kHtmlHead[] = R"(<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>$0</title>
<style>
body { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; margin: 2em auto;
       max-width: 60em; color: #111; line-height: 1.5; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.8em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #888; padding: .25em .5em; text-align: left; vertical-align: top; }
th { background: #eee; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { font-size: .7em; } p { text-align: justify; }
.note { font-size: .85em; overflow-wrap: anywhere; margin: .2em 0; }
@page { size: A4; margin: 18mm 15mm; }
@page wide { size: A4 landscape; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; }
  thead { display: table-header-group; } tr, .note { break-inside: avoid; } h2 { break-after: avoid; }
  th { background: none; } .wide { page: wide; }
}
</style>
</head>
<body>
<h1>$0</h1>
)";

// A table of more columns is printed on its side, in smaller letters.
constexpr size_t kColumnsUprightMax = 9;

std::string InMarkdown(absl::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    if (absl::string_view("\\`*_[]<>|~&#!$").find(c) != absl::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string InHtml(absl::string_view text) {
  return absl::StrReplaceAll(Printable(text),
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

std::string MarkdownTable(const DocumentBlock& block) {
  std::vector<std::string> headings, rules;
  for (const Table::Column& column : block.columns) {
    headings.push_back(InMarkdown(column.heading));
    rules.push_back(column.align == Table::Align::kRight ? "---:" : "---");
  }
  std::string text = absl::StrCat(MarkdownRow(headings), MarkdownRow(rules));
  for (const std::vector<std::string>& row : block.rows) {
    std::vector<std::string> cells;
    for (const std::string& cell : row) cells.push_back(InMarkdown(cell));
    text += MarkdownRow(cells);
  }
  return text;
}

std::string HtmlRow(const DocumentBlock& block, const std::vector<std::string>& cells, absl::string_view tag) {
  std::string text = "<tr>";
  for (size_t i = 0; i < cells.size(); ++i) {
    const bool is_number = block.columns[i].align == Table::Align::kRight;
    absl::StrAppend(&text, "<", tag, is_number ? " class=\"number\">" : ">", InHtml(cells[i]), "</", tag, ">");
  }
  return text + "</tr>\n";
}

std::string HtmlTable(const DocumentBlock& block) {
  std::vector<std::string> headings;
  for (const Table::Column& column : block.columns) headings.push_back(column.heading);
  const bool is_wide = block.columns.size() > kColumnsUprightMax;
  std::string text = absl::StrCat(is_wide ? "<table class=\"wide\">" : "<table>", "\n<thead>",
                                  HtmlRow(block, headings, "th"), "</thead>\n<tbody>\n");
  for (const std::vector<std::string>& row : block.rows) text += HtmlRow(block, row, "td");
  return text + "</tbody>\n</table>\n";
}

// A paragraph is one line of them, its marks between `open` and `close`; `escaped` makes text of what was written.
std::string ParagraphText(const std::vector<DocumentBlock::Run>& runs, absl::string_view open, absl::string_view close,
                          std::string (*escaped)(absl::string_view)) {
  std::string text;
  for (const DocumentBlock::Run& run : runs) {
    text += escaped(run.text);
    if (!run.mark.empty()) absl::StrAppend(&text, open, escaped(run.mark), close);
  }
  return text;
}

}  // namespace

std::string Say(Speech speech, const Words& words) {
  if (speech == Speech::kEnglish) return std::string(words.english);
  if (speech == Speech::kChinese || words.english == words.chinese) return std::string(words.chinese);
  return absl::StrCat(words.chinese, " ", words.english);
}

std::string TextOf(const Document& document, size_t width) {
  std::string text = absl::StrCat(Printable(document.title), "\n");
  for (const DocumentBlock& block : document.blocks) {
    text += "\n";
    if (!block.heading.empty())
      absl::StrAppend(&text, absl::StrJoin(Wrapped(Printable(block.heading), width), "\n"), "\n");
    for (const auto& paragraph : block.paragraphs) {
      absl::StrAppend(&text, absl::StrJoin(Wrapped(ParagraphText(paragraph, "[", "]", Printable), width), "\n"), "\n");
    }
    if (!block.columns.empty()) {
      std::vector<Table::Column> columns = block.columns;
      for (Table::Column& column : columns) column.heading = Printable(column.heading);
      Table table(std::move(columns));
      for (const std::vector<std::string>& row : block.rows) table.Add(row);
      text += table.Render(width);
    }
    for (const std::string& note : block.notes) absl::StrAppend(&text, Printable(note), "\n");
  }
  return text;
}

std::string MarkdownOf(const Document& document) {
  std::string text = absl::StrCat("# ", InMarkdown(document.title), "\n");
  for (const DocumentBlock& block : document.blocks) {
    if (!block.heading.empty()) absl::StrAppend(&text, "\n## ", InMarkdown(block.heading), "\n");
    for (const auto& paragraph : block.paragraphs) {
      absl::StrAppend(&text, "\n", ParagraphText(paragraph, "<sup>", "</sup>", InMarkdown), "\n");
    }
    if (!block.columns.empty()) absl::StrAppend(&text, "\n", MarkdownTable(block));
    if (!block.notes.empty()) text += "\n";
    for (const std::string& note : block.notes) absl::StrAppend(&text, "- ", InMarkdown(note), "\n");
  }
  return text;
}

std::string HtmlOf(const Document& document) {
  std::string text = absl::StrReplaceAll(kHtmlHead, {{"$0", InHtml(document.title)}});
  for (const DocumentBlock& block : document.blocks) {
    if (!block.heading.empty()) absl::StrAppend(&text, "<h2>", InHtml(block.heading), "</h2>\n");
    for (const auto& paragraph : block.paragraphs) {
      absl::StrAppend(&text, "<p>", ParagraphText(paragraph, "<sup>", "</sup>", InHtml), "</p>\n");
    }
    if (!block.columns.empty()) text += HtmlTable(block);
    for (const std::string& note : block.notes) absl::StrAppend(&text, "<p class=\"note\">", InHtml(note), "</p>\n");
  }
  return text + "</body>\n</html>\n";
}

std::string CsvLine(const std::vector<std::string>& fields) {
  const auto append = [](std::string* out, const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return absl::StrAppend(out, field);
    absl::StrAppend(out, "\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
  };
  return absl::StrCat(absl::StrJoin(fields, ",", append), "\r\n");
}

}  // namespace huiyin
