#include "services/cluster/forwarding.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

constexpr char kAuthorizationKey[] = "authorization";
// A node that took a call and is silent for so long is as good as gone, whatever patience the caller has.
constexpr absl::Duration kAnswerPatience = absl::Minutes(1);

absl::string_view MetadataOf(const grpc::CallbackServerContext& call, const char* key) {
  const auto found = call.client_metadata().find(key);
  if (found == call.client_metadata().end()) return {};
  return absl::string_view(found->second.data(), found->second.size());
}

// Not an answer of our services, which always say why: gRPC's own word on a connection or a call that broke.
bool IsNoAnswer(const grpc::Status& status) {
  if (!status.error_details().empty()) return false;
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsForwarded(const grpc::CallbackServerContext& context) { return !MetadataOf(context, kForwardedKey).empty(); }

absl::StatusOr<std::shared_ptr<Shard>> ShardOfForwarded(const grpc::CallbackServerContext& context,
                                                        const Routes& routes) {
  uint32_t partition = 0;
  if (!absl::SimpleAtoi(MetadataOf(context, kPartitionKey), &partition) || partition >= routes.partitions()) {
    return Error(absl::StatusCode::kInvalidArgument, "PARTITION_INVALID",
                 absl::StrCat("a forwarded call names one of ", routes.partitions(), " partitions in ", kPartitionKey),
                 absl::StrCat("转发的调用须在 ", kPartitionKey, " 中指明 ", routes.partitions(), " 个分区之一"),
                 kPartitionKey);
  }
  std::shared_ptr<Shard> shard = routes.Held(partition);
  if (shard != nullptr) return shard;
  return Error(absl::StatusCode::kUnavailable, "PARTITION_NOT_OWNED",
               absl::StrCat("this node does not hold partition ", partition, " (any more); retry"),
               absl::StrCat("本节点未持有（或已不再持有）分区 ", partition, "；请重试"));
}

std::unique_ptr<grpc::ClientContext> ForwardingContext(const grpc::CallbackServerContext& call, uint32_t partition) {
  std::unique_ptr<grpc::ClientContext> context = grpc::ClientContext::FromCallbackServerContext(call);
  const absl::string_view authorization = MetadataOf(call, kAuthorizationKey);
  if (!authorization.empty()) context->AddMetadata(kAuthorizationKey, std::string(authorization));
  context->AddMetadata(kForwardedKey, "1");
  context->AddMetadata(kPartitionKey, absl::StrCat(partition));
  return context;
}

std::unique_ptr<grpc::ClientContext> UnaryForwardingContext(const grpc::CallbackServerContext& call,
                                                            uint32_t partition) {
  std::unique_ptr<grpc::ClientContext> context = ForwardingContext(call, partition);
  // gRPC takes the caller's own deadline when that comes first.
  context->set_deadline(absl::ToChronoTime(absl::Now() + kAnswerPatience));
  return context;
}

grpc::Status FromOwner(uint32_t partition, const grpc::Status& status) {
  if (!IsNoAnswer(status)) return status;
  return ToRpc(Error(absl::StatusCode::kUnavailable, "OWNER_UNREACHABLE",
                     absl::StrCat("the node that holds partition ", partition, " does not answer; retry (",
                                  status.error_message(), ")"),
                     absl::StrCat("持有分区 ", partition, " 的节点没有应答；请重试")));
}

grpc::Status FromOneOfAll(uint32_t partition, const grpc::Status& status) {
  const grpc::Status answer = FromOwner(partition, status);
  if (answer.error_code() != grpc::StatusCode::UNAVAILABLE) return answer;
  return ToRpc(
      Prefixed(FromRpc(answer), absl::StrCat("partition ", partition, ": "), absl::StrCat("分区 ", partition, "：")));
}

}  // namespace huiyin
