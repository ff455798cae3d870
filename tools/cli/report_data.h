// A report for other programs: JSON and CSV.
#ifndef HUIYIN_TOOLS_CLI_REPORT_DATA_H_
#define HUIYIN_TOOLS_CLI_REPORT_DATA_H_

#include <nlohmann/json.hpp>
#include <string>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"

namespace huiyin {

// {"report","version","moment","figures","ledgers":[{"ledger_id","name","tree_size","root_hash","at","local_date",
// "proposals","status","tables":{"main_unit":{"u-road":{"label","figures"}}},"overdue"}],"total","digest"}. A ratio is
// [numerator, denominator]; hashes are hex; "status" and "overdue" are there where the report has them.
nlohmann::ordered_json ReportJson(const WholeReport& report);

nlohmann::ordered_json ProvenanceJson(const v1::LedgerProvenance& ledger);
nlohmann::ordered_json MomentJson(const v1::ReportMoment& moment);

// One table, a line a row: ledger_id, ledger_name, table, row, label, and a column a figure; of a rate two, NAME and
// NAME_of; of the handling days three. Then, of the overdue report, the columns of a due proposal. Counts by status,
// and the provenance under each ledger and under the whole, are rows, too: of the tables "status" and "provenance",
// where `label` is the value.
std::string ReportCsv(const WholeReport& report);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_DATA_H_
