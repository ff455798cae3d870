#include "domain/evolve.h"

#include <algorithm>
#include <utility>

#include "base/timestamps.h"
#include "domain/streams.h"
#include "domain/visit.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

std::optional<LastDay> LastDayOf(const v1::Deadline& deadline) {
  const std::optional<absl::CivilDay> day = ParseDate(deadline.on());
  if (!day.has_value()) return std::nullopt;
  return LastDay{*day, deadline.provisional()};
}

void Advance(const v1::Record& record, StreamHead& head) {
  head.next = StreamVersion(record.stream_version() + 1);
  head.last_occurred_at = ToTime(record.occurred_at());
}

void Apply(const v1::LedgerOpened& event, LedgerState& ledger) {
  ledger.name = event.name();
  ledger.level = event.level();
  ledger.rule_pack = event.rule_pack();
  ledger.time_zone = event.time_zone();
  ledger.parent_ledger_id = event.parent_ledger_id();
}

void Apply(const v1::SessionOpened& event, SessionState& session) {
  session.term = event.term();
  session.number = event.number();
  session.opens_on = ParseDate(event.opens_on());
  session.closes_on = ParseDate(event.closes_on());
}

// `Named`: DeputySeated, Person.
template <typename Named>
void Name(const std::string& person_id, const Named& named, LedgerState& ledger) {
  ledger.persons[person_id].in_clear |= !named.name().empty() || !named.contact().empty();
}

// A proposal's record moves no stream of the ledger's own.
void ApplyToStreams(const v1::Record& record, LedgerState& ledger) {
  const v1::Event& event = record.event();
  switch (event.event_case()) {
    case v1::Event::kLedgerOpened:
      Apply(event.ledger_opened(), ledger);
      return Advance(record, ledger.head);
    case v1::Event::kSessionOpened: {
      SessionState& session = ledger.sessions[event.session_opened().session_id()];
      Apply(event.session_opened(), session);
      return Advance(record, session.head);
    }
    case v1::Event::kDeputySeated: {
      DeputyState& deputy = ledger.deputies[event.deputy_seated().deputy_id()];
      deputy.seated = true;
      Name(event.deputy_seated().deputy_id(), event.deputy_seated(), ledger);
      return Advance(record, deputy.head);
    }
    case v1::Event::kDeputyUnseated: {
      DeputyState& deputy = ledger.deputies[event.deputy_unseated().deputy_id()];
      deputy.seated = false;
      return Advance(record, deputy.head);
    }
    case v1::Event::kUnitEnrolled:
      return Advance(record, ledger.units[event.unit_enrolled().unit_id()].head);
    case v1::Event::kCorrectionRecorded:
      return Advance(record, ledger.head);
    case v1::Event::kReportSealed:
      ledger.seals.insert(event.report_sealed().seal_id());
      return Advance(record, ledger.head);
    case v1::Event::kPersonErased:
      ledger.persons[event.person_erased().person_id()].erased = true;
      return Advance(record, ledger.head);
    case v1::Event::kProposalSubmitted:
      for (const v1::Person& voter : event.proposal_submitted().voters()) Name(voter.person_id(), voter, ledger);
      return;
    case v1::Event::kProposalReceived:
      if (event.proposal_received().has_lead_deputy()) {
        Name(event.proposal_received().lead_deputy_id(), event.proposal_received().lead_deputy(), ledger);
      }
      return;
    case v1::Event::kProposalRegistered:
      ledger.sessions[event.proposal_registered().session_id()].used_numbers.Add(event.proposal_registered().number());
      return;
    default:
      return;
  }
}

// Applies the events that change a proposal's state; each overload is one event.
class Application {
 public:
  Application(const v1::Record& record, ProposalState& proposal) : record_(record), proposal_(proposal) {}

