// The Execute stream: many commands, executed in the order in which they come and answered in that order. At most
// kMessagesInFlightMax messages are under way; the next is read when one was answered, so a fast client is slowed by
// gRPC's flow control.
#ifndef HUIYIN_SERVICES_EXECUTE_STREAM_H_
#define HUIYIN_SERVICES_EXECUTE_STREAM_H_

#include <cstddef>

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "huiyin/v1/proposal_service.pb.h"
#include "services/command_gateway.h"

namespace huiyin {

inline constexpr int kExecuteCommandsMax = 1'024;
inline constexpr size_t kExecuteMessageBytesMax = 1 << 20;
inline constexpr size_t kMessagesInFlightMax = 4;

// Serves one call and deletes itself. `gateway` must outlive it.
grpc::ServerBidiReactor<v1::ExecuteRequest, v1::ExecuteResponse>* StartExecuteStream(
    grpc::CallbackServerContext& context, const CommandGateway& gateway);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_EXECUTE_STREAM_H_
