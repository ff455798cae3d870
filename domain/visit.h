// Calls `visit` with the command, or the event, that is inside: an overload per type, so that a new one does not
// compile until each visitor knows it.
#ifndef HUIYIN_DOMAIN_VISIT_H_
#define HUIYIN_DOMAIN_VISIT_H_

#include "base/check.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/events.pb.h"

namespace huiyin {

// `command` is set.
template <typename Visitor>
auto VisitCommand(const v1::Command& command, const Visitor& visit) {
  switch (command.command_case()) {
    case v1::Command::kOpenLedger:
      return visit(command.open_ledger());
    case v1::Command::kOpenSession:
      return visit(command.open_session());
    case v1::Command::kSeatDeputy:
      return visit(command.seat_deputy());
    case v1::Command::kUnseatDeputy:
      return visit(command.unseat_deputy());
    case v1::Command::kEnrolUnit:
      return visit(command.enrol_unit());
    case v1::Command::kSubmit:
      return visit(command.submit());
    case v1::Command::kCosign:
      return visit(command.cosign());
    case v1::Command::kWithdrawCosignature:
      return visit(command.withdraw_cosignature());
    case v1::Command::kRequestRevision:
      return visit(command.request_revision());
    case v1::Command::kRevise:
      return visit(command.revise());
    case v1::Command::kRegister:
      return visit(command.register_());
    case v1::Command::kRefuse:
      return visit(command.refuse());
    case v1::Command::kAssign:
      return visit(command.assign());
    case v1::Command::kSignFor:
      return visit(command.sign_for());
    case v1::Command::kRequestReturn:
      return visit(command.request_return());
    case v1::Command::kAcceptReturn:
      return visit(command.accept_return());
    case v1::Command::kRefuseReturn:
      return visit(command.refuse_return());
    case v1::Command::kLogProgress:
      return visit(command.log_progress());
    case v1::Command::kLogContact:
      return visit(command.log_contact());
    case v1::Command::kGiveCoOpinion:
      return visit(command.give_co_opinion());
    case v1::Command::kRequestExtension:
      return visit(command.request_extension());
    case v1::Command::kGrantExtension:
      return visit(command.grant_extension());
    case v1::Command::kRefuseExtension:
      return visit(command.refuse_extension());
    case v1::Command::kReply:
      return visit(command.reply());
    case v1::Command::kCorrectReply:
      return visit(command.correct_reply());
    case v1::Command::kEvaluate:
      return visit(command.evaluate());
    case v1::Command::kLapseFeedback:
      return visit(command.lapse_feedback());
    case v1::Command::kOrderRehandling:
      return visit(command.order_rehandling());
    case v1::Command::kClose:
      return visit(command.close());
    case v1::Command::kWithdraw:
      return visit(command.withdraw());
    case v1::Command::kMerge:
      return visit(command.merge());
    case v1::Command::kConvertMotion:
      return visit(command.convert_motion());
    case v1::Command::kDesignatePriority:
      return visit(command.designate_priority());
    case v1::Command::kUrge:
      return visit(command.urge());
    case v1::Command::kRecordVisit:
      return visit(command.record_visit());
    case v1::Command::kBeginFollowUp:
      return visit(command.begin_follow_up());
    case v1::Command::kFulfilCommitment:
      return visit(command.fulfil_commitment());
    case v1::Command::kChangeCommitment:
      return visit(command.change_commitment());
    case v1::Command::kMissCommitment:
      return visit(command.miss_commitment());
    case v1::Command::kEscalate:
      return visit(command.escalate());
    case v1::Command::kResolveEscalation:
      return visit(command.resolve_escalation());
    case v1::Command::kPublish:
      return visit(command.publish());
    case v1::Command::kUnpublish:
      return visit(command.unpublish());
    case v1::Command::kReopen:
      return visit(command.reopen());
    case v1::Command::kRecordCorrection:
      return visit(command.record_correction());
    case v1::Command::kAnnounceDue:
      return visit(command.announce_due());
    case v1::Command::kRecordOverdue:
      return visit(command.record_overdue());
    case v1::Command::kRecomputeDates:
      return visit(command.recompute_dates());
    case v1::Command::kSealReport:
      return visit(command.seal_report());
    case v1::Command::COMMAND_NOT_SET:
      break;
  }
  CHECK(command.command_case() != v1::Command::COMMAND_NOT_SET);
  __builtin_unreachable();
}

// `event` is set.
template <typename Visitor>
auto VisitEvent(const v1::Event& event, const Visitor& visit) {
  switch (event.event_case()) {
    case v1::Event::kLedgerOpened:
      return visit(event.ledger_opened());
    case v1::Event::kSessionOpened:
      return visit(event.session_opened());
    case v1::Event::kDeputySeated:
      return visit(event.deputy_seated());
    case v1::Event::kDeputyUnseated:
      return visit(event.deputy_unseated());
    case v1::Event::kUnitEnrolled:
      return visit(event.unit_enrolled());
    case v1::Event::kProposalSubmitted:
      return visit(event.proposal_submitted());
    case v1::Event::kCosignerAdded:
      return visit(event.cosigner_added());
    case v1::Event::kCosignerWithdrawn:
      return visit(event.cosigner_withdrawn());
    case v1::Event::kRevisionRequested:
      return visit(event.revision_requested());
    case v1::Event::kProposalRevised:
      return visit(event.proposal_revised());
    case v1::Event::kProposalRegistered:
      return visit(event.proposal_registered());
    case v1::Event::kProposalRefused:
      return visit(event.proposal_refused());
    case v1::Event::kProposalAssigned:
      return visit(event.proposal_assigned());
    case v1::Event::kTaskReceived:
      return visit(event.task_received());
    case v1::Event::kReturnRequested:
      return visit(event.return_requested());
    case v1::Event::kReturnAccepted:
      return visit(event.return_accepted());
    case v1::Event::kReturnRefused:
      return visit(event.return_refused());
    case v1::Event::kProgressLogged:
      return visit(event.progress_logged());
    case v1::Event::kContactLogged:
      return visit(event.contact_logged());
    case v1::Event::kCoOpinionGiven:
      return visit(event.co_opinion_given());
    case v1::Event::kExtensionRequested:
      return visit(event.extension_requested());
    case v1::Event::kExtensionGranted:
      return visit(event.extension_granted());
    case v1::Event::kExtensionRefused:
      return visit(event.extension_refused());
    case v1::Event::kReplyDelivered:
      return visit(event.reply_delivered());
    case v1::Event::kReplyCorrected:
      return visit(event.reply_corrected());
    case v1::Event::kProposalEvaluated:
      return visit(event.proposal_evaluated());
    case v1::Event::kFeedbackLapsed:
      return visit(event.feedback_lapsed());
    case v1::Event::kRehandlingOrdered:
      return visit(event.rehandling_ordered());
    case v1::Event::kProposalClosed:
      return visit(event.proposal_closed());
    case v1::Event::kProposalWithdrawn:
      return visit(event.proposal_withdrawn());
    case v1::Event::kProposalMerged:
      return visit(event.proposal_merged());
    case v1::Event::kMotionConverted:
      return visit(event.motion_converted());
    case v1::Event::kPriorityDesignated:
      return visit(event.priority_designated());
    case v1::Event::kUnitUrged:
      return visit(event.unit_urged());
    case v1::Event::kReturnVisitRecorded:
      return visit(event.return_visit_recorded());
    case v1::Event::kFollowUpBegun:
      return visit(event.follow_up_begun());
    case v1::Event::kCommitmentFulfilled:
      return visit(event.commitment_fulfilled());
    case v1::Event::kCommitmentChanged:
      return visit(event.commitment_changed());
    case v1::Event::kCommitmentMissed:
      return visit(event.commitment_missed());
    case v1::Event::kProposalEscalated:
      return visit(event.proposal_escalated());
    case v1::Event::kEscalationResolved:
      return visit(event.escalation_resolved());
    case v1::Event::kProposalPublished:
      return visit(event.proposal_published());
    case v1::Event::kProposalUnpublished:
      return visit(event.proposal_unpublished());
    case v1::Event::kProposalReopened:
      return visit(event.proposal_reopened());
    case v1::Event::kCorrectionRecorded:
      return visit(event.correction_recorded());
    case v1::Event::kDueDateApproached:
      return visit(event.due_date_approached());
    case v1::Event::kDueDatePassed:
      return visit(event.due_date_passed());
    case v1::Event::kDatesRecomputed:
      return visit(event.dates_recomputed());
    case v1::Event::kReportSealed:
      return visit(event.report_sealed());
    case v1::Event::EVENT_NOT_SET:
      break;
  }
  CHECK(event.event_case() != v1::Event::EVENT_NOT_SET);
  __builtin_unreachable();
}

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_VISIT_H_
