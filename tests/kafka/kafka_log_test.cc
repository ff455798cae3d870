// What the Kafka engine promises beyond the contract of all engines (tests/contract), on a real broker.
#include "eventstore/kafka/kafka_log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/topic.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tests/contract/ledger_writer.h"
#include "tests/contract/reading.h"
#include "tests/kafka/log_on_broker.h"
#include "tests/kafka/raw_topic.h"

namespace huiyin {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

class KafkaLogTest : public KafkaTest {};

TEST_F(KafkaLogTest, MakesATopicThatKeepsEveryRecord) {
  Node node(Options(3));
  ASSERT_OK(node.TryOpen());
  EXPECT_EQ(node.log().partitions(), 3u);
  RawTopic topic(Topic());
  ASSERT_OK_AND_ASSIGN(const kafka::Settings settings, topic.Settings());
  EXPECT_EQ(settings.at("retention.ms"), "-1");
  EXPECT_EQ(settings.at("retention.bytes"), "-1");
  EXPECT_EQ(settings.at("cleanup.policy"), "delete");
  EXPECT_EQ(settings.at("unclean.leader.election.enable"), "false");
  RawTopic owners(Topic() + ".owners");
  ASSERT_OK_AND_ASSIGN(const kafka::Settings compacted, owners.Settings());
  EXPECT_EQ(compacted.at("cleanup.policy"), "compact");
}

TEST_F(KafkaLogTest, RefusesATopicThatCouldLoseRecords) {
  const kafka::Settings right = {{"retention.ms", "-1"}, {"retention.bytes", "-1"}};
  const kafka::Settings wrong = {{"retention.ms", "604800000"},
                                 {"retention.bytes", "1000000000"},
                                 {"cleanup.policy", "compact"},
                                 {"unclean.leader.election.enable", "true"},
                                 {"max.message.bytes", "65536"}};
  for (const auto& [name, value] : wrong) {
    kafka::Settings settings = right;
    settings[name] = value;
    KafkaLogOptions options = Options();
    options.topic = absl::StrCat(Topic(), "-", name);
    ASSERT_OK(RawTopic(options.topic).Create(1, settings));
    Node node(options);
    const absl::Status status = node.TryOpen();
    EXPECT_THAT(status, HasCode(absl::StatusCode::kFailedPrecondition)) << name;
    EXPECT_THAT(status, HasReason("TOPIC_COULD_LOSE_RECORDS"));
    EXPECT_THAT(MessageOf(status), HasSubstr(name + " is " + value));
    EXPECT_THAT(ChineseOf(status), HasSubstr(name + " 为 " + value));
  }
}

TEST_F(KafkaLogTest, RefusesAnotherCountOfPartitionsAndAnAbsentTopic) {
  Node none(Options(0));
  EXPECT_THAT(none.TryOpen(), HasReason("TOPIC_ABSENT"));
  Node two(Options(2));
  ASSERT_OK(two.TryOpen());
  Node three(Options(3));
  EXPECT_THAT(three.TryOpen(), HasReason("TOPIC_PARTITIONS_DIFFER"));
  Node any(Options(0));
  ASSERT_OK(any.TryOpen());
  EXPECT_EQ(any.log().partitions(), 2u);
}

TEST_F(KafkaLogTest, AMessageIsTheRecordWithItsCloudEvent) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  const LedgerBatch batch = town.Batch(2);
  ASSERT_OK(node.log().Append({batch}));
  RawTopic topic(Topic());
  ASSERT_OK_AND_ASSIGN(const std::vector<RawMessage> messages, topic.Read(2));
  ASSERT_EQ(messages.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(messages[i].key, "town-a");
    EXPECT_EQ(messages[i].value, batch.records[i].bytes);
  }
  const std::map<std::string, std::string> expected = {{"ce_specversion", "1.0"},
                                                       {"ce_id", "town-a/1"},
                                                       {"ce_source", "/huiyin/ledgers/town-a"},
                                                       {"ce_type", "huiyin.v1.ProgressLogged"},
                                                       {"ce_subject", "proposal/p-1"},
                                                       {"content-type", "application/protobuf"}};
  std::map<std::string, std::string> headers = messages[1].headers;
  EXPECT_EQ(headers["ce_time"].substr(0, 4), "2020");  // SampleRecord's year.
  headers.erase("ce_time");
  EXPECT_EQ(headers, expected);
}

