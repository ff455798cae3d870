#include "tools/cli/command_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/order.h"

namespace huiyin {
namespace {

// The command that `name` with these arguments says.
absl::StatusOr<v1::Command> Parsed(const std::string& name, std::vector<std::string> arguments,
                                   OrderHeader header = {}) {
  CLI::App app;
  const CommandFlags flags(*v1::Command::descriptor()->FindFieldByName(name), app);
  // CLI11 takes them from the back.
  app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  ASSIGN_OR_RETURN(const nlohmann::ordered_json body, flags.ToJson());
  return OrderOf(header, name, body);
}

TEST(CommandFlagsTest, EveryCommandOfTheSchemaHasFlags) {
  for (const auto* command : LifecycleCommands()) {
    CLI::App app;
    const CommandFlags flags(*command, app);
    EXPECT_EQ(app.get_options().size(), static_cast<size_t>(command->message_type()->field_count()) + 1)
        << command->name();
  }
}

TEST(CommandFlagsTest, TasksAreGivenOneByOne) {
  ASSERT_OK_AND_ASSIGN(
      const v1::Command command,
      Parsed("assign", {"--proposal-id", "p-007", "--mode", "joint", "--task", "u-roads:LEAD", "--task",
                        "u-water:co:drains: and pipes", "--complex", "--due-on", "2020-05-25"}));
  EXPECT_EQ(command.assign().proposal_id(), "p-007");
  EXPECT_EQ(command.assign().mode(), v1::Assignment::JOINT);
  EXPECT_TRUE(command.assign().complex());
  ASSERT_EQ(command.assign().tasks_size(), 2);
  EXPECT_EQ(command.assign().tasks(0).unit_id(), "u-roads");
  EXPECT_EQ(command.assign().tasks(0).role(), v1::Task::LEAD);
  EXPECT_EQ(command.assign().tasks(1).scope(), "drains: and pipes");
}

TEST(CommandFlagsTest, TakesAnItemAsJson) {
  ASSERT_OK_AND_ASSIGN(const v1::Command command,
                       Parsed("assign", {"--task", R"({"unit_id":"town:roads","role":"LEAD"})"}));
  EXPECT_EQ(command.assign().tasks(0).unit_id(), "town:roads");
}

TEST(CommandFlagsTest, ListsOfIdsAreRepeatedOrSeparatedByCommas) {
  ASSERT_OK_AND_ASSIGN(const v1::Command command,
                       Parsed("submit", {"--cosigner-id", "d-1,d-2", "--cosigner-id", "d-3"}));
  EXPECT_THAT(command.submit().cosigner_ids(), ::testing::ElementsAre("d-1", "d-2", "d-3"));
}

TEST(CommandFlagsTest, ReadsALongTextFromAFile) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/body.txt";
  std::ofstream(path) << "路面，\n有坑。\n";
  ASSERT_OK_AND_ASSIGN(const v1::Command command, Parsed("submit", {"--body", "@" + path, "--title", "@@home"}));
  EXPECT_EQ(command.submit().body(), "路面，\n有坑。");
  EXPECT_EQ(command.submit().title(), "@home");
  EXPECT_THAT(Parsed("submit", {"--body", "@/no/such/file"}), HasReason("FLAG_MALFORMED"));
}

TEST(CommandFlagsTest, NumbersAreNumbers) {
  ASSERT_OK_AND_ASSIGN(const v1::Command command, Parsed("register", {"--number", "12"}));
  EXPECT_EQ(command.register_().number(), 12u);
  EXPECT_THAT(Parsed("register", {"--number", "twelve"}), HasReason("WRONG_TYPE"));
}

TEST(CommandFlagsTest, IsJudgedAsAFileIs) {
  EXPECT_THAT(Parsed("assign", {"--mode", "triple"}), HasReason("ENUM_UNKNOWN"));
  EXPECT_THAT(Parsed("assign", {"--due-on", "202_-05-25"}), HasReason("DATE_MALFORMED"));
  EXPECT_THAT(Parsed("assign", {"--task", R"({"unit":"u"})"}), HasReason("FIELD_UNKNOWN"));
  EXPECT_THAT(Parsed("assign", {"--task", "{"}), HasReason("FLAG_MALFORMED"));
  EXPECT_THAT(Parsed("close", {"--note", "\xB0\xEC\xBD\xE1"}), HasReason("FLAG_MALFORMED"));
}

TEST(OrderTest, FillsWhatWasNotSaid) {
  ASSERT_OK_AND_ASSIGN(const v1::Command one, Parsed("close", {"--proposal-id", "p-1"}));
  ASSERT_OK_AND_ASSIGN(const v1::Command other, Parsed("close", {"--proposal-id", "p-1"}));
  EXPECT_NE(one.command_id(), other.command_id());
  EXPECT_EQ(one.command_id().size(), 36u);
  EXPECT_GT(one.occurred_at().seconds(), 1'600'000'000);
  EXPECT_FALSE(one.has_actor());
}

TEST(OrderTest, SaysWhoActedAndWhen) {
  OrderHeader header;
  header.command_id = "c-1";
  header.ledger = "town-a";
  header.occurred_at = "2020-03-25T09:00:00+08:00";
  header.actor_id = "roads-1";
  header.actor_role = "handling-unit";
  header.actor_unit = "u-roads";
  ASSERT_OK_AND_ASSIGN(const v1::Command command, Parsed("sign_for", {"--unit-id", "u-roads"}, header));
  EXPECT_EQ(command.command_id(), "c-1");
  EXPECT_EQ(command.ledger_id(), "town-a");
  EXPECT_EQ(command.occurred_at().seconds(), 1585098000);
  EXPECT_EQ(command.actor().role(), v1::Actor::HANDLING_UNIT);
  EXPECT_EQ(command.actor().unit_id(), "u-roads");
}

}  // namespace
}  // namespace huiyin
