// The Execute stream: many commands, executed in the order in which they come and answered in that order. Once one was
// answered kUnavailable, none behind it is executed, and the stream ends with that error: whoever sends them again,
// from that one on, keeps the order. At most kMessagesInFlightMax messages are under way; the next is read when one was
// answered, so a fast client is slowed by gRPC's flow control.
#ifndef HUIYIN_SERVICES_EXECUTE_STREAM_H_
#define HUIYIN_SERVICES_EXECUTE_STREAM_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "huiyin/v1/proposal_service.pb.h"
#include "services/command_gateway.h"
#include "services/stream_limit.h"

namespace huiyin {

inline constexpr int kExecuteCommandsMax = 1'024;
inline constexpr size_t kExecuteMessageBytesMax = 1 << 20;
inline constexpr size_t kMessagesInFlightMax = 4;
// Of one service.
inline constexpr int kExecuteStreamsMax = 32;

// The open Execute calls of one service. Thread-safe.
class ExecuteStreams {
 public:
  using Reactor = grpc::ServerBidiReactor<v1::ExecuteRequest, v1::ExecuteResponse>;

  // `gateway` must outlive all calls.
  explicit ExecuteStreams(const CommandGateway& gateway) : gateway_(gateway) {}

  // Serves one call; the reactor deletes itself. The call beyond kExecuteStreamsMax ends kResourceExhausted
  // (TOO_MANY_STREAMS).
  Reactor* Start(grpc::CallbackServerContext& context) ABSL_LOCKS_EXCLUDED(mu_);
  // Ends all calls, open and future, with kUnavailable (SHUTTING_DOWN) once what they took is answered. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  class Stream;

  const CommandGateway& gateway_;
  StreamLimit limit_{kExecuteStreamsMax};
  absl::Mutex mu_;
  absl::flat_hash_set<Stream*> open_ ABSL_GUARDED_BY(mu_);
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_EXECUTE_STREAM_H_