TEST_F(KafkaLogTest, TheOlderOfTwoOwnersIsFencedAndNeverSaysOk) {
  Node a(Options()), b(Options());
  a.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(a.log().Append({town.Batch(3)}));
  b.OpenAsOwner();
  EXPECT_EQ(PartitionOf(b.log()).size(), 3u);
  LedgerWriter zombie = town;
  const absl::Status refused = a.log().Append({zombie.Batch(2)});
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_EQ(a.log().StatusOf(0).state, PartitionState::kLost);
  EXPECT_THAT(a.log().Append({zombie.Batch(1)}), HasReason("PARTITION_NOT_OWNED"));
  EXPECT_THAT(a.log().FindCommand(LedgerId("town-a"), CommandId("c-0")), HasReason("PARTITION_NOT_OWNED"));
  ASSERT_OK(b.log().Append({town.Batch(4)}));
  // And back: the new owner has what the other wrote.
  a.OwnAll();
  EXPECT_THAT(PartitionOf(a.log()), ElementsAreArray(PartitionOf(b.log())));
  EXPECT_EQ(PartitionOf(a.log()).size(), 7u);  // 3 and 4, and nothing of what was refused.
  LedgerWriter stale = town;
  EXPECT_OK(a.log().Append({town.Batch(1)}));
  EXPECT_THAT(b.log().Append({stale.Batch(1)}), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(KafkaLogTest, WhoHasLostThePartitionLearnsItFromAnEmptyBatch) {
  Node a(Options()), b(Options());
  a.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(a.log().Append({town.Batch(3)}));
  ASSERT_OK(a.log().Append({{LedgerId("town-a"), Seq(3), {}}}));
  b.OpenAsOwner();
  EXPECT_THAT(a.log().Append({{LedgerId("town-a"), Seq(3), {}}}), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_OK(b.log().Append({{LedgerId("town-a"), Seq(3), {}}}));
}

TEST_F(KafkaLogTest, CommandsAreFoundAfterATakeOver) {
  Node a(Options()), b(Options());
  a.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(a.log().Append({{LedgerId("town-a"), Seq(0), {town.Record("proposal/p-1", "c-x", 'x')}}}));
  b.OpenAsOwner();
  ASSERT_OK_AND_ASSIGN(const auto found, b.log().FindCommand(LedgerId("town-a"), CommandId("c-x")));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->digest, std::string(32, 'x'));
  EXPECT_EQ(found->first, Seq(0));
  const absl::Status again = b.log().Append({{LedgerId("town-a"), Seq(1), {town.Record("proposal/p-1", "c-x", 'x')}}});
  EXPECT_THAT(again, HasReason("COMMAND_ID_REUSED"));
  EXPECT_EQ(PartitionOf(b.log()).size(), 1u);
}

// Offsets and bytes of everything in the partition.
std::vector<std::pair<uint64_t, std::string>> Placed(const EventLog& log) {
  auto cursor = log.ReadPartition(0, Offset(0)).value();
  std::vector<std::pair<uint64_t, std::string>> out;
  while (true) {
    auto record = cursor->Next().value();
    if (!record.has_value()) return out;
    out.emplace_back(record->offset.value(), std::string(record->bytes));
  }
}

TEST_F(KafkaLogTest, ADeletedReplicaIsMadeAnewWithTheSameBytesAtTheSameOffsets) {
  Node node(Options()), other(Options());
  node.OpenAsOwner();
  LedgerWriter a("town-a"), b("town-b");
  for (int i = 0; i < 10; ++i) ASSERT_OK(node.log().Append({a.Batch(1 + i % 3), b.Batch(2)}));
  const auto placed = Placed(node.log());
  ASSERT_EQ(placed.size(), a.next() + b.next());
  const Offset end = node.log().PartitionEnd(0).value();
  node.Close();
  std::filesystem::remove_all(node.options().replica_directory);
  node.OpenAsOwner();
  EXPECT_EQ(Placed(node.log()), placed);
  EXPECT_EQ(node.log().PartitionEnd(0).value(), end);
  EXPECT_OK(node.log().Append({a.Batch(1)}));
  other.OpenAsFollower(node.log().PartitionEnd(0).value());
  EXPECT_EQ(Placed(other.log()), Placed(node.log()));
}

TEST_F(KafkaLogTest, ADamagedReplicaIsMadeAnew) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(5)}));
  const auto placed = Placed(node.log());
  node.Close();
  for (const auto& file : std::filesystem::recursive_directory_iterator(node.options().replica_directory)) {
    if (file.path().filename().string().rfind("MANIFEST-", 0) == 0) std::ofstream(file.path()) << "not a manifest";
  }
  node.OpenAsOwner();
  EXPECT_EQ(Placed(node.log()), placed);
}

// A node on a machine that can be started anew.
class NodeOfAMachine : public Node {
 public:
  explicit NodeOfAMachine(KafkaLogOptions options) : Node(std::move(options)) {
    this->options().open_replica = [this](const std::string& directory, const std::string& of) {
      directory_ = directory;
      return OpenRocksDbReplica({.directory = directory, .boot = absl::StrCat("boot ", boots_)}, of);
    };
  }

