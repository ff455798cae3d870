// Random years of a small register, against a slow and obvious model: before each pass it reads all records from the
// first, and says which reminders the office owes on that day; the pass gives exactly those.
//
// RANDOM_YEAR_SEED: the seed to repeat. RANDOM_YEARS: how many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "services/system_ids.h"
#include "services/timekeeper/testing/desk.h"

namespace huiyin {
namespace {

using testing::Desk;
using testing::ShanghaiTime;

constexpr int kSteps = 120;

absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return day;
}

absl::CivilDay DayOf(absl::Time time) { return absl::ToCivilDay(time, absl::FixedTimeZone(8 * 60 * 60)); }

// The model.

struct ModelTask {
  absl::CivilDay due;
  bool replied = false;
  bool return_asked = false;
  std::optional<absl::CivilDay> announced, noted, urged;
};

struct ModelPromise {
  absl::CivilDay due;
  bool is_open = true;
};

struct ModelProposal {
  std::string stage;
  std::map<std::string, ModelTask> tasks;
  std::optional<absl::CivilDay> feedback_by;
  std::map<std::string, ModelPromise> promises;
  v1::Record last;
};

using Model = std::map<std::string, ModelProposal>;

void ReadHandling(const v1::Event& event, ModelProposal& p) {
  if (event.has_proposal_assigned()) {
    p.stage = "open";
    p.tasks.clear();
    for (const v1::AssignedTask& task : event.proposal_assigned().tasks())
      p.tasks[task.task().unit_id()].due = Day(task.due().on());
  }
  if (event.has_return_requested()) p.tasks[event.return_requested().unit_id()].return_asked = true;
  if (event.has_return_refused()) p.tasks[event.return_refused().unit_id()].return_asked = false;
  if (event.has_return_accepted()) {
    p.tasks.erase(event.return_accepted().unit_id());
    if (event.return_accepted().completes_reply()) {
      p.stage = "replied";
      p.feedback_by = Day(event.return_accepted().feedback_by().on());
    }
  }
  if (event.has_extension_granted())
    p.tasks[event.extension_granted().unit_id()].due = Day(event.extension_granted().new_due_on());
  if (event.has_rehandling_ordered()) {
    p.stage = "open";
    for (auto& [unit, task] : p.tasks) {
      task = ModelTask();
      task.due = Day(event.rehandling_ordered().due().on());
    }
  }
  if (event.has_proposal_withdrawn() || event.has_proposal_closed()) p.stage = "over";
}

void ReadAnswer(const v1::Event& event, ModelProposal& p) {
  if (event.has_reply_delivered()) {
    const v1::ReplyDelivered& reply = event.reply_delivered();
    p.tasks[reply.unit_id()].replied = true;
    for (const v1::Commitment& promise : reply.commitments())
      p.promises[promise.commitment_id()].due = Day(promise.due_on());
    if (reply.completes_reply()) {
      p.stage = "replied";
      p.feedback_by = Day(reply.feedback_by().on());
    }
  }
  if (event.has_proposal_evaluated() || event.has_feedback_lapsed()) p.stage = "answered";
  if (event.has_commitment_fulfilled()) p.promises[event.commitment_fulfilled().commitment_id()].is_open = false;
  if (event.has_commitment_missed()) p.promises[event.commitment_missed().commitment_id()].is_open = false;
  if (event.has_commitment_changed())
    p.promises[event.commitment_changed().commitment_id()] = {Day(event.commitment_changed().new_due_on()), true};
}

void ReadReminder(const v1::Event& event, ModelProposal& p) {
  if (event.has_due_date_approached())
    p.tasks[event.due_date_approached().unit_id()].announced = Day(event.due_date_approached().due_on());
  if (event.has_due_date_passed())
    p.tasks[event.due_date_passed().unit_id()].noted = Day(event.due_date_passed().due_on());
  if (event.has_unit_urged()) p.tasks[event.unit_urged().unit_id()].urged = Day(event.unit_urged().urged_on());
}

Model Read(const std::vector<v1::Record>& records) {
  Model model;
  for (const v1::Record& record : records) {
    if (record.stream_id().substr(0, 9) != "proposal/") continue;
    ModelProposal& p = model[record.stream_id().substr(9)];
    ReadHandling(record.event(), p);
    ReadAnswer(record.event(), p);
    ReadReminder(record.event(), p);
    p.last = record;
  }
  return model;
}

// Nothing may be said of it yet: its latest event is still to come, or was entered today about an earlier day.
bool MustWait(const v1::Record& last, absl::Time now) {
  const absl::Time occurred = ToTime(last.occurred_at()), recorded = ToTime(last.recorded_at());
  return occurred > now || (DayOf(occurred) < DayOf(recorded) && now < recorded + absl::Hours(24));
}

void OwedOfTask(const std::string& what, const ModelTask& task, absl::CivilDay today,
                std::multiset<std::string>& owed) {
  if (task.replied) return;
  if (today <= task.due) {
    if (task.due - today <= 7 && task.announced != task.due) owed.insert(absl::StrCat("announce ", what));
    return;
  }
  if (task.noted != task.due) owed.insert(absl::StrCat("overdue ", what));
  const bool urged_since = task.urged.has_value() && *task.urged > task.due;
  if (!task.return_asked && (!urged_since || today - *task.urged >= 10)) owed.insert(absl::StrCat("urge ", what));
}

std::multiset<std::string> Owed(const Model& model, absl::Time now) {
  std::multiset<std::string> owed;
  const absl::CivilDay today = DayOf(now);
  for (const auto& [id, p] : model) {
    if (p.stage.empty() || p.stage == "over" || MustWait(p.last, now)) continue;
    if (p.stage == "open") {
      for (const auto& [unit, task] : p.tasks) OwedOfTask(absl::StrCat(id, " ", unit), task, today, owed);
    }
    if (p.stage == "replied" && today > *p.feedback_by) owed.insert(absl::StrCat("lapse ", id));
    for (const auto& [promise, made] : p.promises) {
      if (made.is_open && today > made.due) owed.insert(absl::StrCat("missed ", id, " ", promise));
    }
  }
  return owed;
}

std::string NameOf(const v1::Record& record) {
  const v1::Event& event = record.event();
  const auto named = [](const char* what, const auto& body) {
    return absl::StrCat(what, " ", body.proposal_id(), " ", body.unit_id());
  };
  if (event.has_due_date_approached()) return named("announce", event.due_date_approached());
  if (event.has_due_date_passed()) return named("overdue", event.due_date_passed());
  if (event.has_unit_urged()) return named("urge", event.unit_urged());
  if (event.has_feedback_lapsed()) return absl::StrCat("lapse ", event.feedback_lapsed().proposal_id());
  const v1::CommitmentMissed& missed = event.commitment_missed();
  return absl::StrCat("missed ", missed.proposal_id(), " ", missed.commitment_id());
}

// The year.

class Year {
 public:
  explicit Year(uint64_t seed) : random_(seed) { desk_.OrderAll(desk_.Now().Founding()); }

