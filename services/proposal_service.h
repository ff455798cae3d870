// ProposalService: the life of a proposal, one RPC a command, and the Execute stream.
#ifndef HUIYIN_SERVICES_PROPOSAL_SERVICE_H_
#define HUIYIN_SERVICES_PROPOSAL_SERVICE_H_

#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "services/command_gateway.h"
#include "services/command_rpc.h"
#include "services/execute_stream.h"

namespace huiyin {

// Thread-safe.
class ProposalService final : public v1::ProposalService::CallbackService {
 public:
  explicit ProposalService(const CommandGateway& gateway) : gateway_(gateway), streams_(gateway) {}

  // Ends the Execute streams.
  void Stop() { streams_.Stop(); }

  HUIYIN_COMMAND_RPC(Submit, submit)
  HUIYIN_COMMAND_RPC(Cosign, cosign)
  HUIYIN_COMMAND_RPC(WithdrawCosignature, withdraw_cosignature)
  HUIYIN_COMMAND_RPC(RequestRevision, request_revision)
  HUIYIN_COMMAND_RPC(Revise, revise)
  HUIYIN_COMMAND_RPC(Register, register_)
  HUIYIN_COMMAND_RPC(Refuse, refuse)
  HUIYIN_COMMAND_RPC(Assign, assign)
  HUIYIN_COMMAND_RPC(SignFor, sign_for)
  HUIYIN_COMMAND_RPC(RequestReturn, request_return)
  HUIYIN_COMMAND_RPC(AcceptReturn, accept_return)
  HUIYIN_COMMAND_RPC(RefuseReturn, refuse_return)
  HUIYIN_COMMAND_RPC(LogProgress, log_progress)
  HUIYIN_COMMAND_RPC(LogContact, log_contact)
  HUIYIN_COMMAND_RPC(GiveCoOpinion, give_co_opinion)
  HUIYIN_COMMAND_RPC(RequestExtension, request_extension)
  HUIYIN_COMMAND_RPC(GrantExtension, grant_extension)
  HUIYIN_COMMAND_RPC(RefuseExtension, refuse_extension)
  HUIYIN_COMMAND_RPC(DeliverReply, reply)
  HUIYIN_COMMAND_RPC(CorrectReply, correct_reply)
  HUIYIN_COMMAND_RPC(Evaluate, evaluate)
  HUIYIN_COMMAND_RPC(LapseFeedback, lapse_feedback)
  HUIYIN_COMMAND_RPC(OrderRehandling, order_rehandling)
  HUIYIN_COMMAND_RPC(Close, close)
  HUIYIN_COMMAND_RPC(Withdraw, withdraw)
  HUIYIN_COMMAND_RPC(Merge, merge)
  HUIYIN_COMMAND_RPC(ConvertMotion, convert_motion)
  HUIYIN_COMMAND_RPC(DesignatePriority, designate_priority)
  HUIYIN_COMMAND_RPC(Urge, urge)
  HUIYIN_COMMAND_RPC(RecordVisit, record_visit)
  HUIYIN_COMMAND_RPC(BeginFollowUp, begin_follow_up)
  HUIYIN_COMMAND_RPC(FulfilCommitment, fulfil_commitment)
  HUIYIN_COMMAND_RPC(ChangeCommitment, change_commitment)
  HUIYIN_COMMAND_RPC(MissCommitment, miss_commitment)
  HUIYIN_COMMAND_RPC(Escalate, escalate)
  HUIYIN_COMMAND_RPC(ResolveEscalation, resolve_escalation)
  HUIYIN_COMMAND_RPC(Publish, publish)
  HUIYIN_COMMAND_RPC(Unpublish, unpublish)
  HUIYIN_COMMAND_RPC(Reopen, reopen)
  HUIYIN_COMMAND_RPC(AnnounceDue, announce_due)
  HUIYIN_COMMAND_RPC(RecordOverdue, record_overdue)
  HUIYIN_COMMAND_RPC(RecomputeDates, recompute_dates)

  HUIYIN_COMMAND_RPC(PassUp, pass_up)
  HUIYIN_COMMAND_RPC(ReceivePassedUp, receive_passed_up)
  HUIYIN_COMMAND_RPC(SendBack, send_back)
  HUIYIN_COMMAND_RPC(RecordOutcome, record_outcome)

  grpc::ServerBidiReactor<v1::ExecuteRequest, v1::ExecuteResponse>* Execute(
      grpc::CallbackServerContext* context) override {
    return streams_.Start(*context);
  }

 private:
  const CommandGateway& gateway_;
  ExecuteStreams streams_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PROPOSAL_SERVICE_H_