  const std::string& directory() const { return directory_; }
  // Without closing anything. All that was written happened to be on the disk.
  void StopMachine() {
    std::filesystem::copy(directory_, directory_ + ".stopped");
    Close();
    std::filesystem::remove_all(directory_);
    std::filesystem::rename(directory_ + ".stopped", directory_);
    std::ofstream(directory_ + "/old");
    ++boots_;
  }

 private:
  std::string directory_;  // Of the replica.
  int boots_ = 0;
};

TEST_F(KafkaLogTest, AReplicaThatWasOpenWhenTheMachineStoppedIsMadeAnew) {
  NodeOfAMachine node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(5)}));
  const auto placed = Placed(node.log());
  node.StopMachine();
  node.OpenAsOwner();
  EXPECT_EQ(Placed(node.log()), placed);
  EXPECT_FALSE(std::filesystem::exists(node.directory() + "/old"));
}

// It is the only one left who knows what the topic has lost.
TEST_F(KafkaLogTest, AReplicaThatWasOpenWhenTheMachineStoppedAndIsAheadIsKept) {
  NodeOfAMachine node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(5)}));
  node.StopMachine();
  ASSERT_OK(RawTopic(Topic()).Delete());
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(node.TryOpen());
    node.log().Own(0);
    EXPECT_THAT(node.log().Await(0, PartitionState::kServing, Soon()), HasReason("REPLICA_AHEAD"));
    EXPECT_TRUE(std::filesystem::exists(node.directory() + "/old"));
    node.Close();
  }
  // The topic grows beyond it, with other records.
  Node other(Options());
  other.OpenAsOwner();
  LedgerWriter another("town-b");
  ASSERT_OK(other.log().Append({another.Batch(9)}));
  ASSERT_OK(node.TryOpen());
  node.log().Own(0);
  EXPECT_THAT(node.log().Await(0, PartitionState::kServing, Soon()), HasReason("REPLICA_NOT_OF_TOPIC"));
  EXPECT_TRUE(std::filesystem::exists(node.directory() + "/old"));
}

TEST_F(KafkaLogTest, AReplicaOfATopicMadeAnewIsRefused) {
  Node node(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(5)}));
  node.Close();
  ASSERT_OK(RawTopic(Topic()).Delete());
  ASSERT_OK(node.TryOpen());
  node.log().Own(0);
  EXPECT_THAT(node.log().Await(0, PartitionState::kServing, Soon()), HasReason("REPLICA_AHEAD"));
  EXPECT_THAT(node.log().Append({town.Batch(1)}), HasReason("REPLICA_AHEAD"));
  // The topic grows beyond the replica, with other records.
  Node other(Options());
  other.OpenAsOwner();
  LedgerWriter another("town-b");
  ASSERT_OK(other.log().Append({another.Batch(9)}));
  node.log().Own(0);
  const absl::Status status = node.log().Await(0, PartitionState::kServing, Soon());
  EXPECT_THAT(status, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("REPLICA_NOT_OF_TOPIC"));
  EXPECT_THAT(ChineseOf(status), HasSubstr("请删除该副本"));
}

// Where the replica's last record was, the topic made anew has what nobody sees.
TEST_F(KafkaLogTest, AReplicaWhoseLastRecordTheTopicDoesNotShowIsRefused) {
  Node node(Options()), follower(Options());
  node.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(1)}));
  follower.OpenAsFollower(node.log().PartitionEnd(0).value());
  node.Close();
  follower.Close();
  RawTopic topic(Topic());
  ASSERT_OK(topic.Delete());
  ASSERT_OK(node.TryOpen());
  topic.WriteAborted("at the offset of the record");
  node.log().Own(0);
  EXPECT_THAT(node.log().Await(0, PartitionState::kServing, Soon()), HasReason("REPLICA_NOT_OF_TOPIC"));
  ASSERT_OK(follower.TryOpen());
  follower.log().Follow(0);
  EXPECT_THAT(follower.log().Await(0, PartitionState::kServing, Soon()), HasReason("REPLICA_NOT_OF_TOPIC"));
}

TEST_F(KafkaLogTest, AReplicaIsNoLogOfItsOwnNorOfAnotherTopic) {
  Node node(Options());
  node.OpenAsOwner();
  node.Close();
  const std::string directory = absl::StrCat(node.options().replica_directory, "/", Topic(), "-0");
  EXPECT_THAT(RocksDbReplicas()(directory, "something else"), HasReason("REPLICA_OF_ANOTHER"));
}

