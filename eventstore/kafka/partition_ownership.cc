#include "eventstore/kafka/partition_ownership.h"

#include <atomic>
#include <map>
#include <set>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "eventstore/kafka/group_member.h"

namespace huiyin {
namespace {

class Member final : public PartitionOwnership, private kafka::GroupListener {
 public:
  Member(KafkaLog& log, const OwnershipOptions& options) : log_(log), options_(options) {}
  ~Member() override {
    leaving_ = true;
    member_.reset();
    if (options_.standby) {
      for (uint32_t partition = 0; partition < log_.partitions(); ++partition) log_.Release(partition);
    }
  }

  absl::Status Join() {
    if (options_.standby) {
      for (uint32_t partition = 0; partition < log_.partitions(); ++partition) log_.Follow(partition);
    }
    ASSIGN_OR_RETURN(member_,
                     kafka::GroupMember::Join(options_.properties,
                                              {options_.group, options_.topic, options_.session_timeout}, *this));
    return absl::OkStatus();
  }

  std::vector<uint32_t> assigned() const override { return member_->assigned(); }

 private:
  void Assigned(uint32_t partition) override {
    held_.insert(partition);
    Hold(partition);
  }
  void Revoked(uint32_t partition) override {
    held_.erase(partition);
    lost_since_.erase(partition);
    if (options_.standby && !leaving_) {
      log_.Follow(partition);
    } else {
      log_.Release(partition);
    }
  }

  void Hold(uint32_t partition) {
    if (options_.own) {
      log_.Own(partition);
    } else {
      log_.Follow(partition);
    }
  }

  // Takes back what a fence took. Not at once: a node that was replaced while it slept hears from the fence first, from
  // the group a little later.
  void Polled() override {
    const absl::Time now = absl::Now();
    for (uint32_t partition : held_) {
      if (log_.StatusOf(partition).state != PartitionState::kLost) {
        lost_since_.erase(partition);
        continue;
      }
      const absl::Time since = lost_since_.try_emplace(partition, now).first->second;
      if (now - since < options_.session_timeout) continue;
      lost_since_.erase(partition);
      Hold(partition);
    }
  }

  KafkaLog& log_;
  const OwnershipOptions options_;
  std::atomic<bool> leaving_ = false;
  // The member's thread's own.
  std::set<uint32_t> held_;
  std::map<uint32_t, absl::Time> lost_since_;
  std::unique_ptr<kafka::GroupMember> member_;  // Last: its thread uses the others.
};

}  // namespace

absl::StatusOr<std::unique_ptr<PartitionOwnership>> JoinOwners(KafkaLog& log, const OwnershipOptions& options) {
  auto member = std::make_unique<Member>(log, options);
  RETURN_IF_ERROR(member->Join());
  return member;
}

}  // namespace huiyin
