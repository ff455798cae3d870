// The tables of design §6, written down a second time, against every command in every status and every role, and
// against random histories.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "base/error.h"
#include "domain/evolve.h"
#include "domain/testing/sentences.h"

namespace huiyin::testing {
namespace {

using Names = std::set<std::string>;

struct Row {
  // D O P G U S A.
  std::string roles;
  Names from;
  Names to;
};

const Names kBefore = {"SUBMITTED", "REVISION_REQUESTED"};
const Names kHanded = {"ASSIGNED", "HANDLING"};
const Names kHandled = {"HANDLING"};
const Names kPromised = {"HANDLING", "REPLIED", "EVALUATED", "LAPSED", "FOLLOW_UP"};
const Names kRegistered = {"REGISTERED", "ASSIGNED", "HANDLING", "REPLIED", "EVALUATED", "LAPSED", "FOLLOW_UP"};
const Names kAnswered = {"REPLIED", "EVALUATED", "LAPSED", "FOLLOW_UP", "CLOSED"};
const Names kPublishable = {"REGISTERED", "ASSIGNED", "HANDLING",  "REPLIED",
                            "EVALUATED",  "LAPSED",   "FOLLOW_UP", "CLOSED"};
const Names kOncePublishable = {"REGISTERED", "ASSIGNED", "HANDLING",  "REPLIED", "EVALUATED", "LAPSED",
                                "FOLLOW_UP",  "CLOSED",   "WITHDRAWN", "MERGED",  "PASSED_UP", "SENT_BACK"};

const std::map<std::string, Row> kTable = {
    {"submit", {"DO", {"STATUS_UNSPECIFIED"}, {"SUBMITTED"}}},
    {"cosign", {"D", kBefore, kBefore}},
    {"withdraw_cosignature", {"D", kBefore, kBefore}},
    {"request_revision", {"O", {"SUBMITTED"}, {"REVISION_REQUESTED"}}},
    {"revise", {"D", {"REVISION_REQUESTED"}, {"SUBMITTED"}}},
    {"register", {"O", {"SUBMITTED"}, {"REGISTERED"}}},
    {"refuse", {"O", {"SUBMITTED"}, {"REFUSED"}}},
    {"assign", {"OGP", {"REGISTERED"}, {"ASSIGNED"}}},
    {"sign_for", {"U", kHanded, kHandled}},
    {"request_return", {"U", kHanded, kHanded}},
    {"accept_return", {"OG", kHanded, {"ASSIGNED", "HANDLING", "REGISTERED", "REPLIED"}}},
    {"refuse_return", {"OG", kHanded, kHanded}},
    {"log_progress", {"U", kHanded, kHanded}},
    {"log_contact", {"U", kHanded, kHanded}},
    {"give_co_opinion", {"U", kHandled, kHandled}},
    {"request_extension", {"U", kHanded, kHanded}},
    {"grant_extension", {"O", kHanded, kHanded}},
    {"refuse_extension", {"O", kHanded, kHanded}},
    {"reply", {"U", kHandled, {"HANDLING", "REPLIED"}}},
    {"correct_reply", {"U", {"REPLIED", "LAPSED", "FOLLOW_UP"}, {"REPLIED", "LAPSED", "FOLLOW_UP"}}},
    {"evaluate", {"D", {"REPLIED"}, {"EVALUATED"}}},
    {"lapse_feedback", {"SO", {"REPLIED"}, {"LAPSED"}}},
    {"order_rehandling", {"O", {"EVALUATED"}, {"HANDLING"}}},
    {"close", {"O", {"EVALUATED", "LAPSED", "FOLLOW_UP"}, {"CLOSED"}}},
    {"withdraw", {"D", {"SUBMITTED", "REVISION_REQUESTED", "REGISTERED", "ASSIGNED", "HANDLING"}, {"WITHDRAWN"}}},
    {"merge", {"O", {"REGISTERED"}, {"MERGED"}}},
    {"convert_motion", {"P", {"SUBMITTED"}, {"SUBMITTED"}}},
    {"designate_priority", {"P", kRegistered, kRegistered}},
    {"urge", {"OPS", {"ASSIGNED", "HANDLING", "FOLLOW_UP"}, {"ASSIGNED", "HANDLING", "FOLLOW_UP"}}},
    {"record_visit", {"O", kAnswered, kAnswered}},
    {"begin_follow_up", {"O", {"EVALUATED", "LAPSED"}, {"FOLLOW_UP"}}},
    {"fulfil_commitment", {"U", kPromised, kPromised}},
    {"change_commitment", {"U", kPromised, kPromised}},
    {"miss_commitment", {"S", kPromised, kPromised}},
    {"escalate", {"O", {"EVALUATED"}, {"EVALUATED"}}},
    {"resolve_escalation", {"P", {"EVALUATED"}, {"EVALUATED"}}},
    {"publish", {"O", kPublishable, kPublishable}},
    {"unpublish", {"O", kOncePublishable, kOncePublishable}},
    {"reopen", {"P", {"CLOSED"}, {"HANDLING"}}},
    {"announce_due", {"S", kHanded, kHanded}},
    {"record_overdue", {"S", kHanded, kHanded}},
    {"recompute_dates", {"SA", {"ASSIGNED", "HANDLING", "REPLIED"}, {"ASSIGNED", "HANDLING", "REPLIED"}}},
    {"record_correction", {"O", {}, {}}},
    {"seal_report", {"OPA", {}, {}}},
    {"pass_up", {"O", {"REGISTERED"}, {"PASSED_UP"}}},
    {"receive_passed_up", {"S", {}, {}}},
    {"send_back", {"O", {"SUBMITTED", "REVISION_REQUESTED", "REGISTERED"}, {"SENT_BACK"}}},
    {"record_outcome", {"S", {"PASSED_UP"}, {"PASSED_UP", "REGISTERED", "WITHDRAWN"}}},
    {"open_ledger", {"A", {}, {}}},
    {"open_session", {"O", {}, {}}},
    {"seat_deputy", {"O", {}, {}}},
    {"unseat_deputy", {"O", {}, {}}},
    {"enrol_unit", {"OG", {}, {}}},
};

const Names kStay = {"cosign",
                     "withdraw_cosignature",
                     "request_return",
                     "refuse_return",
                     "log_progress",
                     "log_contact",
                     "give_co_opinion",
                     "request_extension",
                     "grant_extension",
                     "refuse_extension",
                     "correct_reply",
                     "convert_motion",
                     "designate_priority",
                     "urge",
                     "record_visit",
                     "fulfil_commitment",
                     "change_commitment",
                     "miss_commitment",
                     "escalate",
                     "resolve_escalation",
                     "publish",
                     "unpublish",
                     "announce_due",
                     "record_overdue",
                     "recompute_dates"};

const std::map<char, v1::Actor::Role> kRoles = {{'D', v1::Actor::DEPUTY},        {'O', v1::Actor::CONGRESS_OFFICE},
                                                {'P', v1::Actor::PRESIDIUM},     {'G', v1::Actor::GOVERNMENT_OFFICE},
                                                {'U', v1::Actor::HANDLING_UNIT}, {'S', v1::Actor::SYSTEM},
                                                {'A', v1::Actor::ADMINISTRATOR}};

std::string NameOf(const Step& step) {
  return v1::Command::descriptor()->FindFieldByNumber(step.command().command_case())->name();
}

std::vector<Step> OneOfEach() {
  return {OpenLedger("cn-national", v1::Ledger::CITY),
          OpenSession("s-2", 19, 9, "2026-01-13", "2026-01-13"),
          SeatDeputy("d-7"),
          UnseatDeputy("d-6"),
          EnrolUnit("u-new"),
          Submit(),
          Cosign("d-2"),
          WithdrawCosignature("d-2"),
          RequestRevision(),
          Revise(),
          Register(),
          Refuse(),
          Withdraw(),
          Assign(),
          SignFor("u-roads"),
          RequestReturn("u-roads"),
          AcceptReturn("u-roads"),
          RefuseReturn("u-roads"),
          LogProgress("u-roads"),
          LogContact("u-roads"),
          GiveCoOpinion("u-water"),
          RequestExtension("u-roads", "2025-06-03"),
          GrantExtension("u-roads"),
          RefuseExtension("u-roads"),
          Reply("u-roads"),
          CorrectReply("u-roads"),
          Evaluate(),
          LapseFeedback(),
          OrderRehandling(),
          Close(),
          Merge(),
          ConvertMotion(),
          DesignatePriority(),
          Urge("u-roads"),
          RecordVisit(),
          BeginFollowUp(),
          FulfilCommitment("u-roads", "k-1"),
          ChangeCommitment("u-roads", "k-1", "2026-06-30"),
          MissCommitment("k-1"),
          Escalate(),
          ResolveEscalation(),
          Publish(),
          Unpublish(),
          Reopen(),
          RecordCorrection(),
          AnnounceDue("u-roads", "2025-05-06"),
          RecordOverdue("u-roads", "2025-05-06"),
          RecomputeDates(),
          SealReport(),
          PassUp(),
          ReceivePassedUp(),
          SendBack(),
          RecordOutcome(0)};
}

TEST(Permissions, EveryCommandForEveryRole) {
  ASSERT_EQ(OneOfEach().size(), kTable.size());
  for (const Step& step : OneOfEach()) {
    const std::string name = NameOf(step);
    for (const auto& [letter, role] : kRoles) {
      const bool allowed = kTable.at(name).roles.find(letter) != std::string::npos;
      const Outcome outcome = Given().When(Step(step).By(role, "u-roads"));
      EXPECT_EQ(ReasonOf(outcome.record().status()) != CodeOf(Reason::kRoleNotAllowed), allowed)
          << name << " by " << letter;
    }
  }
}

TEST(Transitions, NoCommandIsTakenInAStatusOutsideTheTable) {
  const Town handed = Given(Submit({"d-2"}), Registered(), AssignedJointly());
  const Town replied = handed.Given(SignedFor(), Replied());
  const std::map<std::string, Town> towns = {
      {"STATUS_UNSPECIFIED", Given()},
      {"SUBMITTED", Given(Submit({"d-2"}))},
      {"REVISION_REQUESTED", Given(Submit({"d-2"}), RequestRevision())},
      {"REGISTERED", Given(Submit({"d-2"}), Registered())},
      {"REFUSED", Given(Submit({"d-2"}), Refuse())},
      {"ASSIGNED", handed},
      {"HANDLING", handed.Given(SignedFor())},
      {"REPLIED", replied},
      {"EVALUATED", replied.Given(Evaluate())},
      {"LAPSED", replied.Given(LapseFeedback().On("2025-06-30"))},
      {"FOLLOW_UP", handed.Given(SignedFor(), Reply("u-roads", {"k-1"}), Evaluate(), BeginFollowUp())},
      {"MERGED", Given(Submit(), Registered(), Other(Submit()), Other(Register()), Merge())},
      {"CLOSED", replied.Given(Evaluate(), Close())},
      {"WITHDRAWN", handed.Given(Withdraw())},
      {"PASSED_UP", Given(Submit({"d-2"}), Registered(), PassUp())},
  };
  for (const auto& [status, town] : towns) {
    ASSERT_EQ(v1::Proposal::Status_Name(town.office().proposal("p-1").status), status);
    for (const Step& step : OneOfEach()) {
      const Row& row = kTable.at(NameOf(step));
      if (row.from.empty() || row.from.contains(status)) continue;
      EXPECT_FALSE(town.When(step).record().ok()) << NameOf(step) << " in " << status;
    }
  }
}

TEST(Transitions, NothingIsTakenOfWhatWasSentBack) {
  const Town town = Given(ReceivePassedUp(), FromVillage(SendBack()));
  ASSERT_EQ(town.office().proposal("up:village:17").status, v1::Proposal::SENT_BACK);
  for (const Step& step : OneOfEach()) {
    if (ProposalIdOf(step.command()).empty() || step.command().has_submit()) continue;
    EXPECT_FALSE(town.When(FromVillage(step)).record().ok()) << NameOf(step);
  }
}

class Dice {
 public:
  explicit Dice(uint32_t seed) : random_(seed) {}
  uint32_t Roll(uint32_t sides) { return std::uniform_int_distribution<uint32_t>(0, sides - 1)(random_); }
  std::string Unit() { return std::vector<std::string>{"u-roads", "u-water", "u-school"}[Roll(3)]; }
  std::string Deputy() { return "d-" + std::to_string(1 + Roll(6)); }

