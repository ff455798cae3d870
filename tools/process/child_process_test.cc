#include "tools/process/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "absl/time/clock.h"

namespace huiyin {
namespace {

// Its ends close with it.
struct Pipe {
  Pipe() { EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0); }
  ~Pipe() {
    CloseWriting();
    close(ends[0]);
  }
  void CloseWriting() {
    if (ends[1] >= 0) close(ends[1]);
    ends[1] = -1;
  }
  // All that was written, once nobody can write any more.
  std::string Read() {
    CloseWriting();
    std::string text;
    char bytes[256];
    for (ssize_t got = 0; (got = read(ends[0], bytes, sizeof bytes)) > 0;) text.append(bytes, got);
    return text;
  }

  int ends[2];
};

TEST(ChildProcessTest, SaysWhatItExitsWith) {
  EXPECT_EQ(ChildProcess({"sh", "-c", "exit 3"}).AwaitExit(), 3);
  EXPECT_EQ(ChildProcess({"/bin/sh", "-c", "kill -INT $$"}).AwaitExit(), 128 + SIGINT);
}

TEST(ChildProcessTest, AProgramThatIsNotThereIsNamed) {
  Pipe said;
  ChildProcess child({"no-such-program"}, {.stderr_fd = said.ends[1]});
  EXPECT_EQ(child.AwaitExit(), 127);
  EXPECT_NE(said.Read().find("no-such-program"), std::string::npos);
}

TEST(ChildProcessTest, WritesWhereItIsTold) {
  Pipe out, err;
  ChildProcess child({"sh", "-c", "echo to-stdout; echo to-stderr >&2"}, {out.ends[1], err.ends[1]});
  EXPECT_EQ(child.AwaitExit(), 0);
  EXPECT_EQ(out.Read(), "to-stdout\n");
  EXPECT_EQ(err.Read(), "to-stderr\n");
}

TEST(ChildProcessTest, IsWaitedForNoLongerThanAsked) {
  ChildProcess child({"sleep", "1000"});
  EXPECT_EQ(child.ExitBy(absl::Now() + absl::Milliseconds(20)), std::nullopt);
  EXPECT_EQ(child.Terminate(), 128 + SIGTERM);
  ChildProcess brief({"true"});
  EXPECT_EQ(brief.ExitBy(absl::InfiniteFuture()), 0);
}

TEST(ChildProcessTest, AsleepItDoesNothingUntilItIsWoken) {
  ChildProcess child({"sleep", "0.2"});
  child.Pause();
  EXPECT_EQ(child.ExitBy(absl::Now() + absl::Milliseconds(500)), std::nullopt);
  child.Resume();
  EXPECT_EQ(child.AwaitExit(), 0);
}

TEST(ChildProcessTest, IsKilledAsleepToo) {
  Pipe said;
  ChildProcess child({"sh", "-c", "sleep 1000; echo woken"}, {.stdout_fd = said.ends[1]});
  child.Pause();
  child.Kill();
  child.Kill();
}

TEST(ChildProcessTest, DiesWithTheThreadThatStartedIt) {
  Pipe said;
  std::unique_ptr<ChildProcess> child;
  std::thread([&] {
    child = std::make_unique<ChildProcess>(std::vector<std::string>{"sleep", "1000"},
                                           ChildOutput{.stdout_fd = said.ends[1]});
  }).join();
  EXPECT_EQ(child->AwaitExit(), 128 + SIGKILL);
}

}  // namespace
}  // namespace huiyin
