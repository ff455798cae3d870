// A serving process as a whole: what it takes, and how soon it is back.
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "grpcpp/client_context.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/bulk.h"
#include "tools/bench/register.h"
#include "tools/bench/serving.h"
#include "tools/bench/unary_load.h"

namespace huiyin {
namespace {

// A line such as "VmRSS:   123456 kB" of the process's status, in MiB.
double StatusMebibytes(pid_t pid, const std::string& name) {
  std::ifstream in(absl::StrCat("/proc/", pid, "/status"));
  std::string word;
  while (in >> word) {
    double kibibytes = 0;
    if (word == name && in >> kibibytes) return kibibytes / 1'024;
  }
  return 0;
}

// Live commands into ledgers that the register does not have: ids of another seed, under other ledgers.
std::vector<v1::ExecuteRequest> MakeNewcomers(const BenchOptions& options) {
  std::vector<v1::ExecuteRequest> bulk =
      MakeBulk({.seed = options.seed + 1, .ledgers = 1, .proposals = options.calls / 10 + 1}, false);
  const std::string ledger = absl::StrCat("newcomer-", absl::ToUnixNanos(absl::Now()));
  for (v1::ExecuteRequest& request : bulk) {
    for (v1::Command& command : *request.mutable_commands()) command.set_ledger_id(ledger);
  }
  return bulk;
}

// Everything that a node may keep in memory is used: the figures of all ledgers, and `calls` commands.
absl::Status UseNode(int port, const BenchOptions& options) {
  const auto channel = LoopbackChannel(port);
  RETURN_IF_ERROR(SendBulk(channel, MakeNewcomers(options)).status());
  const auto stub = v1::QueryService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->GetStatistics(&context, {});
  v1::GetStatisticsResponse response;
  while (stream->Read(&response)) continue;
  const grpc::Status status = stream->Finish();
  return status.ok() ? absl::OkStatus() : absl::InternalError(status.error_message());
}

// Until a first command is answered.
absl::Status FirstCommand(int port, const BenchOptions& options) {
  const std::vector<v1::ExecuteRequest> bulk = MakeNewcomers(options);
  return RunUnaryLoad(LoopbackChannel(port), 1, {PrepareCall(bulk.front().commands(0))}).status();
}

}  // namespace

absl::StatusOr<BenchResult> BenchMemory(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  // The first node folds the views from zero, if they are not there yet.
  ASSIGN_OR_RETURN(std::unique_ptr<Child> node, StartNode(made.directory, true));
  const double folding = StatusMebibytes(node->pid(), "VmHWM:");
  node->Stop();
  ASSIGN_OR_RETURN(node, StartNode(made.directory, true));
  const double idle = StatusMebibytes(node->pid(), "VmRSS:");
  RETURN_IF_ERROR(UseNode(node->port(), options));
  BenchResult result;
  result.figure = StatusMebibytes(node->pid(), "VmHWM:");
  result.unit = "MiB resident at the peak";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 512};
  result.also = {{"after_start_mib", idle},
                 {"after_use_mib", StatusMebibytes(node->pid(), "VmRSS:")},
                 {"peak_of_the_node_that_folded_mib", folding}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("commands_while_measured", static_cast<double>(options.calls));
  return result;
}

absl::StatusOr<BenchResult> BenchRestart(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> killed, StartNode(made.directory, true));
  // In a child: this process must fork once more.
  RETURN_IF_ERROR(RunInChild([&] { return UseNode(killed->port(), options); }));
  killed->Kill();
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, true));
  const absl::Time serving = absl::Now();
  RETURN_IF_ERROR(FirstCommand(node->port(), options));
  const absl::Time answered = absl::Now();
  BenchResult result;
  result.figure = absl::ToDoubleSeconds(serving - start);
  result.unit = "s until it serves, with views caught up";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 2};
  result.also = {{"first_acknowledged_command_s", absl::ToDoubleSeconds(answered - start)}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("commands_before_the_kill", static_cast<double>(options.calls));
  return result;
}

}  // namespace huiyin