  void Live() {
    for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE(absl::StrCat("step ", step));
      MoveClock();
      for (int orders = Below(6); orders > 0; --orders) SomebodyOrdersSomething();
      CheckPass();
    }
  }
  size_t reminders() const { return reminders_; }

 private:
  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint64_t>(limit)); }

  void MoveClock() {
    const int kind = Below(10);
    absl::Duration move = absl::Hours(Below(24 * 6));
    if (kind == 0) move = absl::ZeroDuration();
    if (kind == 1) move = -absl::Hours(Below(60));
    if (kind == 2) move = absl::Hours(24 * Below(60));
    desk_.clock().Set(desk_.clock().Now() + move);
  }

  std::string DayAfter(int days) {
    return absl::FormatTime("%Y-%m-%d", desk_.clock().Now() + absl::Hours(24 * days), absl::FixedTimeZone(8 * 3600));
  }

  // Most of it is refused: the office is as careless as can be.
  void SomebodyOrdersSomething() {
    const std::string p = absl::StrCat("p-", Below(12)), unit = absl::StrCat("u-", 1 + Below(2));
    const std::string id = absl::StrCat("c-", ++commands_), about = absl::StrCat(" proposal_id: '", p, "' ");
    const std::string task = absl::StrCat(about, "unit_id: '", unit, "' ");
    const std::string promise = absl::StrCat(about, "commitment_id: '", id, "' ");
    const auto by_unit = [&](const std::string& body) {
      v1::Command command = desk_.Unit(id, body);
      command.mutable_actor()->set_unit_id(unit);
      Try(command);
    };
    const auto by_office = [&](const std::string& body) { Try(desk_.Office(id, body)); };
    switch (Below(16)) {
      case 0:
      case 1:
      case 2:
        return SubmitAndAssign(p, id);
      case 3:
        return by_unit(absl::StrCat("sign_for {", task, "}"));
      case 4:
        return by_unit(absl::StrCat("request_return {", task, "reason: 'r' }"));
      case 5:
        return by_office(absl::StrCat(Below(2) == 0 ? "accept_return {" : "refuse_return {", task, "reason: 'r' }"));
      case 6:
        return by_unit(
            absl::StrCat("request_extension {", task, "new_due_on: '", DayAfter(Below(60)), "' reason: 'r' }"));
      case 7:
        return by_office(absl::StrCat("grant_extension {", task, "}"));
      case 8:
      case 9:
        return by_unit(absl::StrCat("reply {", task, "document_no: 'n' signer: 's' result_class: B text: 't' ",
                                    "commitments { commitment_id: '", id, "' text: 't' due_on: '", DayAfter(Below(90)),
                                    "' } }"));
      case 10:
        return Evaluate(p, id);
      case 11:
        return by_office(absl::StrCat("order_rehandling {", about, "reason: 'r' }"));
      case 12:
        return by_office(absl::StrCat("urge {", task, "note: 'n' }"));
      case 13:
        return Promise(p, unit, id);
      case 14:
        return by_office(absl::StrCat("close {", about, "}"));
      default:
        return by_unit(absl::StrCat("log_progress {", task, "note: 'n' }"));
    }
  }

  void SubmitAndAssign(const std::string& p, const std::string& id) {
    v1::Command submit = desk_.Now().Submit(p), enter = desk_.Now().Register(p), assign = desk_.Now().Assign(p);
    submit.set_command_id(absl::StrCat(id, "-s"));
    enter.set_command_id(absl::StrCat(id, "-r"));
    assign.set_command_id(absl::StrCat(id, "-a"));
    assign.mutable_assign()->set_complex(Below(3) == 0);
    if (Below(2) == 0) assign.mutable_assign()->set_due_on(DayAfter(1 + Below(50)));
    if (Below(2) == 0) {
      assign.mutable_assign()->set_mode(v1::Assignment::SEPARATE);
      assign.mutable_assign()->mutable_tasks(0)->set_role(v1::Task::SEPARATE);
      v1::Task& other = *assign.mutable_assign()->add_tasks();
      other.set_unit_id("u-2");
      other.set_role(v1::Task::SEPARATE);
    }
    for (const v1::Command& command : {submit, enter, assign}) Try(command);
  }

  void Evaluate(const std::string& p, const std::string& id) {
    v1::Command command = desk_.Now().Evaluate(p);
    command.set_command_id(id);
    if (Below(2) == 0) {
      command.mutable_evaluate()->set_result(v1::Evaluation::DISSATISFIED);
      command.mutable_evaluate()->set_comment("c");
    }
    Try(command);
  }

  // Something becomes of one of the proposal's promises.
  void Promise(const std::string& p, const std::string& unit, const std::string& id) {
    const Model model = Read(desk_.Records());
    const auto found = model.find(p);
    if (found == model.end() || found->second.promises.empty()) return;
    auto promise = found->second.promises.begin();
    std::advance(promise, Below(static_cast<int>(found->second.promises.size())));
    const std::string about = absl::StrCat("proposal_id: '", p, "' commitment_id: '", promise->first, "' ");
    v1::Command command = desk_.Unit(id, Below(2) == 0 ? absl::StrCat("fulfil_commitment {", about, "}")
                                                       : absl::StrCat("change_commitment {", about, "new_due_on: '",
                                                                      DayAfter(Below(40)), "' reason: 'r' }"));
    command.mutable_actor()->set_unit_id(unit);
    Try(command);
  }

  void Try(const v1::Command& command) { desk_.Try(command).IgnoreError(); }

  void CheckPass() {
    const std::vector<v1::Record> before = desk_.Records();
    const std::multiset<std::string> owed = Owed(Read(before), desk_.clock().Now());
    const absl::StatusOr<PassReport> report = desk_.Pass();
    ASSERT_OK(report);
    ASSERT_OK(report->error);
    const std::vector<v1::Record> after = desk_.Records();
    std::multiset<std::string> given;
    for (size_t i = before.size(); i < after.size(); ++i) {
      given.insert(NameOf(after[i]));
      EXPECT_TRUE(IsTimekeeperId(after[i].command_id()));
      EXPECT_EQ(DayOf(ToTime(after[i].occurred_at())), DayOf(desk_.clock().Now()));
    }
    EXPECT_EQ(given, owed) << desk_.clock().Now();
    EXPECT_EQ(report->moot, 0u);
    reminders_ += given.size();
  }

  std::mt19937_64 random_;
  Desk desk_;
  int commands_ = 0;
  size_t reminders_ = 0;
};

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  uint64_t value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

TEST(RandomYear, EveryPassGivesExactlyWhatIsOwedThatDay) {
  const uint64_t seed = FromEnvironment("RANDOM_YEAR_SEED", std::random_device()());
  const uint64_t years = FromEnvironment("RANDOM_YEARS", 12);
  size_t reminders = 0;
  for (uint64_t year = 0; year < years && !HasFailure(); ++year) {
    SCOPED_TRACE(absl::StrCat("RANDOM_YEAR_SEED=", seed + year, " RANDOM_YEARS=1"));
    Year lived(seed + year);
    lived.Live();
    reminders += lived.reminders();
  }
  std::cout << "RANDOM_YEAR_SEED=" << seed << ": " << reminders << " reminders" << std::endl;
  EXPECT_GT(reminders, years * 10) << "hardly anything was due";
}

}  // namespace
}  // namespace huiyin
