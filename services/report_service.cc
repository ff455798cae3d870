#include "services/report_service.h"

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "services/command_gateway.h"
#include "services/figure_answers.h"
#include "services/report_definition.h"
#include "services/report_moment.h"
#include "services/report_request.h"
#include "services/report_source.h"
#include "services/rpc_status.h"
#include "services/stream_pump.h"

namespace huiyin {

absl::Status ReportService::CheckRequest(const v1::GetReportRequest& request, const Caller& caller) const {
  RETURN_IF_ERROR(CheckReportRequest(request, sources_.clock.Now()));
  for (const std::string& ledger : request.ledger_ids()) RETURN_IF_ERROR(CheckMaySee(caller, ledger));
  return absl::OkStatus();
}

absl::StatusOr<ReportParts> ReportService::PartsOf(const v1::GetReportRequest& request, const Caller& caller) {
  RETURN_IF_ERROR(CheckRequest(request, caller));
  ASSIGN_OR_RETURN(const ReportDefinition* report, FindReport(request.report()));
  ASSIGN_OR_RETURN(StreamLimit::Place place, streams_.Take());
  v1::GetReportRequest asked = request;
  NowUnlessAsked(sources_.clock.Now(), *asked.mutable_moment());
  return std::make_unique<ReportSource>(
      asked, *report, sources_.log, sources_.zones, sources_.personal,
      [caller](absl::string_view ledger) { return caller.MaySee(ledger); }, pool_, std::move(place), sources_.views,
      options_.keep());
}

grpc::ServerWriteReactor<v1::GetReportResponse>* ReportService::GetReport(grpc::CallbackServerContext* context,
                                                                          const v1::GetReportRequest* request) {
  using Refused = RefusedStream<v1::GetReportResponse>;
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) return new Refused(caller.status());
  absl::StatusOr<ReportParts> parts = PartsOf(*request, *caller);
  if (!parts.ok()) return new Refused(parts.status());
  return new StreamPump<v1::GetReportResponse>(pool_, bell_, *std::move(parts), options_.hold(*context));
}

grpc::ServerUnaryReactor* ReportService::OpenFigure(grpc::CallbackServerContext* context,
                                                    const v1::OpenFigureRequest* request,
                                                    v1::OpenFigureResponse* response) {
  return calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead&, absl::Time) -> absl::Status {
    const absl::Time now = sources_.clock.Now();
    RETURN_IF_ERROR(CheckMoment(request->moment(), now, "moment"));
    v1::OpenFigureRequest asked = *request;
    KnownNowUnlessAsked(now, *asked.mutable_moment());
    ASSIGN_OR_RETURN(*response, OpenFigureIn(sources_.log, sources_.zones, asked));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ReportService::ExplainChange(grpc::CallbackServerContext* context,
                                                       const v1::ExplainChangeRequest* request,
                                                       v1::ExplainChangeResponse* response) {
  return calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead&, absl::Time) -> absl::Status {
    const absl::Time now = sources_.clock.Now();
    RETURN_IF_ERROR(CheckMoment(request->from(), now, "from"));
    RETURN_IF_ERROR(CheckMoment(request->to(), now, "to"));
    v1::ExplainChangeRequest asked = *request;
    KnownNowUnlessAsked(now, *asked.mutable_from());
    KnownNowUnlessAsked(now, *asked.mutable_to());
    ASSIGN_OR_RETURN(*response, ExplainChangeIn(sources_.log, sources_.zones, asked));
    return absl::OkStatus();
  });
}

}  // namespace huiyin
