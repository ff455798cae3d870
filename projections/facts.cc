#include "projections/facts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "huiyin/v1/record.pb.h"
#include "projections/days.h"

namespace huiyin {
namespace {

using v1::Event;
using v1::Proposal;
using v1::ProposalFacts;

std::optional<Subject::Kind> KindOf(Event::EventCase event) {
  switch (event) {
    case Event::kLedgerOpened:
    case Event::kCorrectionRecorded:
    case Event::kReportSealed:
    case Event::kPersonErased:
      return Subject::Kind::kLedger;
    case Event::kSessionOpened:
      return Subject::Kind::kSession;
    case Event::kDeputySeated:
    case Event::kDeputyUnseated:
      return Subject::Kind::kDeputy;
    case Event::kUnitEnrolled:
      return Subject::Kind::kUnit;
    case Event::kProposalSubmitted:
    case Event::kCosignerAdded:
    case Event::kCosignerWithdrawn:
    case Event::kRevisionRequested:
    case Event::kProposalRevised:
    case Event::kProposalRegistered:
    case Event::kProposalRefused:
    case Event::kProposalAssigned:
    case Event::kTaskReceived:
    case Event::kReturnRequested:
    case Event::kReturnAccepted:
    case Event::kReturnRefused:
    case Event::kProgressLogged:
    case Event::kContactLogged:
    case Event::kCoOpinionGiven:
    case Event::kExtensionRequested:
    case Event::kExtensionGranted:
    case Event::kExtensionRefused:
    case Event::kReplyDelivered:
    case Event::kReplyCorrected:
    case Event::kProposalEvaluated:
    case Event::kFeedbackLapsed:
    case Event::kRehandlingOrdered:
    case Event::kProposalClosed:
    case Event::kProposalWithdrawn:
    case Event::kProposalMerged:
    case Event::kMotionConverted:
    case Event::kPriorityDesignated:
    case Event::kUnitUrged:
    case Event::kReturnVisitRecorded:
    case Event::kFollowUpBegun:
    case Event::kCommitmentFulfilled:
    case Event::kCommitmentChanged:
    case Event::kCommitmentMissed:
    case Event::kProposalEscalated:
    case Event::kEscalationResolved:
    case Event::kProposalPublished:
    case Event::kProposalUnpublished:
    case Event::kProposalReopened:
    case Event::kDueDateApproached:
    case Event::kDueDatePassed:
    case Event::kDatesRecomputed:
    case Event::kProposalPassedUp:
    case Event::kProposalReceived:
    case Event::kProposalSentBack:
    case Event::kOutcomeRecorded:
      return Subject::Kind::kProposal;
    case Event::EVENT_NOT_SET:
      break;
  }
  return std::nullopt;
}

v1::TaskFacts* FindTask(ProposalFacts& facts, const std::string& unit) {
  for (v1::TaskFacts& task : *facts.mutable_tasks()) {
    if (task.unit_id() == unit) return &task;
  }
  return nullptr;
}

// The unit's tally; kept in order of unit id, so that equal facts have equal bytes.
v1::UnitTally& TallyOf(ProposalFacts& facts, const std::string& unit) {
  auto& tallies = *facts.mutable_tallies();
  int place = 0;
  while (place < tallies.size() && tallies[place].unit_id() < unit) ++place;
  if (place == tallies.size() || tallies[place].unit_id() != unit) {
    tallies.Add()->set_unit_id(unit);
    for (int i = tallies.size() - 1; i > place; --i) tallies.SwapElements(i, i - 1);
  }
  return tallies[place];
}

void SetDue(ProposalFacts& facts, const v1::Deadline& due) {
  if (const auto day = ParseDay(due.on())) facts.set_due_day(*day);
  facts.set_due_provisional(due.provisional());
}

// The round has its reply (decisions A39, A40): `on` is the day on which it became complete, `due` the date in force
// then.
void CompleteReply(ProposalFacts& facts, const std::string& on, const v1::Deadline& due,
                   const v1::Deadline& feedback_by) {
  facts.set_status(Proposal::REPLIED);
  facts.set_latest_class(facts.last_reply_class());
  if (const auto day = ParseDay(feedback_by.on())) facts.set_feedback_by_day(*day);
  if (facts.has_first_replied_day()) return;
  const auto day = ParseDay(on);
  if (!day) return;
  const auto due_day = ParseDay(due.on());
  facts.set_first_replied_day(*day);
  facts.set_first_reply_on_time(due_day && *day <= *due_day);
  facts.set_handling_days(*day - facts.assigned_day());
}

// `Beginning`: ProposalSubmitted, ProposalReceived.
template <typename Beginning>
void Begin(ProposalFacts& facts, const Beginning& event, const std::string& on) {
  facts.set_proposal_id(event.proposal_id());
  facts.set_status(Proposal::SUBMITTED);
  facts.set_kind(event.kind());
  facts.set_source(event.source());
  facts.set_title(event.title());
  facts.set_session_id(event.session_id());
  facts.set_lead_deputy_id(event.lead_deputy_id());
  if (const auto day = ParseDay(on)) facts.set_submitted_day(*day);
}

void Apply(ProposalFacts& facts, const v1::ProposalSubmitted& event) {
  Begin(facts, event, event.submitted_on());
  facts.set_in_session(event.in_session());
  *facts.mutable_cosigner_ids() = event.cosigner_ids();
  *facts.mutable_voters() = event.voters();
}

void RemoveCosigner(ProposalFacts& facts, const std::string& deputy) {
  auto& ids = *facts.mutable_cosigner_ids();
  ids.erase(std::remove(ids.begin(), ids.end(), deputy), ids.end());
}

void Apply(ProposalFacts& facts, const v1::ProposalRegistered& event) {
  facts.set_status(Proposal::REGISTERED);
  facts.set_number(event.number());
  facts.set_category(event.category());
}

void Apply(ProposalFacts& facts, const v1::ProposalAssigned& event) {
  facts.set_status(Proposal::ASSIGNED);
  facts.set_round(std::max<uint32_t>(facts.round(), 1));
  facts.set_complex(event.complex());
  facts.set_mode(event.mode());
  facts.set_follow_up_counts_as_completed(event.follow_up_counts_as_completed());
  if (const auto day = ParseDay(event.assigned_on())) facts.set_assigned_day(*day);
  SetDue(facts, event.due());
  facts.clear_tasks();
  for (const v1::AssignedTask& assigned : event.tasks()) {
    v1::TaskFacts& task = *facts.add_tasks();
    task.set_unit_id(assigned.task().unit_id());
    task.set_role(assigned.task().role());
    v1::UnitTally& tally = TallyOf(facts, task.unit_id());
    if (IsMain(task.role())) {
      if (const auto day = ParseDay(assigned.due().on())) task.set_due_day(*day);
      tally.set_main_tasks(tally.main_tasks() + 1);
    } else {
      tally.set_co_tasks(tally.co_tasks() + 1);
    }
  }
}

void Apply(ProposalFacts& facts, const v1::TaskReceived& event) {
  if (v1::TaskFacts* task = FindTask(facts, event.unit_id())) task->set_signed_for(true);
  if (facts.status() == Proposal::ASSIGNED) facts.set_status(Proposal::HANDLING);
}

void Apply(ProposalFacts& facts, const v1::ReturnAccepted& event) {
  v1::UnitTally& tally = TallyOf(facts, event.unit_id());
  if (IsMain(event.role())) {
    tally.set_main_returns(tally.main_returns() + 1);
  } else {
    tally.set_co_returns(tally.co_returns() + 1);
  }
  if (event.unassigned()) {
    facts.set_status(Proposal::REGISTERED);
    facts.clear_tasks();
    facts.clear_due_day();
    facts.clear_due_provisional();
    return;
  }
  auto& tasks = *facts.mutable_tasks();
  tasks.erase(std::remove_if(tasks.begin(), tasks.end(),
                             [&](const v1::TaskFacts& task) { return task.unit_id() == event.unit_id(); }),
              tasks.end());
  if (event.has_due()) SetDue(facts, event.due());
  if (event.completes_reply()) CompleteReply(facts, event.accepted_on(), event.due(), event.feedback_by());
}

// Contacts count up to the first complete reply, with whichever unit (decision A41).
void Apply(ProposalFacts& facts, const v1::ContactLogged& event) {
  if (facts.has_first_replied_day()) return;
  facts.set_contacted(true);
  if (event.form() == v1::Contact::VISIT || event.form() == v1::Contact::MEETING) facts.set_contacted_in_person(true);
}

void Apply(ProposalFacts& facts, const v1::ExtensionGranted& event) {
  if (v1::TaskFacts* task = FindTask(facts, event.unit_id())) {
    task->set_extension_pending(false);
    if (const auto day = ParseDay(event.new_due_on())) task->set_due_day(*day);
  }
  SetDue(facts, event.due());
}

void Apply(ProposalFacts& facts, const v1::ReplyDelivered& event) {
  if (v1::TaskFacts* task = FindTask(facts, event.unit_id())) task->set_replied(true);
  facts.set_last_reply_class(event.result_class());
  facts.set_reply_document_no(event.document_no());
  for (const v1::Commitment& promised : event.commitments()) {
    v1::CommitmentFacts& commitment = *facts.add_commitments();
    commitment.set_commitment_id(promised.commitment_id());
    commitment.set_state(v1::CommitmentFacts::OPEN);
    commitment.set_unit_id(event.unit_id());
    commitment.set_text(promised.text());
    if (const auto day = ParseDay(promised.due_on())) commitment.set_due_day(*day);
    if (const auto day = ParseDay(event.replied_on())) commitment.set_promised_day(*day);
  }
  if (event.completes_reply()) CompleteReply(facts, event.replied_on(), event.due(), event.feedback_by());
}

// Only a complete round can be corrected (decision A29).
void Apply(ProposalFacts& facts, const v1::ReplyCorrected& event) {
  facts.set_last_reply_class(event.result_class());
  facts.set_latest_class(event.result_class());
  facts.set_reply_document_no(event.document_no());
}

void Apply(ProposalFacts& facts, const v1::ProposalEvaluated& event) {
  facts.set_status(Proposal::EVALUATED);
  facts.set_evaluated_round(event.round());
  facts.set_latest_attitude(event.attitude());
  facts.set_latest_result(event.result());
  if (event.round() == 1) facts.set_first_round_result(event.result());
}

// The same main units again; they need not sign, and CO tasks are gone (decision A27).
void HandleAgain(ProposalFacts& facts, uint32_t round, const v1::Deadline& due) {
  facts.set_status(Proposal::HANDLING);
  facts.set_round(round);
  facts.clear_feedback_by_day();
  SetDue(facts, due);
  auto& tasks = *facts.mutable_tasks();
  tasks.erase(
      std::remove_if(tasks.begin(), tasks.end(), [](const v1::TaskFacts& task) { return !IsMain(task.role()); }),
      tasks.end());
  for (v1::TaskFacts& task : tasks) {
    v1::TaskFacts again;
    again.set_unit_id(task.unit_id());
    again.set_role(task.role());
    again.set_signed_for(true);
    if (facts.has_due_day()) again.set_due_day(facts.due_day());
    task = again;
  }
}

v1::CommitmentFacts* FindCommitment(ProposalFacts& facts, const std::string& id) {
  for (v1::CommitmentFacts& commitment : *facts.mutable_commitments()) {
    if (commitment.commitment_id() == id) return &commitment;
  }
  return nullptr;
}

void Apply(ProposalFacts& facts, const v1::CommitmentFulfilled& event) {
  v1::CommitmentFacts* commitment = FindCommitment(facts, event.commitment_id());
  if (commitment == nullptr) return;
  commitment->set_state(v1::CommitmentFacts::FULFILLED);
  if (const auto day = ParseDay(event.fulfilled_on())) commitment->set_fulfilled_day(*day);
}

// A missed one is open again (decision A33).
void Apply(ProposalFacts& facts, const v1::CommitmentChanged& event) {
  v1::CommitmentFacts* commitment = FindCommitment(facts, event.commitment_id());
  if (commitment == nullptr) return;
  commitment->set_state(v1::CommitmentFacts::OPEN);
  commitment->set_changes(commitment->changes() + 1);
  if (const auto day = ParseDay(event.new_due_on())) commitment->set_due_day(*day);
}

void Apply(ProposalFacts& facts, const v1::CommitmentMissed& event) {
  if (v1::CommitmentFacts* commitment = FindCommitment(facts, event.commitment_id())) {
    commitment->set_state(v1::CommitmentFacts::MISSED);
  }
}

void Apply(ProposalFacts& facts, const v1::PriorityDesignated& event) {
  facts.set_supervisor(event.supervisor());
  if (const auto day = ParseDay(event.designated_on())) facts.set_priority_day(*day);
}

void Apply(ProposalFacts& facts, const v1::UnitUrged& event) {
  facts.set_urges(facts.urges() + 1);
  v1::TaskFacts* task = FindTask(facts, event.unit_id());
  const auto day = ParseDay(event.urged_on());
  if (task != nullptr && day) task->set_urged_day(*day);
}

void Apply(ProposalFacts& facts, const v1::ReturnVisitRecorded& event) {
  facts.set_visits(facts.visits() + 1);
  if (event.satisfied()) facts.set_satisfied_visits(facts.satisfied_visits() + 1);
}

void Apply(ProposalFacts& facts, const v1::DatesRecomputed& event) {
  for (const v1::TaskDateChange& change : event.tasks()) {
    v1::TaskFacts* task = FindTask(facts, change.unit_id());
    const auto day = ParseDay(change.due().after().on());
    if (task != nullptr && day) task->set_due_day(*day);
  }
  if (event.has_due()) SetDue(facts, event.due().after());
  if (!event.has_feedback_by()) return;
  if (const auto day = ParseDay(event.feedback_by().after().on())) facts.set_feedback_by_day(*day);
}

void Apply(ProposalFacts& facts, const v1::ProposalReceived& event) {
  Begin(facts, event, event.received_on());
  *facts.mutable_origin() = event.passed_up();
}

// Passed up anew, nothing is told of it yet.
void PassUp(ProposalFacts& facts, const v1::ProposalPassedUp& event, uint64_t seq) {
  facts.set_status(Proposal::PASSED_UP);
  v1::PassingFacts passing;
  passing.set_to_ledger_id(event.to_ledger_id());
  passing.set_seq(seq);
  if (const auto day = ParseDay(event.passed_up_on())) passing.set_passed_up_day(*day);
  *facts.mutable_passing() = passing;
}

void Apply(ProposalFacts& facts, const v1::OutcomeRecorded& event) {
  facts.set_status(event.status());
  *facts.mutable_passing()->mutable_outcome() = event.outcome();
  facts.mutable_passing()->mutable_outcome()->clear_text();
}

void SetReturnPending(ProposalFacts& facts, const std::string& unit, bool pending) {
  if (v1::TaskFacts* task = FindTask(facts, unit)) task->set_return_pending(pending);
}

void SetExtensionPending(ProposalFacts& facts, const std::string& unit, bool pending) {
  if (v1::TaskFacts* task = FindTask(facts, unit)) task->set_extension_pending(pending);
}

void ApplyBeforeAssignment(ProposalFacts& facts, const Event& event) {
  switch (event.event_case()) {
    case Event::kProposalSubmitted:
      return Apply(facts, event.proposal_submitted());
    case Event::kCosignerAdded:
      facts.add_cosigner_ids(event.cosigner_added().deputy_id());
      return;
    case Event::kCosignerWithdrawn:
      return RemoveCosigner(facts, event.cosigner_withdrawn().deputy_id());
    case Event::kRevisionRequested:
      return facts.set_status(Proposal::REVISION_REQUESTED);
    case Event::kProposalRevised:
      facts.set_status(Proposal::SUBMITTED);
      return facts.set_title(event.proposal_revised().title());
    case Event::kProposalRegistered:
      return Apply(facts, event.proposal_registered());
    case Event::kProposalRefused:
      return facts.set_status(Proposal::REFUSED);
    default:
      return;
  }
}

void ApplyHandling(ProposalFacts& facts, const Event& event) {
  switch (event.event_case()) {
    case Event::kProposalAssigned:
      return Apply(facts, event.proposal_assigned());
    case Event::kTaskReceived:
      return Apply(facts, event.task_received());
    case Event::kReturnRequested:
      return SetReturnPending(facts, event.return_requested().unit_id(), true);
    case Event::kReturnAccepted:
      return Apply(facts, event.return_accepted());
    case Event::kReturnRefused:
      return SetReturnPending(facts, event.return_refused().unit_id(), false);
    case Event::kContactLogged:
      return Apply(facts, event.contact_logged());
    case Event::kExtensionRequested:
      return SetExtensionPending(facts, event.extension_requested().unit_id(), true);
    case Event::kExtensionGranted:
      return Apply(facts, event.extension_granted());
    case Event::kExtensionRefused:
      return SetExtensionPending(facts, event.extension_refused().unit_id(), false);
    default:
      return;
  }
}

void ApplyAnswer(ProposalFacts& facts, const Event& event) {
  switch (event.event_case()) {
    case Event::kReplyDelivered:
      return Apply(facts, event.reply_delivered());
    case Event::kReplyCorrected:
      return Apply(facts, event.reply_corrected());
    case Event::kProposalEvaluated:
      return Apply(facts, event.proposal_evaluated());
    case Event::kFeedbackLapsed:
      return facts.set_status(Proposal::LAPSED);
    case Event::kRehandlingOrdered:
      return HandleAgain(facts, event.rehandling_ordered().round(), event.rehandling_ordered().due());
    case Event::kProposalClosed:
      return facts.set_status(Proposal::CLOSED);
    case Event::kProposalWithdrawn:
      return facts.set_status(Proposal::WITHDRAWN);
    default:
      return;
  }
}

void ApplySupervision(ProposalFacts& facts, const Event& event) {
  switch (event.event_case()) {
    case Event::kProposalMerged:
      facts.set_status(Proposal::MERGED);
      return facts.set_merged_into(event.proposal_merged().into_proposal_id());
    case Event::kMotionConverted:
      return facts.set_kind(Proposal::SUGGESTION);
    case Event::kPriorityDesignated:
      return Apply(facts, event.priority_designated());
    case Event::kUnitUrged:
      return Apply(facts, event.unit_urged());
    case Event::kReturnVisitRecorded:
      return Apply(facts, event.return_visit_recorded());
    case Event::kProposalEscalated:
      facts.set_escalation_pending(true);
      return facts.set_escalations(facts.escalations() + 1);
    case Event::kEscalationResolved:
      return facts.set_escalation_pending(false);
    case Event::kProposalPublished:
      *facts.mutable_published() = event.proposal_published().parts();
      return;
    case Event::kProposalUnpublished:
      return facts.clear_published();
    case Event::kProposalReopened:
      facts.set_reopenings(facts.reopenings() + 1);
      return HandleAgain(facts, event.proposal_reopened().round(), event.proposal_reopened().due());
    default:
      return;
  }
}

void ApplyPromisesAndDates(ProposalFacts& facts, const Event& event) {
  switch (event.event_case()) {
    case Event::kFollowUpBegun:
      return facts.set_status(Proposal::FOLLOW_UP);
    case Event::kCommitmentFulfilled:
      return Apply(facts, event.commitment_fulfilled());
    case Event::kCommitmentChanged:
      return Apply(facts, event.commitment_changed());
    case Event::kCommitmentMissed:
      return Apply(facts, event.commitment_missed());
    case Event::kDueDateApproached:
      if (v1::TaskFacts* task = FindTask(facts, event.due_date_approached().unit_id())) {
        if (const auto day = ParseDay(event.due_date_approached().due_on())) task->set_announced_due_day(*day);
      }
      return;
    case Event::kDueDatePassed:
      if (v1::TaskFacts* task = FindTask(facts, event.due_date_passed().unit_id())) {
        if (const auto day = ParseDay(event.due_date_passed().due_on())) task->set_overdue_due_day(*day);
      }
      return;
    case Event::kDatesRecomputed:
      return Apply(facts, event.dates_recomputed());
    default:
      return;
  }
}

void ApplyLinks(ProposalFacts& facts, const v1::Record& record) {
  const Event& event = record.event();
  switch (event.event_case()) {
    case Event::kProposalPassedUp:
      return PassUp(facts, event.proposal_passed_up(), record.seq());
    case Event::kProposalReceived:
      return Apply(facts, event.proposal_received());
    case Event::kProposalSentBack:
      return facts.set_status(Proposal::SENT_BACK);
    case Event::kOutcomeRecorded:
      return Apply(facts, event.outcome_recorded());
    default:
      return;
  }
}

// The deputy sits in the ledger below, which stands for the group.
void FoldLeadFromBelow(v1::DeputyFacts& facts, const v1::ProposalReceived& event) {
  facts.set_deputy_id(event.lead_deputy_id());
  facts.set_group(event.passed_up().ledger_id());
  if (!event.has_lead_deputy()) return;
  facts.set_name(event.lead_deputy().name());
  facts.set_contact(event.lead_deputy().contact());
  facts.set_encrypted(event.lead_deputy().encrypted());
}

}  // namespace

absl::string_view LeadFromBelow(const v1::Record& record) {
  return record.event().proposal_received().lead_deputy_id();
}

absl::StatusOr<Subject> SubjectOf(const v1::Record& record) {
  const std::optional<Subject::Kind> kind = KindOf(record.event().event_case());
  if (!kind) {
    return Error(absl::StatusCode::kUnimplemented, "EVENT_TYPE_UNKNOWN",
                 absl::StrCat("ledger ", record.ledger_id(), ", seq ", record.seq(),
                              ": an event that this program does not know; a newer one wrote it"),
                 absl::StrCat("登记册 ", record.ledger_id(), " 第 ", record.seq(),
                              " 号记录：本程序不认识的事件类型，可能由更新的版本写入"));
  }
  const absl::string_view stream = record.stream_id();
  const size_t slash = stream.find('/');
  return Subject{*kind, slash == absl::string_view::npos ? absl::string_view() : stream.substr(slash + 1)};
}

void FoldLedger(v1::LedgerFacts& facts, const v1::Record& record) {
  facts.set_known_events(record.seq() + 1);
  if (record.event().has_person_erased()) facts.add_erased_person_ids(record.event().person_erased().person_id());
  if (record.event().event_case() != Event::kLedgerOpened) return;
  const v1::LedgerOpened& event = record.event().ledger_opened();
  facts.set_ledger_id(record.ledger_id());
  facts.set_name(event.name());
  facts.set_level(event.level());
  facts.set_time_zone(event.time_zone());
  facts.set_rule_pack(event.rule_pack());
  facts.set_parent_ledger_id(event.parent_ledger_id());
}

void FoldSession(v1::SessionFacts& facts, const v1::Record& record) {
  if (record.event().event_case() != Event::kSessionOpened) return;
  const v1::SessionOpened& event = record.event().session_opened();
  facts.set_session_id(event.session_id());
  facts.set_term(event.term());
  facts.set_number(event.number());
  facts.set_opens_on(event.opens_on());
  facts.set_closes_on(event.closes_on());
}

void FoldDeputy(v1::DeputyFacts& facts, const v1::Record& record) {
  if (record.event().has_proposal_received()) FoldLeadFromBelow(facts, record.event().proposal_received());
  if (record.event().event_case() == Event::kDeputyUnseated) facts.set_seated(false);
  if (record.event().event_case() != Event::kDeputySeated) return;
  const v1::DeputySeated& event = record.event().deputy_seated();
  facts.set_deputy_id(event.deputy_id());
  facts.set_name(event.name());
  facts.set_group(event.group());
  facts.set_constituency(event.constituency());
  facts.set_contact(event.contact());
  facts.set_encrypted(event.encrypted());
  facts.set_seated(true);
}

void FoldUnit(v1::UnitFacts& facts, const v1::Record& record) {
  if (record.event().event_case() != Event::kUnitEnrolled) return;
  const v1::UnitEnrolled& event = record.event().unit_enrolled();
  facts.set_unit_id(event.unit_id());
  facts.set_name(event.name());
  facts.set_kind(event.kind());
}

void FoldProposal(v1::ProposalFacts& facts, const v1::Record& record) {
  if (record.stream_version() == 0) facts.set_first_seq(record.seq());
  facts.set_last_seq(record.seq());
  facts.set_version(record.stream_version());
  // Each event is in at most one of them; the others pass it by.
  ApplyBeforeAssignment(facts, record.event());
  ApplyHandling(facts, record.event());
  ApplyAnswer(facts, record.event());
  ApplySupervision(facts, record.event());
  ApplyPromisesAndDates(facts, record.event());
  ApplyLinks(facts, record);
}

bool IsMain(v1::Task::Role role) { return role == v1::Task::LEAD || role == v1::Task::SEPARATE; }

std::vector<absl::string_view> MainUnits(const v1::ProposalFacts& facts) {
  std::vector<absl::string_view> units;
  for (const v1::TaskFacts& task : facts.tasks()) {
    if (IsMain(task.role())) units.push_back(task.unit_id());
  }
  std::sort(units.begin(), units.end());
  return units;
}

bool IsAwaitingReply(const v1::ProposalFacts& facts) {
  return (facts.status() == Proposal::ASSIGNED || facts.status() == Proposal::HANDLING) && facts.has_due_day();
}

}  // namespace huiyin