  void operator()(const v1::ProposalSubmitted& e) const {
    proposal_.status = v1::Proposal::SUBMITTED;
    proposal_.kind = e.kind();
    proposal_.lead_deputy_id = e.lead_deputy_id();
    proposal_.cosigner_ids.assign(e.cosigner_ids().begin(), e.cosigner_ids().end());
    proposal_.session_id = e.session_id();
    proposal_.in_session = e.in_session();
    proposal_.allow_publication = e.allow_publication();
  }
  void operator()(const v1::CosignerAdded& e) const { proposal_.cosigner_ids.push_back(e.deputy_id()); }
  void operator()(const v1::CosignerWithdrawn& e) const { std::erase(proposal_.cosigner_ids, e.deputy_id()); }
  void operator()(const v1::RevisionRequested&) const { proposal_.status = v1::Proposal::REVISION_REQUESTED; }
  void operator()(const v1::ProposalRevised&) const { proposal_.status = v1::Proposal::SUBMITTED; }
  void operator()(const v1::ProposalRegistered& e) const {
    proposal_.status = v1::Proposal::REGISTERED;
    proposal_.number = e.number();
  }
  void operator()(const v1::ProposalRefused&) const { proposal_.status = v1::Proposal::REFUSED; }
  void operator()(const v1::ProposalWithdrawn&) const { proposal_.status = v1::Proposal::WITHDRAWN; }

  void operator()(const v1::ProposalAssigned& e) const {
    proposal_.status = v1::Proposal::ASSIGNED;
    proposal_.round = 1;
    proposal_.rule_pack = record_.rule_pack();
    proposal_.assigned_on = ParseDate(e.assigned_on());
    proposal_.due = LastDayOf(e.due());
    proposal_.extension_limit = LastDayOf(e.extension_limit());
    proposal_.clock_started_on = ParseDate(e.clock_started_on());
    proposal_.complex = e.complex();
    proposal_.tasks.clear();
    proposal_.tasks.reserve(e.tasks_size());
    for (const v1::AssignedTask& assigned : e.tasks()) {
      TaskState& task = proposal_.tasks.emplace_back();
      task.unit_id = assigned.task().unit_id();
      task.role = assigned.task().role();
      if (assigned.has_due()) {
        task.due = LastDayOf(assigned.due());
        task.due_by_pack = !e.due_given();
      }
      task.return_by = LastDayOf(assigned.return_by());
    }
  }
  void operator()(const v1::TaskReceived& e) const {
    proposal_.status = v1::Proposal::HANDLING;
    WithTask(e.unit_id(), [](TaskState& task) { task.signed_for = true; });
  }
  void operator()(const v1::ReturnRequested& e) const {
    WithTask(e.unit_id(), [](TaskState& task) { task.return_asked = true; });
  }
  void operator()(const v1::ReturnAccepted& e) const {
    if (e.unassigned()) return Unassign();
    std::erase_if(proposal_.tasks, [&](const TaskState& task) { return task.unit_id == e.unit_id(); });
    proposal_.due = LastDayOf(e.due());
    if (e.completes_reply()) CompleteReply(e.accepted_on(), e.feedback_by());
  }
  void operator()(const v1::ReturnRefused& e) const {
    WithTask(e.unit_id(), [](TaskState& task) { task.return_asked = false; });
  }
  void operator()(const v1::ProgressLogged&) const {}
  void operator()(const v1::ContactLogged&) const {}
  void operator()(const v1::CoOpinionGiven& e) const {
    WithTask(e.unit_id(), [](TaskState& task) { task.co_opinion_given = true; });
  }
  void operator()(const v1::ExtensionRequested& e) const {
    WithTask(e.unit_id(), [&](TaskState& task) { task.extension_asked_to = ParseDate(e.new_due_on()); });
  }
  void operator()(const v1::ExtensionGranted& e) const {
    const std::optional<absl::CivilDay> new_due = ParseDate(e.new_due_on());
    WithTask(e.unit_id(), [&](TaskState& task) {
      if (new_due.has_value()) task.due = LastDay{*new_due, false};
      task.due_by_pack = false;
      task.extension_asked_to.reset();
    });
    proposal_.due = LastDayOf(e.due());
  }
  void operator()(const v1::ExtensionRefused& e) const {
    WithTask(e.unit_id(), [](TaskState& task) { task.extension_asked_to.reset(); });
  }

