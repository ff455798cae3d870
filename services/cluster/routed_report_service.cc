#include "services/cluster/routed_report_service.h"

#include "services/cluster/forwarding.h"
#include "services/cluster/not_a_writer.h"
#include "services/cluster/routed_call.h"
#include "services/stream_pump.h"

namespace huiyin {

using Local = v1::ReportService::CallbackService;
using Remote = v1::ReportService::StubInterface::async_interface;

grpc::ServerWriteReactor<v1::GetReportResponse>* RoutedReportService::GetReport(grpc::CallbackServerContext* context,
                                                                                const v1::GetReportRequest* request) {
  if (IsForwarded(*context)) return held_.GetReport(context, request);
  const absl::StatusOr<grpc::ServerWriteReactor<v1::GetReportResponse>*> stream = reports_.Serve(*context, *request);
  return stream.ok() ? *stream : new RefusedStream<v1::GetReportResponse>(stream.status());
}

grpc::ServerUnaryReactor* RoutedReportService::OpenFigure(grpc::CallbackServerContext* context,
                                                          const v1::OpenFigureRequest* request,
                                                          v1::OpenFigureResponse* response) {
  return RouteCall<v1::ReportService>(routes_, &Shard::report, context, request, response, &Local::OpenFigure,
                                      &Remote::OpenFigure);
}

grpc::ServerUnaryReactor* RoutedReportService::ExplainChange(grpc::CallbackServerContext* context,
                                                             const v1::ExplainChangeRequest* request,
                                                             v1::ExplainChangeResponse* response) {
  return RouteCall<v1::ReportService>(routes_, &Shard::report, context, request, response, &Local::ExplainChange,
                                      &Remote::ExplainChange);
}

grpc::ServerUnaryReactor* RoutedReportService::SealReport(grpc::CallbackServerContext* context,
                                                          const v1::SealReportRequest* request,
                                                          v1::SealReportResponse* response) {
  if (!takes_commands_) return Refuse(context, NotAWriter::Refusal());
  return RouteCallAbout<v1::ReportService>(routes_, &Shard::report, request->header().ledger_id(), context, request,
                                           response, &Local::SealReport, &Remote::SealReport, ForwardingContext);
}

grpc::ServerUnaryReactor* RoutedReportService::RebuildReport(grpc::CallbackServerContext* context,
                                                             const v1::RebuildReportRequest* request,
                                                             v1::RebuildReportResponse* response) {
  return RouteCallAbout<v1::ReportService>(routes_, &Shard::report, request->ledger_id(), context, request, response,
                                           &Local::RebuildReport, &Remote::RebuildReport, ForwardingContext);
}

}  // namespace huiyin
