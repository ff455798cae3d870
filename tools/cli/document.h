// A report for people before it has a format: headings, tables and notes, in the languages that it is to speak; and the
// formats that it can have. Whatever somebody wrote into the register stays text in each of them.
#ifndef HUIYIN_TOOLS_CLI_DOCUMENT_H_
#define HUIYIN_TOOLS_CLI_DOCUMENT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "domain/words.h"
#include "tools/cli/table.h"

namespace huiyin {

// Which languages a document speaks.
enum class Speech { kEnglish, kChinese, kBoth };

// "办理情况 How handling stands" when both; once, when they are the same.
std::string Say(Speech speech, const Words& words);

struct DocumentBlock {
  // A piece of a paragraph; empty or a mark that leads to a note.
  struct Run {
    std::string text;
    std::string mark;
  };

  // Empty: none.
  std::string heading;
  // Prose, above the table.
  std::vector<std::vector<Run>> paragraphs;
  // Without columns there is no table.
  std::vector<Table::Column> columns;
  std::vector<std::vector<std::string>> rows;
  // Lines under the table.
  std::vector<std::string> notes;
};

struct Document {
  std::string title;
  std::vector<DocumentBlock> blocks;
};

// For a terminal of `width` columns; 0: as wide as it comes.
std::string TextOf(const Document& document, size_t width);
// GitHub's dialect, for its tables.
std::string MarkdownOf(const Document& document);
// One page of UTF-8 that prints well: the heads of tables come again on each sheet, and no row is cut.
std::string HtmlOf(const Document& document);

// A line of RFC 4180, CRLF at its end: fields with a comma, quote or line end in quotes, quotes doubled. Nothing else
// is changed: what a spreadsheet would take for a formula is still what was written.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_DOCUMENT_H_
