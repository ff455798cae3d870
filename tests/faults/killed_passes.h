// Programs that make a pass over a register, killed with kill -9 at random moments: `huiyin serve` and `huiyin tick` by
// turns, until one is through. What must hold afterwards is for each test to say.
//
// KILL_SEED: the seed to repeat. KILL_LEDGERS: how many ledgers have work.
#ifndef HUIYIN_TESTS_FAULTS_KILLED_PASSES_H_
#define HUIYIN_TESTS_FAULTS_KILLED_PASSES_H_

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/testing/temporary_directory.h"
#include "tests/faults/server_process.h"

namespace huiyin {

class KilledPassesTest : public ::testing::Test {
 protected:
  static constexpr char kProgram[] = "tools/cli/huiyin";

  static uint64_t Ledgers(uint64_t otherwise) { return FromEnvironment("KILL_LEDGERS", otherwise); }
  const std::string& data() const { return data_; }

  // Until a pass came to its end, and then one more, for nothing. How many programs were killed, some of them
  // certainly.
  int KillUntilOneIsThrough() {
    const uint64_t seed = FromEnvironment("KILL_SEED", std::random_device()());
    std::cout << "KILL_SEED=" << seed << std::endl;
    std::mt19937_64 random(seed);
    int killed = 0;
    // Lives grow longer, so that one is long enough in the end.
    for (absl::Duration longest = absl::Milliseconds(60); !TickUntil(longest * (random() % 100) / 100.0);
         longest *= 1.1) {
      killed += 2;
      ServeFor(longest * (random() % 100) / 100.0);
      if (longest > absl::Seconds(60)) ADD_FAILURE() << "no pass comes to its end";
      if (HasFailure()) return killed;
    }
    EXPECT_TRUE(TickUntil(absl::Seconds(60))) << "and one more, for nothing";
    EXPECT_GT(killed, 6);
    return killed;
  }

 private:
  static uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
    uint64_t value = 0;
    const char* text = std::getenv(name);
    return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
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
  const int nowhere_ = open("/dev/null", O_WRONLY | O_CLOEXEC);
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_KILLED_PASSES_H_
