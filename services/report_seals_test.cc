// Reports sealed in a small register, and made again: equal whatever happened since, and different when they must be.
#include "services/report_seals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/folds_counted.h"
#include "projections/testing/register.h"
#include "projections/views.h"
#include "services/testing/report_desk.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

using testing::FoldsCounted;
using ::testing::IsEmpty;
using testing::KnownAt;
using testing::Noon;
using testing::Register;
using testing::ReportDesk;
using ::testing::SizeIs;
using testing::TemporaryDirectory;

class ReportSeals : public ::testing::Test {
 protected:
  ReportSeals() { town_.AppendTo(log_); }

  v1::SealReportRequest Request(const std::string& seal_id, const v1::ReportMoment& moment = {}) const {
    v1::SealReportRequest request;
    request.mutable_header()->set_command_id("seal-" + seal_id);
    request.mutable_header()->set_ledger_id("town-a");
    SetTime(Noon("2021-03-01"), *request.mutable_header()->mutable_occurred_at());
    request.mutable_header()->mutable_actor()->set_id("office-1");
    request.mutable_header()->mutable_actor()->set_role(v1::Actor::CONGRESS_OFFICE);
    request.set_seal_id(seal_id);
    request.mutable_report()->set_report("satisfaction");
    request.mutable_report()->add_ledger_ids("town-a");
    *request.mutable_report()->mutable_moment() = moment;
    return request;
  }
  absl::StatusOr<v1::RebuildReportResponse> Rebuild(const std::string& seal_id) const {
    v1::RebuildReportRequest request;
    request.set_ledger_id("town-a");
    request.set_seal_id(seal_id);
    return desk_.Rebuild(request);
  }

  MemoryLog log_;
  Register town_ = testing::TownOfTwo();
  ReportDesk desk_{log_, Noon("2021-03-01")};
};

TEST_F(ReportSeals, WhatIsSealedIsWhatTheReportSays) {
  ASSERT_OK_AND_ASSIGN(const WholeReport report, desk_.Report("satisfaction", "town-a", KnownAt(Noon("2020-12-31"))));
  ASSERT_OK_AND_ASSIGN(const auto sealed, desk_.Seal(Request("r-1", KnownAt(Noon("2020-12-31")))));
  EXPECT_EQ(sealed.sealed().digest(), absl::BytesToHexString(report.end.digest()));
  EXPECT_EQ(sealed.sealed().report(), "satisfaction");
  ASSERT_THAT(sealed.sealed().ledgers(), SizeIs(1));
  EXPECT_EQ(sealed.sealed().ledgers(0).tree_size(), town_.records().size());
  EXPECT_EQ(sealed.receipt().first_seq(), town_.records().size());
  EXPECT_EQ(sealed.sealed().proposals(), 2u);
}

// What is checked by a live view is not checked by the records.
TEST_F(ReportSeals, IsMadeFromTheRecordsAlsoWhereTheLiveViewHasThem) {
  const TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Views> views, Views::Open(directory.path() + "/views", log_));
  const auto await_views = [&views] { return views->WaitUntilCaughtUp(absl::Now() + absl::Seconds(30)); };
  FoldsCounted counted(log_);
  const ReportDesk desk(counted, Noon("2021-03-01"), TrustEveryone("office-1"), views.get());
  ASSERT_OK(desk.Seal(Request("r-0")));  // The writer has read the ledger.
  ASSERT_OK(await_views());
  counted.Folds();
  ASSERT_OK(desk.Report("satisfaction", "town-a", {}));
  ASSERT_EQ(counted.Folds(), 0);
  ASSERT_OK(desk.Seal(Request("r-1")));
  EXPECT_EQ(counted.Folds(), 1);
  ASSERT_OK(await_views());
  v1::RebuildReportRequest request;
  request.set_ledger_id("town-a");
  request.set_seal_id("r-0");
  ASSERT_OK(desk.Rebuild(request));
  EXPECT_EQ(counted.Folds(), 1);
}

TEST_F(ReportSeals, ComesOutEqualWhateverHappenedSince) {
  ASSERT_OK(desk_.Seal(Request("now")));
  ASSERT_OK(desk_.Seal(Request("then", KnownAt(Noon("2020-05-31")))));
  desk_.clock().Set(Noon("2022-01-01"));
  for (const char* id : {"now", "then"}) {
    ASSERT_OK_AND_ASSIGN(const auto rebuilt, Rebuild(id));
    EXPECT_THAT(rebuilt.differences(), IsEmpty()) << id << rebuilt.DebugString();
    EXPECT_EQ(rebuilt.sealed_by().id(), "office-1");
  }
}

// The seal's own event, and all that is recorded at the very moment that the report speaks of, come after it.
TEST_F(ReportSeals, RestsOnTheRecordsThatItRestedOn) {
  ASSERT_OK_AND_ASSIGN(const auto sealed, desk_.Seal(Request("r-1")));
  EXPECT_EQ(sealed.sealed().known_at().seconds(), absl::ToUnixSeconds(Noon("2021-03-01")));
  v1::SealReportRequest second = Request("r-2");
  ASSERT_OK(desk_.Seal(second));
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Rebuild("r-1"));
  EXPECT_THAT(rebuilt.differences(), IsEmpty()) << rebuilt.DebugString();
}

