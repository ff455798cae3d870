// A report's tables of figures as typed tables, such as its lists are: so that who shows them needs one rule for all.
#ifndef HUIYIN_TOOLS_CLI_REPORT_TABLES_H_
#define HUIYIN_TOOLS_CLI_REPORT_TABLES_H_

#include <string>
#include <vector>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"
#include "tools/cli/document.h"

namespace huiyin {

// All that is said of one ledger in tables: figures, counts by status, lists, in the order in which they are shown.
std::vector<v1::DataTable> TablesOf(const v1::ReportHeader& header, const WholeReport::Ledger& ledger);

// One figure a row: what all ledgers come to.
v1::DataTable TotalTable(const WholeReport& report);

// What a name or cell is for people; empty when there is nothing.
std::string TermText(const v1::Term& term, Speech speech);
std::string CellText(const v1::DataCell& cell, Speech speech);

// Of a column's cells: numbers stand to the right.
bool IsNumber(v1::DataColumn::Type type);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_TABLES_H_
