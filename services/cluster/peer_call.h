// The calling side of PeerService: groups of commands to the node that owns their partition, and their outcomes back.
#ifndef HUIYIN_SERVICES_CLUSTER_PEER_CALL_H_
#define HUIYIN_SERVICES_CLUSTER_PEER_CALL_H_

#include <grpcpp/channel.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/command_queue.h"

namespace huiyin {

// What one call brings at most; the message stays below what a server receives.
inline constexpr size_t kPeerCommandsMax = 2'048;
inline constexpr size_t kPeerBytesMax = 2 << 20;

struct PeerCall {
  uint32_t partition = 0;
  // Shown to the peer; empty: none.
  std::string token;
  // Longer than an append takes, even where Kafka is slow.
  absl::Duration timeout = absl::Seconds(25);
  // Asked some times a second while the answer is awaited. True: there is nothing more to wait for.
  std::function<bool()> is_hopeless;
};

// Blocks. Fills in the outcomes of all groups: the owner's answers; or for all of them the error of the call. Where it
// may have been executed or not, that is kUnavailable (FATE_UNKNOWN).
void ExecuteAtPeer(const PeerCall& call, const std::shared_ptr<grpc::Channel>& channel,
                   std::vector<std::unique_ptr<CommandGroup>>& groups);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_PEER_CALL_H_
