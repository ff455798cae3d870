// What the reports of a town and of its county say of proposals that went up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "projections/testing/register.h"
#include "services/testing/report_desk.h"
#include "tests/golden/lists.h"

namespace huiyin {
namespace {

using ::testing::IsEmpty;
using testing::Register;
using testing::ReportDesk;
using ::testing::SizeIs;

constexpr char kAbove[] = "up:town-a:17";

// p-1 went up, and was replied to there; p-2 went up, and was sent back; p-3 is the town's own.
Register Town() {
  Register town("town-a");
  for (int i = 1; i <= 3; ++i) {
    const std::string id = absl::StrCat("p-", i);
    town.Submitted("2020-01-11", id).Registered("2020-01-12", id, i);
    if (i == 3) continue;
    town.Add("2020-02-01", absl::StrCat("proposal_passed_up { proposal_id: '", id,
                                        "' to_ledger_id: 'county' passed_up_on: '2020-02-01' }"));
  }
  town.Add(
      "2020-03-05",
      "outcome_recorded { proposal_id: 'p-1' status: PASSED_UP outcome { status: REPLIED happened_on: '2020-03-04' "
      "event { ledger_id: 'county' seq: 40 } result_class: B document_no: '9' } }");
  town.Add("2020-02-03",
           "outcome_recorded { proposal_id: 'p-2' status: REGISTERED outcome { status: SENT_BACK happened_on: "
           "'2020-02-02' event { ledger_id: 'county' seq: 12 } } }");
  return town;
}

Register County() {
  Register county("county");
  county.Submitted("2020-01-11", "c-1").Registered("2020-01-12", "c-1", 1);
  county.Add("2020-02-01",
             absl::StrCat("proposal_received { proposal_id: '", kAbove,
                          "' kind: SUGGESTION title: 'A bridge' session_id: 's-1' lead_deputy_id: 'up:town-a:d-1' "
                          "lead_deputy { person_id: 'up:town-a:d-1' name: 'Tian' } received_on: '2020-02-01' "
                          "passed_up { ledger_id: 'town-a' proposal_id: 'p-1' seq: 17 } }"));
  county.Registered("2020-02-03", kAbove, 2).Assigned("2020-02-04", kAbove, "u-1", "2020-05-04");
  county.Replied("2020-03-04", kAbove, "u-1", "2020-05-04");
  return county;
}

class LinkedReports : public ::testing::Test {
 protected:
  LinkedReports() {
    Town().AppendTo(log_);
    County().AppendTo(log_);
  }

  v1::DataTable List(const std::string& ledger, const std::string& report, const std::string& list) const {
    const auto made = desk_.Report(report, ledger, {});
    EXPECT_OK(made);
    return made.ok() && made->ledgers.size() == 1 ? ListNamed(made->ledgers[0], list) : v1::DataTable();
  }

  MemoryLog log_;
  ReportDesk desk_{log_, absl::FromCivil(absl::CivilDay(2020, 6, 1), absl::UTCTimeZone())};
};

TEST_F(LinkedReports, ATownSeesWhatBecameOfWhatItPassedUp) {
  const v1::DataTable list = List("town-a", "passed-up", "passed_up");
  EXPECT_THAT(list.rows(), SizeIs(2));
  const std::vector<std::string> columns = {"passed_up_on", "passed_up_to", "status",        "status_above",
                                            "since",        "class_above",  "document_above"};
  EXPECT_EQ(RowOf(list, "p-1", columns), "2020-02-01|county|PASSED_UP|REPLIED|2020-03-04|B|9");
  EXPECT_EQ(RowOf(list, "p-2", columns), "2020-02-01|county|REGISTERED|SENT_BACK|2020-02-02|-|-");
  EXPECT_THAT(List("town-a", "passed-up", "received").rows(), IsEmpty());
}

TEST_F(LinkedReports, ACountySeesWhatItsTownsPassedUp) {
  const v1::DataTable list = List("county", "passed-up", "received");
  EXPECT_THAT(list.rows(), SizeIs(1));
  EXPECT_EQ(RowOf(list, kAbove,
                  {"number", "title", "from", "proposal_below", "lead_deputy", "received_on", "main_units", "status",
                   "due_on", "replied_on"}),
            "2|A bridge|town-a|p-1|up:town-a:d-1|2020-02-01|u-1|REPLIED|2020-05-04|2020-03-04");
  EXPECT_THAT(List("county", "passed-up", "passed_up").rows(), IsEmpty());
}

}  // namespace
}  // namespace huiyin
