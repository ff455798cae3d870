// The sentences of the reports that an office sends. Every number in them comes from a figure that OpenFigure opens, or
// counts rows of a list of the same report, and says so. Pure.
#ifndef HUIYIN_SERVICES_REPORT_PROSE_H_
#define HUIYIN_SERVICES_REPORT_PROSE_H_

#include <string>
#include <vector>

#include "huiyin/v1/report_service.pb.h"
#include "services/report_definition.h"
#include "services/report_scene.h"

namespace huiyin {

// `scene` is the session `session`, with the table LEDGER; `lists` are the report's: an annual report needs register,
// priorities and commitments, a half-year's register and coming-due. Nothing for kNone. A rate over nothing is not
// said.
std::vector<v1::Paragraph> ProseOf(ReportProse prose, const ReportScene& scene, const std::string& session,
                                   const std::vector<v1::DataTable>& lists);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_PROSE_H_
