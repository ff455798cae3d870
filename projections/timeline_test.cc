#include "projections/timeline.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/test_matchers.h"
#include "huiyin/v1/record.pb.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using testing::Register;

// The entries of p-1.
std::vector<v1::TimelineEntry> TimelineOf(const Register& town) {
  const auto ledger = town.Fold();
  TimelineFold fold(ledger->directory());
  std::vector<v1::TimelineEntry> entries;
  for (const v1::Record& record : town.records()) {
    if (record.stream_id() != "proposal/p-1") continue;
    auto entry = fold.Add(record);
    CHECK(entry.ok());
    entries.push_back(*entry);
  }
  return entries;
}

v1::TimelineEntry EntryOf(const std::string& event) {
  Register town;
  town.Add("2020-03-25", event);
  return TimelineOf(town).back();
}

TEST(Timeline, SaysUnitsDatesClassesAndVerdicts) {
  v1::TimelineEntry entry = EntryOf(
      "proposal_assigned { proposal_id: 'p-1' mode: JOINT complex: true due { on: '2020-07-27' provisional: true } "
      "tasks { task { unit_id: 'u-1' role: LEAD } } tasks { task { unit_id: 'u-2' role: CO } } }");
  EXPECT_EQ(entry.text(), "Assigned to Unit 1, with Unit 2 assisting; complex; reply due 2020-07-27 (provisional).");
  EXPECT_EQ(entry.text_zh(), "交由Unit 1主办，Unit 2会办（复杂事项），2020-07-27（暂定）前答复。");
  EXPECT_EQ(entry.status(), v1::Proposal::ASSIGNED);

  entry = EntryOf(
      "reply_delivered { proposal_id: 'p-1' unit_id: 'u-2' document_no: 'no. 9' signer: 'Qiao' result_class: B round: "
      "1 "
      "commitments { commitment_id: 'c' } replied_on: '2020-06-01' completes_reply: true due { on: '2020-05-25' } "
      "feedback_by { on: '2020-06-30' } }");
  EXPECT_EQ(entry.text(),
            "Unit 2 replied (no. 9, signed by Qiao): class B, being solved or planned; 1 commitment; late, it was due "
            "2020-05-25; the deputy may evaluate until 2020-06-30.");
  EXPECT_EQ(
      entry.text_zh(),
      "Unit 2答复（no. 9，签发：Qiao）：B 类，正在解决或列入计划，承诺事项 1 项，已逾期（期限 2020-05-25），代表可于 "
      "2020-06-30 前评价。");

  entry = EntryOf(
      "proposal_evaluated { proposal_id: 'p-1' deputy_id: 'd-2' attitude: SATISFIED result: DISSATISFIED "
      "comment: 'nothing was done' round: 1 }");
  EXPECT_EQ(entry.text(), "Deputy 2 evaluated round 1: result dissatisfied, attitude satisfied: nothing was done");
  EXPECT_EQ(entry.text_zh(), "Deputy 2 代表评价第 1 轮办理：结果不满意，态度满意：nothing was done");

  entry = EntryOf(
      "rehandling_ordered { proposal_id: 'p-1' reason: 'again' round: 2 due { on: '2020-08-05' } "
      "main_unit_ids: ['u-1', 'u-3'] }");
  EXPECT_EQ(entry.text(), "To be handled again, round 2, by Unit 1 and Unit 3, due 2020-08-05: again");
  EXPECT_EQ(entry.text_zh(), "责成Unit 1、Unit 3重新办理（第 2 轮），2020-08-05 前答复：again");
  EXPECT_EQ(entry.round(), 2u);
}

