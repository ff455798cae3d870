// What a proposal's timeline says besides its own events.
#include "projections/history.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using testing::Noon;
using testing::Register;

class TimelineHistoryTest : public ::testing::Test {
 protected:
  TimelineHistoryTest() {
    town_.Submitted("2020-01-11", "p-1").Submitted("2020-01-12", "p-2");
    submitted_ = town_.records().size() - 2;
    town_.Registered("2020-01-20", "p-1", 1);
    town_.Add("2020-01-21", Note(submitted_, "the title misspells the village"));
    town_.Add("2020-02-03", Note(submitted_, "so does the body"));
    town_.AppendTo(log_);
  }

  static std::string Note(uint64_t seq, const std::string& note) {
    return absl::StrCat("correction_recorded { target_seq: ", seq, " note: '", note, "' }");
  }

  // "seq: note; note" of each entry.
  std::vector<std::string> Notes(const std::string& proposal, const TimelinePart& part) const {
    const auto timeline = ReadTimeline(log_, LedgerId("town-a"), proposal, town_.Fold()->directory(), part);
    EXPECT_OK(timeline);
    std::vector<std::string> out;
    for (const v1::TimelineEntry& entry : timeline->entries) {
      std::string line = absl::StrCat(entry.record().seq(), ":");
      for (const v1::Record& correction : entry.corrections()) {
        absl::StrAppend(&line, " ", correction.event().correction_recorded().note(), ";");
      }
      out.push_back(line);
    }
    return out;
  }

  std::string Line(uint64_t seq, const std::string& notes = "") const { return absl::StrCat(seq, ":", notes); }

  Register town_;
  MemoryLog log_;
  uint64_t submitted_ = 0;
};

TEST_F(TimelineHistoryTest, ACorrectionStandsByItsEvent) {
  EXPECT_EQ(Notes("p-1", {}),
            (std::vector<std::string>{Line(submitted_, " the title misspells the village; so does the body;"),
                                      Line(submitted_ + 2)}));
  EXPECT_EQ(Notes("p-2", {}), std::vector<std::string>{Line(submitted_ + 1)});
}

TEST_F(TimelineHistoryTest, OnlyOnceItWasKnown) {
  EXPECT_EQ(Notes("p-1", {.known_at = Noon("2020-01-20")}),
            (std::vector<std::string>{Line(submitted_), Line(submitted_ + 2)}));
  EXPECT_EQ(Notes("p-1", {.known_at = Noon("2020-01-21")}).front(),
            Line(submitted_, " the title misspells the village;"));
}

TEST_F(TimelineHistoryTest, OnWhateverPageTheEventIs) {
  EXPECT_EQ(Notes("p-1", {.entries_max = 1}).front(),
            Line(submitted_, " the title misspells the village; so does the body;"));
  EXPECT_EQ(Notes("p-1", {.from = StreamVersion(1)}), std::vector<std::string>{Line(submitted_ + 2)});
}

}  // namespace
}  // namespace huiyin
