// What a server's health service says.
#ifndef HUIYIN_SERVICES_TESTING_HEALTH_H_
#define HUIYIN_SERVICES_TESTING_HEALTH_H_

#include <grpcpp/client_context.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/testing/rpc_server.h"

namespace huiyin::testing {

enum class Health : char { kUnknown = 0, kServing = 1, kNotServing = 2 };

// Of one gRPC service, or of the whole server (""), byte by byte: no library has the generated messages.
inline Health HealthOf(int port, const std::string& service) {
  const auto channel = ChannelTo(port);
  grpc::ClientContext context;
  const grpc::Slice slice(
      service.empty() ? "" : absl::StrCat("\x0a", std::string(1, static_cast<char>(service.size())), service));
  grpc::ByteBuffer response;
  const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), grpc::internal::RpcMethod("/grpc.health.v1.Health/Check", grpc::internal::RpcMethod::NORMAL_RPC),
      &context, grpc::ByteBuffer(&slice, 1), &response);
  grpc::Slice bytes;
  if (!status.ok() || !response.DumpToSingleSlice(&bytes).ok() || bytes.size() != 2) return Health::kUnknown;
  return static_cast<Health>(bytes.begin()[1]);
}

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_HEALTH_H_
