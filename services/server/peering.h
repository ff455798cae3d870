// How the nodes of a cluster reach and know each other: an address, a token, an authority.
#ifndef HUIYIN_SERVICES_SERVER_PEERING_H_
#define HUIYIN_SERVICES_SERVER_PEERING_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/security/credentials.h"
#include "services/server/cluster_node.h"

namespace huiyin {

struct Peering {
  // Of this node, as the others reach it. Empty, as the token: of a projector, which no other node calls.
  std::string address;
  // Empty: none is shown, and none asked for.
  std::string token;
  std::shared_ptr<grpc::ChannelCredentials> credentials;
};

// kInvalidArgument: ADVERTISE_MISSING, PEER_TOKEN_MISSING, PEER_TOKEN_MALFORMED, PEER_CA_MISSING, FILE_UNREADABLE.
absl::StatusOr<Peering> PeeringOf(const ClusterOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_PEERING_H_
