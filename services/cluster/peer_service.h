// PeerService: commands from other nodes, for the partitions that this one owns.
#ifndef HUIYIN_SERVICES_CLUSTER_PEER_SERVICE_H_
#define HUIYIN_SERVICES_CLUSTER_PEER_SERVICE_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/peer_service.grpc.pb.h"
#include "services/cluster/command_owners.h"

namespace huiyin {

// The one token in `text`, which the nodes of a cluster share; spaces around it do not count. kInvalidArgument
// (PEER_TOKEN_MALFORMED): not one visible line of 16 characters at least.
absl::StatusOr<std::string> ParsePeerToken(absl::string_view text);

// Thread-safe.
class PeerService final : public v1::PeerService::CallbackService {
 public:
  // `owners` must outlive all calls. `token`: what callers must show, else kUnauthenticated (PEER_TOKEN_UNKNOWN);
  // empty: whoever reaches the port is a peer.
  PeerService(const CommandOwners& owners, std::string token) : owners_(owners), token_(std::move(token)) {}

  grpc::ServerUnaryReactor* ExecuteHere(grpc::CallbackServerContext* context, const v1::ExecuteHereRequest* request,
                                        v1::ExecuteHereResponse* response) override;

 private:
  absl::Status Check(const grpc::CallbackServerContext& context, const v1::ExecuteHereRequest& request) const;

  const CommandOwners& owners_;
  const std::string token_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_PEER_SERVICE_H_
