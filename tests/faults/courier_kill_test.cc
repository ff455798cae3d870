// Programs that carry what towns pass up to their county, killed with kill -9 at random moments while they carry:
// `huiyin serve` and `huiyin tick` by turns, until one is through. Each proposal is in the county's register once, and
// its town is told of it once.
//
// KILL_SEED: the seed to repeat. KILL_LEDGERS: how many towns there are.
#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"
#include "tests/faults/server_process.h"

namespace huiyin {
namespace {

using testing::Caller;
using testing::Orders;

constexpr char kProgram[] = "tools/cli/huiyin";
constexpr char kCounty[] = "county";
constexpr int kProposals = 12;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

std::vector<v1::Command> PassedUp(const std::string& ledger) {
  const Orders orders(ledger, absl::Now());
  std::vector<v1::Command> commands = orders.Founding();
  commands[0].mutable_open_ledger()->set_parent_ledger_id(kCounty);
  for (int i = 0; i < kProposals; ++i) {
    const std::string proposal = absl::StrCat("p-", i);
    commands.push_back(orders.Submit(proposal));
    commands.push_back(orders.Register(proposal));
    v1::Command pass_up = commands.back();
    pass_up.set_command_id(absl::StrCat("pass-up-", proposal));
    pass_up.mutable_pass_up()->set_proposal_id(proposal);
    pass_up.mutable_pass_up()->set_reason("属县级事权");
    commands.push_back(pass_up);
  }
  return commands;
}

class CourierKillTest : public ::testing::Test {
 protected:
  std::string Town(uint64_t number) const { return absl::StrCat("town-", number); }

  void HaveWork() {
    ServerProcess server(kProgram, data_, {"--courier", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    EXPECT_THAT(client.Execute(Orders(kCounty, absl::Now()).Founding()).outcomes, ::testing::Each(IsOk()));
    for (uint64_t town = 0; town < towns_; ++town) {
      EXPECT_THAT(client.Execute(PassedUp(Town(town))).outcomes, ::testing::Each(IsOk()));
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  // How often each proposal was received by the county, and its town told of that.
  void Count(std::map<std::string, int>& received, std::map<std::string, int>& told) {
    ServerProcess server(kProgram, data_, {"--courier", "off"});
    ASSERT_OK_AND_ASSIGN(const int port, server.Port());
    const Caller client(testing::ChannelTo(port));
    ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> county, client.Records(kCounty));
    for (const v1::Record& record : county) {
      const v1::LinkedEvent& below = record.event().proposal_received().passed_up();
      if (record.event().has_proposal_received()) ++received[absl::StrCat(below.ledger_id(), " ", below.proposal_id())];
    }
    for (uint64_t town = 0; town < towns_; ++town) {
      ASSERT_OK_AND_ASSIGN(const std::vector<v1::Record> records, client.Records(Town(town)));
      for (const v1::Record& record : records) {
        const v1::OutcomeRecorded& event = record.event().outcome_recorded();
        if (record.event().has_outcome_recorded()) ++told[absl::StrCat(Town(town), " ", event.proposal_id())];
      }
    }
    EXPECT_EQ(server.process().Terminate(), 0);
  }

  // True: the pass came to its end.
  bool TickUntil(absl::Duration life) {
    ChildProcess tick({kProgram, "tick", "--data", data_, "--json"}, {.stdout_fd = nowhere_, .stderr_fd = nowhere_});
    const std::optional<int> exit = tick.ExitBy(absl::Now() + life);
    return exit.has_value() && *exit == 0;
  }
  void ServeFor(absl::Duration life) {
    ServerProcess server(kProgram, data_);
    absl::SleepFor(life);
    server.process().Kill();
  }

  const testing::TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const uint64_t towns_ = FromEnvironment("KILL_LEDGERS", 20);
  const int nowhere_ = open("/dev/null", O_WRONLY | O_CLOEXEC);
};

TEST_F(CourierKillTest, EachProposalArrivesOnceAndIsToldOfOnce) {
  const uint64_t seed = FromEnvironment("KILL_SEED", std::random_device()());
  std::cout << "KILL_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  HaveWork();
  if (HasFatalFailure()) return;
  // Lives grow longer, so that one is long enough in the end.
  int killed = 0;
  for (absl::Duration longest = absl::Milliseconds(60); !TickUntil(longest * (random() % 100) / 100.0);
       longest *= 1.1) {
    ++killed;
    ServeFor(longest * (random() % 100) / 100.0);
    ASSERT_LT(longest, absl::Seconds(60));
  }
  EXPECT_TRUE(TickUntil(absl::Seconds(60))) << "and one more, for nothing";
  std::map<std::string, int> received, told;
  Count(received, told);
  std::cout << 2 * killed << " killed, " << received.size() << " carried" << std::endl;
  EXPECT_EQ(received.size(), towns_ * kProposals);
  for (const auto& [proposal, times] : received) EXPECT_EQ(times, 1) << proposal;
  EXPECT_EQ(told, received);
  EXPECT_GT(killed, 3);
}

}  // namespace
}  // namespace huiyin
