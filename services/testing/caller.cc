#include "services/testing/caller.h"

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/rpc_method.h"
#include "services/rpc_status.h"

namespace huiyin::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using google::protobuf::ServiceDescriptor;

// The RPC whose request has a body of that kind.
const MethodDescriptor& RpcFor(const FieldDescriptor& body) {
  for (const char* name : {"huiyin.v1.LedgerService", "huiyin.v1.ProposalService"}) {
    const ServiceDescriptor& service = *DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; i < service.method_count(); ++i) {
      const MethodDescriptor& method = *service.method(i);
      if (method.input_type()->FindFieldByName(body.name()) != nullptr) return method;
    }
  }
  CHECK(false);
  __builtin_unreachable();
}

// A request of that type, with the command's body.
std::unique_ptr<Message> RequestOf(const Descriptor& type, const v1::Command& command, const FieldDescriptor& body) {
  std::unique_ptr<Message> request(MessageFactory::generated_factory()->GetPrototype(&type)->New());
  const Reflection& reflection = *request->GetReflection();
  reflection.MutableMessage(request.get(), type.FindFieldByName("header"))->CopyFrom(HeaderOf(command));
  reflection.MutableMessage(request.get(), type.FindFieldByName(body.name()))
      ->CopyFrom(command.GetReflection()->GetMessage(command, &body));
  return request;
}

}  // namespace

v1::CommandHeader HeaderOf(const v1::Command& command) {
  v1::CommandHeader header;
  header.set_command_id(command.command_id());
  header.set_ledger_id(command.ledger_id());
  if (command.has_occurred_at()) *header.mutable_occurred_at() = command.occurred_at();
  if (command.has_actor()) *header.mutable_actor() = command.actor();
  header.set_on_behalf_of(command.on_behalf_of());
  header.set_correlation_id(command.correlation_id());
  return header;
}

Caller::Caller(std::shared_ptr<grpc::Channel> channel, std::string token, absl::Duration patience)
    : channel_(channel),
      token_(std::move(token)),
      patience_(patience),
      ledgers_(v1::LedgerService::NewStub(channel)),
      proposals_(v1::ProposalService::NewStub(channel)),
      queries_(v1::QueryService::NewStub(channel)),
      subscriptions_(v1::SubscriptionService::NewStub(channel)),
      admin_(v1::AdminService::NewStub(channel)),
      audits_(v1::AuditService::NewStub(channel)) {}

std::unique_ptr<grpc::ClientContext> Caller::Context() const {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(absl::Now() + patience_));
  if (!token_.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token_));
  return context;
}

absl::StatusOr<v1::Receipt> Caller::Order(const v1::Command& command) const {
  const FieldDescriptor& body = *v1::Command::descriptor()->FindFieldByNumber(command.command_case());
  const MethodDescriptor& rpc = RpcFor(body);
  const std::string path = absl::StrCat("/", rpc.service()->full_name(), "/", rpc.name());
  const std::unique_ptr<Message> request = RequestOf(*rpc.input_type(), command, body);
  v1::Receipt receipt;
  const grpc::Status status = grpc::internal::BlockingUnaryCall<Message, Message>(
      channel_.get(), grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC), Context().get(),
      *request, &receipt);
  RETURN_IF_ERROR(FromRpc(status));
  return receipt;
}

absl::StatusOr<v1::Receipt> Caller::OrderAll(const std::vector<v1::Command>& commands) const {
  absl::StatusOr<v1::Receipt> last = v1::Receipt();
  for (const v1::Command& command : commands) {
    last = Order(command);
    if (!last.ok()) return last;
  }
  return last;
}

Executed Caller::Execute(const std::vector<v1::Command>& commands, bool historical, size_t per_message,
                         const std::function<void(size_t)>& on_answers) const {
  const std::unique_ptr<grpc::ClientContext> context = Context();
  auto stream = proposals_->Execute(context.get());
  std::thread writer([&] {
    for (size_t i = 0; i < commands.size();) {
      v1::ExecuteRequest request;
      request.set_historical(historical);
      for (size_t end = std::min(i + per_message, commands.size()); i < end; ++i) *request.add_commands() = commands[i];
      if (!stream->Write(request)) return;
    }
    stream->WritesDone();
  });
  Executed executed;
  for (v1::ExecuteResponse response; stream->Read(&response);) {
    for (const v1::CommandOutcome& outcome : response.outcomes()) {
      if (outcome.index() != executed.outcomes.size()) {
        executed.outcomes.push_back(absl::InternalError(absl::StrCat("out of order: ", outcome.index())));
      } else if (outcome.has_receipt()) {
        executed.outcomes.push_back(outcome.receipt());
      } else {
        executed.outcomes.push_back(FromRefusal(outcome.refusal()));
      }
    }
    if (on_answers != nullptr) on_answers(executed.outcomes.size());
  }
  writer.join();
  executed.status = FromRpc(stream->Finish());
  return executed;
}

absl::StatusOr<v1::ProposalFacts> Caller::GetProposal(const std::string& ledger, const std::string& proposal,
                                                      uint64_t at_least_seq) const {
  v1::GetProposalRequest request;
  request.set_ledger_id(ledger);
  request.set_proposal_id(proposal);
  request.set_at_least_seq(at_least_seq);
  v1::GetProposalResponse response;
  RETURN_IF_ERROR(FromRpc(queries_->GetProposal(Context().get(), request, &response)));
  return std::move(*response.mutable_facts());
}

absl::StatusOr<std::vector<v1::Record>> Caller::Records(const std::string& ledger) const {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  request.mutable_filter()->add_ledger_ids(ledger);
  request.set_stop_when_caught_up(true);
  const std::unique_ptr<grpc::ClientContext> context = Context();
  auto stream = subscriptions_->Subscribe(context.get(), request);
  std::vector<v1::Record> records;
  for (v1::SubscribeResponse response; stream->Read(&response);) {
    for (const std::string& bytes : response.records().record_bytes()) {
      const Seq seq(records.size());
      RETURN_IF_ERROR(DecodeAt(LedgerId(ledger), seq, bytes, records.emplace_back()));
    }
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  return records;
}

absl::StatusOr<bool> Caller::RebuildIsEqual() const {
  const std::unique_ptr<grpc::ClientContext> context = Context();
  auto stream = admin_->RebuildViews(context.get(), v1::RebuildViewsRequest());
  v1::RebuildViewsResponse last;
  for (v1::RebuildViewsResponse response; stream->Read(&response);) last = response;
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  if (!last.done()) return absl::InternalError("the rebuild never said that it was done");
  return last.equal();
}

}  // namespace huiyin::testing
