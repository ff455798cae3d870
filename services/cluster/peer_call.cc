#include "services/cluster/peer_call.h"

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/peer_service.grpc.pb.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

constexpr absl::Duration kLookInterval = absl::Milliseconds(100);
// An owner that gives its partition away answers what it took first.
constexpr int kHopelessLooks = 10;

v1::ExecuteHereRequest RequestFor(const PeerCall& call, const std::vector<std::unique_ptr<CommandGroup>>& groups) {
  v1::ExecuteHereRequest request;
  request.set_partition(call.partition);
  const absl::Time now = absl::Now();
  for (const std::unique_ptr<CommandGroup>& group : groups) {
    v1::PeerGroup& sent = *request.add_groups();
    for (const PreparedCommand& prepared : group->commands) {
      v1::PeerCommand& command = *sent.add_commands();
      *command.mutable_command() = *prepared.command;
      command.set_historical(prepared.historical);
      if (prepared.entered_by != nullptr) *command.mutable_entered_by() = *prepared.entered_by;
    }
    if (group->deadline == absl::InfiniteFuture()) continue;
    const int64_t left_us = std::max<int64_t>(absl::ToInt64Microseconds(group->deadline - now), 0);
    sent.mutable_time_left()->set_seconds(left_us / 1'000'000);
    sent.mutable_time_left()->set_nanos(static_cast<int32_t>(left_us % 1'000'000) * 1'000);
  }
  return request;
}

// The owner's own refusal of a whole call comes with a reason, and then nothing was executed.
absl::Status FateOf(const grpc::Status& ended) {
  const absl::Status status = FromRpc(ended);
  if (!ended.error_details().empty()) return status;
  return Error(absl::StatusCode::kUnavailable, "FATE_UNKNOWN",
               absl::StrCat("the node that owns the ledger did not answer (", status.message(),
                            "): the command may have been executed or not; repeat it with the same command_id"),
               absl::StrCat("登记册所在节点没有答复（", status.message(),
                            "）：命令可能已执行，也可能没有；请用同一 command_id 重发"));
}

// Waits until the call has ended by itself, or was cancelled.
void AwaitEnd(const PeerCall& call, grpc::ClientContext& context, grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  int hopeless = 0;
  while (true) {
    const auto look_again_at = std::chrono::system_clock::now() + absl::ToChronoMilliseconds(kLookInterval);
    if (queue.AsyncNext(&tag, &ok, look_again_at) == grpc::CompletionQueue::GOT_EVENT) return;
    hopeless = call.is_hopeless() ? hopeless + 1 : 0;
    if (hopeless == kHopelessLooks) context.TryCancel();
  }
}

absl::StatusOr<v1::ExecuteHereResponse> Call(const PeerCall& call, const std::shared_ptr<grpc::Channel>& channel,
                                             const v1::ExecuteHereRequest& request) {
  const auto stub = v1::PeerService::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + call.timeout));
  if (!call.token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", call.token));
  grpc::CompletionQueue queue;
  v1::ExecuteHereResponse response;
  grpc::Status ended;
  const auto reader = stub->AsyncExecuteHere(&context, request, &queue);
  reader->Finish(&response, &ended, /*tag=*/nullptr);
  AwaitEnd(call, context, queue);
  if (!ended.ok()) return FateOf(ended);
  return response;
}

absl::StatusOr<CommandReceipt> OutcomeOf(const v1::CommandOutcome& outcome) {
  if (!outcome.has_receipt()) return FromRefusal(outcome.refusal());
  const v1::Receipt& receipt = outcome.receipt();
  return CommandReceipt{Seq(receipt.first_seq()), receipt.count(), receipt.repeated_command()};
}

absl::Status Confused() {
  return Error(absl::StatusCode::kInternal, "PEER_CONFUSED", "the other node answered another number of commands",
               "对方节点答复的命令数不符");
}

}  // namespace

void ExecuteAtPeer(const PeerCall& call, const std::shared_ptr<grpc::Channel>& channel,
                   std::vector<std::unique_ptr<CommandGroup>>& groups) {
  const v1::ExecuteHereRequest request = RequestFor(call, groups);
  absl::StatusOr<v1::ExecuteHereResponse> response = Call(call, channel, request);
  size_t commands = 0;
  for (const std::unique_ptr<CommandGroup>& group : groups) commands += group->commands.size();
  if (response.ok() && static_cast<size_t>(response->outcomes_size()) != commands) response = Confused();
  int next = 0;
  for (std::unique_ptr<CommandGroup>& group : groups) {
    group->outcomes.clear();
    for (size_t i = 0; i < group->commands.size(); ++i) {
      group->outcomes.push_back(response.ok() ? OutcomeOf(response->outcomes(next++)) : response.status());
    }
  }
}

}  // namespace huiyin
