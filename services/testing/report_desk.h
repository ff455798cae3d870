// ReportService over a log, behind a real port, and a client that asks it.
#ifndef HUIYIN_SERVICES_TESTING_REPORT_DESK_H_
#define HUIYIN_SERVICES_TESTING_REPORT_DESK_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/time_zones.h"
#include "base/timestamps.h"
#include "domain/testing/office.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "projections/testing/register.h"
#include "services/authenticator.h"
#include "services/command_gateway.h"
#include "services/command_pipeline.h"
#include "services/erasing_lanes.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/report_reader.h"
#include "services/report_service.h"
#include "services/rpc_status.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"
#include "services/work_pool.h"

namespace huiyin::testing {

inline v1::ReportMoment KnownAt(absl::Time time) {
  v1::ReportMoment moment;
  SetTime(time, *moment.mutable_known_at());
  return moment;
}
inline v1::ReportMoment AsOf(absl::Time time) {
  v1::ReportMoment moment;
  SetTime(time, *moment.mutable_as_of());
  return moment;
}
inline v1::ReportMoment After(uint64_t seq) {
  v1::ReportMoment moment;
  moment.set_seq(seq);
  return moment;
}

// Two proposals of one unit: p-1 replied in time and evaluated; p-2 replied late.
inline Register TownOfTwo(const std::string& name = "town-a") {
  Register town(name);
  for (const char* id : {"p-1", "p-2"}) {
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, id[2] - '0');
    town.Assigned("2020-03-25", id, "u-1", "2020-05-25").Received("2020-03-26", id, "u-1");
  }
  town.Replied("2020-05-20", "p-1", "u-1", "2020-05-25").Evaluated("2020-06-02", "p-1");
  town.Replied("2020-06-10", "p-2", "u-1", "2020-05-25");
  return town;
}

class ReportDesk {
 public:
  // `log` must outlive it. It is `now`; everybody may see everything unless an authenticator says otherwise.
  ReportDesk(EventLog& log, absl::Time now, std::unique_ptr<Authenticator> authenticator = TrustEveryone("office-1"))
      : clock_(now),
        authenticator_(std::move(authenticator)),
        pipeline_(log, EmbeddedReferences(), clock_, {}),
        lanes_(pipeline_, personal_),
        gateway_(lanes_, *authenticator_, EmbeddedReferences(), personal_),
        service_({log, zones_, clock_, personal_}, gateway_, pool_, bell_),
        server_(service_),
        stub_(v1::ReportService::NewStub(server_.NewChannel())) {}

  ManualClock& clock() { return clock_; }
  // Sent with each call.
  void UseToken(std::string token) { token_ = std::move(token); }

  absl::StatusOr<WholeReport> Report(const v1::GetReportRequest& request) const {
    const auto context = Context();
    const auto stream = stub_->GetReport(context.get(), request);
    ReportReader reader;
    for (v1::GetReportResponse part; stream->Read(&part);) reader.Add(part);
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return FromRpc(status);
    return reader.Finish();
  }
  // Of one ledger.
  absl::StatusOr<WholeReport> Report(const std::string& name, const std::string& ledger,
                                     const v1::ReportMoment& moment) const {
    v1::GetReportRequest request;
    request.set_report(name);
    request.add_ledger_ids(ledger);
    *request.mutable_moment() = moment;
    return Report(request);
  }
  absl::StatusOr<v1::OpenFigureResponse> Open(const v1::OpenFigureRequest& request) const {
    v1::OpenFigureResponse response;
    const grpc::Status status = stub_->OpenFigure(Context().get(), request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }
  absl::StatusOr<v1::ExplainChangeResponse> Explain(const v1::ExplainChangeRequest& request) const {
    v1::ExplainChangeResponse response;
    const grpc::Status status = stub_->ExplainChange(Context().get(), request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }
  // Any command, by the writer that seals go through.
  absl::Status Order(v1::Command command) const {
    SetTime(clock_.Now(), *command.mutable_occurred_at());
    v1::Receipt receipt;
    absl::Notification done;
    absl::Status outcome;
    const absl::StatusOr<Caller> caller = authenticator_->Authenticate("");
    if (!caller.ok()) return caller.status();
    const absl::Status taken =
        gateway_.Order(*caller, std::move(command), absl::InfiniteFuture(), &receipt, [&](const absl::Status& status) {
          outcome = status;
          done.Notify();
        });
    if (!taken.ok()) return taken;
    done.WaitForNotification();
    return outcome;
  }
  absl::StatusOr<v1::SealReportResponse> Seal(const v1::SealReportRequest& request) const {
    v1::SealReportResponse response;
    const grpc::Status status = stub_->SealReport(Context().get(), request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }
  absl::StatusOr<v1::RebuildReportResponse> Rebuild(const v1::RebuildReportRequest& request) const {
    v1::RebuildReportResponse response;
    const grpc::Status status = stub_->RebuildReport(Context().get(), request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }

 private:
  std::unique_ptr<grpc::ClientContext> Context() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    if (!token_.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token_));
    return context;
  }

  const SystemTimeZones zones_;
  ManualClock clock_;
  const std::unique_ptr<Authenticator> authenticator_;
  WorkPool pool_{2, 100};
  LogBell bell_;
  const TemporaryDirectory keys_;
  const PersonalData personal_{*PersonKeyFiles::Open(keys_.path() + "/keys")};
  CommandPipeline pipeline_;
  ErasingLanes lanes_;
  const CommandGateway gateway_;
  ReportService service_;
  RpcServer server_;
  const std::unique_ptr<v1::ReportService::StubInterface> stub_;
  std::string token_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_REPORT_DESK_H_
