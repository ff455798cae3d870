#include "tools/cli/statistics_text.h"

#include <gtest/gtest.h>

namespace huiyin {
namespace {

std::string Text(uint64_t numerator, uint64_t denominator) {
  v1::Ratio ratio;
  ratio.set_numerator(numerator);
  ratio.set_denominator(denominator);
  return RatioText(ratio);
}

TEST(RatioTextTest, SaysAllAndNothingOnlyWhenItIsSo) {
  EXPECT_EQ(Text(0, 0), "–");
  EXPECT_EQ(Text(43, 57), "43/57  75.4%");
  EXPECT_EQ(Text(57, 57), "57/57 100.0%");
  EXPECT_EQ(Text(0, 57), "0/57   0.0%");
  EXPECT_EQ(Text(1'999, 2'000), "1999/2000  99.9%");
  EXPECT_EQ(Text(9'999, 10'000), "9999/10000  99.9%");
  EXPECT_EQ(Text(1, 10'000), "1/10000   0.1%");
}

}  // namespace
}  // namespace huiyin
