// ReportService: reports of the ledgers' history, and what lies behind their figures. All is folded from the log when
// asked for, so that a report made again is the same; the live view spares the folding of what has not changed (ADR
// 0032). Each answer is made on the work pool.
#ifndef HUIYIN_SERVICES_REPORT_SERVICE_H_
#define HUIYIN_SERVICES_REPORT_SERVICE_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "projections/views.h"
#include "services/authenticator.h"
#include "services/command_gateway.h"
#include "services/held_call.h"
#include "services/ledger_calls.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/stream_limit.h"
#include "services/stream_pump.h"
#include "services/work_pool.h"

namespace huiyin {

// GetReport calls at a time: each holds what is said of one ledger for as long as its reader likes, and makes what is
// said of the next. One more is answered kResourceExhausted (TOO_MANY_STREAMS).
inline constexpr int kReportStreamsMax = 32;

// What reports are made of. All must outlive the service.
struct ReportSources {
  const EventLog& log;
  const TimeZones& zones;
  const Clock& clock;
  const PersonalData& personal;
  // nullptr: there is no live view.
  const Views* views;
};

// Of one report, in order.
using ReportParts = std::unique_ptr<StreamSource<v1::GetReportResponse>>;

// Makes what is sealed, or was, of ledgers that may lie elsewhere, for the call of this context, which outlives it.
// Reading the parts may block for others.
using GatherReport = std::function<absl::StatusOr<ReportParts>(grpc::CallbackServerContext& context,
                                                               const v1::GetReportRequest& request)>;

struct ReportServiceOptions {
  HoldCall hold = HoldNothing;
  KeepService keep = KeepNothing;
  // Null: all ledgers are in the service's log.
  GatherReport gather = nullptr;
  // Where that is waited for: another pool than those others work on. nullptr: the service's.
  WorkPool* gathering_pool = nullptr;
};

// Thread-safe.
class ReportService final : public v1::ReportService::CallbackService {
 public:
  // Seals go through `gateway`. Whatever is referred to must outlive the service.
  ReportService(const ReportSources& sources, const CommandGateway& gateway, WorkPool& pool, LogBell& bell,
                ReportServiceOptions options = {})
      : sources_(sources),
        gateway_(gateway),
        authenticator_(gateway.authenticator()),
        pool_(pool),
        bell_(bell),
        options_(std::move(options)),
        gathering_pool_(options_.gathering_pool == nullptr ? pool : *options_.gathering_pool),
        calls_(sources.log, authenticator_, pool, options_.hold),
        gathering_calls_(sources.log, authenticator_, gathering_pool_, options_.hold) {}

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
  // What may be asked for, and by `caller`.
  absl::Status CheckRequest(const v1::GetReportRequest& request, const Caller& caller) const;
  // From the service's own log.
  absl::StatusOr<ReportParts> PartsOf(const v1::GetReportRequest& request, const Caller& caller);
  // report_sealing.cc. From wherever its ledgers lie.
  absl::StatusOr<ReportParts> Gather(grpc::CallbackServerContext& context, const v1::GetReportRequest& request,
                                     const Caller& caller);
  absl::StatusOr<v1::SealReport> MakeSeal(grpc::CallbackServerContext& context, const v1::SealReportRequest& request,
                                          const Caller& caller);
  // An error: `done` was not and will not be called.
  absl::Status SealNow(grpc::CallbackServerContext& context, const Caller& caller, const v1::SealReportRequest& request,
                       v1::SealReportResponse& response, const std::function<void(absl::Status)>& done);

  const ReportSources sources_;
  const CommandGateway& gateway_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  const ReportServiceOptions options_;
  WorkPool& gathering_pool_;
  const LedgerCalls calls_;
  const LedgerCalls gathering_calls_;
  StreamLimit streams_{kReportStreamsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SERVICE_H_
