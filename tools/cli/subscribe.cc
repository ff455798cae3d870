#include "tools/cli/subscribe.h"

#include <cstdio>

#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/message_json.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

absl::StatusOr<v1::SubscribeRequest> RequestOf(const SubscribeOptions& options) {
  v1::SubscribeRequest request;
  if (!options.resume.empty()) {
    if (!absl::Base64Unescape(options.resume, request.mutable_resume_token())) {
      return Error(absl::StatusCode::kInvalidArgument, "RESUME_MALFORMED",
                   "this is not what a line {\"resume\":…} said", "这不是 {\"resume\":…} 行给出的内容", "--resume");
    }
  } else if (options.from_seq) {
    request.set_seq(*options.from_seq);
  } else if (options.from_end) {
    request.mutable_end();
  } else {
    request.mutable_beginning();
  }
  request.set_stop_when_caught_up(options.stop_when_caught_up);
  v1::SubscriptionFilter& filter = *request.mutable_filter();
  for (const std::string& id : options.ledgers) filter.add_ledger_ids(id);
  for (const std::string& name : options.events) filter.add_event_types(name);
  for (const std::string& id : options.proposals) filter.add_proposal_ids(id);
  for (const std::string& id : options.units) filter.add_unit_ids(id);
  return request;
}

void PrintLine(const Json& json) { std::puts(json.dump().c_str()); }

absl::Status Print(const v1::SubscribeResponse& response) {
  v1::Record record;
  for (const std::string& bytes : response.records().record_bytes()) {
    RETURN_IF_ERROR(Decode(bytes, record));
    PrintLine(Json{{"record", MessageJson(record)}});
  }
  if (response.has_checkpoint()) PrintLine(Json{{"resume", absl::Base64Escape(response.checkpoint().resume_token())}});
  if (response.has_caught_up()) {
    PrintLine(Json{{"caught_up", true}, {"resume", absl::Base64Escape(response.caught_up().resume_token())}});
  }
  std::fflush(stdout);
  return absl::OkStatus();
}

}  // namespace

absl::Status Subscribe(const Connection& connection, const SubscribeOptions& options) {
  ASSIGN_OR_RETURN(const v1::SubscribeRequest request, RequestOf(options));
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::SubscriptionService::NewStub(connection.channel());
  const auto stream = stub->Subscribe(&context, request);
  v1::SubscribeResponse response;
  absl::Status printed;
  while (printed.ok() && stream->Read(&response)) printed = Print(response);
  if (!printed.ok()) context.TryCancel();
  const absl::Status ended = FromRpc(stream->Finish());
  return printed.ok() ? ended : printed;
}

}  // namespace huiyin
