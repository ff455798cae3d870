#include "domain/command_of.h"

#include <openssl/evp.h>

#include "base/check.h"
#include "domain/said.h"
#include "domain/visit.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

constexpr size_t kSha256Bytes = 32;

// From an event to the command inside a Command.
class Inverse {
 public:
  explicit Inverse(v1::Command& command) : command_(command) {}

  void operator()(const v1::LedgerOpened& e) const { CopyLedger(e, *command_.mutable_open_ledger()); }
  void operator()(const v1::SessionOpened& e) const { CopySession(e, *command_.mutable_open_session()); }
  void operator()(const v1::DeputySeated& e) const { CopySeat(e, *command_.mutable_seat_deputy()); }
  void operator()(const v1::DeputyUnseated& e) const { CopyUnseat(e, *command_.mutable_unseat_deputy()); }
  void operator()(const v1::UnitEnrolled& e) const { CopyUnit(e, *command_.mutable_enrol_unit()); }

  void operator()(const v1::ProposalSubmitted& e) const { CopySubmission(e, *command_.mutable_submit()); }
  void operator()(const v1::CosignerAdded& e) const { CopyCosigner(e, *command_.mutable_cosign()); }
  void operator()(const v1::CosignerWithdrawn& e) const { CopyCosigner(e, *command_.mutable_withdraw_cosignature()); }
  void operator()(const v1::RevisionRequested& e) const { CopyReason(e, *command_.mutable_request_revision()); }
  void operator()(const v1::ProposalRevised& e) const { CopyRevision(e, *command_.mutable_revise()); }
  void operator()(const v1::ProposalRegistered& e) const {
    CopyRegistration(e, *command_.mutable_register_());
    if (e.number_given()) command_.mutable_register_()->set_number(e.number());
  }
  void operator()(const v1::ProposalRefused& e) const { CopyRefusal(e, *command_.mutable_refuse()); }
  void operator()(const v1::ProposalWithdrawn& e) const { CopyReason(e, *command_.mutable_withdraw()); }

  void operator()(const v1::ProposalAssigned& e) const {
    v1::Assign& assign = *command_.mutable_assign();
    CopyAssignment(e, assign);
    for (const v1::AssignedTask& task : e.tasks()) *assign.add_tasks() = task.task();
    if (e.due_given()) assign.set_due_on(e.due().on());
  }
  void operator()(const v1::TaskReceived& e) const { CopyTaskNamed(e, *command_.mutable_sign_for()); }
  void operator()(const v1::ReturnRequested& e) const { CopyTaskReason(e, *command_.mutable_request_return()); }
  void operator()(const v1::ReturnAccepted& e) const { CopyTaskReason(e, *command_.mutable_accept_return()); }
  void operator()(const v1::ReturnRefused& e) const { CopyTaskReason(e, *command_.mutable_refuse_return()); }
  void operator()(const v1::ProgressLogged& e) const { CopyProgress(e, *command_.mutable_log_progress()); }
  void operator()(const v1::ContactLogged& e) const { CopyContact(e, *command_.mutable_log_contact()); }
  void operator()(const v1::CoOpinionGiven& e) const { CopyCoOpinion(e, *command_.mutable_give_co_opinion()); }
  void operator()(const v1::ExtensionRequested& e) const { CopyExtension(e, *command_.mutable_request_extension()); }
  void operator()(const v1::ExtensionGranted& e) const { CopyTaskNamed(e, *command_.mutable_grant_extension()); }
  void operator()(const v1::ExtensionRefused& e) const { CopyTaskReason(e, *command_.mutable_refuse_extension()); }

  void operator()(const v1::ReplyDelivered& e) const { CopyReply(e, *command_.mutable_reply()); }
  void operator()(const v1::ReplyCorrected& e) const { CopyCorrection(e, *command_.mutable_correct_reply()); }
  void operator()(const v1::ProposalEvaluated& e) const { CopyEvaluation(e, *command_.mutable_evaluate()); }
  void operator()(const v1::FeedbackLapsed& e) const { CopyProposalNamed(e, *command_.mutable_lapse_feedback()); }
  void operator()(const v1::RehandlingOrdered& e) const {
    CopyReason(e, *command_.mutable_order_rehandling());
    if (e.due_given()) command_.mutable_order_rehandling()->set_due_on(e.due().on());
  }
  void operator()(const v1::ProposalClosed& e) const { CopyClosing(e, *command_.mutable_close()); }

