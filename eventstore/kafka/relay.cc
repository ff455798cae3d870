#include "eventstore/kafka/relay.h"

#include <algorithm>
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/group_member.h"
#include "eventstore/kafka/relayed_partition.h"
#include "eventstore/kafka/topic.h"

namespace huiyin {
namespace {

using kafka::RelayedPartition;
using kafka::RelayRoute;

class RelayImpl final : public Relay, private kafka::GroupListener {
 public:
  RelayImpl(RelayRoute route, uint32_t partitions) : route_(std::move(route)), partitions_(partitions) {}
  ~RelayImpl() override { member_.reset(); }

  absl::Status Join() {
    const RelayOptions& options = route_.options;
    ASSIGN_OR_RETURN(member_, kafka::GroupMember::Join(options.properties,
                                                       {route_.group, options.source, options.session_timeout}, *this));
    return absl::OkStatus();
  }

  uint32_t partitions() const override { return partitions_; }

  RelayStatus Status() const override {
    absl::MutexLock lock(&mu_);
    RelayStatus status{.partitions = {}, .relayed = relayed_before_};
    for (const auto& [number, partition] : held_) {
      status.partitions.push_back(partition->Status());
      status.relayed += status.partitions.back().relayed;
    }
    return status;
  }

 private:
  void Assigned(uint32_t partition) override {
    absl::MutexLock lock(&mu_);
    held_[partition] = std::make_unique<RelayedPartition>(route_, partition);
  }

  void Revoked(uint32_t partition) override {
    RelayedPartition* leaving = nullptr;
    {
      absl::MutexLock lock(&mu_);
      auto found = held_.find(partition);
      CHECK(found != held_.end());
      leaving = found->second.get();
    }
    // Without the lock, since it takes its time, and before it is counted, since it may relay until it has ended.
    leaving->Stop();
    absl::MutexLock lock(&mu_);
    relayed_before_ += leaving->Status().relayed;
    held_.erase(partition);
  }

  const RelayRoute route_;
  const uint32_t partitions_;
  mutable absl::Mutex mu_;
  std::map<uint32_t, std::unique_ptr<RelayedPartition>> held_ ABSL_GUARDED_BY(mu_);
  uint64_t relayed_before_ ABSL_GUARDED_BY(mu_) = 0;
  std::unique_ptr<kafka::GroupMember> member_;  // Last: its thread uses the others.
};

absl::Status ToItself(const std::string& topic) {
  return Error(absl::StatusCode::kInvalidArgument, "RELAY_TO_ITSELF",
               absl::StrCat("topic ", topic, " cannot be relayed to itself"),
               absl::StrCat("主题 ", topic, " 不能转发到自身"));
}

}  // namespace

absl::Status RelayStatus::Failure() const {
  for (const RelayedPartitionStatus& partition : partitions) {
    if (!partition.error.ok() && !absl::IsUnavailable(partition.error)) return partition.error;
  }
  return absl::OkStatus();
}

bool RelayStatus::IsCaughtUp() const {
  return !partitions.empty() && std::all_of(partitions.begin(), partitions.end(),
                                            [](const auto& partition) { return partition.is_caught_up; });
}

absl::StatusOr<std::unique_ptr<Relay>> StartRelay(RelayOptions options, absl::Duration timeout) {
  CHECK(options.transform != nullptr);
  if (options.source == options.target) return ToItself(options.source);
  const absl::Time deadline = absl::Now() + timeout;
  ASSIGN_OR_RETURN(kafka::Handle admin, kafka::NewAdminClient(options.properties));
  ASSIGN_OR_RETURN(const kafka::Topic source, kafka::OpenTopic(admin.get(), {.name = options.source}, deadline));
  RETURN_IF_ERROR(
      kafka::OpenTopic(admin.get(),
                       {.name = options.target, .partitions = source.partitions, .replication = options.replication},
                       deadline)
          .status());
  std::string group = absl::StrCat(options.target, ".relay");
  auto relay = std::make_unique<RelayImpl>(RelayRoute{std::move(options), std::move(group), std::move(admin)},
                                           source.partitions);
  RETURN_IF_ERROR(relay->Join());
  return relay;
}

}  // namespace huiyin
