// A report for other programs: JSON and CSV.
#ifndef HUIYIN_TOOLS_CLI_REPORT_DATA_H_
#define HUIYIN_TOOLS_CLI_REPORT_DATA_H_

#include <nlohmann/json.hpp>
#include <string>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"

namespace huiyin {

// {"report","version","moment","figures","within_days","ledgers":[{"ledger_id","name","tree_size","root_hash","at",
// "local_date","proposals","session_id","status","tables":{"main_unit":{"u-road":{"label","figures"}}},
// "paragraphs":[{"heading","text","text_zh","numbers"}],"lists":{"register":[{"proposal","status"}]}}],"total",
// "digest"}. A ratio is [numerator, denominator], a term {"id","name","name_zh"}, what is absent null; hashes are hex;
// what a report does not have is not there. A number of a paragraph is {"mark","said","opened_by"} and where it comes
// from: {"figure","dimension","value","part","ledger_id","moment","holds"} or {"list","column","cell","rows"}.
nlohmann::ordered_json ReportJson(const WholeReport& report);

nlohmann::ordered_json ProvenanceJson(const v1::LedgerProvenance& ledger);
nlohmann::ordered_json MomentJson(const v1::ReportMoment& moment);

// One table, a line a row: ledger_id, ledger_name, table, row, label, and a column a figure; of a rate two, NAME and
// NAME_of; of the handling days three. Then the columns of the report's lists; of a rate two, as above; of terms two,
// NAME with their ids and NAME_name with their Chinese names. A list's rows are of the table of its name, `row` is
// their first cell. Paragraphs, counts by status, and the provenance under each ledger and under the whole, are rows,
// too: of the tables "text", "text_zh", "status" and "provenance", where `label` is the value.
std::string ReportCsv(const WholeReport& report);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_DATA_H_
