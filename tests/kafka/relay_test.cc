// What a relay promises (eventstore/kafka/relay.h), on a real broker. Whole processes that are killed: relay_kill_test.
#include "eventstore/kafka/relay.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/strings/numbers.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/transactional_producer.h"
#include "eventstore/record_codec.h"
#include "tests/contract/ledger_writer.h"
#include "tests/kafka/log_on_broker.h"
#include "tests/kafka/raw_topic.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// "town-a/17".
absl::StatusOr<std::string> EventId(absl::string_view bytes) {
  const absl::StatusOr<RecordPlace> place = PlaceOf(bytes);
  if (!place.ok()) return place.status();
  return absl::StrCat(place->ledger, "/", place->seq.value());
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

class RelayTest : public KafkaTest {
 protected:
  std::string Target() const { return Topic() + ".json"; }
  RelayOptions RelayOf() const {
    return {.properties = KafkaCluster::Shared().properties(),
            .source = Topic(),
            .target = Target(),
            .transform = &EventId,
            .content_type = "text/plain",
            .session_timeout = absl::Seconds(2)};
  }

  // Until `is_so` of its status, or some of it has stopped.
  template <typename Condition>
  static RelayStatus Await(const Relay& relay, Condition is_so) {
    const absl::Time deadline = Soon();
    while (absl::Now() < deadline) {
      const RelayStatus status = relay.Status();
      if (is_so(status) || !status.Failure().ok()) return status;
      absl::SleepFor(absl::Milliseconds(10));
    }
    const RelayStatus status = relay.Status();
    ADD_FAILURE() << "it never came to that: " << status.relayed << " relayed, " << status.partitions.size()
                  << " partitions, the first: "
                  << (status.partitions.empty() ? absl::OkStatus() : status.partitions[0].error);
    return status;
  }
  // Until it has relayed so many records, and is in step.
  static void AwaitRelayed(const Relay& relay, uint64_t records) {
    const RelayStatus status =
        Await(relay, [records](const RelayStatus& now) { return now.relayed >= records && now.IsCaughtUp(); });
    EXPECT_OK(status.Failure());
    EXPECT_EQ(status.relayed, records);
  }
  // Relays to the end; how many.
  uint64_t RelayAll() const {
    const auto relay = StartRelay(RelayOf());
    EXPECT_OK(relay);
    const RelayStatus status = Await(**relay, [](const RelayStatus& now) { return now.IsCaughtUp(); });
    EXPECT_OK(status.Failure());
    return status.relayed;
  }
  absl::Status WhyItStops() const {
    const auto relay = StartRelay(RelayOf());
    EXPECT_OK(relay);
    return Await(**relay, [](const RelayStatus& now) { return !now.Failure().ok(); }).Failure();
  }

  std::vector<std::string> Values(uint32_t partition = 0) const {
    // Named, since a loop does not keep what it reads from alive.
    const std::vector<RawMessage> messages = RawTopic(Target()).ReadAll(partition).value();
    std::vector<std::string> values;
    for (const RawMessage& message : messages) values.push_back(message.value);
    return values;
  }
  // Until the second topic holds so many messages.
  void AwaitTotal(uint32_t partitions, size_t messages) const {
    const absl::Time deadline = Soon();
    size_t total = 0;
    while (total < messages && absl::Now() < deadline) {
      total = 0;
      for (uint32_t i = 0; i < partitions; ++i) total += Values(i).size();
    }
    EXPECT_EQ(total, messages);
  }
  // What the second topic must hold: the records of the first, in their order.
  static std::vector<std::string> EventIds(const EventLog& log, uint32_t partition) {
    std::vector<std::string> ids;
    for (const ReadRecord& record : PartitionOf(log, partition)) {
      ids.push_back(absl::StrCat(record.ledger, "/", record.seq));
    }
    return ids;
  }
  void ExpectEachRecordOnce(const EventLog& log) const {
    for (uint32_t i = 0; i < log.partitions(); ++i) EXPECT_EQ(Values(i), EventIds(log, i)) << "partition " << i;
  }
};

TEST_F(RelayTest, EachRecordIsRelayedOnceInItsOrderUnderItsKeyWithItsHeaders) {
  Node node(Options(3));
  node.OpenAsOwner();
  std::vector<LedgerWriter> towns;
  for (int i = 0; i < 8; ++i) towns.emplace_back(absl::StrCat("town-", i));
  for (int round = 0; round < 3; ++round) {
    for (LedgerWriter& town : towns) ASSERT_OK(node.log().Append({town.Batch(2)}));
  }
  ASSERT_OK_AND_ASSIGN(const auto relay, StartRelay(RelayOf()));
  AwaitRelayed(*relay, 8 * 3 * 2);
  ExpectEachRecordOnce(node.log());
  for (uint32_t i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const std::vector<RawMessage> first, RawTopic(Topic()).ReadAll(i));
    ASSERT_OK_AND_ASSIGN(std::vector<RawMessage> second, RawTopic(Target()).ReadAll(i));
    ASSERT_EQ(first.size(), second.size());
    uint64_t before = 0;
    for (size_t n = 0; n < first.size(); ++n) {
      EXPECT_EQ(second[n].key, first[n].key);
      uint64_t offset = 0;
      ASSERT_TRUE(absl::SimpleAtoi(second[n].headers["huiyin-source-offset"], &offset));
      EXPECT_TRUE(n == 0 || offset > before);
      before = offset;
      std::map<std::string, std::string> expected = first[n].headers;
      expected["content-type"] = "text/plain";
      expected["huiyin-source-offset"] = absl::StrCat(offset);
      EXPECT_EQ(second[n].headers, expected);
    }
  }
  // And what comes later.
  ASSERT_OK(node.log().Append({towns[0].Batch(5)}));
  AwaitRelayed(*relay, 8 * 3 * 2 + 5);
  ExpectEachRecordOnce(node.log());
}

