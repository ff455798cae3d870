#include "services/malformed_requests.h"

#include "base/error.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

class StatusRewriter final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      // Our services always say why.
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED && status.error_message().empty()) {
        methods->ModifySendStatus(
            ToRpc(Error(absl::StatusCode::kInvalidArgument, "REQUEST_MALFORMED",
                        "the request cannot be read: a text in it is not UTF-8, or it is no message of this kind",
                        "请求无法解析：其中的文本不是有效的 UTF-8，或内容不是该类消息")));
      }
    }
    methods->Proceed();
  }
};

}  // namespace

grpc::experimental::Interceptor* MalformedRequests::CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) {
  using Type = grpc::experimental::ServerRpcInfo::Type;
  const bool one_request = info->type() == Type::UNARY || info->type() == Type::SERVER_STREAMING;
  return one_request ? new StatusRewriter : nullptr;
}

}  // namespace huiyin
