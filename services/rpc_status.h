// Errors on the wire and back: gRPC status with google.rpc.ErrorInfo (reason, field) and LocalizedMessage (zh-CN).
#ifndef HUIYIN_SERVICES_RPC_STATUS_H_
#define HUIYIN_SERVICES_RPC_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "huiyin/v1/proposal_service.pb.h"

namespace huiyin {

// Of ErrorInfo.
inline constexpr char kErrorDomain[] = "huiyin";

// For the wire. An error without a reason gets INTERNAL's; sentences are cut at 1,000 bytes, so that every error fits
// into gRPC's trailers. kUnavailable and kResourceExhausted also carry a RetryInfo.
grpc::Status ToRpc(const absl::Status& status);
// As a client sees it, with reason, field and Chinese sentence where the server sent them.
absl::Status FromRpc(const grpc::Status& status);

// The same, where many outcomes travel in one message.
v1::CommandRefusal ToRefusal(const absl::Status& status);
absl::Status FromRefusal(const v1::CommandRefusal& refusal);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_RPC_STATUS_H_