void DeleteGroup(const std::string& group) {
  const kafka::Handle client = *kafka::NewAdminClient(KafkaCluster::Shared().properties());
  const std::unique_ptr<rd_kafka_DeleteGroup_t, kafka::Destroyer<&rd_kafka_DeleteGroup_destroy>> wanted(
      rd_kafka_DeleteGroup_new(group.c_str()));
  rd_kafka_DeleteGroup_t* groups[] = {wanted.get()};
  const kafka::Queue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DeleteGroups(client.get(), groups, 1, nullptr, queue.get());
  const kafka::Event event(rd_kafka_queue_poll(queue.get(), 30'000));
  ASSERT_NE(event, nullptr);
  size_t count = 0;
  const auto* const* results =
      rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event.get()), &count);
  ASSERT_EQ(count, 1u);
  EXPECT_EQ(rd_kafka_group_result_error(results[0]), nullptr);
}

// -1: the group has none.
int64_t OffsetOfGroup(const std::string& group, const std::string& topic) {
  kafka::Conf conf = *kafka::NewConf(KafkaCluster::Shared().properties(), {{"group.id", group}});
  const kafka::Handle client = *kafka::NewClient(RD_KAFKA_CONSUMER, std::move(conf));
  const kafka::TopicPartitions list = kafka::OnePartition(topic, 0, RD_KAFKA_OFFSET_INVALID);
  EXPECT_EQ(rd_kafka_committed(client.get(), list.get(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  return list->elems[0].offset < 0 ? -1 : list->elems[0].offset;
}

TEST_F(RelayTest, TheGroupShowsHowFarItIsButMayForgetIt) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(4)}));
  EXPECT_EQ(OffsetOfGroup(Target() + ".relay", Topic()), -1);
  EXPECT_EQ(RelayAll(), 4u);
  EXPECT_EQ(OffsetOfGroup(Target() + ".relay", Topic()), 4);
  EXPECT_EQ(RelayAll(), 0u);
  DeleteGroup(Target() + ".relay");
  ASSERT_OK(node.log().Append({town.Batch(3)}));
  EXPECT_EQ(RelayAll(), 3u);
  ExpectEachRecordOnce(node.log());
}

