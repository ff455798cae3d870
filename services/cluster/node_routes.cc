#include "services/cluster/node_routes.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/partition_slice.h"

namespace huiyin {
namespace {

// To a caller it is the node that fails, not the call, whatever the engine's code.
absl::Status CannotServe(uint32_t partition, const absl::Status& why) {
  return Error(absl::StatusCode::kUnavailable, ReasonOf(why),
               absl::StrCat("partition ", partition, " cannot be served: ", why.message()),
               absl::StrCat("分区 ", partition, " 无法提供服务：", ChineseOf(why)));
}

}  // namespace

std::shared_ptr<Shard> NodeRoutes::Held(uint32_t partition) const {
  CHECK_LT(partition, keepers_.size());
  return keepers_[partition]->caught_up();
}

std::shared_ptr<CommandLanes> NodeRoutes::Here(uint32_t partition) const {
  CHECK_LT(partition, keepers_.size());
  std::shared_ptr<PartitionShard> shard = keepers_[partition]->shard();
  if (shard == nullptr) return nullptr;
  CommandLanes* const commands = shard->commands();
  return std::shared_ptr<CommandLanes>(std::move(shard), commands);
}

absl::StatusOr<std::string> NodeRoutes::Elsewhere(uint32_t partition) const {
  CHECK_LT(partition, keepers_.size());
  for (const absl::Status& failure : {news_.failure_of(partition), keepers_[partition]->status()}) {
    if (!failure.ok()) return CannotServe(partition, failure);
  }
  std::string owner = news_.owner_of(partition);
  if (owner.empty() || owner == own_address_) return PartitionMoving(partition);
  return owner;
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> NodeRoutes::ChannelToOwner(uint32_t partition) const {
  ASSIGN_OR_RETURN(const std::string owner, Elsewhere(partition));
  return channels_.To(owner);
}

}  // namespace huiyin
