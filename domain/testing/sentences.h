// Domain tests that read as sentences:
//
//   Given(Submitted(), Registered(), AssignedJointly("u-roads",
//   "u-water")).When(Reply("u-water")).ThenRefused(Reason::kCoUnitMayNotReply);
//
// The town: a TOWNSHIP under cn-chongqing-township in Asia/Shanghai; session "s-1" (2025-01-13 to 2025-01-15); seated
// deputies "d-1" to "d-6", "d-gone" unseated; units "u-roads", "u-water", "u-school". The proposal is "p-1", led by
// "d-1". Each step happens a minute after the one before, the first on 2025-03-03 (a Monday), unless it says On a day.
#ifndef HUIYIN_DOMAIN_TESTING_SENTENCES_H_
#define HUIYIN_DOMAIN_TESTING_SENTENCES_H_

#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "domain/reasons.h"
#include "domain/testing/office.h"

namespace huiyin::testing {

// One command on its way.
class Step {
 public:
  explicit Step(v1::Command command) : command_(std::move(command)) {}

  // At 10:00 local time of the day.
  Step On(absl::string_view local_date) &&;
  // At that moment, RFC 3339.
  Step At(absl::string_view moment) &&;
  Step By(v1::Actor::Role role, absl::string_view id) &&;
  Step With(const std::function<void(v1::Command&)>& change) &&;

  const v1::Command& command() const { return command_; }
  const std::optional<absl::Time>& occurred_at() const { return occurred_at_; }

 private:
  v1::Command command_;
  std::optional<absl::Time> occurred_at_;
};

// What came of the last command.
class Outcome {
 public:
  Outcome(Office office, absl::StatusOr<v1::Record> record, std::source_location where)
      : office_(std::move(office)), record_(std::move(record)), where_(where) {}

  // Accepted; the proposal is then in the status.
  const Outcome& Then(v1::Proposal::Status status) const;
  // Another proposal than the first.
  const Outcome& ThenOf(absl::string_view proposal, v1::Proposal::Status status) const;
  const Outcome& ThenAccepted() const;
  void ThenRefused(Reason reason) const;
  // Looks closer at an accepted command.
  const Outcome& Where(const std::function<void(const v1::Event&)>& look) const;
  const Outcome& WhereProposal(const std::function<void(const ProposalState&)>& look) const;

  const absl::StatusOr<v1::Record>& record() const { return record_; }

 private:
  Office office_;
  absl::StatusOr<v1::Record> record_;
  std::source_location where_;
};

class Town {
 public:
  explicit Town(absl::string_view rule_pack, v1::Ledger::Level level = v1::Ledger::TOWNSHIP,
                absl::string_view parent = "county");

  // The step is accepted, or the test fails.
  Town& Add(const Step& step);
  template <typename... Steps>
  Town Given(const Steps&... steps) const {
    Town town = *this;
    (town.Add(steps), ...);
    return town;
  }
  // The same town; from now on it refers to these, which outlive it.
  Town Consulting(const References& references) const;
  // False: refused; nothing has changed.
  bool Try(const Step& step);
  Outcome When(const Step& step, std::source_location where = std::source_location::current()) const;

  const Office& office() const { return office_; }

 private:
  v1::Command Complete(const Step& step) const;

