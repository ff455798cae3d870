// Nodes of a cluster as processes of their own: any of them takes any command, and who is left takes over.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/note_key.h"
#include "exchange/exchange_reader.h"
#include "google/protobuf/util/time_util.h"
#include "services/rpc_status.h"
#include "services/testing/health.h"
#include "tests/golden/figures.h"
#include "tests/kafka/node_processes.h"
#include "tests/kafka/raw_topic.h"
#include "tests/kafka/shown_register.h"
#include "tools/cli/statistics_json.h"

namespace huiyin {
namespace {

using testing::Orders;

class ClusterNodeTest : public NodeProcessesTest {};

TEST_F(ClusterNodeTest, CommandsSentToEitherNodeLandOnceAndInOrder) {
  StartNodes(2);
  uint64_t turn = 0;
  for (int i = 0; i < 6; ++i) {
    const Orders orders(absl::StrCat("town-", i));
    std::vector<v1::Command> commands = orders.Founding();
    for (const v1::Command& command : orders.Life("p-1")) commands.push_back(command);
    for (size_t seq = 0; seq < commands.size(); ++seq) {
      ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, OrderUntilAnswered(*nodes_[turn++ % 2], commands[seq]));
      EXPECT_EQ(receipt.first_seq(), seq);
    }
    ASSERT_OK_AND_ASSIGN(const v1::Receipt again, OrderUntilAnswered(*nodes_[turn++ % 2], commands[0]));
    EXPECT_TRUE(again.repeated_command());
    EXPECT_EQ(again.first_seq(), 0u);
    EXPECT_THAT(OrderUntilAnswered(*nodes_[turn++ % 2], orders.Register("p-9")), HasReason("PROPOSAL_UNKNOWN"));
  }
}

TEST_F(ClusterNodeTest, WhoIsLeftTakesOverAndLosesAndDoublesNothing) {
  StartNodes(2);
  std::vector<std::unique_ptr<Petitioner>> petitioners;
  for (int i = 0; i < 4; ++i) {
    const std::string ledger = absl::StrCat("town-", i);
    Found(*nodes_[0], ledger);
    petitioners.push_back(std::make_unique<Petitioner>(nodes_, ledger, "a"));
  }
  for (const auto& petitioner : petitioners) AwaitProgress(*petitioner, 10);
  OwnerOf("town-0").Kill();
  for (const auto& petitioner : petitioners) AwaitProgress(*petitioner, 10);
  for (const auto& petitioner : petitioners) petitioner->Stop();
  NodeProcess& left = nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1];
  for (const auto& petitioner : petitioners) {
    const Acknowledged& first = petitioner->acknowledged().front();
    ASSERT_OK_AND_ASSIGN(const v1::Receipt repeated, OrderUntilAnswered(left, first.command));
    EXPECT_TRUE(repeated.repeated_command());
    EXPECT_EQ(repeated.first_seq(), first.seq);
  }
  EXPECT_EQ(left.Terminate(), 0);
  OpenHistory();
  CheckHistory(petitioners);
  CheckReplicas();
}

TEST_F(ClusterNodeTest, EitherNodeShowsTheWholeRegister) {
  StartNodes(2);
  std::vector<std::string> towns;
  for (int i = 0; i < 6; ++i) {
    const Orders orders(towns.emplace_back(absl::StrCat("town-", i)));
    Found(*nodes_[0], towns.back());
    for (const v1::Command& command : orders.Life("p-1")) ASSERT_OK(OrderUntilAnswered(*nodes_[1], command));
  }
  for (const auto& node : nodes_) {
    ExpectShowsClosedProposals(*node, towns);
    for (const char* service : {"", "huiyin.v1.QueryService", "huiyin.v1.SubscriptionService"}) {
      EXPECT_EQ(testing::HealthOf(node->port(), service), testing::Health::kServing) << service;
    }
  }
}

