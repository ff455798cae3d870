#include "eventstore/rocksdb/absent_commands.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace huiyin::rocksdb_log {
namespace {

TEST(AbsentCommandsTest, AnAppendForgetsWhatItAppendedOnly) {
  AbsentCommands absent;
  absent.Add(absent.epoch(), "a");
  absent.Add(absent.epoch(), "b");
  absent.Forget({"a"});
  EXPECT_FALSE(absent.Contains("a"));
  EXPECT_TRUE(absent.Contains("b"));
}

// It was looked for before the Append, and is added after it.
TEST(AbsentCommandsTest, WhatAnAppendMayHaveAppendedMeanwhileIsNotAbsent) {
  AbsentCommands absent;
  const uint64_t before = absent.epoch();
  absent.Forget({"a"});
  absent.Add(before, "a");
  EXPECT_FALSE(absent.Contains("a"));
  absent.Add(absent.epoch(), "b");
  EXPECT_TRUE(absent.Contains("b"));
}

TEST(AbsentCommandsTest, StaysWithinItsBoundsAndTakesWhatIsNew) {
  AbsentCommands absent;
  size_t held = 0;
  for (size_t i = 0; i < 3 * AbsentCommands::kCommandsMax / 2; ++i) {
    absent.Add(absent.epoch(), absl::StrCat(i));
    ASSERT_TRUE(absent.Contains(absl::StrCat(i)));
  }
  for (size_t i = 0; i < 3 * AbsentCommands::kCommandsMax / 2; ++i) held += absent.Contains(absl::StrCat(i)) ? 1 : 0;
  EXPECT_LE(held, AbsentCommands::kCommandsMax);
}

}  // namespace
}  // namespace huiyin::rocksdb_log
