#include "services/admin_service.h"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "services/command_gateway.h"
#include "services/rpc_status.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

// How often progress is told.
constexpr absl::Duration kProgressEvery = absl::Milliseconds(250);

// Rebuilds on a thread of its own, which rings when there is something to tell. The rebuild gives up when the stream
// ends early.
class RebuildSource final : public StreamSource<v1::RebuildViewsResponse> {
 public:
  RebuildSource(Views& views, LogBell& bell, const std::atomic<bool>& stopping)
      : bell_(bell), stopping_(stopping), thread_([this, &views] { Rebuild(views); }) {}

  ~RebuildSource() override {
    abandoned_ = true;
    thread_.join();
  }

  absl::StatusOr<Pumped> Next(v1::RebuildViewsResponse& response) override {
    if (told_the_end_) return Pumped::kEnd;
    absl::MutexLock lock(&mu_);
    if (!ended_.has_value()) {
      if (!std::exchange(has_news_, false)) return Pumped::kNothing;
      response.set_records_folded(progress_.records_folded);
      response.set_records_total(progress_.records_total);
      return Pumped::kMessage;
    }
    if (!ended_->ok()) return *ended_;
    told_the_end_ = true;
    response.set_done(true);
    response.set_records_folded(result_.records_folded);
    response.set_records_total(result_.records_folded);
    response.set_equal(result_.equal);
    for (const std::string& difference : result_.differences) response.add_differences(difference);
    return Pumped::kMessage;
  }

 private:
  void Rebuild(Views& views) {
    RebuildResult result;
    absl::Time tell_after = absl::InfinitePast();
    absl::Status status = views.Rebuild(
        [&](const RebuildProgress& progress) {
          if (absl::Now() >= tell_after) {
            tell_after = absl::Now() + kProgressEvery;
            Tell(progress);
          }
          return !abandoned_ && !stopping_;
        },
        &result);
    {
      absl::MutexLock lock(&mu_);
      result_ = std::move(result);
      ended_ = std::move(status);
    }
    bell_.Ring();
  }

  void Tell(const RebuildProgress& progress) {
    {
      absl::MutexLock lock(&mu_);
      progress_ = progress;
      has_news_ = true;
    }
    bell_.Ring();
  }

  LogBell& bell_;
  const std::atomic<bool>& stopping_;
  std::atomic<bool> abandoned_ = false;
  bool told_the_end_ = false;

  absl::Mutex mu_;
  RebuildProgress progress_ ABSL_GUARDED_BY(mu_);
  bool has_news_ ABSL_GUARDED_BY(mu_) = false;
  RebuildResult result_ ABSL_GUARDED_BY(mu_);
  std::optional<absl::Status> ended_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;  // Last: it uses the others.
};

absl::Status MayRebuild(const absl::StatusOr<Caller>& caller, const Views* views) {
  if (!caller.ok()) return caller.status();
  if (caller->actor.role() != v1::Actor::ADMINISTRATOR) {
    return Error(absl::StatusCode::kPermissionDenied, "NEEDS_ADMINISTRATOR",
                 "only an administrator may rebuild the views", "只有管理员可以重建视图");
  }
  if (views == nullptr) {
    return Error(absl::StatusCode::kUnavailable, "NO_LIVE_VIEW", "this process keeps no live view",
                 "本进程未启用实时视图");
  }
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* AdminService::GetVersion(grpc::CallbackServerContext* context, const v1::GetVersionRequest*,
                                                   v1::GetVersionResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  *response = version_;
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<v1::RebuildViewsResponse>* AdminService::RebuildViews(grpc::CallbackServerContext* context,
                                                                               const v1::RebuildViewsRequest*) {
  const absl::Status allowed = MayRebuild(CallerOf(*context, authenticator_), views_);
  if (!allowed.ok()) return new RefusedStream<v1::RebuildViewsResponse>(allowed);
  return new StreamPump<v1::RebuildViewsResponse>(pool_, bell_,
                                                  std::make_unique<RebuildSource>(*views_, bell_, stopping_));
}

}  // namespace huiyin
