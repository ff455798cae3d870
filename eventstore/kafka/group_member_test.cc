// A member against librdkafka's own mock cluster, which can hold an answer back; with brokers: //tests/kafka.
#include "eventstore/kafka/group_member.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka_mock.h>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"

namespace huiyin::kafka {
namespace {

constexpr int32_t kBroker = 1;
constexpr int16_t kSyncGroup = 14;  // Kafka's protocol, API keys.
constexpr absl::Duration kPatience = absl::Seconds(60);

using MockCluster = std::unique_ptr<rd_kafka_mock_cluster_t, Destroyer<&rd_kafka_mock_cluster_destroy>>;

class Listener : public GroupListener {
 public:
  void Assigned(uint32_t) override { assigned.Notify(); }
  void Revoked(uint32_t) override { revoked.Notify(); }

  absl::Notification assigned, revoked;
};

class GroupMemberTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(Conf conf, NewConf({}, {}));
    ASSERT_OK_AND_ASSIGN(client_, NewClient(RD_KAFKA_PRODUCER, std::move(conf)));
    cluster_.reset(rd_kafka_mock_cluster_new(client_.get(), 1));
    ASSERT_EQ(rd_kafka_mock_topic_create(cluster_.get(), "records", 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  std::unique_ptr<GroupMember> Join(Listener& listener) {
    auto joined =
        GroupMember::Join({{"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster_.get())}},
                          {.group = "owners", .topic = "records", .session_timeout = absl::Seconds(6)}, listener);
    EXPECT_OK(joined);
    return *std::move(joined);
  }
  void HoldNextSyncGroupBack(absl::Duration delay) {
    ASSERT_EQ(rd_kafka_mock_broker_push_request_error_rtts(cluster_.get(), kBroker, kSyncGroup, 1,
                                                           RD_KAFKA_RESP_ERR_NO_ERROR, Milliseconds(delay)),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  bool SyncGroupIsHeldBack() {
    size_t waiting = 0;
    rd_kafka_mock_broker_error_stack_cnt(cluster_.get(), kBroker, kSyncGroup, &waiting);
    return waiting == 0;
  }

  Handle client_;
  MockCluster cluster_;
};

TEST_F(GroupMemberTest, WhoLeavesGivesBackWhatWasAssigned) {
  Listener listener;
  std::unique_ptr<GroupMember> member = Join(listener);
  ASSERT_TRUE(listener.assigned.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(member->assigned(), std::vector<uint32_t>{0});
  EXPECT_FALSE(listener.revoked.HasBeenNotified());
  member.reset();
  EXPECT_TRUE(listener.revoked.HasBeenNotified());
}

// librdkafka 2.0 aborts the process here when its client is destroyed.
TEST_F(GroupMemberTest, WhoLeavesBetweenJoiningAndTheFirstAssignmentHarmsNobody) {
  HoldNextSyncGroupBack(absl::Seconds(2));
  Listener listener;
  std::unique_ptr<GroupMember> member = Join(listener);
  const absl::Time deadline = absl::Now() + kPatience;
  while (!SyncGroupIsHeldBack() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(5));
  ASSERT_TRUE(SyncGroupIsHeldBack());
  member.reset();
  EXPECT_FALSE(listener.assigned.HasBeenNotified());
}

}  // namespace
}  // namespace huiyin::kafka
