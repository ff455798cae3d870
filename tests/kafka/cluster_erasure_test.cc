// Persons of a register on two nodes that share a directory of keys: recorded so that no broker and no replica can read
// who they are; and erased through one node, on all.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "services/personal/personal_data.h"
#include "services/rpc_status.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

using testing::Orders;

constexpr char kTown[] = "town-0";
// Of Orders' deputy.
constexpr char kName[] = "谭守田";

// What the node calls the only deputy, once it has the event `at_least_seq`.
absl::StatusOr<std::string> DeputysName(const NodeProcess& node, uint64_t at_least_seq) {
  const testing::Caller client = node.Client();
  v1::GetDirectoryRequest request;
  request.set_ledger_id(kTown);
  request.set_at_least_seq(at_least_seq);
  return UntilAnswered([&]() -> absl::StatusOr<std::string> {
    v1::GetDirectoryResponse response;
    RETURN_IF_ERROR(FromRpc(client.queries().GetDirectory(client.Context().get(), request, &response)));
    return response.deputies_size() == 1 ? response.deputies(0).name() : "";
  });
}

void ExpectNoFileSays(const std::string& directory, const std::string& text) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_FALSE(absl::StrContains(bytes, text)) << entry.path();
  }
  EXPECT_GT(files, 0);
}

class ClusterErasureTest : public NodeProcessesTest {
 protected:
  static v1::Command Erase(const std::string& person) {
    v1::Command command = Orders(kTown).Founding()[1];
    command.set_command_id("erase-" + person);
    command.mutable_erase_person()->set_person_id(person);
    command.mutable_erase_person()->set_basis("本人申请，个人信息保护法第四十七条");
    return command;
  }
};

TEST_F(ClusterErasureTest, WhoIsErasedThroughOneNodeIsErasedOnAll) {
  const TemporaryDirectory keys;
  StartNodes(2, KafkaCluster::Shared().bootstrap(), /*session_timeout_ms=*/2'000, {"--personal-keys", keys.path()});
  Found(*nodes_[0], kTown);
  for (const auto& node : nodes_) EXPECT_THAT(DeputysName(*node, Orders::kFounding - 1), IsOkAndHolds(kName));

  ASSERT_OK_AND_ASSIGN(const v1::Receipt erased, OrderUntilAnswered(*nodes_[1], Erase("d-1")));
  for (const auto& node : nodes_) {
    EXPECT_THAT(DeputysName(*node, erased.first_seq()), IsOkAndHolds(std::string(kErasedName)));
  }
  OwnerOf(kTown).Kill();
  NodeProcess& left = nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1];
  EXPECT_THAT(DeputysName(left, erased.first_seq()), IsOkAndHolds(std::string(kErasedName)));
  // Nobody is called by a name again who was erased.
  for (v1::Command command : Orders(kTown).Founding()) {
    if (!command.has_seat_deputy()) continue;
    command.set_command_id("seat-again");
    EXPECT_THAT(OrderUntilAnswered(left, command), HasReason("PERSON_ERASED"));
  }
  EXPECT_EQ(left.Terminate(), 0);

  for (const auto& node : nodes_) ExpectNoFileSays(node->data(), kName);
  ExpectNoFileSays(keys.path(), kName);
  OpenHistory();
  ASSERT_OK_AND_ASSIGN(const std::vector<ReadRecord> records,
                       ReadAll(history_->log().ReadLedger(LedgerId(kTown), Seq(0))));
  EXPECT_EQ(records.size(), erased.first_seq() + 1);
  for (const ReadRecord& record : records) EXPECT_FALSE(absl::StrContains(record.bytes, kName));
}

}  // namespace
}  // namespace huiyin
