// Clusters that start at the same moment must not be given the same ports.
#include "tools/kafka_broker/free_port.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

namespace huiyin {
namespace {

// So many that some would be the same, were they drawn alone.
constexpr int kPorts = 400;

TEST(FreePort, IsGivenToNobodyElse) {
  int between[2];
  ASSERT_EQ(pipe(between), 0);
  std::set<int> ports;
  for (int i = 0; i < kPorts; ++i) ports.insert(FreePort());
  const pid_t other = fork();
  if (other == 0) {
    for (int i = 0; i < kPorts; ++i) {
      const int port = FreePort();
      if (write(between[1], &port, sizeof(port)) != sizeof(port)) _exit(1);
    }
    _exit(0);
  }
  close(between[1]);
  int port = 0;
  while (read(between[0], &port, sizeof(port)) == sizeof(port)) ports.insert(port);
  int status = 0;
  ASSERT_EQ(waitpid(other, &status, 0), other);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ports.size(), static_cast<size_t>(2 * kPorts));
}

}  // namespace
}  // namespace huiyin
