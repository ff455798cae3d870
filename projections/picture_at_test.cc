// When the live view is what a report asks for, and when it is not: whichever it is, the picture is the fold's.
#include "projections/picture_at.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/damaged_view.h"
#include "projections/testing/folds_counted.h"
#include "projections/testing/register.h"
#include "projections/testing/written_picture.h"
#include "projections/views.h"

namespace huiyin {
namespace {

using testing::FoldsCounted;
using testing::Noon;
using testing::Register;
using testing::Written;

const LedgerId kTown("town-a");

class PictureAtTest : public ::testing::Test {
 protected:
  PictureAtTest() {
    for (const char* id : {"p-1", "p-2"}) {
      town_.Submitted("2020-01-11", id).Registered("2020-01-20", id, id[2] - '0');
      town_.Assigned("2020-03-25", id, "u-1", "2020-05-25").Replied("2020-05-20", id, "u-1", "2020-05-25");
    }
    town_.Evaluated("2020-06-02", "p-1");
    town_.AppendTo(log_);
    View();
  }

  // The views hold what is in the log now, and follow no further.
  void View() {
    const std::string directory =
        absl::StrCat(std::getenv("TEST_TMPDIR"), "/", ::testing::UnitTest::GetInstance()->current_test_info()->name());
    views_ = *Views::Open(directory, log_);
    EXPECT_OK(views_->WaitUntilCaughtUp(absl::Now() + absl::Seconds(30)));
    views_->Stop();
  }

  // Sixty proposals are settled, and later one is in hand.
  void AddLongHistory() {
    views_ = nullptr;
    for (int i = 10; i < 70; ++i) {
      const std::string id = absl::StrCat("p-", i);
      town_.Submitted("2020-07-01", id).Registered("2020-07-02", id, i).Assigned("2020-07-03", id, "u-1", "2020-10-01");
      town_.Received("2020-07-04", id, "u-1").Replied("2020-07-10", id, "u-1", "2020-10-01");
    }
    town_.Submitted("2021-01-11", "p-9").Registered("2021-01-20", "p-9", 9);
    town_.Assigned("2021-02-01", "p-9", "u-1", "2021-05-01").Replied("2021-03-01", "p-9", "u-1", "2021-05-01");
    town_.AppendTo(log_);
    View();
  }

  // How many folds the picture at the point took; it is what a fold gives.
  int FoldsFor(const HistoryPoint& point, const LedgerId& ledger = kTown) {
    const std::unique_ptr<const LedgerPicture> folded = *FoldHistoryAt(log_, ledger, point);
    const std::shared_ptr<const ViewStore> store = views_->store();
    for (const bool is_read_often : {false, true}) {
      const auto picture = PictureAt(log_, store.get(), ledger, point, is_read_often);
      EXPECT_OK(picture);
      EXPECT_EQ(Written(**picture), Written(*folded));
      EXPECT_EQ(Written(**picture), Written(*folded)) << "again";
    }
    FoldsCounted counted(log_);
    const auto picture = PictureAt(counted, store.get(), ledger, point, /*is_read_often=*/false);
    EXPECT_OK(picture);
    return counted.Folds();
  }

  Seq Last() const { return Seq(town_.records().size() - 1); }

  MemoryLog log_;
  Register town_;
  std::unique_ptr<Views> views_;
};

TEST_F(PictureAtTest, WhatIsKnownNowIsTheLiveViews) { EXPECT_EQ(FoldsFor({}), 0); }

TEST_F(PictureAtTest, SoIsWhatWasKnownSinceTheLastEvent) {
  EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon("2020-06-02")}, .last = {}}), 0);
  EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon("2020-06-02") - absl::Nanoseconds(1)}, .last = {}}), 1);
}

TEST_F(PictureAtTest, AndWhatTheLedgerHeldAfterIt) {
  EXPECT_EQ(FoldsFor({.moment = {}, .last = Last()}), 0);
  EXPECT_EQ(FoldsFor({.moment = {}, .last = Seq(Last().value() - 1)}), 1);
}

TEST_F(PictureAtTest, WhatHadHappenedByAMomentIsFolded) {
  EXPECT_EQ(FoldsFor({.moment = {.as_of = Noon("2020-05-21")}, .last = {}}), 1);
}

TEST_F(PictureAtTest, OfALongHistoryOnlyWhatChangedSinceIsFolded) {
  AddLongHistory();
  for (const char* const day : {"2020-12-31", "2021-01-11", "2021-01-31", "2021-02-28"}) {
    EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon(day)}, .last = {}}), 0) << day;
  }
  EXPECT_EQ(FoldsFor({.moment = {}, .last = Seq(Last().value() - 2)}), 0);
  EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon("2020-07-03")}, .last = {}}), 1) << "when most was in hand";
  EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon("2019-12-31")}, .last = {}}), 0) << "the first record says it all";
}

TEST_F(PictureAtTest, AViewThatIsDamagedTakesNothingAway) {
  AddLongHistory();
  testing::DamageProposal(*views_->store(), "town-a", "p-42");
  EXPECT_EQ(FoldsFor({.moment = {.known_at = Noon("2020-12-31")}, .last = {}}), 1);
}

// Its last record is damaged, and streams cannot be read.
class DamagedLog final : public ForwardingLog {
 public:
  DamagedLog(EventLog& log, Seq last) : ForwardingLog(log), last_(last) {}

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    if (from == last_) return absl::DataLossError("the last record");
    return ForwardingLog::ReadLedger(ledger, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId&, const StreamId&,
                                                           StreamVersion) const override {
    return absl::DataLossError("a stream");
  }

 private:
  const Seq last_;
};

TEST_F(PictureAtTest, NorDoRecordsThatAFoldDoesNotRead) {
  AddLongHistory();
  const HistoryPoint point{.moment = {.known_at = Noon("2020-12-31")}, .last = {}};
  for (const Seq last : {Last(), Seq(Last().value() + 1)}) {
    DamagedLog damaged(log_, last);
    const auto picture = PictureAt(damaged, views_->store().get(), kTown, point, /*is_read_often=*/false);
    ASSERT_OK(picture);
    EXPECT_EQ(Written(**picture), Written(**FoldHistoryAt(log_, kTown, point)));
  }
}

TEST_F(PictureAtTest, AViewThatIsBehindIsNotAsked) {
  town_.Evaluated("2020-06-03", "p-2");
  town_.AppendTo(log_);
  EXPECT_EQ(FoldsFor({}), 1);
}

TEST_F(PictureAtTest, NorIsOneThatDoesNotHaveTheLedger) {
  Register other("town-b");
  other.AppendTo(log_);
  EXPECT_EQ(FoldsFor({}, LedgerId("town-b")), 1);
}

TEST_F(PictureAtTest, ItMayBeReadFromAProposalOn) {
  const std::shared_ptr<const ViewStore> store = views_->store();
  for (const bool is_read_often : {false, true}) {
    const auto picture = PictureAt(log_, store.get(), kTown, {}, is_read_often);
    ASSERT_OK(picture);
    std::vector<std::string> ids;
    ASSERT_OK((*picture)->ForEachProposalFrom("p-11", [&ids](const v1::ProposalFacts& facts) {
      ids.push_back(facts.proposal_id());
      return absl::OkStatus();
    }));
    EXPECT_EQ(ids, std::vector<std::string>{"p-2"});
  }
}

}  // namespace
}  // namespace huiyin