// As of a moment, from what was known when it was sealed: what is entered late changes the report, not the seal.
TEST_F(ReportSeals, ALateEntryComesAfterTheSeal) {
  v1::ReportMoment effective = testing::AsOf(Noon("2020-12-31"));
  ASSERT_OK_AND_ASSIGN(const auto before, desk_.Report("satisfaction", "town-a", effective));
  ASSERT_OK(desk_.Seal(Request("r-1", effective)));
  const uint64_t sealed_at = town_.records().size();
  Register late = testing::TownOfTwo();
  late.RecordedOn("2021-03-01").Evaluated("2020-11-15", "p-2", "DISSATISFIED");
  v1::Record record = late.records().back();
  record.set_seq(sealed_at + 1);
  ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(record));
  const LedgerBatch batch{LedgerId("town-a"), Seq(sealed_at + 1), {std::move(encoded)}};
  ASSERT_OK(log_.Append({&batch, 1}));
  ASSERT_OK_AND_ASSIGN(const auto after, desk_.Report("satisfaction", "town-a", effective));
  EXPECT_NE(after.end.digest(), before.end.digest());
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Rebuild("r-1"));
  EXPECT_THAT(rebuilt.differences(), IsEmpty()) << rebuilt.DebugString();
}

TEST_F(ReportSeals, ARepeatIsAnsweredAsTheFirstCallWas) {
  ASSERT_OK_AND_ASSIGN(const auto first, desk_.Seal(Request("r-1")));
  desk_.clock().Set(Noon("2021-03-02"));
  ASSERT_OK_AND_ASSIGN(const auto again, desk_.Seal(Request("r-1")));
  EXPECT_TRUE(again.receipt().repeated_command());
  EXPECT_EQ(again.receipt().first_seq(), first.receipt().first_seq());
  EXPECT_EQ(again.sealed().SerializeAsString(), first.sealed().SerializeAsString());
  v1::SealReportRequest other = Request("r-2");
  other.mutable_header()->set_command_id("seal-r-1");
  EXPECT_THAT(desk_.Seal(other), HasReason("COMMAND_ID_REUSED"));
  v1::SealReportRequest same_seal = Request("r-1");
  same_seal.mutable_header()->set_command_id("another");
  EXPECT_THAT(desk_.Seal(same_seal), HasReason("SEAL_EXISTS"));
}

TEST_F(ReportSeals, WhatDiffersIsNamed) {
  v1::SealReport sealed;
  ASSERT_OK_AND_ASSIGN(const auto made, desk_.Seal(Request("r-1")));
  sealed = made.sealed();
  v1::SealReport now = sealed;
  now.set_digest(std::string(64, '0'));
  now.mutable_total(0)->set_numerator(now.total(0).numerator() + 1);
  const auto differences = DifferencesBetween(sealed, now);
  ASSERT_THAT(differences, SizeIs(2));
  EXPECT_EQ(differences[0].what(), sealed.total(0).figure());
  EXPECT_NE(differences[0].sealed(), differences[0].now());
  EXPECT_EQ(differences[1].what(), "digest");
  now = sealed;
  now.mutable_total()->RemoveLast();
  EXPECT_THAT(DifferencesBetween(sealed, now), SizeIs(1));
  EXPECT_THAT(DifferencesBetween(now, sealed), SizeIs(1));
}

// A seal that somebody entered with another digest does not come out equal.
TEST_F(ReportSeals, AFalseSealIsFound) {
  ASSERT_OK_AND_ASSIGN(const auto made, desk_.Seal(Request("r-1")));
  v1::Command command;
  command.set_command_id("false");
  command.set_ledger_id("town-a");
  *command.mutable_seal_report() = made.sealed();
  command.mutable_seal_report()->set_seal_id("r-2");
  command.mutable_seal_report()->set_digest(std::string(64, 'a'));
  ASSERT_OK(desk_.Order(command));
  ASSERT_OK_AND_ASSIGN(const auto rebuilt, Rebuild("r-2"));
  ASSERT_THAT(rebuilt.differences(), SizeIs(1));
  EXPECT_EQ(rebuilt.differences(0).what(), "digest");
}

TEST_F(ReportSeals, WhatCannotBeDoneIsNamed) {
  EXPECT_THAT(Rebuild("r-9"), HasReason("SEAL_UNKNOWN"));
  v1::SealReportRequest unknown = Request("r-1");
  unknown.mutable_report()->set_report("no-such");
  EXPECT_THAT(desk_.Seal(unknown), HasReason("REPORT_UNKNOWN"));
  v1::SealReportRequest soon = Request("r-1");
  soon.mutable_report()->set_report("coming-due");
  soon.mutable_report()->set_within_days(7);
  EXPECT_THAT(desk_.Seal(soon), HasReason("SEAL_TAKES_NO_DAYS"));
  v1::SealReportRequest deputy = Request("r-1");
  deputy.mutable_header()->mutable_actor()->set_role(v1::Actor::DEPUTY);
  EXPECT_THAT(desk_.Seal(deputy), HasReason("ROLE_NOT_ALLOWED"));
  v1::SealReportRequest future = Request("r-1", KnownAt(Noon("2030-01-01")));
  EXPECT_THAT(desk_.Seal(future), HasReason("MOMENT_IN_FUTURE"));
}

}  // namespace
}  // namespace huiyin
