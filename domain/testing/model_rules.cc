#include "domain/testing/model_rules.h"

#include <algorithm>
#include <limits>

#include "absl/algorithm/container.h"

namespace huiyin::testing {
namespace {

using R = Reason;

// The faults whose conditions hold.
struct Rule {
  bool broken;
  Reason reason;
};
Faults Broken(std::initializer_list<Rule> rules) {
  Faults faults;
  for (const Rule& rule : rules) {
    if (rule.broken) faults.insert(rule.reason);
  }
  return faults;
}

const Promise* FindPromise(const std::vector<Promise>& promises, absl::string_view id) {
  const auto found = absl::c_find_if(promises, [&](const Promise& promise) { return promise.id == id; });
  return found == promises.end() ? nullptr : &*found;
}

// Lead and co-signers against what the law asks of a motion (decisions A20, A35).
bool SignaturesSuffice(const Circumstances& now) {
  const uint32_t needed = now.past.ledger()->level() == v1::Ledger::TOWNSHIP ? 5 : 10;
  return now.life.cosigners().size() + 1 >= needed;
}

Faults OfOpenSession(const Circumstances& now) {
  const v1::OpenSession& open = now.command.open_session();
  return Broken({{now.past.FindSession(open.session_id()) != nullptr, R::kSessionExists},
                 {now.past.SessionNumberTaken(open.term(), open.number()), R::kSessionNumberTaken}});
}

Faults OfSubmit(const Circumstances& now) {
  const v1::Submit& submit = now.command.submit();
  const auto seated = [&now](const std::string& id) { return now.past.DeputySeated(id); };
  const auto erased = [&now](const v1::Person& voter) { return now.past.Erased(voter.person_id()); };
  return Broken({{now.life.exists(), R::kProposalExists},
                 {!seated(submit.lead_deputy_id()), R::kLeadNotSeated},
                 {!absl::c_all_of(submit.cosigner_ids(), seated), R::kCosignerNotSeated},
                 {absl::c_any_of(submit.voters(), erased), R::kPersonErased}});
}

Faults OfCosign(const Circumstances& now) {
  const std::string& deputy = now.command.cosign().deputy_id();
  return Broken({{!now.past.DeputySeated(deputy), R::kCosignerNotSeated},
                 {now.life.submission().lead_deputy_id() == deputy, R::kLeadMayNotCosign},
                 {now.life.cosigners().contains(deputy), R::kAlreadyCosigned}});
}

Faults OfRegister(const Circumstances& now) {
  const uint32_t number = now.command.register_().number();
  const std::set<uint32_t> used = now.past.NumbersOf(now.life.submission().session_id());
  const bool exhausted = used.contains(std::numeric_limits<uint32_t>::max());
  return Broken({{now.life.kind() == v1::Proposal::MOTION && !SignaturesSuffice(now), R::kSignaturesMissing},
                 {number != 0 && used.contains(number), R::kNumberTaken},
                 {number == 0 && exhausted, R::kNumbersExhausted}});
}

Faults OfAssign(const Circumstances& now) {
  const v1::Assign& assign = now.command.assign();
  if (assign.due_on().empty()) return {};
  const absl::CivilDay due = *ParseDate(assign.due_on());
  const LastDay limit = now.life.AssignmentLimit(assign.complex(), now.day, now.calendar);
  return Broken({{due <= now.day, R::kDueNotAfterDay}, {due > limit.day, R::kDueBeyondLimit}});
}

Faults OfRequestReturn(const Circumstances& now) {
  const std::string& unit = now.command.request_return().unit_id();
  return Broken({{now.life.round() > 1, R::kReturnOnlyInFirstRound},
                 {now.life.round() == 1 && now.day > now.life.return_by()->day, R::kReturnTooLate},
                 {now.life.Replied(unit), R::kReturnAfterReply},
                 {now.life.ReturnAsked(unit), R::kReturnAlreadyAsked}});
}

// Accepting, refusing and granting are the office's answers to a unit that asked.
Faults OfAnswerToReturn(const Circumstances& now) {
  const std::string unit = TextIn(now.command, "unit_id");
  if (now.life.RoleOf(unit) == v1::Task::UNSPECIFIED) return {R::kNoSuchTask};
  return Broken({{!now.life.ReturnAsked(unit), R::kNoReturnAsked}});
}

Faults OfRequestExtension(const Circumstances& now) {
  const v1::RequestExtension& request = now.command.request_extension();
  const absl::CivilDay asked = *ParseDate(request.new_due_on());
  const absl::CivilDay due = now.life.DueOf(request.unit_id())->day;
  const std::optional<LastDay> limit = now.life.extension_limit();
  return Broken({{now.life.Replied(request.unit_id()), R::kAlreadyReplied},
                 {now.life.ExtensionAsked(request.unit_id()).has_value(), R::kExtensionAlreadyAsked},
                 {now.day > due, R::kExtensionTooLate},
                 {asked <= due, R::kExtensionNotLater},
                 {limit && asked > limit->day, R::kExtensionBeyondLimit}});
}

Faults OfAnswerToExtension(const Circumstances& now) {
  const std::string unit = TextIn(now.command, "unit_id");
  if (now.life.RoleOf(unit) == v1::Task::UNSPECIFIED) return {R::kNoSuchTask};
  const std::optional<absl::CivilDay> asked = now.life.ExtensionAsked(unit);
  if (!asked) return {R::kNoExtensionAsked};
  if (now.command.has_refuse_extension()) return {};
  const std::optional<LastDay> limit = now.life.extension_limit();
  return Broken({{now.day > now.life.DueOf(unit)->day, R::kExtensionTooLate},
                 {*asked <= now.life.DueOf(unit)->day, R::kExtensionNotLater},
                 {limit && *asked > limit->day, R::kExtensionBeyondLimit}});
}

Faults OfReply(const Circumstances& now) {
  const v1::DeliverReply& reply = now.command.reply();
  const std::vector<Promise> promises = now.life.promises();
  const bool promised = absl::c_any_of(reply.commitments(), [&](const v1::Commitment& commitment) {
    return FindPromise(promises, commitment.commitment_id()) != nullptr;
  });
  return Broken({{now.life.Replied(reply.unit_id()), R::kAlreadyReplied},
                 {now.life.ReturnAsked(reply.unit_id()), R::kReturnPending},
                 {promised, R::kCommitmentExists}});
}

Faults OfOrderRehandling(const Circumstances& now) {
  const std::string& due_on = now.command.order_rehandling().due_on();
  return Broken({{now.life.last_word() != v1::Evaluation::DISSATISFIED, R::kNotDissatisfied},
                 {now.life.escalated(), R::kEscalationPending},
                 {!due_on.empty() && *ParseDate(due_on) <= now.day, R::kDueNotAfterDay}});
}

Faults OfClose(const Circumstances& now) {
  const bool dissatisfied = now.life.last_word() == v1::Evaluation::DISSATISFIED;
  return Broken({{now.life.HasOpenPromise(), R::kCommitmentsOpen},
                 {now.life.escalated(), R::kEscalationPending},
                 {dissatisfied && now.life.round() == 1, R::kDissatisfiedNeedsRehandling},
                 {dissatisfied && now.life.round() > 1 && now.command.close().note().empty(), R::kCloseNeedsNote}});
}

Faults OfMerge(const Circumstances& now) {
  const bool open = now.other.StatusIs({v1::Proposal::REGISTERED, v1::Proposal::ASSIGNED, v1::Proposal::HANDLING});
  return Broken({{!open, R::kPrimaryNotOpen}});
}

Faults OfConvertMotion(const Circumstances& now) {
  if (now.life.kind() != v1::Proposal::MOTION) return {R::kNotAMotion};
  return Broken({{SignaturesSuffice(now), R::kSignaturesSuffice}});
}

Faults OfUrge(const Circumstances& now) {
  return Broken({{now.life.RoleOf(now.command.urge().unit_id()) == v1::Task::UNSPECIFIED, R::kNoSuchTask}});
}

Faults OfBeginFollowUp(const Circumstances& now) {
  return Broken({{now.life.escalated(), R::kEscalationPending}, {!now.life.HasOpenPromise(), R::kNothingToFollowUp}});
}

Faults OfPromise(const Circumstances& now) {
  const std::vector<Promise> promises = now.life.promises();
  const Promise& promise = *FindPromise(promises, TextIn(now.command, "commitment_id"));
  const bool misses = now.command.has_miss_commitment();
  const bool changes = now.command.has_change_commitment();
  return Broken({{promise.fulfilled, R::kCommitmentFulfilled},
                 {misses && promise.missed, R::kAlreadyMissed},
                 {misses && now.day <= promise.due, R::kCommitmentNotDue},
                 {changes && *ParseDate(now.command.change_commitment().new_due_on()) <= now.day, R::kDueNotAfterDay}});
}

Faults OfEscalate(const Circumstances& now) {
  return Broken(
      {{now.life.round() < 2 || now.life.last_word() != v1::Evaluation::DISSATISFIED, R::kNotDissatisfiedTwice},
       {now.life.escalated(), R::kEscalationPending}});
}

Faults OfPublish(const Circumstances& now) {
  const auto names = [&now](v1::Publication::Part part) {
    return absl::c_linear_search(now.command.publish().parts(), static_cast<int>(part));
  };
  return Broken({{!now.life.submission().allow_publication(), R::kPublicationNotAllowed},
                 {names(v1::Publication::REPLY) && !now.life.ever_complete(), R::kNoReplyToPublish},
                 {names(v1::Publication::EVALUATION) && !now.life.Has(Kind::kEvaluate), R::kNoEvaluationToPublish}});
}

Faults OfAnnounceOrRecord(const Circumstances& now) {
  const std::string unit = TextIn(now.command, "unit_id");
  const std::string due_on = TextIn(now.command, "due_on");
  if (now.life.RoleOf(unit) == v1::Task::UNSPECIFIED) return {R::kNoSuchTask};
  const std::optional<LastDay> due = now.life.DueOf(unit);
  if (!due) return {R::kDueIsAnother};
  const bool announces = now.command.has_announce_due();
  return Broken({{now.life.Replied(unit), R::kAlreadyReplied},
                 {FormatDate(due->day) != due_on, R::kDueIsAnother},
                 {now.life.LastSaid(now.command.command_case(), unit) == due_on, R::kDueAlreadyNoted},
                 {announces && now.day > due->day, R::kDuePassed},
                 {!announces && now.day <= due->day, R::kNotOverdue}});
}

Faults OfPassUp(const Circumstances& now) {
  return Broken({{now.past.ledger()->parent_ledger_id().empty(), R::kLedgerHasNoParent},
                 {now.life.kind() == v1::Proposal::MOTION, R::kMotionNotPassedUp}});
}

Faults OfReceivePassedUp(const Circumstances& now) {
  const v1::ReceivePassedUp& receive = now.command.receive_passed_up();
  return Broken({{now.life.exists(), R::kProposalExists},
                 {receive.has_lead_deputy() && now.past.Erased(receive.lead_deputy_id()), R::kPersonErased},
                 {now.past.LatestSession() == nullptr, R::kNoSession}});
}

Faults OfRecordOutcome(const Circumstances& now) {
  const v1::RecordOutcome& record = now.command.record_outcome();
  const v1::LinkedEvent& above = record.outcome().event();
  const bool another =
      above.ledger_id() != now.past.ledger()->parent_ledger_id() || record.passed_up_seq() != now.life.passed_up_by();
  return Broken({{another, R::kPassingIsAnother},
                 {now.life.last_told() && above.seq() <= *now.life.last_told(), R::kOutcomeNotNewer}});
}

Faults OfRecomputeDates(const Circumstances& now) {
  Accepted recomputation;
  const Life after = now.life.Recomputed(now.calendar, recomputation);
  bool moves = now.life.extension_limit() != after.extension_limit() || now.life.feedback_by() != after.feedback_by();
  for (const v1::Task& task : now.life.tasks()) {
    moves = moves || now.life.DueOf(task.unit_id()) != after.DueOf(task.unit_id());
  }
  return Broken({{!moves, R::kNoDateMoves}});
}

Faults OfTask(const Circumstances& now) {
  const v1::Command& command = now.command;
  switch (command.command_case()) {
    case Kind::kSignFor:
      return Broken({{now.life.round() > 1, R::kSignatureNotNeeded},
                     {now.life.Signed(command.sign_for().unit_id()), R::kAlreadySigned}});
    case Kind::kRequestReturn:
      return OfRequestReturn(now);
    case Kind::kAcceptReturn:
    case Kind::kRefuseReturn:
      return OfAnswerToReturn(now);
    case Kind::kGiveCoOpinion:
      return Broken({{now.life.OpinionGiven(command.give_co_opinion().unit_id()), R::kCoOpinionAlreadyGiven}});
    case Kind::kRequestExtension:
      return OfRequestExtension(now);
    case Kind::kGrantExtension:
    case Kind::kRefuseExtension:
      return OfAnswerToExtension(now);
    case Kind::kReply:
      return OfReply(now);
    case Kind::kCorrectReply:
      return Broken({{now.life.RoundEvaluated(), R::kRoundAlreadyEvaluated}});
    case Kind::kUrge:
      return OfUrge(now);
    case Kind::kAnnounceDue:
    case Kind::kRecordOverdue:
      return OfAnnounceOrRecord(now);
    default:
      return {};
  }
}

Faults OfProposal(const Circumstances& now) {
  const Life& life = now.life;
  switch (now.command.command_case()) {
    case Kind::kSubmit:
      return OfSubmit(now);
    case Kind::kCosign:
      return OfCosign(now);
    case Kind::kWithdrawCosignature:
      return Broken({{!life.cosigners().contains(now.command.withdraw_cosignature().deputy_id()), R::kNotACosigner}});
    case Kind::kRegister:
      return OfRegister(now);
    case Kind::kAssign:
      return OfAssign(now);
    case Kind::kLapseFeedback:
      return Broken({{now.day <= life.feedback_by()->day, R::kFeedbackStillOpen}});
    case Kind::kOrderRehandling:
      return OfOrderRehandling(now);
    case Kind::kClose:
      return OfClose(now);
    case Kind::kWithdraw:
      return Broken({{life.ever_complete(), R::kWithdrawAfterReply}});
    case Kind::kMerge:
      return OfMerge(now);
    case Kind::kConvertMotion:
      return OfConvertMotion(now);
    case Kind::kDesignatePriority:
      return Broken({{life.Has(Kind::kDesignatePriority), R::kAlreadyPriority}});
    case Kind::kBeginFollowUp:
      return OfBeginFollowUp(now);
    case Kind::kFulfilCommitment:
    case Kind::kChangeCommitment:
    case Kind::kMissCommitment:
      return OfPromise(now);
    case Kind::kEscalate:
      return OfEscalate(now);
    case Kind::kResolveEscalation:
      return Broken({{!life.escalated(), R::kNoEscalationPending}});
    case Kind::kPublish:
      return OfPublish(now);
    case Kind::kUnpublish:
      return Broken({{!life.published(), R::kNotPublished}});
    case Kind::kRecomputeDates:
      return OfRecomputeDates(now);
    case Kind::kPassUp:
      return OfPassUp(now);
    case Kind::kReceivePassedUp:
      return OfReceivePassedUp(now);
    case Kind::kSendBack:
      return Broken({{now.life.came_by() == nullptr, R::kNotPassedUp}});
    case Kind::kRecordOutcome:
      return OfRecordOutcome(now);
    default:
      return OfTask(now);
  }
}

}  // namespace

Faults FaultsOfDeputy(const v1::Command& command, const Life& life) {
  const std::string& actor = command.actor().id();
  const std::string deputy = command.has_submit() ? command.submit().lead_deputy_id() : TextIn(command, "deputy_id");
  const bool lead_only = command.has_revise() || command.has_evaluate() || command.has_withdraw();
  return Broken({{!deputy.empty() && deputy != actor, R::kDeputyActsForAnother},
                 {lead_only && life.submission().lead_deputy_id() != actor, R::kOnlyLeadMay},
                 {lead_only && !deputy.empty() && life.submission().lead_deputy_id() != deputy, R::kOnlyLeadMay}});
}

Faults FaultsOfUnit(const v1::Command& command, const Life& life) {
  const std::string& actor = command.actor().unit_id();
  const std::string commitment = TextIn(command, "commitment_id");
  if (!commitment.empty()) {
    const std::vector<Promise> promises = life.promises();
    return Broken({{FindPromise(promises, commitment)->unit_id != actor, R::kCommitmentOfAnother}});
  }
  const std::string unit = TextIn(command, "unit_id");
  const bool co = life.RoleOf(unit) == v1::Task::CO;
  return Broken({{unit != actor, R::kUnitActsForAnother},
                 {life.RoleOf(unit) == v1::Task::UNSPECIFIED, R::kUnitHasNoTask},
                 {co && command.has_reply(), R::kCoUnitMayNotReply},
                 {co && command.has_correct_reply(), R::kCoUnitMayNotCorrect},
                 {co && command.has_request_extension(), R::kCoUnitMayNotAskExtension},
                 {life.IsMain(unit) && command.has_give_co_opinion(), R::kOnlyCoUnitGivesOpinion}});
}

Faults FaultsOfRules(const Circumstances& now) {
  const v1::Command& command = now.command;
  switch (command.command_case()) {
    case Kind::kOpenLedger:
      return Broken({{now.past.ledger() != nullptr, R::kLedgerExists}});
    case Kind::kOpenSession:
      return OfOpenSession(now);
    case Kind::kSeatDeputy:
      return Broken({{now.past.DeputySeated(command.seat_deputy().deputy_id()), R::kDeputyAlreadySeated},
                     {now.past.Erased(command.seat_deputy().deputy_id()), R::kPersonErased}});
    case Kind::kUnseatDeputy:
      return Broken({{!now.past.DeputySeated(command.unseat_deputy().deputy_id()), R::kDeputyNotSeated}});
    case Kind::kEnrolUnit:
      return Broken({{now.past.UnitKnown(command.enrol_unit().unit_id()), R::kUnitExists}});
    case Kind::kSealReport:
      return Broken({{now.past.Sealed(command.seal_report().seal_id()), R::kSealExists}});
    case Kind::kErasePerson: {
      const std::string& person = command.erase_person().person_id();
      const auto readable = [](const std::string& words) { return !words.empty(); };
      return Broken({{now.past.Erased(person), R::kPersonErased},
                     {absl::c_any_of(now.past.WordsOn(person), readable), R::kPersonInClear}});
    }
    default:
      return OfProposal(now);
  }
}

}  // namespace huiyin::testing
