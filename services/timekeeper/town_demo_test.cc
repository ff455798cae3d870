// A town's two years without the orders that its history had given by hand in the system's name: the timekeeper gives
// them by itself, on the same days, and everybody else's orders are accepted as before.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/timekeeper/testing/desk.h"

namespace huiyin {
namespace {

constexpr char kCommands[] = "tests/golden/town-demo/commands.jsonl";
constexpr char kLedger[] = "shimen-19";

// The late replies of the first round, as tests/golden/town-demo/README.md names them.
const std::set<std::string> kLate = {"p-023", "p-032", "p-040", "p-043", "p-047", "p-051", "p-058",
                                     "p-060", "p-066", "p-067", "p-068", "p-069", "p-072"};

class Town {
 public:
  // Every midnight up to then, a pass.
  void LiveUntil(absl::Time moment) {
    for (; midnight_ <= moment; midnight_ += absl::Hours(24)) {
      desk_.clock().Set(midnight_);
      const absl::StatusOr<PassReport> report = desk_.Pass();
      ASSERT_OK(report);
      ASSERT_OK(report->error);
    }
    desk_.clock().Set(moment);
  }

  // Of the lapses and missed promises: proposal, promise, local day.
  static std::string Said(absl::string_view proposal, absl::string_view promise, absl::Time when) {
    return absl::StrCat(proposal, " ", promise, " ", absl::FormatTime("%Y-%m-%d", when, absl::FixedTimeZone(8 * 3600)));
  }

  testing::Desk& desk() { return desk_; }

 private:
  testing::Desk desk_;
  absl::Time midnight_ = testing::ShanghaiTime("2020-01-02 00:00:00");
};

TEST(TownDemoTimekeeper, DoesByItselfWhatTheTownHadDoneByHand) {
  Town town;
  std::set<std::string> by_hand;
  std::ifstream lines(kCommands);
  for (std::string line; std::getline(lines, line);) {
    v1::Command command;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &command).ok()) << line;
    const absl::Time when = ToTime(command.occurred_at());
    ASSERT_NO_FATAL_FAILURE(town.LiveUntil(when));
    if (command.has_lapse_feedback()) {
      by_hand.insert(Town::Said(command.lapse_feedback().proposal_id(), "", when));
    } else if (command.has_miss_commitment()) {
      const v1::MissCommitment& missed = command.miss_commitment();
      by_hand.insert(Town::Said(missed.proposal_id(), missed.commitment_id(), when));
    } else {
      ASSERT_OK(town.desk().Try(command)) << line;
    }
  }
  std::set<std::string> by_itself, late;
  for (const v1::Record& record : town.desk().Records(kLedger)) {
    const absl::Time when = ToTime(record.occurred_at());
    const v1::Event& event = record.event();
    if (event.has_feedback_lapsed()) by_itself.insert(Town::Said(event.feedback_lapsed().proposal_id(), "", when));
    if (event.has_commitment_missed()) {
      const v1::CommitmentMissed& missed = event.commitment_missed();
      by_itself.insert(Town::Said(missed.proposal_id(), missed.commitment_id(), when));
    }
    if (event.has_due_date_passed() && event.due_date_passed().round() == 1)
      late.insert(event.due_date_passed().proposal_id());
  }
  EXPECT_EQ(by_itself, by_hand);
  EXPECT_EQ(by_hand.size(), 12u);
  EXPECT_EQ(late, kLate);
}

}  // namespace
}  // namespace huiyin
