// A unary call about one ledger, on its way to the shard that answers it: here, or on the node that owns the partition.
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTED_CALL_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTED_CALL_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "services/cluster/forwarding.h"
#include "services/cluster/routes.h"
#include "services/rpc_status.h"

namespace huiyin {

// A method of `Service`, as a shard answers it, and as another node is asked for it.
template <typename Service, typename Request, typename Response>
using LocalMethod = grpc::ServerUnaryReactor* (Service::CallbackService::*)(grpc::CallbackServerContext*,
                                                                            const Request*, Response*);
template <typename Service, typename Request, typename Response>
using RemoteMethod = void (Service::StubInterface::async_interface::*)(grpc::ClientContext*, const Request*, Response*,
                                                                       std::function<void(grpc::Status)>);
// UnaryForwardingContext; or ForwardingContext, for what may take longer than a minute.
using MakeContext = std::unique_ptr<grpc::ClientContext> (*)(const grpc::CallbackServerContext&, uint32_t partition);
// Shard::query and the like.
template <typename Service>
using ServiceOfShard = typename Service::CallbackService& (Shard::*)();

inline grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext* context, const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToRpc(status));
  return reactor;
}

// A call that another node passed on.
template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerForwarded(const Routes& routes, ServiceOfShard<Service> service,
                                          grpc::CallbackServerContext* context, const Request* request,
                                          Response* response, LocalMethod<Service, Request, Response> local) {
  const absl::StatusOr<std::shared_ptr<Shard>> shard = ShardOfForwarded(*context, routes);
  if (!shard.ok()) return Refuse(context, shard.status());
  return (((**shard).*service)().*local)(context, request, response);
}

template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* PassOnToOwner(const Routes& routes, uint32_t partition, grpc::CallbackServerContext* context,
                                        const Request* request, Response* response,
                                        RemoteMethod<Service, Request, Response> remote,
                                        MakeContext onward_context = UnaryForwardingContext) {
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = routes.ChannelToOwner(partition);
  if (!channel.ok()) return Refuse(context, channel.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  std::shared_ptr<typename Service::Stub> stub = Service::NewStub(*channel);
  std::shared_ptr<grpc::ClientContext> onward = onward_context(*context, partition);
  (static_cast<typename Service::StubInterface&>(*stub).async()->*remote)(
      onward.get(), request, response, [reactor, partition, stub, onward](const grpc::Status& status) {
        reactor->Finish(FromOwner(partition, status));
      });
  return reactor;
}

template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* RouteCallAbout(const Routes& routes, ServiceOfShard<Service> service,
                                         const std::string& ledger, grpc::CallbackServerContext* context,
                                         const Request* request, Response* response,
                                         LocalMethod<Service, Request, Response> local,
                                         RemoteMethod<Service, Request, Response> remote,
                                         MakeContext onward_context = UnaryForwardingContext) {
  if (IsForwarded(*context)) {
    return AnswerForwarded<Service>(routes, service, context, request, response, local);
  }
  const uint32_t partition = routes.PartitionOf(LedgerId(ledger));
  const std::shared_ptr<Shard> shard = routes.Held(partition);
  if (shard != nullptr) return (((*shard).*service)().*local)(context, request, response);
  return PassOnToOwner<Service>(routes, partition, context, request, response, remote, onward_context);
}

// About request->ledger_id().
template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* RouteCall(const Routes& routes, ServiceOfShard<Service> service,
                                    grpc::CallbackServerContext* context, const Request* request, Response* response,
                                    LocalMethod<Service, Request, Response> local,
                                    RemoteMethod<Service, Request, Response> remote) {
  return RouteCallAbout<Service>(routes, service, request->ledger_id(), context, request, response, local, remote);
}

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTED_CALL_H_