 private:
  std::mt19937 random_;
};

std::string RandomDay(Dice& dice) { return "2025-0" + std::to_string(3 + dice.Roll(7)) + "-10"; }

// The date of the unit's task now, or any.
std::string DueOf(const Town& town, const std::string& unit) {
  const TaskState* task = town.office().proposal("p-1").FindTask(unit);
  return FormatDate(task == nullptr || !task->due.has_value() ? absl::CivilDay(2025, 5, 6) : task->due->day);
}

// Goes up, or what became of it comes back.
Step RandomPassing(Dice& dice, const Town& town) {
  const std::optional<PassingState>& passing = town.office().proposal("p-1").passing;
  if (!passing.has_value() || dice.Roll(4) == 0) return PassUp();
  constexpr v1::Proposal::Status kOutcomes[] = {v1::Proposal::SUBMITTED, v1::Proposal::REPLIED,
                                                v1::Proposal::SENT_BACK, v1::Proposal::SENT_BACK,
                                                v1::Proposal::REFUSED,   v1::Proposal::WITHDRAWN};
  return RecordOutcome(passing->seq, kOutcomes[dice.Roll(6)], town.office().ledger().next_seq.value());
}

Step RandomSupervision(Dice& dice, const Town& town) {
  const std::string unit = dice.Unit();
  switch (dice.Roll(11)) {
    case 0:
      return dice.Roll(8) == 0 ? Merge() : dice.Roll(2) == 0 ? Other(Submit()) : Other(Register());
    case 1:
      return dice.Roll(2) == 0 ? ConvertMotion() : DesignatePriority();
    case 2:
      return dice.Roll(2) == 0 ? Urge(unit) : RecordVisit(dice.Deputy());
    case 3:
      return BeginFollowUp();
    case 4:
      return FulfilCommitment(unit, "k-1");
    case 5:
      return dice.Roll(2) == 0 ? ChangeCommitment(unit, "k-1", "2026-06-30") : MissCommitment("k-1");
    case 6:
      return dice.Roll(2) == 0 ? Escalate() : ResolveEscalation();
    case 7:
      return dice.Roll(3) == 0 ? Unpublish() : Publish({static_cast<v1::Publication::Part>(1 + dice.Roll(4))});
    case 8:
      return Reopen();
    case 9:
      return RandomPassing(dice, town);
    default:
      return dice.Roll(2) == 0 ? AnnounceDue(unit, DueOf(town, unit)) : RecordOverdue(unit, DueOf(town, unit));
  }
}

Step RandomStep(Dice& dice, const Town& town) {
  const std::string unit = dice.Unit();
  const std::string other = dice.Unit();
  if (dice.Roll(3) == 0) return RandomSupervision(dice, town);
  switch (dice.Roll(24)) {
    case 0:
      return Submit({"d-2"}, dice.Roll(4) == 0 ? v1::Proposal::MOTION : v1::Proposal::SUGGESTION)
          .With([&](v1::Command& c) { c.mutable_submit()->set_allow_publication(dice.Roll(2) == 0); });
    case 1:
      return Cosign(dice.Deputy());
    case 2:
      return WithdrawCosignature(dice.Deputy());
    case 3:
      return dice.Roll(4) == 0 ? RequestRevision() : Register(dice.Roll(3));
    case 4:
      return Revise();
    case 5:
      return dice.Roll(30) == 0 ? Refuse() : Register();
    case 6:
      return dice.Roll(30) == 0 ? Withdraw() : SignFor(unit);
    case 7:
      return Assign(unit);
    case 8:
      return unit == other ? Assign(unit) : AssignJointly(unit, other);
    case 9:
      return unit == other ? Assign(unit) : AssignSeparately(unit, other);
    case 10:
      return SignFor(unit);
    case 11:
      return RequestReturn(unit);
    case 12:
      return AcceptReturn(unit);
    case 13:
      return RefuseReturn(unit);
    case 14:
      return LogContact(unit, dice.Deputy());
    case 15:
      return GiveCoOpinion(unit);
    case 16:
      return RequestExtension(unit, RandomDay(dice));
    case 17:
      return dice.Roll(2) == 0 ? GrantExtension(unit) : RefuseExtension(unit);
    case 18:
      return Reply(unit, dice.Roll(4) == 0 ? std::vector<std::string>{"k-1"} : std::vector<std::string>{})
          .With([&](v1::Command& c) {
            for (v1::Commitment& made : *c.mutable_reply()->mutable_commitments()) made.set_due_on(RandomDay(dice));
          });
    case 19:
      return CorrectReply(unit);
    case 20:
      return Evaluate(dice.Roll(2) == 0 ? v1::Evaluation::SATISFIED : v1::Evaluation::DISSATISFIED,
                      dice.Roll(2) == 0 ? "d-1" : "d-2");
    case 21:
      return LapseFeedback();
    case 22:
      return OrderRehandling();
    default:
      return dice.Roll(3) == 0 ? Close("已说明") : LogProgress(unit);
  }
}

// One that the status allows, mostly: a walk of refusals goes nowhere.
Step LikelyStep(Dice& dice, const Town& town) {
  Step step = RandomStep(dice, town);
  for (int tries = 0; tries < 8; ++tries) {
    const std::string status = v1::Proposal::Status_Name(town.office().proposal(ProposalIdOf(step.command())).status);
    if (kTable.at(NameOf(step)).from.contains(status)) break;
    step = RandomStep(dice, town);
  }
  return step;
}

void ExpectInTable(const std::string& command, const std::string& before, const std::string& after) {
  const Row& row = kTable.at(command);
  EXPECT_TRUE(row.from.contains(before)) << command << " from " << before;
  EXPECT_TRUE(row.to.contains(after)) << command << " from " << before << " to " << after;
  if (kStay.contains(command)) {
    EXPECT_EQ(before, after) << command;
  }
}

void ExpectStreamsGapFree(const Office& office) {
  std::map<std::string, uint64_t> next;
  for (const v1::Record& record : office.records()) EXPECT_EQ(record.stream_version(), next[record.stream_id()]++);
}

void ExpectFoldEqualsLive(const Office& office) {
  LedgerState ledger;
  ProposalState proposal;
  for (const v1::Record& record : office.records()) {
    ledger = Evolve(std::move(ledger), record);
    if (record.stream_id() == "proposal/p-1") proposal = Evolve(std::move(proposal), record);
  }
  EXPECT_TRUE(ledger == office.ledger());
  EXPECT_TRUE(proposal == office.proposal("p-1"));
}

// Office checks on the way that each record gives back its command.
TEST(RandomHistories, StayInsideTheTable) {
  std::map<std::string, int> taken;
  for (uint32_t seed = 1; seed <= 600; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    Town town = Given();
    for (int i = 0; i < 120; ++i) {
      Step step = LikelyStep(dice, town);
      const std::string id(ProposalIdOf(step.command()));
      const std::string before = v1::Proposal::Status_Name(town.office().proposal(id).status);
      // Days go by now and then; the last is a Friday in November.
      if (dice.Roll(3) == 0) step = std::move(step).On(FormatDate(absl::CivilDay(2025, 3, 4) + 2 * i));
      if (!town.Try(step)) continue;
      ExpectInTable(NameOf(step), before, v1::Proposal::Status_Name(town.office().proposal(id).status));
      ++taken[NameOf(step)];
    }
    ExpectStreamsGapFree(town.office());
    ExpectFoldEqualsLive(town.office());
  }
  // The walk is worth something: it took every command about a proposal.
  for (const auto& [name, row] : kTable) {
    // No date moves while the calendar stays (decide_dates_test); nothing came from below (decide_links_test).
    if (!row.from.empty() && name != "recompute_dates" && name != "send_back") {
      EXPECT_GT(taken[name], 0) << name;
    }
  }
}

}  // namespace
}  // namespace huiyin::testing
