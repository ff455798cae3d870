// The prose of a report for people, and where its numbers come from.
#ifndef HUIYIN_TOOLS_CLI_REPORT_PROSE_H_
#define HUIYIN_TOOLS_CLI_REPORT_PROSE_H_

#include <string>
#include <vector>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"
#include "tools/cli/document.h"

namespace huiyin {

// One number of the prose of one ledger, by its mark, counted from 1 through all its paragraphs.
struct CitedNumber {
  uint32_t mark;
  // As the text says it: "81.5%".
  std::string said;
  const v1::Citation& citation;
};

// `ledger` must outlive them.
std::vector<CitedNumber> CitedNumbers(const WholeReport::Ledger& ledger);

// The call that opens it, without --data or --server: "huiyin report open reply_rate --ledger …"; of rows the list that
// they stand in and the column by which they were chosen: "register: status=REFUSED".
std::string HowToOpen(const CitedNumber& number, const WholeReport::Ledger& ledger, const v1::ReportMoment& moment);

// As it is read, without marks.
std::string PlainText(const google::protobuf::RepeatedPtrField<v1::Span>& spans);

// The paragraphs, their numbers marked; then a table of the marks.
std::vector<DocumentBlock> ProseBlocks(const WholeReport& report, const WholeReport::Ledger& ledger, Speech speech);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_PROSE_H_
