#include "tools/bench/bulk.h"

#include <string>
#include <thread>

#include "grpcpp/client_context.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"

namespace huiyin {
namespace {

constexpr int kCommandsAMessage = 512;

}  // namespace

std::vector<v1::ExecuteRequest> MakeBulk(const RegisterShape& shape, bool historical) {
  std::vector<v1::ExecuteRequest> bulk;
  RegisterGenerator generator(shape);
  v1::Command command;
  while (generator.Next(command)) {
    if (bulk.empty() || bulk.back().commands_size() == kCommandsAMessage)
      bulk.emplace_back().set_historical(historical);
    bulk.back().add_commands()->Swap(&command);
  }
  return bulk;
}

absl::StatusOr<uint64_t> SendBulk(const std::shared_ptr<grpc::Channel>& channel,
                                  const std::vector<v1::ExecuteRequest>& bulk) {
  const auto stub = v1::ProposalService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->Execute(&context);
  uint64_t accepted = 0;
  std::string refusal;
  std::thread reader([&] {
    v1::ExecuteResponse response;
    while (stream->Read(&response)) {
      for (const v1::CommandOutcome& outcome : response.outcomes()) {
        if (outcome.has_receipt()) {
          ++accepted;
        } else if (refusal.empty()) {
          refusal = outcome.refusal().message();
        }
      }
    }
  });
  bool sent = true;
  for (size_t i = 0; sent && i < bulk.size(); ++i) sent = stream->Write(bulk[i]);
  stream->WritesDone();
  reader.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return absl::InternalError(status.error_message());
  if (!refusal.empty()) return absl::InternalError(refusal);
  return accepted;
}

}  // namespace huiyin