TEST_F(ClusterNodeTest, WhoIsLeftSignsTheSameCheckpoint) {
  const TemporaryDirectory directory;
  const std::string key_file = directory.path() + "/office.key";
  const auto key = merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, 's'));
  std::ofstream(key_file) << key->Text() << "\n";
  std::filesystem::permissions(key_file, std::filesystem::perms::owner_read);
  StartNodes(2, KafkaCluster::Shared().bootstrap(), /*session_timeout_ms=*/2'000, {"--checkpoint-key", key_file});
  const Orders orders("town-0");
  Found(*nodes_[0], "town-0");
  for (const v1::Command& command : orders.Life("p-1")) ASSERT_OK(OrderUntilAnswered(*nodes_[1], command));
  const auto checkpoint_of = [](const NodeProcess& node) {
    v1::GetCheckpointRequest request;
    request.set_ledger_id("town-0");
    request.set_at_least_seq(Orders::kFounding + Orders::kLife - 1);
    const testing::Caller client = node.Client();
    return UntilAnswered([&]() -> absl::StatusOr<std::string> {
      v1::GetCheckpointResponse response;
      RETURN_IF_ERROR(FromRpc(client.audits().GetCheckpoint(client.Context().get(), request, &response)));
      return response.note();
    });
  };
  ASSERT_OK_AND_ASSIGN(const std::string signed_by_owner, checkpoint_of(*nodes_[0]));
  EXPECT_THAT(checkpoint_of(*nodes_[1]), IsOkAndHolds(signed_by_owner));
  OwnerOf("town-0").Kill();
  const NodeProcess& left = nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1];
  EXPECT_THAT(checkpoint_of(left), IsOkAndHolds(signed_by_owner));
}

// Executes the commands over Execute streams, each stream from the first that was not answered, by the node that
// `through` names when it is opened. `on_answers` is told how many are.
void ExecuteAll(const std::vector<v1::Command>& commands, const std::function<const NodeProcess&()>& through,
                const std::function<void(size_t)>& on_answers) {
  const absl::Time deadline = Soon();
  size_t answered = 0;
  while (answered < commands.size()) {
    const testing::Caller client = through().Client(absl::Seconds(60));
    const std::vector<v1::Command> rest(commands.begin() + static_cast<std::ptrdiff_t>(answered), commands.end());
    const testing::Executed executed =
        client.Execute(rest, /*historical=*/true, 8, [&](size_t more) { on_answers(answered + more); });
    for (const absl::StatusOr<v1::Receipt>& outcome : executed.outcomes) {
      if (!outcome.ok() && MayRepeat(outcome.status())) break;
      ASSERT_OK(outcome) << rest[0].command_id();
      ++answered;
    }
    ASSERT_LT(absl::Now(), deadline) << executed.status;
    absl::SleepFor(absl::Milliseconds(50));
  }
}

std::vector<v1::Command> Town() {
  std::ifstream file(std::string(kTownFolder) + "lifecycle.jsonl");
  ExchangeReader reader(file);
  std::vector<v1::Command> commands;
  while (reader.Next()) EXPECT_OK(reader.Read(commands.emplace_back()));
  EXPECT_EQ(commands.size(), 731u);
  return commands;
}

