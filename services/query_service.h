// QueryService: what the register says, now and at a past moment. Each query runs on the work pool.
#ifndef HUIYIN_SERVICES_QUERY_SERVICE_H_
#define HUIYIN_SERVICES_QUERY_SERVICE_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "projections/views.h"
#include "services/authenticator.h"
#include "services/held_call.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/stream_limit.h"
#include "services/work_pool.h"

namespace huiyin {

// GetStatistics calls at a time: each holds the pictures of two ledgers, one told and one made ahead, for as long as
// its reader likes. One more is answered kResourceExhausted (TOO_MANY_STREAMS).
inline constexpr int kStatisticsStreamsMax = 32;

// What a query reads from. All must outlive the service.
struct QuerySources {
  const EventLog& log;
  // nullptr: no live view is kept here; what needs it is answered kUnavailable (NO_LIVE_VIEW).
  const Views* views;
  const TimeZones& zones;
  const Clock& clock;
  const PersonalData& personal;
  // The log follows another and may be behind it: an event that it does not have yet is waited for, not unknown.
  bool log_may_lag = false;
};

// Thread-safe.
class QueryService final : public v1::QueryService::CallbackService {
 public:
  QueryService(const QuerySources& sources, const Authenticator& authenticator, WorkPool& pool, LogBell& bell,
               HoldCall hold = HoldNothing, KeepService keep = KeepNothing)
      : sources_(sources),
        authenticator_(authenticator),
        pool_(pool),
        bell_(bell),
        hold_(std::move(hold)),
        keep_(std::move(keep)) {}

  grpc::ServerUnaryReactor* ListLedgers(grpc::CallbackServerContext* context, const v1::ListLedgersRequest* request,
                                        v1::ListLedgersResponse* response) override;
  grpc::ServerUnaryReactor* GetDirectory(grpc::CallbackServerContext* context, const v1::GetDirectoryRequest* request,
                                         v1::GetDirectoryResponse* response) override;
  grpc::ServerUnaryReactor* GetProposal(grpc::CallbackServerContext* context, const v1::GetProposalRequest* request,
                                        v1::GetProposalResponse* response) override;
  grpc::ServerUnaryReactor* ListProposals(grpc::CallbackServerContext* context, const v1::ListProposalsRequest* request,
                                          v1::ListProposalsResponse* response) override;
  grpc::ServerUnaryReactor* GetTimeline(grpc::CallbackServerContext* context, const v1::GetTimelineRequest* request,
                                        v1::GetTimelineResponse* response) override;
  grpc::ServerUnaryReactor* ListDue(grpc::CallbackServerContext* context, const v1::ListDueRequest* request,
                                    v1::ListDueResponse* response) override;
  grpc::ServerWriteReactor<v1::GetStatisticsResponse>* GetStatistics(grpc::CallbackServerContext* context,
                                                                     const v1::GetStatisticsRequest* request) override;

 private:
  // Runs `answer` on the pool for an authenticated caller.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                std::function<absl::Status(const Caller&, absl::Time deadline)> answer);

  // kOutOfRange (SEQ_NOT_YET): the log has no such event of the ledger.
  absl::Status CheckIsThere(const LedgerId& ledger, uint64_t seq) const;
  // The live view, once it holds `at_least_seq` of the ledger. Errors: those of CheckIsThere.
  absl::StatusOr<std::shared_ptr<const ViewStore>> View() const;
  absl::StatusOr<std::shared_ptr<const ViewStore>> ViewWith(absl::string_view ledger,
                                                            std::optional<uint64_t> at_least_seq,
                                                            absl::Time deadline) const;
  absl::StatusOr<LedgerDirectory> Directory(const ViewStore& view, absl::string_view ledger) const;
  // All that the caller may see.
  absl::StatusOr<std::vector<LedgerId>> LedgersFor(const Caller& caller) const;
  // What was known of the ledger at the moment.
  absl::StatusOr<std::unique_ptr<const LedgerPicture>> PictureThen(const LedgerId& ledger, absl::Time at) const;
  absl::StatusOr<v1::ListDueResponse> DueInThePast(const v1::ListDueRequest& request, const Caller& caller) const;
  absl::StatusOr<v1::ListDueResponse> DueNow(const v1::ListDueRequest& request, const Caller& caller,
                                             absl::Time deadline) const;

  const QuerySources sources_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  const HoldCall hold_;
  const KeepService keep_;
  StreamLimit streams_{kStatisticsStreamsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_QUERY_SERVICE_H_
