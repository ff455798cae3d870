#include "base/time_zones.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

TEST(SystemTimeZones, KnowsThoseOfTheMachine) {
  const SystemTimeZones zones;
  const std::optional<absl::TimeZone> shanghai = zones.Find("Asia/Shanghai");
  ASSERT_TRUE(shanghai.has_value());
  EXPECT_EQ(absl::ToCivilDay(absl::FromUnixSeconds(1'585'670'400), *shanghai), absl::CivilDay(2020, 4, 1));
  EXPECT_TRUE(zones.Find("UTC").has_value());
}

// History must not depend on where the program runs.
TEST(SystemTimeZones, TakesNoNameThatTheEnvironmentDecides) {
  const SystemTimeZones zones;
  for (const char* name : {"localtime", "posixrules", "Factory", "posix/Asia/Shanghai", "right/UTC", "",
                           "/etc/localtime", "../zoneinfo/UTC", "Mars/Olympus"}) {
    EXPECT_FALSE(zones.Find(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace huiyin
