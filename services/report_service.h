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
#include "services/ledger_calls.h"
#include "services/log_bell.h"
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
};

// Thread-safe.
class ReportService final : public v1::ReportService::CallbackService {
 public:
  ReportService(const ReportSources& sources, const Authenticator& authenticator, WorkPool& pool, LogBell& bell)
      : sources_(sources),
        authenticator_(authenticator),
        pool_(pool),
        bell_(bell),
        calls_(sources.log, authenticator, pool) {}

  grpc::ServerWriteReactor<v1::GetReportResponse>* GetReport(grpc::CallbackServerContext* context,
                                                             const v1::GetReportRequest* request) override;
  grpc::ServerUnaryReactor* OpenFigure(grpc::CallbackServerContext* context, const v1::OpenFigureRequest* request,
                                       v1::OpenFigureResponse* response) override;
  grpc::ServerUnaryReactor* ExplainChange(grpc::CallbackServerContext* context, const v1::ExplainChangeRequest* request,
                                          v1::ExplainChangeResponse* response) override;

 private:
  const ReportSources sources_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  const LedgerCalls calls_;
  StreamLimit streams_{kReportStreamsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SERVICE_H_
