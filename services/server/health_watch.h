// Says on the health service, and in one line on stderr, when a part of a node fails and when it is well again.
#ifndef HUIYIN_SERVICES_SERVER_HEALTH_WATCH_H_
#define HUIYIN_SERVICES_SERVER_HEALTH_WATCH_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/health_check_service_interface.h"

namespace huiyin {

// A part of a node on whose state services depend.
struct WatchedPart {
  // For people: "the event log", "事件日志".
  std::string name;
  std::string name_zh;
  // OK: it is well. Called from the watching thread, some times a second.
  std::function<absl::Status()> state;
  // gRPC services that cannot serve without it. The whole server ("") cannot either.
  std::vector<std::string> services;
};

class HealthWatch {
 public:
  // Serves all of `services` and "" from now on, as long as their parts are well. `health` must outlive it.
  HealthWatch(grpc::HealthCheckServiceInterface& health, std::vector<std::string> services,
              std::vector<WatchedPart> parts);
  // As Stop.
  ~HealthWatch();

  // Nothing is served any more. Idempotent.
  void Stop();

 private:
  void Watch();
  // Tells what changed since the last look.
  void Look();

  grpc::HealthCheckServiceInterface& health_;
  const std::vector<std::string> services_;
  const std::vector<WatchedPart> parts_;
  std::vector<absl::Status> told_;  // Of each part; the watching thread's.

  absl::Mutex mu_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_HEALTH_WATCH_H_
