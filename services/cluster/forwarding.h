// A call passed on to the node that holds the partition: what travels with it, and what comes back.
#ifndef HUIYIN_SERVICES_CLUSTER_FORWARDING_H_
#define HUIYIN_SERVICES_CLUSTER_FORWARDING_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "services/cluster/routes.h"

namespace huiyin {

// The call was passed on by another node (or by this one, to itself), and is not passed on again.
bool IsForwarded(const grpc::CallbackServerContext& context);

// The shard that a forwarded call is about. kUnavailable (PARTITION_NOT_OWNED): not held here, or no longer.
// kInvalidArgument (PARTITION_INVALID): the call names no partition of this log.
absl::StatusOr<std::shared_ptr<Shard>> ShardOfForwarded(const grpc::CallbackServerContext& context,
                                                        const Routes& routes);

// For passing `call` on: with the caller's own credentials, ends with it, at its deadline at the latest.
std::unique_ptr<grpc::ClientContext> ForwardingContext(const grpc::CallbackServerContext& call, uint32_t partition);
// The same for a call with one answer, which is not waited for longer than a minute.
std::unique_ptr<grpc::ClientContext> UnaryForwardingContext(const grpc::CallbackServerContext& call,
                                                            uint32_t partition);

// How a call that was passed on ended, for its caller. What the node answered goes back as it is; when it gave no
// answer (it is gone, or does not speak): kUnavailable (OWNER_UNREACHABLE), to be repeated.
grpc::Status FromOwner(uint32_t partition, const grpc::Status& status);
// The same for a call about all partitions: kUnavailable names the one that the answer lacks.
grpc::Status FromOneOfAll(uint32_t partition, const grpc::Status& status);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_FORWARDING_H_