TEST_F(RelayTest, ASecondTopicThatWasDeletedIsMadeAnewFromTheBeginning) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(4)}));
  EXPECT_EQ(RelayAll(), 4u);
  ASSERT_OK(RawTopic(Target()).Delete());
  EXPECT_EQ(RelayAll(), 4u);
  ExpectEachRecordOnce(node.log());
}

TEST_F(RelayTest, RelaysSharePartitionsAndReplaceEachOther) {
  Node node(Options(4));
  node.OpenAsOwner();
  ASSERT_OK_AND_ASSIGN(auto a, StartRelay(RelayOf()));
  Await(*a, [](const RelayStatus& now) { return now.partitions.size() == 4 && now.IsCaughtUp(); });
  ASSERT_OK_AND_ASSIGN(const auto b, StartRelay(RelayOf()));
  Await(*b, [](const RelayStatus& now) { return now.partitions.size() == 2 && now.IsCaughtUp(); });
  Await(*a, [](const RelayStatus& now) { return now.partitions.size() == 2; });
  std::vector<LedgerWriter> towns;
  for (int i = 0; i < 12; ++i) towns.emplace_back(absl::StrCat("town-", i));
  for (LedgerWriter& town : towns) ASSERT_OK(node.log().Append({town.Batch(3)}));
  AwaitTotal(4, 12 * 3);
  ExpectEachRecordOnce(node.log());
  EXPECT_GT(b->Status().relayed, 0u);

  a.reset();
  for (LedgerWriter& town : towns) ASSERT_OK(node.log().Append({town.Batch(2)}));
  AwaitTotal(4, 12 * 5);
  EXPECT_EQ(b->Status().partitions.size(), 4u);
  ExpectEachRecordOnce(node.log());
}

TEST_F(RelayTest, OneThatWasFencedWritesNothingMoreUntilItTookThePartitionBack) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(3)}));
  ASSERT_OK_AND_ASSIGN(const auto relay, StartRelay(RelayOf()));
  AwaitRelayed(*relay, 3);
  // Somebody else takes the partition over and writes the next record.
  ASSERT_OK_AND_ASSIGN(const auto intruder, kafka::TransactionalProducer::Open(KafkaCluster::Shared().properties(),
                                                                               kafka::TransactionalId(Target(), 0),
                                                                               {Target()}, [] { return false; }));
  ASSERT_FALSE(intruder->Begin(1).has_value());
  kafka::Headers headers(rd_kafka_headers_new(2));
  rd_kafka_header_add(headers.get(), "ce_id", -1, "town-a/3", -1);
  rd_kafka_header_add(headers.get(), "huiyin-source-offset", -1, "4", -1);  // After the marker of the three.
  ASSERT_OK(intruder->Produce(Target(), 0, "town-a", "town-a/3", std::move(headers), 0));
  ASSERT_EQ(intruder->Finish().fate, kafka::TransactionalProducer::Fate::kCommitted);
  ASSERT_OK(node.log().Append({town.Batch(2)}));
  Await(*relay, [](const RelayStatus& now) { return now.relayed == 4 && now.IsCaughtUp(); });
  EXPECT_THAT(Values(), ElementsAre("town-a/0", "town-a/1", "town-a/2", "town-a/3", "town-a/4"));
}

