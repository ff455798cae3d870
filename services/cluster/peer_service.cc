#include "services/cluster/peer_service.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "domain/command_of.h"
#include "openssl/crypto.h"
#include "services/command_gateway.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

constexpr size_t kTokenCharactersMin = 16;

absl::Status NotOwned(uint32_t partition) {
  return Error(
      absl::StatusCode::kUnavailable, "PARTITION_NOT_OWNED",
      absl::StrCat("this node does not own partition ", partition, "; nothing was executed; repeat in a moment"),
      absl::StrCat("本节点不拥有分区 ", partition, "，命令未执行；请稍后重试"));
}

bool ShowsToken(const grpc::CallbackServerContext& context, const std::string& token) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  const std::string wanted = absl::StrCat("Bearer ", token);
  return found != metadata.end() && found->second.size() == wanted.size() &&
         CRYPTO_memcmp(found->second.data(), wanted.data(), wanted.size()) == 0;
}

std::unique_ptr<CommandGroup> GroupOf(const v1::PeerGroup& sent, absl::Time now) {
  auto group = std::make_unique<CommandGroup>();
  for (const v1::PeerCommand& command : sent.commands()) {
    PreparedCommand& prepared = group->commands.emplace_back();
    prepared.command = &command.command();
    prepared.digest = CommandDigest(command.command());
    prepared.historical = command.historical();
    prepared.entered_by = command.has_entered_by() ? &command.entered_by() : nullptr;
    prepared.bytes = command.command().ByteSizeLong();
  }
  if (sent.has_time_left()) {
    group->deadline = now + absl::Seconds(sent.time_left().seconds()) + absl::Nanoseconds(sent.time_left().nanos());
  }
  return group;
}

// One call: answers when the last of its groups is.
class Execution {
 public:
  Execution(const v1::ExecuteHereRequest& request, v1::ExecuteHereResponse& response, grpc::ServerUnaryReactor& reactor)
      : request_(request), response_(response), reactor_(reactor) {
    // All places are made before the first group is under way: they are filled in from other threads.
    for (const v1::PeerGroup& group : request.groups()) {
      first_.push_back(response.outcomes_size());
      for (int i = 0; i < group.commands_size(); ++i) response.add_outcomes();
    }
  }

  // `self` keeps this alive until the answer.
  void Start(const std::shared_ptr<CommandLanes>& commands, const std::shared_ptr<Execution>& self) {
    absl::Status refused;
    // Groups of one stream may be among them, and nothing says which.
    const auto broken = std::make_shared<std::atomic<bool>>(false);
    const absl::Time now = absl::Now();
    for (int i = 0; i < request_.groups_size(); ++i) {
      std::unique_ptr<CommandGroup> group = GroupOf(request_.groups(i), now);
      group->broken = broken;
      group->done = [self, commands, i](CommandGroup& done) { self->Answer(i, done); };
      if (refused.ok()) refused = commands->Submit(/*lane=*/0, group);
      if (refused.ok()) continue;
      group->outcomes.assign(group->commands.size(), refused);
      Answer(i, *group);
    }
    OneLess();
  }

 private:
  void Answer(int group, const CommandGroup& done) {
    const int first = first_[static_cast<size_t>(group)];
    for (int i = 0; i < request_.groups(group).commands_size(); ++i) {
      v1::CommandOutcome& outcome = *response_.mutable_outcomes(first + i);
      outcome.set_index(static_cast<uint64_t>(first + i));
      const absl::StatusOr<CommandReceipt>& answer = done.outcomes[static_cast<size_t>(i)];
      if (answer.ok()) {
        SetReceipt(request_.groups(group).commands(i).command(), *answer, *outcome.mutable_receipt());
      } else {
        *outcome.mutable_refusal() = ToRefusal(answer.status());
      }
    }
    OneLess();
  }

  void OneLess() {
    if (--open_ == 0) reactor_.Finish(grpc::Status::OK);
  }

  const v1::ExecuteHereRequest& request_;
  v1::ExecuteHereResponse& response_;
  grpc::ServerUnaryReactor& reactor_;
  std::vector<int> first_;  // The first outcome of each group.
  // Groups that are not answered, and Start.
  std::atomic<int> open_ = request_.groups_size() + 1;
};

}  // namespace

absl::StatusOr<std::string> ParsePeerToken(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.size() >= kTokenCharactersMin && std::all_of(text.begin(), text.end(), absl::ascii_isgraph)) {
    return std::string(text);
  }
  return Error(absl::StatusCode::kInvalidArgument, "PEER_TOKEN_MALFORMED",
               "the peers' token must be one line of at least 16 visible ASCII characters",
               "节点间令牌须为一行至少 16 个可见 ASCII 字符", "--peer-token-file");
}

absl::Status PeerService::Check(const grpc::CallbackServerContext& context,
                                const v1::ExecuteHereRequest& request) const {
  if (!token_.empty() && !ShowsToken(context, token_)) {
    return Error(absl::StatusCode::kUnauthenticated, "PEER_TOKEN_UNKNOWN",
                 "only a node of this cluster may call this; do the nodes share one --peer-token-file?",
                 "只有本集群的节点可以调用；各节点的 --peer-token-file 是否一致？");
  }
  for (const v1::PeerGroup& group : request.groups()) {
    for (const v1::PeerCommand& command : group.commands()) {
      if (owners_.PartitionOf(LedgerId(command.command().ledger_id())) == request.partition()) continue;
      return Error(
          absl::StatusCode::kInvalidArgument, "PEER_CONFUSED",
          absl::StrCat("ledger ", command.command().ledger_id(), " does not lie in partition ", request.partition()),
          absl::StrCat("登记册 ", command.command().ledger_id(), " 不在分区 ", request.partition()));
    }
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* PeerService::ExecuteHere(grpc::CallbackServerContext* context,
                                                   const v1::ExecuteHereRequest* request,
                                                   v1::ExecuteHereResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status checked = Check(*context, *request);
  if (!checked.ok()) {
    reactor->Finish(ToRpc(checked));
    return reactor;
  }
  const std::shared_ptr<CommandLanes> here =
      request->partition() < owners_.partitions() ? owners_.Here(request->partition()) : nullptr;
  if (here == nullptr) {
    reactor->Finish(ToRpc(NotOwned(request->partition())));
    return reactor;
  }
  const auto execution = std::make_shared<Execution>(*request, *response, *reactor);
  execution->Start(here, execution);
  return reactor;
}

}  // namespace huiyin
