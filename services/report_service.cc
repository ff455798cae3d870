#include "services/report_service.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/command_gateway.h"
#include "services/figure_answers.h"
#include "services/report_definition.h"
#include "services/report_moment.h"
#include "services/report_source.h"
#include "services/rpc_status.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

absl::Status CheckDays(const v1::GetReportRequest& request) {
  if (!request.has_within_days()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ReportDefinition* const report, FindReport(request.report()));
  if (!report->takes_days) {
    return Error(absl::StatusCode::kInvalidArgument, "DAYS_NOT_TAKEN",
                 absl::StrCat("the report ", report->name, " takes no within_days"),
                 absl::StrCat("报表 ", report->name, " 不使用 within_days"), "within_days");
  }
  if (request.within_days() <= kWithinDaysMax) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "DAYS_TOO_MANY",
               absl::StrCat("within_days is at most ", kWithinDaysMax),
               absl::StrCat("within_days 最大为 ", kWithinDaysMax), "within_days");
}

}  // namespace

absl::Status ReportService::CheckRequest(const v1::GetReportRequest& request, const Caller& caller) const {
  RETURN_IF_ERROR(CheckDays(request));
  for (const std::string& ledger : request.ledger_ids()) RETURN_IF_ERROR(CheckMaySee(caller, ledger));
  RETURN_IF_ERROR(CheckMoment(request.moment(), sources_.clock.Now(), "moment"));
  if (!request.moment().has_seq() || request.ledger_ids_size() == 1) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "SEQ_NEEDS_LEDGER", "moment.seq needs exactly one ledger",
               "使用 moment.seq 时须恰好指定一个登记册", "moment.seq");
}

grpc::ServerWriteReactor<v1::GetReportResponse>* ReportService::GetReport(grpc::CallbackServerContext* context,
                                                                          const v1::GetReportRequest* request) {
  using Refused = RefusedStream<v1::GetReportResponse>;
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) return new Refused(caller.status());
  const absl::StatusOr<const ReportDefinition*> report = FindReport(request->report());
  if (!report.ok()) return new Refused(report.status());
  const absl::Status valid = CheckRequest(*request, *caller);
  if (!valid.ok()) return new Refused(valid);
  absl::StatusOr<StreamLimit::Place> place = streams_.Take();
  if (!place.ok()) return new Refused(place.status());
  v1::GetReportRequest asked = *request;
  NowUnlessAsked(sources_.clock.Now(), *asked.mutable_moment());
  auto source = std::make_unique<ReportSource>(
      std::move(asked), **report, sources_.log, sources_.zones, sources_.personal,
      [caller = *caller](absl::string_view ledger) { return caller.MaySee(ledger); }, pool_, *std::move(place));
  return new StreamPump<v1::GetReportResponse>(pool_, bell_, std::move(source));
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
