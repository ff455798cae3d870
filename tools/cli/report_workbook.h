// A report as the sheets of a workbook.
#ifndef HUIYIN_TOOLS_CLI_REPORT_WORKBOOK_H_
#define HUIYIN_TOOLS_CLI_REPORT_WORKBOOK_H_

#include <vector>

#include "services/report_reader.h"
#include "tools/cli/document.h"
#include "tools/cli/workbook.h"

namespace huiyin {

// The prose and where its numbers come from; each table, with the rows of all ledgers on one sheet; the total of
// several ledgers; the provenance. Of a rate there are three columns: numerator, denominator, and the percentage, which
// is "–" over nothing. Several ledgers: their ids and names come first in each row.
std::vector<Sheet> SheetsOf(const WholeReport& report, Speech speech);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_WORKBOOK_H_