TEST_F(RelayTest, WhatCannotBeTransformedStopsItThereAndIsNamed) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(5)}));
  RelayOptions options = RelayOf();
  options.transform = [](absl::string_view bytes) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(std::string id, EventId(bytes));
    if (id == "town-a/3") return Error(absl::StatusCode::kUnimplemented, "EVENT_TYPE_UNKNOWN", "new", "新的");
    return id;
  };
  {
    ASSERT_OK_AND_ASSIGN(const auto relay, StartRelay(options));
    const RelayStatus status = Await(*relay, [](const RelayStatus& now) { return !now.Failure().ok(); });
    EXPECT_EQ(status.relayed, 3u);
    EXPECT_EQ(status.partitions.at(0).last, Offset(2));
    const absl::Status why = status.Failure();
    EXPECT_THAT(why, HasReason("EVENT_TYPE_UNKNOWN"));
    EXPECT_THAT(MessageOf(why), HasSubstr(absl::StrCat("topic ", Topic(), ", partition 0, offset 3: new")));
    EXPECT_THAT(ChineseOf(why), HasSubstr("分区 0 偏移 3：新的"));
    EXPECT_THAT(Values(), ElementsAre("town-a/0", "town-a/1", "town-a/2"));
  }
  // A newer one goes on there.
  EXPECT_EQ(RelayAll(), 2u);
  ExpectEachRecordOnce(node.log());
}

TEST_F(RelayTest, ASourceThatWasMadeAnewIsRefused) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a"), other("town-b");
  ASSERT_OK(node.log().Append({town.Batch(4)}));
  EXPECT_EQ(RelayAll(), 4u);
  node.Close();
  ASSERT_OK(RawTopic(Topic()).Delete());
  Node anew(Options());
  anew.OpenAsOwner();
  ASSERT_OK(anew.log().Append({other.Batch(1)}));  // The topic ends before what was relayed last.
  EXPECT_THAT(WhyItStops(), HasReason("RELAY_NOT_OF_SOURCE"));
  ASSERT_OK(anew.log().Append({other.Batch(4)}));  // It has something else there.
  const absl::Status why = WhyItStops();
  EXPECT_THAT(why, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(why, HasReason("RELAY_NOT_OF_SOURCE"));
  EXPECT_THAT(MessageOf(why), HasSubstr("event town-a/3 at offset 3"));
  EXPECT_THAT(Values(), SizeIs(4));
}

TEST_F(RelayTest, ASecondTopicThatSomebodyElseWritesToIsRefused) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(2)}));
  EXPECT_EQ(RelayAll(), 2u);
  ASSERT_OK(RawTopic(Target()).Write("town-a", "hello"));
  EXPECT_THAT(WhyItStops(), HasReason("NOT_RELAYED"));
}

TEST_F(RelayTest, ASecondTopicThatCouldLoseRecordsOrHasOtherPartitionsIsRefused) {
  EXPECT_THAT(StartRelay(RelayOf()), HasReason("TOPIC_ABSENT"));
  Node node(Options(2));
  ASSERT_OK(node.TryOpen());
  RelayOptions options = RelayOf();
  options.target = Topic();
  EXPECT_THAT(StartRelay(options), HasReason("RELAY_TO_ITSELF"));
  options.target = Topic() + ".forgetful";
  ASSERT_OK(RawTopic(options.target).Create(2, {{"retention.ms", "604800000"}}));
  EXPECT_THAT(StartRelay(options), HasReason("TOPIC_COULD_LOSE_RECORDS"));
  options.target = Topic() + ".compacted";
  ASSERT_OK(RawTopic(options.target).Create(2, {{"retention.ms", "-1"}, {"cleanup.policy", "compact"}}));
  EXPECT_THAT(StartRelay(options), HasReason("TOPIC_COULD_LOSE_RECORDS"));
  options.target = Topic() + ".three";
  ASSERT_OK(RawTopic(options.target).Create(3, {{"retention.ms", "-1"}}));
  const auto three = StartRelay(options);
  EXPECT_THAT(three, HasReason("TOPIC_PARTITIONS_DIFFER"));
  EXPECT_THAT(MessageOf(three.status()), HasSubstr("has 3 partitions, not 2"));
}

}  // namespace
}  // namespace huiyin
