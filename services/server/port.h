// The TCP port of a node: where it listens, who may call, over what, and how much a caller may bring.
#ifndef HUIYIN_SERVICES_SERVER_PORT_H_
#define HUIYIN_SERVICES_SERVER_PORT_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/authenticator.h"

namespace huiyin {

struct PortOptions {
  // host:port; port 0 takes a free one; empty: in process only.
  std::string listen_address;
  // Tokens and whose they are (docs/operations.md). Empty: `insecure` must be true.
  std::string token_file;
  // Every caller is an administrator who may name any actor. Refused on any address but loopback.
  bool insecure = false;
  // PEM files; both empty: no TLS.
  std::string tls_certificate_file;
  std::string tls_key_file;
  // Tokens without TLS on an address that is not loopback: something else must encrypt. Refused (TLS_MISSING)
  // otherwise.
  bool allow_plaintext = false;
};

// When a server is shut down, calls that are still open after so long are cancelled.
inline constexpr std::chrono::seconds kShutdownGrace(5);

bool IsLoopback(absl::string_view address);

// kInvalidArgument: TOKENS_OR_INSECURE, INSECURE_NOT_LOOPBACK, and those of the token file.
absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(const PortOptions& options);

// For every server of a node: with reflection and health, and with limits of messages, streams and memory.
std::unique_ptr<grpc::ServerBuilder> NewServerBuilder();

// Starts the server whose services are registered, and says on which port. kUnavailable: CANNOT_LISTEN.
// kInvalidArgument: TLS_INCOMPLETE, TLS_MISSING, FILE_UNREADABLE.
absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(const PortOptions& options, grpc::ServerBuilder& builder,
                                                     int& port);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_PORT_H_
