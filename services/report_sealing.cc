#include "services/report_sealing.h"

#include <chrono>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/report_definition.h"
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
  ReportSource source(RequestOf(seal), *report, log, zones, nobody, none, pool, std::move(place));
  ASSIGN_OR_RETURN(const v1::SealReport now, SealOf(seal.seal_id(), source));
  return DifferencesBetween(seal, now);
}

absl::StatusOr<ReportParts> ReportService::Gather(grpc::CallbackServerContext& context,
                                                  const v1::GetReportRequest& request, const Caller& caller) {
  if (!options_.gather) return PartsOf(request, caller);
  RETURN_IF_ERROR(CheckRequest(request, caller));
  return options_.gather(context, request);
}

absl::StatusOr<v1::SealReport> ReportService::MakeSeal(grpc::CallbackServerContext& context,
                                                       const v1::SealReportRequest& request, const Caller& caller) {
  // The seal has no place for it, and could not be made again as it was.
  if (request.report().has_within_days()) {
    return Error(absl::StatusCode::kInvalidArgument, "SEAL_TAKES_NO_DAYS",
                 "coming-due is sealed over its usual 30 days; leave within_days out",
                 "临期报表按默认的 30 天封存；请勿填写 within_days", "report.within_days");
  }
  v1::GetReportRequest report = request.report();
  report.set_from_records(true);
  ASSIGN_OR_RETURN(const ReportParts parts, Gather(context, report, caller));
  return SealOf(request.seal_id(), *parts);
}

absl::Status ReportService::SealNow(grpc::CallbackServerContext& context, const Caller& caller,
                                    const v1::SealReportRequest& request, v1::SealReportResponse& response,
                                    const std::function<void(absl::Status)>& done) {
  const LedgerId ledger(request.header().ledger_id());
  RETURN_IF_ERROR(CheckMaySee(caller, ledger.value()));
  // Also of a ledger of another partition: its batch would take down those of others.
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, sources_.log.Head(ledger));
  if (!head.has_value()) return LedgerUnknown(ledger.value());
  // A repeat is answered as the first call was: made anew, the report would be of another moment.
  ASSIGN_OR_RETURN(std::optional<StoredSeal> earlier,
                   SealMadeBy(sources_.log, ledger, CommandId(request.header().command_id()), request.seal_id()));
  if (earlier.has_value()) {
    SetReceipt(CommandFrom(request.header()), {Seq(earlier->record.seq()), 1, true}, *response.mutable_receipt());
    *response.mutable_sealed() = std::move(earlier->seal);
    done(absl::OkStatus());
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(*response.mutable_sealed(), MakeSeal(context, request, caller));
  v1::Command command = CommandFrom(request.header());
  *command.mutable_seal_report() = response.sealed();
  const absl::Time deadline = absl::FromChrono(context.deadline());
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
  // The context goes with the answer, and what is held goes before it.
  const auto held = std::make_shared<HeldCall>(options_.hold(*context));
  const auto done = [reactor, held](const absl::Status& status) {
    *held = nullptr;
    reactor->Finish(ToRpc(status));
  };
  const absl::Status started = gathering_pool_.Start([=, this, caller = *std::move(caller)] {
    const absl::Status begun = SealNow(*context, caller, *request, *response, done);
    if (!begun.ok()) done(begun);
  });
  if (!started.ok()) done(started);
  return reactor;
}

grpc::ServerUnaryReactor* ReportService::RebuildReport(grpc::CallbackServerContext* context,
                                                       const v1::RebuildReportRequest* request,
                                                       v1::RebuildReportResponse* response) {
  const absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  return gathering_calls_.Run(context, request->ledger_id(), [=, this](const LedgerHead&, absl::Time) -> absl::Status {
    RETURN_IF_ERROR(caller.status());
    ASSIGN_OR_RETURN(StoredSeal stored, FindSeal(sources_.log, LedgerId(request->ledger_id()), request->seal_id()));
    ASSIGN_OR_RETURN(const ReportParts parts, Gather(*context, RequestOf(stored.seal), *caller));
    ASSIGN_OR_RETURN(const v1::SealReport now, SealOf(stored.seal.seal_id(), *parts));
    const std::vector<v1::SealDifference> differences = DifferencesBetween(stored.seal, now);
    response->set_seq(stored.record.seq());
    *response->mutable_sealed_at() = stored.record.recorded_at();
    *response->mutable_sealed_by() = stored.record.actor();
    *response->mutable_sealed() = std::move(stored.seal);
    for (const v1::SealDifference& difference : differences) *response->add_differences() = difference;
    return absl::OkStatus();
  });
}

}  // namespace huiyin