TEST_F(KafkaLogTest, RecordsThatAreNotTheNextAreDroppedAndCounted) {
  Node owner(Options()), follower(Options());
  owner.OpenAsOwner();
  LedgerWriter town("town-a");
  const LedgerBatch batch = town.Batch(3);
  ASSERT_OK(owner.log().Append({batch}));
  RawTopic topic(Topic());
  ASSERT_OK(topic.Write("town-a", batch.records[1].bytes));                         // Again.
  ASSERT_OK(topic.Write("town-a", SampleEncoded({.seq = 9, .version = 9}).bytes));  // Too early.
  const LedgerBatch more = town.Batch(2);
  ASSERT_OK(owner.log().Append({more}));
  follower.OpenAsFollower(owner.log().PartitionEnd(0).value());
  EXPECT_EQ(Placed(follower.log()), Placed(owner.log()));
  EXPECT_EQ(PartitionOf(follower.log()).size(), 5u);
  EXPECT_EQ(follower.log().StatusOf(0).dropped, 2u);
  EXPECT_EQ(owner.log().StatusOf(0).dropped, 0u);
}

TEST_F(KafkaLogTest, AMessageThatIsNoRecordStopsThePartitionAndIsNamed) {
  Node owner(Options()), follower(Options());
  owner.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(owner.log().Append({town.Batch(3)}));
  RawTopic topic(Topic());
  ASSERT_OK_AND_ASSIGN(const uint64_t offset, topic.Write("town-a", "what is this?"));
  ASSERT_OK(follower.TryOpen());
  follower.log().Own(0);
  const absl::Status status = follower.log().Await(0, PartitionState::kServing, Soon());
  EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(MessageOf(status), HasSubstr(absl::StrCat("partition 0, offset ", offset)));
  EXPECT_THAT(follower.log().ReadPartition(0, Offset(0)), HasCode(absl::StatusCode::kDataLoss));
}

TEST_F(KafkaLogTest, AFollowerReadsAlong) {
  Node owner(Options()), follower(Options());
  owner.OpenAsOwner();
  LedgerWriter town("town-a");
  ASSERT_OK(owner.log().Append({town.Batch(1)}));
  follower.OpenAsFollower(owner.log().PartitionEnd(0).value());
  for (int i = 0; i < 5; ++i) {
    const Offset seen = follower.log().PartitionEnd(0).value();
    ASSERT_OK(owner.log().Append({town.Batch(2)}));
    ASSERT_TRUE(follower.log().WaitForMore(0, seen, Soon()));
    follower.AwaitEnd(owner.log().PartitionEnd(0).value());
    EXPECT_EQ(Placed(follower.log()), Placed(owner.log()));
  }
  EXPECT_THAT(follower.log().Append({town.Batch(1)}), HasReason("PARTITION_NOT_OWNED"));
}

TEST_F(KafkaLogTest, WhatIsNotHeldIsUnavailable) {
  Node node(Options());
  ASSERT_OK(node.TryOpen());
  EXPECT_THAT(node.log().ReadPartition(0, Offset(0)), HasReason("PARTITION_NOT_HELD"));
  EXPECT_THAT(node.log().Head(LedgerId("town-a")), HasReason("PARTITION_NOT_HELD"));
  EXPECT_THAT(node.log().Heads(LedgerId(), 10).value(), IsEmpty());
  node.OwnAll();
  LedgerWriter town("town-a");
  ASSERT_OK(node.log().Append({town.Batch(1)}));
  node.log().Release(0);
  EXPECT_THAT(node.log().ReadPartition(0, Offset(0)), HasReason("PARTITION_NOT_HELD"));
  EXPECT_THAT(node.log().Append({town.Batch(1)}), HasReason("PARTITION_NOT_OWNED"));
}

TEST_F(KafkaLogTest, LedgersArePlacedByTheirIdsAndNeverMixed) {
  Node node(Options(4));
  node.OpenAsOwner();
  std::map<uint32_t, std::vector<LedgerBatch>> by_partition;
  for (int i = 0; i < 20; ++i) {
    LedgerWriter town(absl::StrCat("town-", i));
    by_partition[node.log().PartitionOf(LedgerId(town.ledger()))].push_back(town.Batch(2));
  }
  ASSERT_EQ(by_partition.size(), 4u);
  EXPECT_THAT(node.log().Append({by_partition[0][0], by_partition[1][0]}), HasReason("APPEND_INVALID"));
  for (const auto& [partition, batches] : by_partition) {
    ASSERT_OK(node.log().Append(batches));
    EXPECT_EQ(PartitionOf(node.log(), partition).size(), 2 * batches.size());
  }
  EXPECT_EQ(node.log().Heads(LedgerId("town-1"), 100).value().size(), 18u);  // Not town-0, town-1.
  EXPECT_EQ(node.log().Heads(LedgerId(), 7).value().size(), 7u);
  EXPECT_EQ(node.log().Heads(LedgerId(), 7).value()[2].ledger, LedgerId("town-10"));
}

}  // namespace
}  // namespace huiyin
