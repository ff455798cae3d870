#include "services/server/peering.h"

#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/host_port.h"
#include "base/status_macros.h"
#include "services/cluster/peer_service.h"
#include "services/server/text_file.h"

namespace huiyin {
namespace {

absl::Status Missing(absl::string_view reason, absl::string_view english, absl::string_view chinese,
                     absl::string_view field) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese, field);
}

// Not "any address", nor "any port".
bool IsReachable(const HostPort& address) {
  return address.port != 0 && address.host != "0.0.0.0" && address.host != "[::]";
}

absl::StatusOr<std::string> AddressOf(const ClusterOptions& options) {
  const std::string& text = options.advertise.empty() ? options.listen_address : options.advertise;
  const std::optional<HostPort> address = ParseHostPort(text);
  if (address.has_value() && IsReachable(*address)) return text;
  return Missing("ADVERTISE_MISSING", "say with --advertise HOST:PORT where the other nodes reach this one",
                 "请用 --advertise 主机:端口 指明其他节点如何访问本节点", "--advertise");
}

absl::StatusOr<std::string> TokenOf(const ClusterOptions& options) {
  if (!options.peer_token_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, ReadTextFile(options.peer_token_file));
    return ParsePeerToken(text);
  }
  if (options.insecure) return std::string();
  return Missing("PEER_TOKEN_MISSING", "with --tokens the nodes must know each other too: give --peer-token-file",
                 "使用 --tokens 时节点之间也须互相识别：请给出 --peer-token-file", "--peer-token-file");
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const ClusterOptions& options) {
  if (options.peer_ca_file.empty()) {
    if (options.tls_certificate_file.empty()) return grpc::InsecureChannelCredentials();
    return Missing("PEER_CA_MISSING", "with TLS, say with --peer-ca who signed the other nodes' certificates",
                   "启用 TLS 时，请用 --peer-ca 指明其他节点证书的签发机构", "--peer-ca");
  }
  grpc::SslCredentialsOptions ssl;
  ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadTextFile(options.peer_ca_file));
  return grpc::SslCredentials(ssl);
}

}  // namespace

absl::StatusOr<Peering> PeeringOf(const ClusterOptions& options) {
  Peering peering;
  ASSIGN_OR_RETURN(peering.credentials, CredentialsOf(options));
  if (options.project) return peering;
  ASSIGN_OR_RETURN(peering.address, AddressOf(options));
  ASSIGN_OR_RETURN(peering.token, TokenOf(options));
  return peering;
}

}  // namespace huiyin
