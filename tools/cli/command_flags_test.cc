#include "tools/cli/command_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "base/time_zones.h"
#include "domain/calendar.h"
#include "domain/embedded.h"
#include "domain/rule_packs.h"
#include "domain/validate.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/field_help.h"
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
    EXPECT_EQ(app.get_options().size(), SaidFields(*command->message_type()).size() + 1) << command->name();
  }
}

// The fields of `command` that the domain asks for, filled one after the other as it names them.
std::set<std::string> AskedFor(const google::protobuf::FieldDescriptor& command) {
  RulePacks packs;
  const Calendar calendar = Calendar::Parse(EmbeddedCalendar()).value();
  SystemTimeZones zones;
  v1::Command order;
  order.set_command_id("c-1");
  order.set_ledger_id("town-a");
  order.mutable_occurred_at()->set_seconds(1'600'000'000);
  order.mutable_actor()->set_id("a");
  order.mutable_actor()->set_role(v1::Actor::ADMINISTRATOR);
  google::protobuf::Message& body = *order.GetReflection()->MutableMessage(&order, &command);
  std::set<std::string> asked;
  for (;;) {
    const absl::Status status = ValidateShape(order, {packs, calendar, zones});
    if (ReasonOf(status) != "FIELD_MISSING") return asked;
    const std::string name = FieldOf(status).substr(command.name().size() + 1);
    const auto* field = body.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || !asked.insert(name).second) return asked;
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM) {
      body.GetReflection()->SetEnumValue(&body, field, 1);
    } else {
      body.GetReflection()->SetString(&body, field, absl::EndsWith(name, "_on") ? "2020-01-01" : "x");
    }
  }
}

TEST(CommandFlagsTest, TheHelpSaysOfEachFieldWhatItIsAndWhetherItMustBeThere) {
  for (const auto* command : LifecycleCommands()) {
    const std::set<std::string> asked = AskedFor(*command);
    for (const auto* said : SaidFields(*command->message_type())) {
      const auto& field = *said;
      const FieldHelp help = HelpOf(field);
      SCOPED_TRACE(field.full_name());
      EXPECT_NE(help.description, absl::StrReplaceAll(field.name(), {{"_", " "}})) << "has words of its own";
      // Numbers and lists: 0 and none are values that the shape lets through.
      const bool text_or_enum =
          !field.is_repeated() && (field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING ||
                                   field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM);
      if (text_or_enum) {
        EXPECT_EQ(help.required, asked.count(field.name()) > 0);
      }
    }
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
  std::ofstream(path) << "\xEF\xBB\xBF路面";
  ASSERT_OK_AND_ASSIGN(const v1::Command marked, Parsed("submit", {"--body", "@" + path}));
  EXPECT_EQ(marked.submit().body(), "路面") << "without the byte order mark";
  std::ofstream(path) << "\xC2\xB7\xC3\xE6";
  EXPECT_THAT(Parsed("submit", {"--body", "@" + path}), HasReason("FLAG_MALFORMED")) << "GBK";
  EXPECT_THAT(Parsed("submit", {"--body", "@/no/such/file"}), HasReason("FILE_UNREADABLE"));
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

TEST(OrderTest, TellsHowToRepeatWhatMayHaveHappened) {
  OrderHeader sent;
  sent.command_id = "c-1";
  sent.occurred_at = "2020-03-25T01:00:00Z";
  const std::string flags = "--command-id c-1 --occurred-at 2020-03-25T01:00:00Z";
  for (const auto code : {absl::StatusCode::kUnavailable, absl::StatusCode::kUnknown, absl::StatusCode::kCancelled}) {
    const absl::Status advised = WithAdvice(Error(code, "LOST", "lost", "丢失"), {}, sent);
    EXPECT_TRUE(absl::StrContains(advised.message(), flags)) << advised;
    EXPECT_TRUE(absl::StrContains(ChineseOf(advised), flags)) << advised;
    EXPECT_EQ(advised.code(), code);
  }
  const absl::Status refused = Error(absl::StatusCode::kNotFound, "UNIT_UNKNOWN", "no", "无");
  EXPECT_EQ(WithAdvice(refused, {}, sent), refused);
  const absl::Status reused = Error(absl::StatusCode::kAlreadyExists, "COMMAND_ID_REUSED", "used", "已用");
  EXPECT_TRUE(absl::StrContains(WithAdvice(reused, {}, sent).message(), "--occurred-at"));
  EXPECT_EQ(WithAdvice(reused, sent, sent), reused) << "the time was given: it is really another command";
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