  void operator()(const v1::ProposalMerged& e) const { CopyMerge(e, *command_.mutable_merge()); }
  void operator()(const v1::MotionConverted& e) const { CopyReason(e, *command_.mutable_convert_motion()); }
  void operator()(const v1::PriorityDesignated& e) const { CopyPriority(e, *command_.mutable_designate_priority()); }
  void operator()(const v1::UnitUrged& e) const { CopyProgress(e, *command_.mutable_urge()); }
  void operator()(const v1::ReturnVisitRecorded& e) const { CopyVisit(e, *command_.mutable_record_visit()); }
  void operator()(const v1::FollowUpBegun& e) const { CopyProposalNamed(e, *command_.mutable_begin_follow_up()); }
  void operator()(const v1::CommitmentFulfilled& e) const { CopyFulfilment(e, *command_.mutable_fulfil_commitment()); }
  void operator()(const v1::CommitmentChanged& e) const {
    CopyCommitmentChange(e, *command_.mutable_change_commitment());
  }
  void operator()(const v1::CommitmentMissed& e) const { CopyCommitmentNamed(e, *command_.mutable_miss_commitment()); }
  void operator()(const v1::ProposalEscalated& e) const { CopyReason(e, *command_.mutable_escalate()); }
  void operator()(const v1::EscalationResolved& e) const { CopyDecision(e, *command_.mutable_resolve_escalation()); }
  void operator()(const v1::ProposalPublished& e) const { CopyPublication(e, *command_.mutable_publish()); }
  void operator()(const v1::ProposalUnpublished& e) const { CopyReason(e, *command_.mutable_unpublish()); }
  void operator()(const v1::ProposalReopened& e) const { CopyReason(e, *command_.mutable_reopen()); }
  void operator()(const v1::CorrectionRecorded& e) const {
    CopyNoteOfCorrection(e, *command_.mutable_record_correction());
  }
  void operator()(const v1::DueDateApproached& e) const { CopyDue(e, *command_.mutable_announce_due()); }
  void operator()(const v1::DueDatePassed& e) const { CopyDue(e, *command_.mutable_record_overdue()); }
  void operator()(const v1::DatesRecomputed& e) const { CopyReason(e, *command_.mutable_recompute_dates()); }
  void operator()(const v1::ReportSealed& e) const { CopySeal(e, *command_.mutable_seal_report()); }
  void operator()(const v1::PersonErased& e) const { CopyErasure(e, *command_.mutable_erase_person()); }

  void operator()(const v1::ProposalPassedUp& e) const { CopyReason(e, *command_.mutable_pass_up()); }
  void operator()(const v1::ProposalReceived& e) const { CopyPassedUp(e, *command_.mutable_receive_passed_up()); }
  void operator()(const v1::ProposalSentBack& e) const { CopyReason(e, *command_.mutable_send_back()); }
  void operator()(const v1::OutcomeRecorded& e) const { CopyOutcome(e, *command_.mutable_record_outcome()); }

 private:
  v1::Command& command_;
};

// Fetched once: OpenSSL 3 looks a digest up by name each time otherwise.
const EVP_MD* Sha256() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kSha256;
}

}  // namespace

std::string CommandDigest(const v1::Command& command) {
  // No field is a map, so the serialisation is deterministic.
  const std::string bytes = command.SerializeAsString();
  std::string digest(kSha256Bytes, '\0');
  unsigned int size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, Sha256(),
                   nullptr) == 1);
  CHECK_EQ(size, kSha256Bytes);
  return digest;
}

v1::Command CommandOf(const v1::Record& record) {
  v1::Command command;
  command.set_command_id(record.command_id());
  command.set_ledger_id(record.ledger_id());
  *command.mutable_occurred_at() = record.occurred_at();
  *command.mutable_actor() = record.actor();
  command.set_on_behalf_of(record.on_behalf_of());
  command.set_correlation_id(record.correlation_id());
  if (record.has_causation_seq()) command.set_causation_seq(record.causation_seq());
  VisitEvent(record.event(), Inverse(command));
  return command;
}

}  // namespace huiyin
