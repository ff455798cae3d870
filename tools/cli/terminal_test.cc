#include "tools/cli/terminal.h"

#include <gtest/gtest.h>

#include "tools/cli/printable.h"

namespace huiyin {
namespace {

TEST(ExitCodeTest, TellsRefusedFromUnknown) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::UnknownError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), 4);
}

TEST(WithFieldTest, SaysTheFieldOnce) {
  EXPECT_EQ(WithField("assign.due_on", "not a date", ": "), "assign.due_on: not a date");
  EXPECT_EQ(WithField("assign.mode", "assign.mode is required", ": "), "assign.mode is required");
  EXPECT_EQ(WithField("", "no", ": "), "no");
}

TEST(PrintableTest, KeepsTheTerminalAsItIs) {
  EXPECT_EQ(Printable("石门镇 “é” 𠮷"), "石门镇 “é” 𠮷");
  EXPECT_EQ(Printable("a\x1b[31mb\x7F\tc\r\nd"), "a [31mb  c  d");
  EXPECT_EQ(Printable("a\u009B31mb\u0085c"), "a 31mb c");
  EXPECT_EQ(Printable("a\u202Eb\u2066c\u2069d\u2028e"), "abcd e");
  EXPECT_EQ(Printable("a\x9B"
                      "31m\xE5"),
            "a\uFFFD31m\uFFFD");
  EXPECT_EQ(PrintableLines("a\nb\x1b"), "a\nb ");
}

}  // namespace
}  // namespace huiyin
