// AdminService: for whoever runs the server.
#ifndef HUIYIN_SERVICES_ADMIN_SERVICE_H_
#define HUIYIN_SERVICES_ADMIN_SERVICE_H_

#include <atomic>

#include "huiyin/v1/admin_service.grpc.pb.h"
#include "projections/views.h"
#include "services/authenticator.h"
#include "services/log_bell.h"
#include "services/work_pool.h"

namespace huiyin {

// Thread-safe. What it is given must outlive it; `views` may be nullptr: there is nothing to rebuild.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(v1::GetVersionResponse version, Views* views, const Authenticator& authenticator, WorkPool& pool,
               LogBell& bell)
      : version_(std::move(version)), views_(views), authenticator_(authenticator), pool_(pool), bell_(bell) {}

  // A running rebuild gives up.
  void Stop() { stopping_ = true; }

  grpc::ServerUnaryReactor* GetVersion(grpc::CallbackServerContext* context, const v1::GetVersionRequest* request,
                                       v1::GetVersionResponse* response) override;
  grpc::ServerWriteReactor<v1::RebuildViewsResponse>* RebuildViews(grpc::CallbackServerContext* context,
                                                                   const v1::RebuildViewsRequest* request) override;

 private:
  const v1::GetVersionResponse version_;
  Views* const views_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ADMIN_SERVICE_H_