  void operator()(const v1::ReplyDelivered& e) const {
    WithTask(e.unit_id(), [](TaskState& task) {
      task.replied = true;
      // Answered: what it asked more time for is done.
      task.extension_asked_to.reset();
    });
    for (const v1::Commitment& commitment : e.commitments()) {
      CommitmentState& promised = proposal_.commitments.emplace_back();
      promised.commitment_id = commitment.commitment_id();
      promised.unit_id = e.unit_id();
      promised.due = ParseDate(commitment.due_on());
    }
    if (e.completes_reply()) CompleteReply(e.replied_on(), e.feedback_by());
  }
  void operator()(const v1::ReplyCorrected&) const {}
  void operator()(const v1::ProposalEvaluated& e) const {
    proposal_.status = v1::Proposal::EVALUATED;
    proposal_.evaluated_round = e.round();
    proposal_.result = e.result();
  }
  void operator()(const v1::FeedbackLapsed&) const { proposal_.status = v1::Proposal::LAPSED; }
  void operator()(const v1::RehandlingOrdered& e) const { HandleAgain(e, e.ordered_on(), !e.due_given()); }
  void operator()(const v1::ProposalClosed&) const { proposal_.status = v1::Proposal::CLOSED; }

  void operator()(const v1::ProposalMerged&) const { proposal_.status = v1::Proposal::MERGED; }
  void operator()(const v1::MotionConverted&) const { proposal_.kind = v1::Proposal::SUGGESTION; }
  void operator()(const v1::PriorityDesignated&) const { proposal_.priority = true; }
  void operator()(const v1::UnitUrged&) const {}
  void operator()(const v1::ReturnVisitRecorded&) const {}
  void operator()(const v1::FollowUpBegun&) const { proposal_.status = v1::Proposal::FOLLOW_UP; }
  void operator()(const v1::CommitmentFulfilled& e) const {
    WithCommitment(e.commitment_id(),
                   [](CommitmentState& promised) { promised.progress = CommitmentState::Progress::kFulfilled; });
  }
  void operator()(const v1::CommitmentChanged& e) const {
    WithCommitment(e.commitment_id(), [&](CommitmentState& promised) {
      promised.progress = CommitmentState::Progress::kOpen;
      promised.due = ParseDate(e.new_due_on());
    });
  }
  void operator()(const v1::CommitmentMissed& e) const {
    WithCommitment(e.commitment_id(),
                   [](CommitmentState& promised) { promised.progress = CommitmentState::Progress::kMissed; });
  }
  void operator()(const v1::ProposalEscalated&) const { proposal_.escalation_pending = true; }
  void operator()(const v1::EscalationResolved&) const { proposal_.escalation_pending = false; }
  void operator()(const v1::ProposalPublished&) const { proposal_.published = true; }
  void operator()(const v1::ProposalUnpublished&) const { proposal_.published = false; }
  void operator()(const v1::ProposalReopened& e) const { HandleAgain(e, e.reopened_on(), /*due_by_pack=*/true); }

  void operator()(const v1::DueDateApproached& e) const {
    WithTask(e.unit_id(), [&](TaskState& task) { task.announced_due = ParseDate(e.due_on()); });
  }
  void operator()(const v1::DueDatePassed& e) const {
    WithTask(e.unit_id(), [&](TaskState& task) { task.overdue_due = ParseDate(e.due_on()); });
  }
  void operator()(const v1::DatesRecomputed& e) const {
    for (const v1::TaskDateChange& changed : e.tasks()) {
      WithTask(changed.unit_id(), [&](TaskState& task) { task.due = LastDayOf(changed.due().after()); });
    }
    if (e.has_due()) proposal_.due = LastDayOf(e.due().after());
    if (e.has_extension_limit()) proposal_.extension_limit = LastDayOf(e.extension_limit().after());
    if (e.has_feedback_by()) proposal_.feedback_by = LastDayOf(e.feedback_by().after());
  }

