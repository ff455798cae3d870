// Connections to the other nodes of a cluster, one each, made when first needed. Nodes come and go: past kChannelsMax
// of them, those that nobody is using are closed.
#ifndef HUIYIN_SERVICES_CLUSTER_PEER_CHANNELS_H_
#define HUIYIN_SERVICES_CLUSTER_PEER_CHANNELS_H_

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace huiyin {

// Thread-safe.
class PeerChannels {
 public:
  static constexpr size_t kChannelsMax = 256;

  explicit PeerChannels(std::shared_ptr<grpc::ChannelCredentials> credentials) : credentials_(std::move(credentials)) {}

  // `address`: host:port. Whether anybody is there shows with the first call. In use for as long as the caller holds
  // it.
  std::shared_ptr<grpc::Channel> To(const std::string& address);

  size_t size() const {
    absl::MutexLock lock(&mu_);
    return channels_.size();
  }

 private:
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  mutable absl::Mutex mu_;
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_PEER_CHANNELS_H_
