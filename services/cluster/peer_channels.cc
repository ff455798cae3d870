#include "services/cluster/peer_channels.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

namespace huiyin {
namespace {

// A node that was gone is found again within so long. gRPC's own would be two minutes.
constexpr int kReconnectMillisecondsMax = 1'000;
constexpr int kReconnectMillisecondsMin = 100;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // A node's answers are bounded where they are made.
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMin);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMax);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMax);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> PeerChannels::To(const std::string& address) {
  absl::MutexLock lock(&mu_);
  if (channels_.size() >= kChannelsMax && !channels_.contains(address)) {
    absl::erase_if(channels_, [](const auto& known) { return known.second.use_count() == 1; });
  }
  std::shared_ptr<grpc::Channel>& channel = channels_[address];
  if (channel == nullptr) channel = grpc::CreateCustomChannel(address, credentials_, Arguments());
  return channel;
}

}  // namespace huiyin
