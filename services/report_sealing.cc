#include "services/report_sealing.h"

#include <chrono>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/report_definition.h"
#include "services/report_moment.h"
#include "services/report_seals.h"
#include "services/report_service.h"
#include "services/report_source.h"
#include "services/rpc_status.h"

namespace huiyin {

absl::StatusOr<std::vector<v1::SealDifference>> RemakeSealed(const v1::SealReport& seal, const EventLog& log,
                                                             const TimeZones& zones, WorkPool& pool) {
  ASSIGN_OR_RETURN(const ReportDefinition* report, FindReport(seal.report()));
  StreamLimit alone(1);
  ASSIGN_OR_RETURN(StreamLimit::Place place, alone.Take());
  // The seal names its ledgers: there is nothing to choose from.
  const auto none = [](absl::string_view) { return false; };
  // Nor does a digest depend on what people are called.
  const PersonalData nobody;
  ReportSource source(RequestOf(seal), *report, log, zones, nobody, none, pool, std::move(place), SizesOf(seal));
  ASSIGN_OR_RETURN(const v1::SealReport now, SealOf(seal.seal_id(), source));
  return DifferencesBetween(seal, now);
}

absl::StatusOr<v1::SealReport> ReportService::MakeSeal(const v1::SealReportRequest& request, const Caller& caller) {
  ASSIGN_OR_RETURN(const ReportDefinition* report, FindReport(request.report().report()));
  RETURN_IF_ERROR(CheckRequest(request.report(), caller));
  // The seal has no place for it, and could not be made again as it was.
  if (request.report().has_within_days()) {
    return Error(absl::StatusCode::kInvalidArgument, "SEAL_TAKES_NO_DAYS",
                 "coming-due is sealed over its usual 30 days; leave within_days out",
                 "临期报表按默认的 30 天封存；请勿填写 within_days", "report.within_days");
  }
  ASSIGN_OR_RETURN(StreamLimit::Place place, streams_.Take());
  v1::GetReportRequest asked = request.report();
  NowUnlessAsked(sources_.clock.Now(), *asked.mutable_moment());
  ReportSource source(
      std::move(asked), *report, sources_.log, sources_.zones, sources_.personal,
      [caller](absl::string_view ledger) { return caller.MaySee(ledger); }, pool_, std::move(place));
  return SealOf(request.seal_id(), source);
}

absl::Status ReportService::SealNow(const Caller& caller, const v1::SealReportRequest& request, absl::Time deadline,
                                    v1::SealReportResponse& response, const std::function<void(absl::Status)>& done) {
  const LedgerId ledger(request.header().ledger_id());
  RETURN_IF_ERROR(CheckMaySee(caller, ledger.value()));
  // A repeat is answered as the first call was: made anew, the report would be of another moment.
  ASSIGN_OR_RETURN(std::optional<StoredSeal> earlier,
                   SealMadeBy(sources_.log, ledger, CommandId(request.header().command_id()), request.seal_id()));
  if (earlier.has_value()) {
    SetReceipt(CommandFrom(request.header()), {Seq(earlier->record.seq()), 1, true}, *response.mutable_receipt());
    *response.mutable_sealed() = std::move(earlier->seal);
    done(absl::OkStatus());
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(*response.mutable_sealed(), MakeSeal(request, caller));
  v1::Command command = CommandFrom(request.header());
  *command.mutable_seal_report() = response.sealed();
  return gateway_.Order(caller, std::move(command), deadline, response.mutable_receipt(), done);
}

grpc::ServerUnaryReactor* ReportService::SealReport(grpc::CallbackServerContext* context,
                                                    const v1::SealReportRequest* request,
                                                    v1::SealReportResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) {
    reactor->Finish(ToRpc(caller.status()));
    return reactor;
  }
  const absl::Time deadline = absl::FromChrono(context->deadline());
  const auto done = [reactor](const absl::Status& status) { reactor->Finish(ToRpc(status)); };
  const absl::Status started = pool_.Start([=, this, caller = *std::move(caller)] {
    const absl::Status begun = SealNow(caller, *request, deadline, *response, done);
    if (!begun.ok()) done(begun);
  });
  if (!started.ok()) done(started);
  return reactor;
}

grpc::ServerUnaryReactor* ReportService::RebuildReport(grpc::CallbackServerContext* context,
                                                       const v1::RebuildReportRequest* request,
                                                       v1::RebuildReportResponse* response) {
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  return calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead&, absl::Time) -> absl::Status {
    RETURN_IF_ERROR(caller.status());
    ASSIGN_OR_RETURN(StoredSeal stored, FindSeal(sources_.log, LedgerId(request->ledger_id()), request->seal_id()));
    RETURN_IF_ERROR(CheckRequest(RequestOf(stored.seal), *caller));
    ASSIGN_OR_RETURN(const auto differences, RemakeSealed(stored.seal, sources_.log, sources_.zones, pool_));
    response->set_seq(stored.record.seq());
    *response->mutable_sealed_at() = stored.record.recorded_at();
    *response->mutable_sealed_by() = stored.record.actor();
    *response->mutable_sealed() = std::move(stored.seal);
    for (const v1::SealDifference& difference : differences) *response->add_differences() = difference;
    return absl::OkStatus();
  });
}

}  // namespace huiyin
