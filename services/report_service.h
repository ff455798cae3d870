// ReportService: reports of the ledgers' history, and what lies behind their figures. All is folded from the log when
// asked for, now and for the past, so that a report made again is the same. Each answer is made on the work pool.
#ifndef HUIYIN_SERVICES_REPORT_SERVICE_H_
#define HUIYIN_SERVICES_REPORT_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/authenticator.h"
#include "services/command_gateway.h"
#include "services/ledger_calls.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/report_seals.h"
#include "services/stream_limit.h"
#include "services/work_pool.h"

namespace huiyin {

// GetReport calls at a time: each holds the pictures of two ledgers for as long as its reader likes. One more is
// answered kResourceExhausted (TOO_MANY_STREAMS).
inline constexpr int kReportStreamsMax = 32;

// What reports are made of. All must outlive the service.
struct ReportSources {
  const EventLog& log;
  const TimeZones& zones;
  const Clock& clock;
  const PersonalData& personal;
};

// Thread-safe.
class ReportService final : public v1::ReportService::CallbackService {
 public:
  // Seals go through `gateway`, which must outlive the service.
  ReportService(const ReportSources& sources, const CommandGateway& gateway, WorkPool& pool, LogBell& bell)
      : sources_(sources),
        gateway_(gateway),
        authenticator_(gateway.authenticator()),
        pool_(pool),
        bell_(bell),
        calls_(sources.log, authenticator_, pool) {}

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
  // report_sealing.cc. An error: `done` was not and will not be called.
  absl::Status SealNow(const Caller& caller, const v1::SealReportRequest& request, absl::Time deadline,
                       v1::SealReportResponse& response, const std::function<void(absl::Status)>& done);
  absl::StatusOr<v1::SealReport> MakeSeal(const v1::SealReportRequest& request, const Caller& caller);

  const ReportSources sources_;
  const CommandGateway& gateway_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  const LedgerCalls calls_;
  StreamLimit streams_{kReportStreamsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SERVICE_H_
