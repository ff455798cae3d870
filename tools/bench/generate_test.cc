#include "tools/bench/generate.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace huiyin {
namespace {

std::string Text(const RegisterShape& shape) {
  RegisterGenerator generator(shape);
  std::string out;
  v1::Command command;
  while (generator.Next(command)) out += command.SerializeAsString();
  return out;
}

TEST(RegisterGeneratorTest, OneSeedIsOneRegister) {
  const RegisterShape shape{.seed = 7, .ledgers = 2, .proposals = 60};
  EXPECT_EQ(Text(shape), Text(shape));
  EXPECT_NE(Text(shape), Text({.seed = 8, .ledgers = 2, .proposals = 60}));
}

TEST(RegisterGeneratorTest, HasTheShapeAskedFor) {
  RegisterGenerator generator({.seed = 1, .ledgers = 3, .proposals = 3'000, .sessions = 2});
  std::map<std::string, int> submitted;
  std::set<std::string> ids;
  int commands = 0;
  int set_up = 0;
  v1::Command command;
  while (generator.Next(command)) {
    ++commands;
    if (command.has_submit()) ++submitted[command.ledger_id()];
    if (command.command_case() < v1::Command::kSubmit) ++set_up;
    EXPECT_TRUE(ids.insert(command.ledger_id() + command.command_id()).second) << command.command_id();
  }
  EXPECT_EQ(submitted, (std::map<std::string, int>{{"town-0000", 1'000}, {"town-0001", 1'000}, {"town-0002", 1'000}}));
  EXPECT_NEAR((commands - set_up) / 3'000.0, 10.0, 0.5);
}

TEST(RegisterGeneratorTest, TimeDoesNotGoBackInALedger) {
  RegisterGenerator generator({.seed = 1, .ledgers = 2, .proposals = 400, .sessions = 2});
  std::map<std::string, int64_t> last;
  v1::Command command;
  while (generator.Next(command)) {
    EXPECT_GE(command.occurred_at().seconds(), last[command.ledger_id()]);
    last[command.ledger_id()] = command.occurred_at().seconds();
  }
}

}  // namespace
}  // namespace huiyin
