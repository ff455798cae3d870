// A town's two years, command by command: all are accepted, and each proposal ends as the hand-made figures say.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/test_matchers.h"
#include "domain/command_of.h"
#include "domain/testing/office.h"
#include "domain/validate.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

constexpr char kFolder[] = "tests/golden/town-demo/";
constexpr char kLedger[] = "shimen-19";

std::string ReadWhole(const std::string& name) {
  std::ifstream file(kFolder + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

v1::Command ParseCommand(const std::string& line) {
  v1::Command command;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &command);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << line;
  return command;
}

// Runs the file through a register whose clock follows it.
testing::Office RunTown(const std::string& commands, uint64_t lines_in_file) {
  testing::Office office{LedgerId(kLedger)};
  std::istringstream lines(ReadWhole(commands));
  uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    const v1::Command command = ParseCommand(line);
    EXPECT_OK(ValidateShape(command, office.references())) << line;
    const absl::StatusOr<v1::Record> record = office.Order(command);
    EXPECT_OK(record) << line;
    if (!record.ok()) continue;
    EXPECT_EQ(record->seq(), number++);
    EXPECT_EQ(CommandOf(*record).SerializeAsString(), command.SerializeAsString());
  }
  EXPECT_EQ(number, lines_in_file);
  return office;
}

google::protobuf::Struct ExpectedFacts(const std::string& expected) {
  google::protobuf::Struct whole;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ReadWhole(expected), &whole).ok());
  const auto& moments = whole.fields().at("moments").list_value().values();
  const auto& last = moments[moments.size() - 1].struct_value();
  const auto& ledger = last.fields().at("ledgers").struct_value().fields().at(kLedger).struct_value();
  return ledger.fields().at("facts").struct_value();
}

std::vector<std::string> Strings(const google::protobuf::Value& list) {
  std::vector<std::string> strings;
  for (const auto& value : list.list_value().values()) strings.push_back(value.string_value());
  return strings;
}

std::vector<std::string> MainUnits(const ProposalState& proposal) {
  std::set<std::string> units;
  for (const TaskState& task : proposal.tasks) {
    if (task.is_main()) units.insert(task.unit_id);
  }
  return {units.begin(), units.end()};
}

void ExpectProposalsEndAsTheFiguresSay(const testing::Office& office, const google::protobuf::Struct& facts) {
  ASSERT_EQ(facts.fields_size(), 72);
  for (const auto& [id, value] : facts.fields()) {
    SCOPED_TRACE(id);
    const auto& expected = value.struct_value().fields();
    const ProposalState& proposal = office.proposal(id);
    EXPECT_EQ(v1::Proposal::Status_Name(proposal.status), expected.at("status").string_value());
    EXPECT_EQ(proposal.number, expected.at("number").number_value());
    EXPECT_EQ(proposal.round, expected.at("round").number_value());
    EXPECT_EQ(proposal.due.has_value() ? FormatDate(proposal.due->day) : "", expected.at("due_on").string_value());
    EXPECT_EQ(MainUnits(proposal), Strings(expected.at("main_units")));
    const std::string result = expected.at("result").string_value();
    EXPECT_EQ(proposal.evaluated_round == 0 ? "" : v1::Evaluation::Verdict_Name(proposal.result), result);
    const auto open =
        std::count_if(proposal.commitments.begin(), proposal.commitments.end(), [](const auto& c) { return c.open(); });
    EXPECT_EQ(open, expected.at("open_commitments").number_value());
  }
}

TEST(TownDemo, TheLifecycleEndsAsTheFiguresSay) {
  ExpectProposalsEndAsTheFiguresSay(RunTown("lifecycle.jsonl", 731), ExpectedFacts("expected-lifecycle.json"));
}

TEST(TownDemo, TheWholePracticeOfSupervisionEndsAsTheFiguresSay) {
  ExpectProposalsEndAsTheFiguresSay(RunTown("commands.jsonl", 813), ExpectedFacts("expected.json"));
}

}  // namespace
}  // namespace huiyin
