// What a command says and its event repeats: each field once, in a list that serves both ways. Deciding copies command
// to event, CommandOf copies event to command; so nothing that was said can get lost on the way back. Fields that only
// one of the two has, or that mean something else in it, are not here.
#ifndef HUIYIN_DOMAIN_SAID_H_
#define HUIYIN_DOMAIN_SAID_H_

namespace huiyin {

// OpenLedger, LedgerOpened.
template <typename From, typename To>
void CopyLedger(const From& from, To& to) {
  to.set_name(from.name());
  to.set_level(from.level());
  to.set_rule_pack(from.rule_pack());
  to.set_time_zone(from.time_zone());
  to.set_parent_ledger_id(from.parent_ledger_id());
}

// OpenSession, SessionOpened.
template <typename From, typename To>
void CopySession(const From& from, To& to) {
  to.set_session_id(from.session_id());
  to.set_term(from.term());
  to.set_number(from.number());
  to.set_opens_on(from.opens_on());
  to.set_closes_on(from.closes_on());
}

// SeatDeputy, DeputySeated.
template <typename From, typename To>
void CopySeat(const From& from, To& to) {
  to.set_deputy_id(from.deputy_id());
  to.set_name(from.name());
  to.set_group(from.group());
  to.set_constituency(from.constituency());
  to.set_contact(from.contact());
  to.set_encrypted(from.encrypted());
}

// UnseatDeputy, DeputyUnseated.
template <typename From, typename To>
void CopyUnseat(const From& from, To& to) {
  to.set_deputy_id(from.deputy_id());
  to.set_reason(from.reason());
}

// EnrolUnit, UnitEnrolled.
template <typename From, typename To>
void CopyUnit(const From& from, To& to) {
  to.set_unit_id(from.unit_id());
  to.set_name(from.name());
  to.set_kind(from.kind());
}

// Submit, ProposalSubmitted.
template <typename From, typename To>
void CopySubmission(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_kind(from.kind());
  to.set_title(from.title());
  to.set_body(from.body());
  to.set_lead_deputy_id(from.lead_deputy_id());
  *to.mutable_cosigner_ids() = from.cosigner_ids();
  to.set_session_id(from.session_id());
  to.set_in_session(from.in_session());
  to.set_source(from.source());
  *to.mutable_suggested_unit_ids() = from.suggested_unit_ids();
  to.set_allow_publication(from.allow_publication());
  *to.mutable_attachments() = from.attachments();
  *to.mutable_voters() = from.voters();
}

// Cosign, CosignerAdded; WithdrawCosignature, CosignerWithdrawn.
template <typename From, typename To>
void CopyCosigner(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_deputy_id(from.deputy_id());
}

// RequestRevision, RevisionRequested; OrderRehandling, RehandlingOrdered; Withdraw, ProposalWithdrawn; ConvertMotion,
// MotionConverted; Escalate, ProposalEscalated; Unpublish, ProposalUnpublished; Reopen, ProposalReopened;
// RecomputeDates, DatesRecomputed; PassUp, ProposalPassedUp; SendBack, ProposalSentBack.
template <typename From, typename To>
void CopyReason(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_reason(from.reason());
}

// Revise, ProposalRevised.
template <typename From, typename To>
void CopyRevision(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_title(from.title());
  to.set_body(from.body());
}

// Register, ProposalRegistered.
template <typename From, typename To>
void CopyRegistration(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_category(from.category());
}

// Refuse, ProposalRefused.
template <typename From, typename To>
void CopyRefusal(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_code(from.code());
  to.set_reason(from.reason());
}

// Assign, ProposalAssigned.
template <typename From, typename To>
void CopyAssignment(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_mode(from.mode());
  to.set_complex(from.complex());
}

// SignFor, TaskReceived; GrantExtension, ExtensionGranted.
template <typename From, typename To>
void CopyTaskNamed(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_unit_id(from.unit_id());
}

// RequestReturn, ReturnRequested; AcceptReturn, ReturnAccepted; RefuseReturn, ReturnRefused; RefuseExtension,
// ExtensionRefused.
template <typename From, typename To>
void CopyTaskReason(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_reason(from.reason());
}

// LogProgress, ProgressLogged; Urge, UnitUrged.
template <typename From, typename To>
void CopyProgress(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_note(from.note());
}

// LogContact, ContactLogged.
template <typename From, typename To>
void CopyContact(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_deputy_id(from.deputy_id());
  to.set_form(from.form());
  to.set_note(from.note());
}

// GiveCoOpinion, CoOpinionGiven.
template <typename From, typename To>
void CopyCoOpinion(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_text(from.text());
}

// RequestExtension, ExtensionRequested.
template <typename From, typename To>
void CopyExtension(const From& from, To& to) {
  CopyTaskReason(from, to);
  to.set_new_due_on(from.new_due_on());
}

// CorrectReply, ReplyCorrected.
template <typename From, typename To>
void CopyCorrection(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_document_no(from.document_no());
  to.set_text(from.text());
  to.set_result_class(from.result_class());
}

// DeliverReply, ReplyDelivered.
template <typename From, typename To>
void CopyReply(const From& from, To& to) {
  CopyCorrection(from, to);
  to.set_signer(from.signer());
  *to.mutable_commitments() = from.commitments();
  *to.mutable_attachments() = from.attachments();
}

// Evaluate, ProposalEvaluated.
template <typename From, typename To>
void CopyEvaluation(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_deputy_id(from.deputy_id());
  to.set_attitude(from.attitude());
  to.set_result(from.result());
  to.set_comment(from.comment());
}

// LapseFeedback, FeedbackLapsed; BeginFollowUp, FollowUpBegun.
template <typename From, typename To>
void CopyProposalNamed(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
}

// Close, ProposalClosed.
template <typename From, typename To>
void CopyClosing(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_note(from.note());
}

// Merge, ProposalMerged.
template <typename From, typename To>
void CopyMerge(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_into_proposal_id(from.into_proposal_id());
}

// DesignatePriority, PriorityDesignated.
template <typename From, typename To>
void CopyPriority(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_supervisor(from.supervisor());
  to.set_note(from.note());
}

// RecordVisit, ReturnVisitRecorded.
template <typename From, typename To>
void CopyVisit(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_deputy_id(from.deputy_id());
  to.set_finding(from.finding());
  to.set_satisfied(from.satisfied());
}

// MissCommitment, CommitmentMissed.
template <typename From, typename To>
void CopyCommitmentNamed(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_commitment_id(from.commitment_id());
}

// FulfilCommitment, CommitmentFulfilled.
template <typename From, typename To>
void CopyFulfilment(const From& from, To& to) {
  CopyCommitmentNamed(from, to);
  to.set_note(from.note());
}

// ChangeCommitment, CommitmentChanged.
template <typename From, typename To>
void CopyCommitmentChange(const From& from, To& to) {
  CopyCommitmentNamed(from, to);
  to.set_new_due_on(from.new_due_on());
  to.set_reason(from.reason());
}

// ResolveEscalation, EscalationResolved.
template <typename From, typename To>
void CopyDecision(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_decision(from.decision());
}

// Publish, ProposalPublished.
template <typename From, typename To>
void CopyPublication(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  *to.mutable_parts() = from.parts();
}

// AnnounceDue, DueDateApproached; RecordOverdue, DueDatePassed.
template <typename From, typename To>
void CopyDue(const From& from, To& to) {
  CopyTaskNamed(from, to);
  to.set_due_on(from.due_on());
}

// RecordCorrection, CorrectionRecorded.
template <typename From, typename To>
void CopyNoteOfCorrection(const From& from, To& to) {
  to.set_target_seq(from.target_seq());
  to.set_note(from.note());
}

// SealReport, ReportSealed.
template <typename From, typename To>
void CopySeal(const From& from, To& to) {
  to.set_seal_id(from.seal_id());
  to.set_report(from.report());
  to.set_version(from.version());
  *to.mutable_ledgers() = from.ledgers();
  if (from.has_known_at()) *to.mutable_known_at() = from.known_at();
  if (from.has_as_of()) *to.mutable_as_of() = from.as_of();
  if (from.has_at_seq()) to.set_at_seq(from.at_seq());
  to.set_digest(from.digest());
  *to.mutable_total() = from.total();
  to.set_proposals(from.proposals());
}

// ErasePerson, PersonErased.
template <typename From, typename To>
void CopyErasure(const From& from, To& to) {
  to.set_person_id(from.person_id());
  to.set_basis(from.basis());
}

// ReceivePassedUp, ProposalReceived.
template <typename From, typename To>
void CopyPassedUp(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  if (from.has_passed_up()) *to.mutable_passed_up() = from.passed_up();
  to.set_kind(from.kind());
  to.set_title(from.title());
  to.set_body(from.body());
  to.set_source(from.source());
  to.set_allow_publication(from.allow_publication());
  to.set_lead_deputy_id(from.lead_deputy_id());
  if (from.has_lead_deputy()) *to.mutable_lead_deputy() = from.lead_deputy();
  to.set_reason(from.reason());
}

// RecordOutcome, OutcomeRecorded.
template <typename From, typename To>
void CopyOutcome(const From& from, To& to) {
  to.set_proposal_id(from.proposal_id());
  to.set_passed_up_seq(from.passed_up_seq());
  if (from.has_outcome()) *to.mutable_outcome() = from.outcome();
}

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_SAID_H_