  void operator()(const v1::ProposalPassedUp& e) const {
    proposal_.status = v1::Proposal::PASSED_UP;
    proposal_.passing = PassingState{e.to_ledger_id(), record_.seq(), std::nullopt};
  }
  void operator()(const v1::ProposalReceived& e) const {
    proposal_.status = v1::Proposal::SUBMITTED;
    proposal_.kind = e.kind();
    proposal_.lead_deputy_id = e.lead_deputy_id();
    proposal_.session_id = e.session_id();
    proposal_.allow_publication = e.allow_publication();
    proposal_.origin = LinkState{e.passed_up().ledger_id(), e.passed_up().proposal_id(), e.passed_up().seq()};
  }
  void operator()(const v1::ProposalSentBack&) const { proposal_.status = v1::Proposal::SENT_BACK; }
  void operator()(const v1::OutcomeRecorded& e) const {
    proposal_.status = e.status();
    if (proposal_.passing.has_value()) proposal_.passing->outcome_seq = e.outcome().event().seq();
  }

  // Events of other streams.
  void operator()(const v1::CorrectionRecorded&) const {}
  void operator()(const v1::ReportSealed&) const {}
  void operator()(const v1::PersonErased&) const {}
  void operator()(const v1::LedgerOpened&) const {}
  void operator()(const v1::SessionOpened&) const {}
  void operator()(const v1::DeputySeated&) const {}
  void operator()(const v1::DeputyUnseated&) const {}
  void operator()(const v1::UnitEnrolled&) const {}

 private:
  template <typename Change>
  void WithTask(absl::string_view unit_id, const Change& change) const {
    for (TaskState& task : proposal_.tasks) {
      if (task.unit_id == unit_id) return change(task);
    }
  }

  template <typename Change>
  void WithCommitment(absl::string_view commitment_id, const Change& change) const {
    for (CommitmentState& promised : proposal_.commitments) {
      if (promised.commitment_id == commitment_id) return change(promised);
    }
  }

  void CompleteReply(const std::string& on, const v1::Deadline& feedback_by) const {
    proposal_.status = v1::Proposal::REPLIED;
    proposal_.ever_replied = true;
    proposal_.reply_completed_on = ParseDate(on);
    proposal_.feedback_by = LastDayOf(feedback_by);
  }

  // A new round with the same main units: ordered or reopened on `day`.
  template <typename NewRound>
  void HandleAgain(const NewRound& e, const std::string& day, bool due_by_pack) const {
    proposal_.status = v1::Proposal::HANDLING;
    proposal_.round = e.round();
    proposal_.rule_pack = record_.rule_pack();
    proposal_.due = LastDayOf(e.due());
    proposal_.clock_started_on = ParseDate(day);
    proposal_.extension_limit.reset();
    proposal_.feedback_by.reset();
    proposal_.reply_completed_on.reset();
    std::erase_if(proposal_.tasks, [](const TaskState& task) { return !task.is_main(); });
    for (TaskState& task : proposal_.tasks) {
      // A later round needs no signature (decision A27) and cannot be returned (A26).
      TaskState again;
      again.unit_id = std::move(task.unit_id);
      again.role = task.role;
      again.signed_for = true;
      again.due = proposal_.due;
      again.due_by_pack = due_by_pack;
      task = std::move(again);
    }
  }

  void Unassign() const {
    proposal_.status = v1::Proposal::REGISTERED;
    proposal_.round = 0;
    proposal_.tasks.clear();
    proposal_.rule_pack.clear();
    proposal_.assigned_on.reset();
    proposal_.due.reset();
    proposal_.extension_limit.reset();
    proposal_.clock_started_on.reset();
    proposal_.complex = false;
  }

  const v1::Record& record_;
  ProposalState& proposal_;
};

}  // namespace

LedgerState Evolve(LedgerState ledger, const v1::Record& record) {
  ledger.next_seq = Seq(record.seq() + 1);
  ledger.last_recorded_at = ToTime(record.recorded_at());
  ledger.has_live_record = ledger.has_live_record || !record.historical();
  ApplyToStreams(record, ledger);
  return ledger;
}

ProposalState Evolve(ProposalState proposal, const v1::Record& record) {
  // An event that this program does not know is stopped by whoever decodes it; to the state it changes nothing.
  if (record.event().event_case() != v1::Event::EVENT_NOT_SET)
    VisitEvent(record.event(), Application(record, proposal));
  Advance(record, proposal.head);
  return proposal;
}

}  // namespace huiyin
