#include "tools/cli/subscribe.h"

#include <cstdint>
#include <cstdio>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/message_json.h"
#include "tools/cli/patience.h"

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

// Prints what comes, over as many streams as it takes. The stream that follows a broken one begins at the last place
// that was told, so what was printed behind it comes again, and is not printed again.
class Follower {
 public:
  Follower(Connection& connection, v1::SubscribeRequest request)
      : connection_(connection), request_(std::move(request)) {}

  // One stream, to its end. `patience` is told of every message.
  absl::Status Read(Patience& patience) {
    grpc::ClientContext context;
    connection_.Prepare(context, absl::InfiniteDuration());
    const auto stub = v1::SubscriptionService::NewStub(connection_.channel());
    const auto stream = stub->Subscribe(&context, request_);
    v1::SubscribeResponse response;
    absl::Status printed;
    while (printed.ok() && stream->Read(&response)) {
      patience.Answered();
      printed = Print(response);
    }
    if (!printed.ok()) context.TryCancel();
    const absl::Status ended = FromRpc(stream->Finish());
    return printed.ok() ? ended : printed;
  }

 private:
  absl::Status Print(const v1::SubscribeResponse& response) {
    v1::Record record;
    for (const std::string& bytes : response.records().record_bytes()) {
      RETURN_IF_ERROR(Decode(bytes, record));
      const bool fresh = since_place_.emplace(record.ledger_id(), record.seq()).second;
      if (fresh) PrintLine(Json{{"record", MessageJson(record)}});
    }
    if (response.has_checkpoint()) {
      PrintLine(Json{{"resume", PlaceFrom(response.checkpoint().resume_token())}});
    }
    if (response.has_caught_up()) {
      PrintLine(Json{{"caught_up", true}, {"resume", PlaceFrom(response.caught_up().resume_token())}});
    }
    std::fflush(stdout);
    return absl::OkStatus();
  }

  // As it is printed.
  std::string PlaceFrom(const std::string& token) {
    request_.set_resume_token(token);
    since_place_.clear();
    return absl::Base64Escape(token);
  }

  Connection& connection_;
  v1::SubscribeRequest request_;
  // Ledger and seq of the records that were printed since the last place: the server tells one every 1,000 records.
  absl::flat_hash_set<std::pair<std::string, uint64_t>> since_place_;
};

}  // namespace

absl::Status Subscribe(Connection& connection, const SubscribeOptions& options) {
  ASSIGN_OR_RETURN(v1::SubscribeRequest request, RequestOf(options));
  Patience patience(options.retry_for, connection);
  Follower follower(connection, std::move(request));
  absl::Status ended = follower.Read(patience);
  while (!ended.ok() && patience.Again(ended)) ended = follower.Read(patience);
  return ended;
}

}  // namespace huiyin
