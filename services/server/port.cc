#include "services/server/port.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "services/malformed_requests.h"
#include "services/server/text_file.h"

namespace huiyin {
namespace {

// What one message may bring in.
constexpr int kReceiveBytesMax = 4 << 20;
// What gRPC may take for its buffers.
constexpr size_t kRpcBytesMax = 256 << 20;
constexpr int kStreamsPerConnectionMax = 2'048;

absl::Status Invalid(absl::string_view reason, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const PortOptions& options) {
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    return Invalid("TLS_INCOMPLETE", "give both the TLS certificate and its key", "请同时给出 TLS 证书与私钥");
  }
  if (options.tls_certificate_file.empty()) {
    if (IsLoopback(options.listen_address) || options.allow_plaintext) return grpc::InsecureServerCredentials();
    return Invalid(
        "TLS_MISSING",
        "without TLS tokens and texts cross the network in the clear; give --tls-certificate and --tls-key, or"
        " --allow-plaintext behind a proxy that encrypts",
        "未启用 TLS 时令牌与内容将以明文传输：请提供 --tls-certificate 与 --tls-key；若前面有加密代理，可用 "
        "--allow-plaintext");
  }
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ASSIGN_OR_RETURN(pair.cert_chain, ReadTextFile(options.tls_certificate_file));
  ASSIGN_OR_RETURN(pair.private_key, ReadTextFile(options.tls_key_file));
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back(std::move(pair));
  return grpc::SslServerCredentials(tls);
}

}  // namespace

bool IsLoopback(absl::string_view address) {
  const absl::string_view host = address.substr(0, address.rfind(':'));
  // A name may begin with 127 and be anywhere.
  const bool is_ipv4 = host.find_first_not_of("0123456789.") == absl::string_view::npos;
  return (is_ipv4 && absl::StartsWith(host, "127.")) || host == "localhost" || host == "[::1]";
}

absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(const PortOptions& options) {
  if (options.token_file.empty() == !options.insecure) {
    return Invalid("TOKENS_OR_INSECURE", "give either --tokens FILE or --insecure",
                   "请在 --tokens 文件 与 --insecure 中选择其一");
  }
  if (options.insecure) {
    if (!IsLoopback(options.listen_address)) {
      return Invalid("INSECURE_NOT_LOOPBACK",
                     "without --tokens everyone is trusted: that may listen on loopback only (127.0.0.1, localhost)",
                     "未使用 --tokens 时不校验身份，只能监听本机回环地址（127.0.0.1、localhost）");
    }
    return TrustEveryone("insecure");
  }
  ASSIGN_OR_RETURN(std::string text, ReadTextFile(options.token_file));
  return TrustTokens(text);
}

std::unique_ptr<grpc::ServerBuilder> NewServerBuilder() {
  static const bool plugins = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)plugins;
  auto builder = std::make_unique<grpc::ServerBuilder>();
  grpc::ResourceQuota quota("huiyin");
  quota.Resize(kRpcBytesMax);
  builder->SetResourceQuota(quota);
  builder->SetMaxReceiveMessageSize(kReceiveBytesMax);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(std::make_unique<MalformedRequests>());
  builder->experimental().SetInterceptorCreators(std::move(interceptors));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  // Two servers on one port would each get half of the calls.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  return builder;
}

absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(const PortOptions& options, grpc::ServerBuilder& builder,
                                                     int& port) {
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::ServerCredentials> credentials, MakeCredentials(options));
  builder.AddListeningPort(options.listen_address, std::move(credentials), &port);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server != nullptr && port != 0) return server;
  return Error(absl::StatusCode::kUnavailable, "CANNOT_LISTEN",
               absl::StrCat("cannot listen on ", options.listen_address, "; is the address right, and free?"),
               absl::StrCat("无法监听 ", options.listen_address, "；请检查地址是否正确、是否已被占用"));
}

}  // namespace huiyin
