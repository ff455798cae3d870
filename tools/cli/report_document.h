// A report for people.
#ifndef HUIYIN_TOOLS_CLI_REPORT_DOCUMENT_H_
#define HUIYIN_TOOLS_CLI_REPORT_DOCUMENT_H_

#include <string>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_reader.h"
#include "tools/cli/document.h"

namespace huiyin {

// "as known at 2020-12-31T16:00:00Z".
std::string MomentText(Speech speech, const v1::ReportMoment& moment);
// "town-a: 731 records, root 3f…; 2021-01-01 in its zone".
std::string ProvenanceText(Speech speech, const v1::LedgerProvenance& ledger);

// Of each ledger its prose and its tables; of several their total; and the provenance of all.
Document ReportDocument(const WholeReport& report, Speech speech);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_REPORT_DOCUMENT_H_
