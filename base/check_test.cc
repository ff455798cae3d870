#include "base/check.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace huiyin {
namespace {

struct Name {
  std::string text;
};

std::unique_ptr<Name> Named(const char* text) { return std::make_unique<Name>(Name{text}); }

TEST(CheckTest, WhatHoldsGoesOn) {
  CHECK(true);
  CHECK_EQ(1 + 1, 2);
  CHECK_LT(std::string("a"), "b");
}

TEST(CheckTest, PartsOfTemporariesLiveUntilTheyAreCompared) {
  CHECK_EQ(Named("long enough to lie on the heap, not in the string")->text,
           "long enough to lie on the heap, not in the string");
}

TEST(CheckDeathTest, WhatFailsSaysWhereAndWithWhichValues) {
  const int seq = 4;
  EXPECT_DEATH(CHECK_EQ(seq, 5), "base/check_test.cc:[0-9]+: CHECK failed: seq == 5 \\(4 vs. 5\\)");
  EXPECT_DEATH(CHECK(seq == 5), "base/check_test.cc:[0-9]+: CHECK failed: seq == 5");
}

}  // namespace
}  // namespace huiyin
