// One report of several partitions' reports: the header that they share, their ledgers by id, and one end, with totals
// and a digest of all. To the byte what one machine with all the ledgers says.
#ifndef HUIYIN_SERVICES_CLUSTER_REPORT_MERGE_H_
#define HUIYIN_SERVICES_CLUSTER_REPORT_MERGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "huiyin/v1/report_service.pb.h"
#include "services/cluster/gathered_stream.h"
#include "services/report_definition.h"
#include "services/report_text.h"
#include "services/report_totals.h"

namespace huiyin {

class ReportMerge final : public StreamMerge<v1::GetReportResponse> {
 public:
  // The same request, for as many partitions, of the same moment.
  ReportMerge(const ReportDefinition& report, size_t partitions) : ledgers_(partitions), totals_(report) {}

  // kUnavailable: REPORT_CUT_SHORT, a stream ended without its end; REPORT_VERSIONS_DIFFER: the nodes are of several
  // versions of this program, and make different reports under one name.
  MergeStep Next(Heads& heads, v1::GetReportResponse& response) override;

 private:
  // Used, of the header that every stream begins with: written once.
  MergeStep TakeHeader(Heads& heads, size_t stream, v1::GetReportResponse& response);
  // The last that comes becomes that of all.
  MergeStep TakeEnd(Heads& heads, size_t stream, v1::GetReportResponse& response);
  MergeStep Write(size_t stream, v1::GetReportResponse& response);

  std::optional<v1::ReportHeader> header_;
  // Of each stream, which ledger it speaks of.
  std::vector<std::string> ledgers_;
  size_t ends_ = 0;
  ReportTotals totals_;
  ReportDigest digest_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_REPORT_MERGE_H_
