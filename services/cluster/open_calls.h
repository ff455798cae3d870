// The calls that are under way in something that may go before they would end by themselves.
#ifndef HUIYIN_SERVICES_CLUSTER_OPEN_CALLS_H_
#define HUIYIN_SERVICES_CLUSTER_OPEN_CALLS_H_

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"

namespace huiyin {

// Thread-safe.
class OpenCalls {
 public:
  // From Add to Remove the context must live.
  void Add(grpc::CallbackServerContext& context) {
    absl::MutexLock lock(&mu_);
    open_.insert(&context);
  }
  void Remove(grpc::CallbackServerContext& context) {
    absl::MutexLock lock(&mu_);
    open_.erase(&context);
  }
  // They end CANCELLED, even one whose client takes no more.
  void CancelAll() {
    absl::MutexLock lock(&mu_);
    for (grpc::CallbackServerContext* context : open_) context->TryCancel();
  }

 private:
  absl::Mutex mu_;
  absl::flat_hash_set<grpc::CallbackServerContext*> open_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_OPEN_CALLS_H_
