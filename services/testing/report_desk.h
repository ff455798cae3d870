// ReportService over a log, behind a real port, and a client that asks it.
#ifndef HUIYIN_SERVICES_TESTING_REPORT_DESK_H_
#define HUIYIN_SERVICES_TESTING_REPORT_DESK_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/time_zones.h"
#include "base/timestamps.h"
#include "domain/testing/office.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/testing/register.h"
#include "services/authenticator.h"
#include "services/command_gateway.h"
#include "services/command_pipeline.h"
#include "services/erasing_lanes.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/report_service.h"
#include "services/testing/report_client.h"
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

// A server on a port of its own.
class ReportOffice {
 public:
  ReportOffice(EventLog& log, absl::Time now, std::unique_ptr<Authenticator> authenticator, const Views* views)
      : clock_(now),
        authenticator_(std::move(authenticator)),
        pipeline_(log, EmbeddedReferences(), clock_, {}),
        lanes_(pipeline_, personal_),
        gateway_(lanes_, *authenticator_, EmbeddedReferences(), personal_),
        service_({log, zones_, clock_, personal_, views}, gateway_, pool_, bell_),
        server_(service_) {}

  ManualClock& clock() { return clock_; }
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

 protected:
  std::shared_ptr<grpc::Channel> NewChannel() const { return server_.NewChannel(); }

 private:
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
};

class ReportDesk : public ReportOffice, public ReportClient {
 public:
  // `log` must outlive it. It is `now`; everybody may see everything unless an authenticator says otherwise. `views`:
  // of the log.
  ReportDesk(EventLog& log, absl::Time now, std::unique_ptr<Authenticator> authenticator = TrustEveryone("office-1"),
             const Views* views = nullptr)
      : ReportOffice(log, now, std::move(authenticator), views), ReportClient(NewChannel()) {}
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_REPORT_DESK_H_
