// ReportService of a node of a cluster: whoever asks any node gets the reports of one machine (ADR 0017).
//
//   figures of one ledger        the shard's own answer, or that of the partition's owner
//   reports                      each partition's ledgers, made one report (gathered_reports.h)
//   a seal, made or made again   by the owner of the ledger that keeps it, from reports gathered there
//
// Permissions are the shards' to check: the caller's credentials travel. A report is not made in part: kUnavailable
// names a partition that is away.
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTED_REPORT_SERVICE_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTED_REPORT_SERVICE_H_

#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/cluster/gathered_reports.h"
#include "services/cluster/held_services.h"
#include "services/cluster/routes.h"

namespace huiyin {

// Thread-safe. What it is given must outlive it.
class RoutedReportService final : public v1::ReportService::CallbackService {
 public:
  // `takes_commands`: not of a projector, which seals nothing (NOT_A_WRITER).
  RoutedReportService(const Routes& routes, GatheredReports& reports, bool takes_commands)
      : routes_(routes), reports_(reports), takes_commands_(takes_commands), held_(routes) {}

  grpc::ServerWriteReactor<v1::GetReportResponse>* GetReport(grpc::CallbackServerContext* context,
                                                             const v1::GetReportRequest* request) override;
  grpc::ServerUnaryReactor* OpenFigure(grpc::CallbackServerContext* context, const v1::OpenFigureRequest* request,
                                       v1::OpenFigureResponse* response) override;
  grpc::ServerUnaryReactor* ExplainChange(grpc::CallbackServerContext* context, const v1::ExplainChangeRequest* request,
                                          v1::ExplainChangeResponse* response) override;
  grpc::ServerUnaryReactor* SealReport(grpc::CallbackServerContext* context, const v1::SealReportRequest* request,
                                       v1::SealReportResponse* response) override;
  grpc::ServerUnaryReactor* RebuildReport(grpc::CallbackServerContext* context, const v1::RebuildReportRequest* request,
                                          v1::RebuildReportResponse* response) override;

 private:
  const Routes& routes_;
  GatheredReports& reports_;
  const bool takes_commands_;
  HeldReportService held_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTED_REPORT_SERVICE_H_