TEST(Timeline, TellsWhatBecameOfItAbove) {
  const auto told = [](const std::string& outcome) {
    return EntryOf(
        "outcome_recorded { proposal_id: 'p-1' status: PASSED_UP outcome { event { ledger_id: 'county' "
        "proposal_id: 'up:town-a:17' seq: 41 } happened_on: '2020-03-24' " +
        outcome + " } }");
  };
  v1::TimelineEntry entry = told("status: ASSIGNED due_on: '2020-06-24' unit_names: ['Roads', 'Water']");
  EXPECT_EQ(entry.text(),
            "county (up:town-a:17, event 41, 2020-03-24): assigned, by Roads and Water, reply due 2020-06-24.");
  EXPECT_EQ(entry.text_zh(),
            "county（up:town-a:17，第 41 号事件，2020-03-24）：已交办，承办单位：Roads、Water，2020-06-24 前答复。");
  EXPECT_EQ(entry.status(), v1::Proposal::PASSED_UP);

  entry = told("status: REPLIED result_class: A document_no: 'no. 9' text: 'the bridge is built'");
  EXPECT_EQ(entry.text(),
            "county (up:town-a:17, event 41, 2020-03-24): replied (no. 9), class A, solved or mostly solved: the "
            "bridge is built");
  EXPECT_EQ(entry.text_zh(),
            "county（up:town-a:17，第 41 号事件，2020-03-24）：已答复（no. 9），A 类，已解决或基本解决：the bridge is "
            "built");

  entry = told("status: EVALUATED result_class: A result: SATISFIED attitude: BASICALLY_SATISFIED");
  EXPECT_EQ(entry.text(),
            "county (up:town-a:17, event 41, 2020-03-24): evaluated, result satisfied, attitude basically satisfied.");

  entry = EntryOf(
      "outcome_recorded { proposal_id: 'p-1' status: REGISTERED outcome { event { ledger_id: 'county' proposal_id: "
      "'up:town-a:17' seq: 41 } happened_on: '2020-03-24' status: SENT_BACK text: 'a matter of the town' } }");
  EXPECT_EQ(entry.text(),
            "county (up:town-a:17, event 41, 2020-03-24): sent back; it is to be assigned here: a matter of the town");
  EXPECT_EQ(entry.text_zh(),
            "county（up:town-a:17，第 41 号事件，2020-03-24）：已退回，由本级办理：a matter of the town");
}

TEST(Timeline, SaysWhenceItCame) {
  const v1::TimelineEntry entry = EntryOf(
      "proposal_received { proposal_id: 'p-1' kind: SUGGESTION title: 'A bridge' lead_deputy_id: 'up:village:d-7' "
      "lead_deputy { person_id: 'up:village:d-7' name: 'Tian' } reason: 'the county builds bridges' "
      "passed_up { ledger_id: 'village' proposal_id: 'p-3' seq: 17 } }");
  EXPECT_EQ(entry.text(),
            "Suggestion “A bridge” of Tian, passed up by village (p-3, event 17): the county builds bridges");
  EXPECT_EQ(entry.text_zh(),
            "接收 village 上报的Tian 代表建议《A bridge》（p-3，第 17 号事件）：the county builds bridges");
  EXPECT_EQ(entry.status(), v1::Proposal::SUBMITTED);
}

TEST(Timeline, UnknownNamesAreTheirIds) {
  EXPECT_EQ(EntryOf("task_received { proposal_id: 'p-1' unit_id: 'u-77' }").text(), "u-77 signed for it.");
}

TEST(Timeline, HasASentenceInBothLanguagesForEveryEventOfAProposal) {
  std::set<int> told;
  const auto* events = v1::Event::descriptor();
  for (int i = 0; i < events->field_count(); ++i) {
    const auto* field = events->field(i);
    if (field->message_type()->FindFieldByName("proposal_id") == nullptr) continue;
    SCOPED_TRACE(field->name());
    const v1::TimelineEntry entry = EntryOf(field->name() + " { proposal_id: 'p-1' }");
    EXPECT_GT(entry.text().size(), 5u);
    EXPECT_GT(entry.text_zh().size(), 5u);
    EXPECT_EQ(entry.record().event().event_case(), field->number());
    told.insert(field->number());
  }
  EXPECT_EQ(told.size(), 46u) << "all but those of the ledger (3), sessions, deputies (2) and units";
}

}  // namespace
}  // namespace huiyin
