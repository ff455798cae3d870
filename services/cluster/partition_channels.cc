#include "services/cluster/partition_channels.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/channel_arguments.h"

namespace huiyin {

PartitionChannels::PartitionChannels(const Routes& routes)
    : routes_(routes), queries_(routes), reports_(routes), subscriptions_(routes) {
  grpc::ServerBuilder builder;
  builder.RegisterService(&queries_);
  builder.RegisterService(&reports_);
  builder.RegisterService(&subscriptions_);
  server_ = builder.BuildAndStart();
  CHECK(server_ != nullptr);
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  own_ = server_->InProcessChannel(arguments);
}

PartitionChannels::~PartitionChannels() { server_->Shutdown(std::chrono::system_clock::now()); }

absl::StatusOr<std::shared_ptr<grpc::Channel>> PartitionChannels::To(uint32_t partition) const {
  if (routes_.Held(partition) != nullptr) return own_;
  return routes_.ChannelToOwner(partition);
}

absl::StatusOr<std::vector<std::shared_ptr<grpc::Channel>>> PartitionChannels::ToAll() const {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (uint32_t partition = 0; partition < routes_.partitions(); ++partition) {
    absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = To(partition);
    if (!channel.ok()) {
      return Prefixed(channel.status(), absl::StrCat("partition ", partition, ": "),
                      absl::StrCat("分区 ", partition, "："));
    }
    channels.push_back(*std::move(channel));
  }
  return channels;
}

}  // namespace huiyin