// The town's figures as a node answers them, what was recorded by `at`.
absl::StatusOr<Json> FiguresFrom(const testing::Caller& client, const std::string& at) {
  v1::GetStatisticsRequest request;
  request.add_ledger_ids(kTownLedger);
  request.set_include_facts(true);
  EXPECT_TRUE(google::protobuf::util::TimeUtil::FromString(at, request.mutable_known_at()));
  const std::unique_ptr<grpc::ClientContext> context = client.Context();
  const auto stream = client.queries().GetStatistics(context.get(), request);
  v1::LedgerStatistics statistics;
  std::vector<v1::ProposalFacts> facts;
  for (v1::GetStatisticsResponse part; stream->Read(&part);) {
    if (part.has_statistics()) statistics = part.statistics();
    for (const v1::ProposalFacts& one : part.facts().proposals()) facts.push_back(one);
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  return StatisticsJson(statistics, facts);
}

class TownTest : public ClusterNodeTest {
 protected:
  // The town's years go in while the node that owns its ledger dies, and comes back later.
  void ImportWhileTheOwnerDies(bool through_the_owner) {
    StartNodes(2);
    const std::vector<v1::Command> town = Town();
    ASSERT_OK(OrderUntilAnswered(*nodes_[0], Orders("town-b").Founding()[0]));
    NodeProcess& owner = OwnerOf(kTownLedger);
    const NodeProcess& other = &owner == nodes_[0].get() ? *nodes_[1] : *nodes_[0];
    ExecuteAll(
        town, [&]() -> const NodeProcess& { return through_the_owner && owner.is_running() ? owner : other; },
        [&owner](size_t answered) {
          if (answered >= 300 && owner.is_running()) owner.Kill();
        });
    ASSERT_FALSE(owner.is_running());
    owner.Start();
    owner.AwaitListening();
  }

  void ExpectFiguresFromEitherNode() {
    const Json expected = ExpectedFigures();
    for (const auto& node : nodes_) {
      const testing::Caller client = node->Client();
      for (const Json& moment : expected.at("moments")) {
        const std::string at = moment.at("at");
        SCOPED_TRACE(absl::StrCat(node->address(), " ", at));
        ASSERT_OK_AND_ASSIGN(const Json figures, UntilAnswered([&] { return FiguresFrom(client, at); }));
        ExpectSame(figures, moment.at("ledgers").at(kTownLedger));
      }
    }
  }

  void ExpectFiguresOfTheTopic() {
    for (const auto& node : nodes_) EXPECT_EQ(node->Terminate(), 0);
    OpenHistory();
    EXPECT_EQ(history_->log().Head(LedgerId(kTownLedger))->value().next, Seq(731));
    ExpectFiguresOfHistory(history_->log());
  }
};

TEST_F(TownTest, ImportedWhileItsOwnerDiesHasTheFiguresWorkedOutByHand) {
  ImportWhileTheOwnerDies(/*through_the_owner=*/false);
  ExpectFiguresFromEitherNode();
  ExpectFiguresOfTheTopic();
}

TEST_F(TownTest, ImportedThroughTheNodeThatDiesAndThenTheOtherHasThemToo) {
  ImportWhileTheOwnerDies(/*through_the_owner=*/true);
  ExpectFiguresFromEitherNode();
  ExpectFiguresOfTheTopic();
}

TEST_F(ClusterNodeTest, WhoStopsWellHandsOverAtOnce) {
  StartNodes(2, KafkaCluster::Shared().bootstrap(), /*session_timeout_ms=*/30'000);
  Found(*nodes_[0], "town-0");
  NodeProcess& owner = OwnerOf("town-0");
  NodeProcess& other = &owner == nodes_[0].get() ? *nodes_[1] : *nodes_[0];
  EXPECT_EQ(owner.Terminate(), 0);
  const absl::Time before = absl::Now();
  ASSERT_OK(OrderUntilAnswered(other, Orders("town-0").Submit("p-1")));
  EXPECT_LT(absl::Now() - before, absl::Seconds(15)) << "the session's timeout was waited for";
}

TEST_F(ClusterNodeTest, AReplicaAheadOfTheTopicIsRefusedAtStart) {
  StartNodes(1);
  Found(*nodes_[0], "town-0");
  EXPECT_EQ(nodes_[0]->Terminate(), 0);
  // The records are a topic's that was made anew.
  ASSERT_OK(RawTopic(Topic()).Delete());
  nodes_[0]->Start();
  EXPECT_EQ(nodes_[0]->process().AwaitExit(), 1);
  EXPECT_NE(nodes_[0]->Said().find("[REPLICA_AHEAD]"), std::string::npos) << nodes_[0]->Said();
}

TEST_F(ClusterNodeTest, ATopicOfAnotherShapeIsRefused) {
  ASSERT_OK(RawTopic(Topic()).Create(kNodePartitions + 1, {{"cleanup.policy", "delete"}, {"retention.ms", "-1"}}));
  NodeProcess node(KafkaCluster::Shared().bootstrap(), Topic());
  node.Start();
  EXPECT_EQ(node.process().AwaitExit(), 1);
  EXPECT_NE(node.Said().find("[TOPIC_PARTITIONS_DIFFER]"), std::string::npos) << node.Said();
}

TEST_F(ClusterNodeTest, AStandbyHasTheReplicasOfOthers) {
  StartNodes(1);
  Found(*nodes_[0], "town-0");
  nodes_.push_back(std::make_unique<NodeProcess>(bootstrap_, Topic()));
  nodes_[1]->Start({"--standby"});
  nodes_[1]->AwaitListening();
  const std::string replicas = nodes_[1]->data() + "/replicas";
  const absl::Time deadline = Soon();
  const auto has_all = [&replicas] {
    std::error_code ignored;
    const auto begin = std::filesystem::directory_iterator(replicas, ignored);
    return !ignored && std::distance(begin, std::filesystem::directory_iterator()) == kNodePartitions;
  };
  while (!has_all() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(20));
  EXPECT_TRUE(has_all());
  EXPECT_EQ(nodes_[0]->Terminate(), 0);
  ASSERT_OK(OrderUntilAnswered(*nodes_[1], Orders("town-0").Submit("p-1")));
  EXPECT_EQ(nodes_[1]->Terminate(), 0);
}

}  // namespace
}  // namespace huiyin
