// Calls `visit` with the command, or the event, that is inside: an overload per type, so that a new one does not
// compile until each visitor knows it.
#ifndef HUIYIN_DOMAIN_VISIT_H_
#define HUIYIN_DOMAIN_VISIT_H_

#include "base/check.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/events.pb.h"

// X(Name, accessor) of each: k##Name is its case.
#define HUIYIN_EACH_COMMAND(X)                 \
  X(OpenLedger, open_ledger)                   \
  X(OpenSession, open_session)                 \
  X(SeatDeputy, seat_deputy)                   \
  X(UnseatDeputy, unseat_deputy)               \
  X(EnrolUnit, enrol_unit)                     \
  X(Submit, submit)                            \
  X(Cosign, cosign)                            \
  X(WithdrawCosignature, withdraw_cosignature) \
  X(RequestRevision, request_revision)         \
  X(Revise, revise)                            \
  X(Register, register_)                       \
  X(Refuse, refuse)                            \
  X(Assign, assign)                            \
  X(SignFor, sign_for)                         \
  X(RequestReturn, request_return)             \
  X(AcceptReturn, accept_return)               \
  X(RefuseReturn, refuse_return)               \
  X(LogProgress, log_progress)                 \
  X(LogContact, log_contact)                   \
  X(GiveCoOpinion, give_co_opinion)            \
  X(RequestExtension, request_extension)       \
  X(GrantExtension, grant_extension)           \
  X(RefuseExtension, refuse_extension)         \
  X(Reply, reply)                              \
  X(CorrectReply, correct_reply)               \
  X(Evaluate, evaluate)                        \
  X(LapseFeedback, lapse_feedback)             \
  X(OrderRehandling, order_rehandling)         \
  X(Close, close)                              \
  X(Withdraw, withdraw)                        \
  X(Merge, merge)                              \
  X(ConvertMotion, convert_motion)             \
  X(DesignatePriority, designate_priority)     \
  X(Urge, urge)                                \
  X(RecordVisit, record_visit)                 \
  X(BeginFollowUp, begin_follow_up)            \
  X(FulfilCommitment, fulfil_commitment)       \
  X(ChangeCommitment, change_commitment)       \
  X(MissCommitment, miss_commitment)           \
  X(Escalate, escalate)                        \
  X(ResolveEscalation, resolve_escalation)     \
  X(Publish, publish)                          \
  X(Unpublish, unpublish)                      \
  X(Reopen, reopen)                            \
  X(RecordCorrection, record_correction)       \
  X(AnnounceDue, announce_due)                 \
  X(RecordOverdue, record_overdue)             \
  X(RecomputeDates, recompute_dates)           \
  X(SealReport, seal_report)                   \
  X(ErasePerson, erase_person)                 \
  X(PassUp, pass_up)                           \
  X(ReceivePassedUp, receive_passed_up)        \
  X(SendBack, send_back)                       \
  X(RecordOutcome, record_outcome)

#define HUIYIN_EACH_EVENT(X)                    \
  X(LedgerOpened, ledger_opened)                \
  X(SessionOpened, session_opened)              \
  X(DeputySeated, deputy_seated)                \
  X(DeputyUnseated, deputy_unseated)            \
  X(UnitEnrolled, unit_enrolled)                \
  X(ProposalSubmitted, proposal_submitted)      \
  X(CosignerAdded, cosigner_added)              \
  X(CosignerWithdrawn, cosigner_withdrawn)      \
  X(RevisionRequested, revision_requested)      \
  X(ProposalRevised, proposal_revised)          \
  X(ProposalRegistered, proposal_registered)    \
  X(ProposalRefused, proposal_refused)          \
  X(ProposalAssigned, proposal_assigned)        \
  X(TaskReceived, task_received)                \
  X(ReturnRequested, return_requested)          \
  X(ReturnAccepted, return_accepted)            \
  X(ReturnRefused, return_refused)              \
  X(ProgressLogged, progress_logged)            \
  X(ContactLogged, contact_logged)              \
  X(CoOpinionGiven, co_opinion_given)           \
  X(ExtensionRequested, extension_requested)    \
  X(ExtensionGranted, extension_granted)        \
  X(ExtensionRefused, extension_refused)        \
  X(ReplyDelivered, reply_delivered)            \
  X(ReplyCorrected, reply_corrected)            \
  X(ProposalEvaluated, proposal_evaluated)      \
  X(FeedbackLapsed, feedback_lapsed)            \
  X(RehandlingOrdered, rehandling_ordered)      \
  X(ProposalClosed, proposal_closed)            \
  X(ProposalWithdrawn, proposal_withdrawn)      \
  X(ProposalMerged, proposal_merged)            \
  X(MotionConverted, motion_converted)          \
  X(PriorityDesignated, priority_designated)    \
  X(UnitUrged, unit_urged)                      \
  X(ReturnVisitRecorded, return_visit_recorded) \
  X(FollowUpBegun, follow_up_begun)             \
  X(CommitmentFulfilled, commitment_fulfilled)  \
  X(CommitmentChanged, commitment_changed)      \
  X(CommitmentMissed, commitment_missed)        \
  X(ProposalEscalated, proposal_escalated)      \
  X(EscalationResolved, escalation_resolved)    \
  X(ProposalPublished, proposal_published)      \
  X(ProposalUnpublished, proposal_unpublished)  \
  X(ProposalReopened, proposal_reopened)        \
  X(CorrectionRecorded, correction_recorded)    \
  X(DueDateApproached, due_date_approached)     \
  X(DueDatePassed, due_date_passed)             \
  X(DatesRecomputed, dates_recomputed)          \
  X(ReportSealed, report_sealed)                \
  X(PersonErased, person_erased)                \
  X(ProposalPassedUp, proposal_passed_up)       \
  X(ProposalReceived, proposal_received)        \
  X(ProposalSentBack, proposal_sent_back)       \
  X(OutcomeRecorded, outcome_recorded)

namespace huiyin {

// `command` is set.
template <typename Visitor>
auto VisitCommand(const v1::Command& command, const Visitor& visit) {
#define HUIYIN_VISIT(Name, accessor) \
  case v1::Command::k##Name:         \
    return visit(command.accessor());
  switch (command.command_case()) {
    HUIYIN_EACH_COMMAND(HUIYIN_VISIT)
    case v1::Command::COMMAND_NOT_SET:
      break;
  }
#undef HUIYIN_VISIT
  CHECK(command.command_case() != v1::Command::COMMAND_NOT_SET);
  __builtin_unreachable();
}

// `event` is set.
template <typename Visitor>
auto VisitEvent(const v1::Event& event, const Visitor& visit) {
#define HUIYIN_VISIT(Name, accessor) \
  case v1::Event::k##Name:           \
    return visit(event.accessor());
  switch (event.event_case()) {
    HUIYIN_EACH_EVENT(HUIYIN_VISIT)
    case v1::Event::EVENT_NOT_SET:
      break;
  }
#undef HUIYIN_VISIT
  CHECK(event.event_case() != v1::Event::EVENT_NOT_SET);
  __builtin_unreachable();
}

}  // namespace huiyin

#undef HUIYIN_EACH_COMMAND
#undef HUIYIN_EACH_EVENT

#endif  // HUIYIN_DOMAIN_VISIT_H_
