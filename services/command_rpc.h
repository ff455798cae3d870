// One RPC a command: `Rpc(RpcRequest) returns (Receipt)`, whose body is the field `field` of both request and Command.
// For use in a service class that has a `gateway_`.
#ifndef HUIYIN_SERVICES_COMMAND_RPC_H_
#define HUIYIN_SERVICES_COMMAND_RPC_H_

#include "services/command_gateway.h"

#define HUIYIN_COMMAND_RPC(Rpc, field)                                                                        \
  grpc::ServerUnaryReactor* Rpc(grpc::CallbackServerContext* context, const v1::Rpc##Request* request,        \
                                v1::Receipt* receipt) override {                                              \
    return gateway_.Call(context, request, receipt, &v1::Rpc##Request::field, &v1::Command::mutable_##field); \
  }

#endif  // HUIYIN_SERVICES_COMMAND_RPC_H_