  Office office_;
  absl::Time last_;
  int commands_ = 0;
};

const Town& Chongqing();

template <typename... Steps>
Town Given(const Steps&... steps) {
  return Chongqing().Given(steps...);
}

// The commands, with values that are right unless said otherwise. A unit's command comes from that unit, a deputy's
// from that deputy.
Step OpenLedger(absl::string_view rule_pack, v1::Ledger::Level level, absl::string_view parent = "county");
Step OpenSession(absl::string_view id, uint32_t term, uint32_t number, absl::string_view opens_on,
                 absl::string_view closes_on);
Step SeatDeputy(absl::string_view id);
Step UnseatDeputy(absl::string_view id);
// What is personal is encrypted, and so may be erased.
Step SeatDeputyEncrypted(absl::string_view id);
Step ErasePerson(absl::string_view id);
Step EnrolUnit(absl::string_view id);

Step Submit(std::vector<std::string> cosigners = {}, v1::Proposal::Kind kind = v1::Proposal::SUGGESTION);
// A voter raised the matter; what is personal is encrypted.
Step SubmitForVoter(absl::string_view person_id);
Step Cosign(absl::string_view deputy);
Step WithdrawCosignature(absl::string_view deputy);
Step RequestRevision();
Step Revise();
Step Register(uint32_t number = 0);
Step Refuse();
Step Withdraw();

Step AssignTo(v1::Assignment::Mode mode, std::vector<std::pair<std::string, v1::Task::Role>> tasks);
Step Assign(absl::string_view lead = "u-roads");
Step AssignJointly(absl::string_view lead = "u-roads", absl::string_view co = "u-water");
Step AssignSeparately(absl::string_view one = "u-roads", absl::string_view other = "u-water");
Step SignFor(absl::string_view unit);
Step RequestReturn(absl::string_view unit);
Step AcceptReturn(absl::string_view unit);
Step RefuseReturn(absl::string_view unit);
Step LogProgress(absl::string_view unit);
Step LogContact(absl::string_view unit, absl::string_view deputy = "d-1");
Step GiveCoOpinion(absl::string_view unit);
Step RequestExtension(absl::string_view unit, absl::string_view new_due_on);
Step GrantExtension(absl::string_view unit);
Step RefuseExtension(absl::string_view unit);

Step Reply(absl::string_view unit, std::vector<std::string> commitments = {});
Step CorrectReply(absl::string_view unit);
Step Evaluate(v1::Evaluation::Verdict result = v1::Evaluation::SATISFIED, absl::string_view deputy = "d-1");
Step LapseFeedback();
Step OrderRehandling(absl::string_view due_on = "");
Step Close(absl::string_view note = "");

// Of another proposal, led by "d-2" and otherwise like the first.
Step Other(Step step, absl::string_view proposal = "p-2");
Step Merge(absl::string_view into = "p-2");
Step ConvertMotion();
Step DesignatePriority();
Step Urge(absl::string_view unit);
Step RecordVisit(absl::string_view deputy = "d-1");
Step BeginFollowUp();
Step FulfilCommitment(absl::string_view unit, absl::string_view commitment);
Step ChangeCommitment(absl::string_view unit, absl::string_view commitment, absl::string_view new_due_on);
Step MissCommitment(absl::string_view commitment);
Step Escalate();
Step ResolveEscalation();
Step Publish(std::vector<v1::Publication::Part> parts = {v1::Publication::TITLE});
Step Unpublish();
Step Reopen();
Step RecordCorrection(uint64_t target_seq = 0);
Step AnnounceDue(absl::string_view unit, absl::string_view due_on);
Step RecordOverdue(absl::string_view unit, absl::string_view due_on);
Step RecomputeDates();
Step SealReport(absl::string_view seal_id = "r-1");

// The town's parent is "county"; below it is "village", whose event 17 passed up what is "up:village:17" here, led by
// the village's deputy "d-7".
Step PassUp();
Step ReceivePassedUp();
Step SendBack();
// Told by the county's event `seq`, of what the town's event `passed_up_seq` passed up.
Step RecordOutcome(uint64_t passed_up_seq, v1::Proposal::Status status = v1::Proposal::REPLIED, uint64_t seq = 40);
// Of what came from the village; a deputy's comes from its lead.
Step FromVillage(Step step);

// The same, as what went before.
inline Step Submitted() { return Submit(); }
inline Step Registered() { return Register(); }
inline Step Assigned() { return Assign(); }
inline Step AssignedJointly() { return AssignJointly(); }
inline Step AssignedSeparately() { return AssignSeparately(); }
inline Step SignedFor(absl::string_view unit = "u-roads") { return SignFor(unit); }
inline Step Replied(absl::string_view unit = "u-roads") { return Reply(unit); }
inline Step EvaluatedAs(v1::Evaluation::Verdict result) { return Evaluate(result); }

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_SENTENCES_H_
