// The views, and what is asked of them.
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "grpcpp/client_context.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "projections/views.h"
#include "tools/bench/benches.h"
#include "tools/bench/fill.h"
#include "tools/bench/register.h"
#include "tools/bench/scratch.h"
#include "tools/bench/serving.h"
#include "tools/bench/texts.h"
#include "tools/bench/unary_load.h"

namespace huiyin {
namespace {

constexpr absl::Duration kFoldMax = absl::Minutes(30);

// Of all threads of this process so far.
absl::Duration ProcessorTime() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
}

// For the figures of every ledger that was generated. By name: into a register that is kept, other benches bring
// ledgers of their own.
v1::GetStatisticsRequest OfAllGenerated(const RegisterShape& shape) {
  v1::GetStatisticsRequest request;
  for (uint64_t ledger = 0; ledger < shape.ledgers; ++ledger) request.add_ledger_ids(GeneratedLedgerId(ledger));
  return request;
}

// How long the answer took.
absl::StatusOr<absl::Duration> AskStatistics(const std::shared_ptr<grpc::Channel>& channel,
                                             const v1::GetStatisticsRequest& request) {
  const auto stub = v1::QueryService::NewStub(channel);
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  const auto stream = stub->GetStatistics(&context, request);
  v1::GetStatisticsResponse response;
  int answered = 0;
  while (stream->Read(&response)) ++answered;
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return absl::InternalError(status.error_message());
  if (answered != request.ledger_ids_size()) {
    return absl::InternalError(absl::StrCat(answered, " of ", request.ledger_ids_size(), " ledgers were answered"));
  }
  return absl::Now() - start;
}

// What it took in each round; sorted.
absl::StatusOr<std::vector<absl::Duration>> AskOften(const Child& node, const v1::GetStatisticsRequest& request,
                                                     const BenchOptions& options) {
  const auto channel = LoopbackChannel(node.port());
  std::vector<absl::Duration> took;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(took.emplace_back(), AskStatistics(channel, request));
  }
  std::sort(took.begin(), took.end());
  return took;
}

template <typename Request>
PreparedCall PrepareQuery(const char* rpc, const Request& request) {
  const grpc::Slice slice(request.SerializeAsString());
  return {absl::StrCat("/huiyin.v1.QueryService/", rpc), grpc::ByteBuffer(&slice, 1)};
}

// One of the proposals, drawn by `random`.
struct Drawn {
  std::string ledger;
  std::string session;
  std::string proposal;
};

Drawn Draw(const BenchOptions& options, uint64_t random) {
  const RegisterGenerator shape(ShapeOf(options));
  const uint64_t session = Mix(random) % shape.sessions();
  return {GeneratedLedgerId(random % shape.ledgers()), absl::StrCat("s-", session),
          GeneratedProposalId(session, Mix(random + 1) % shape.proposals_per_session())};
}

std::vector<PreparedCall> PrepareGets(const BenchOptions& options) {
  std::vector<PreparedCall> calls;
  for (uint64_t i = 0; i < options.calls; ++i) {
    const Drawn drawn = Draw(options, Mix(options.seed + i));
    v1::GetProposalRequest request;
    request.set_ledger_id(drawn.ledger);
    request.set_proposal_id(drawn.proposal);
    calls.push_back(PrepareQuery("GetProposal", request));
  }
  return calls;
}

// Pages of 50, by each kind of filter in turn.
std::vector<PreparedCall> PrepareLists(const BenchOptions& options) {
  std::vector<PreparedCall> calls;
  for (uint64_t i = 0; i < options.calls; ++i) {
    const uint64_t random = Mix(options.seed + 1'000'000'007 + i);
    const Drawn drawn = Draw(options, random);
    v1::ListProposalsRequest request;
    request.set_ledger_id(drawn.ledger);
    switch (i % 6) {
      case 0:
        request.set_status(random % 2 == 0 ? v1::Proposal::CLOSED : v1::Proposal::EVALUATED);
        break;
      case 1:
        request.set_unit_id(absl::StrCat("u-", random % 11 + 10));
        break;
      case 2:
        request.set_lead_deputy_id(absl::StrCat("d-", random % 51 + 10));
        break;
      case 3:
        request.set_category(MadeCategory(random));
        break;
      case 4:
        request.set_session_id(drawn.session);
        break;
      default:
        request.set_session_id(drawn.session);
        request.set_status(v1::Proposal::CLOSED);
        request.set_unit_id(absl::StrCat("u-", random % 11 + 10));
    }
    calls.push_back(PrepareQuery("ListProposals", request));
  }
  return calls;
}

}  // namespace

absl::StatusOr<BenchResult> BenchRebuild(const BenchOptions& options) {
  ASSIGN_OR_RETURN(Register made, Register::Make(options));
  BenchResult result;
  double best_wall = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
    RocksDbLogOptions log_options;
    log_options.directory = LogDirectory(made.directory);
    ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenRocksDbLog(log_options));
    // All of it is folded, also what other benches have brought into a register that is kept.
    ASSIGN_OR_RETURN(const Offset end, log->PartitionEnd(0));
    made.events = end.value();
    const absl::Time start = absl::Now();
    const absl::Duration used = ProcessorTime();
    ASSIGN_OR_RETURN(const std::unique_ptr<Views> views, Views::Open(scratch->Path("views"), *log));
    RETURN_IF_ERROR(views->WaitUntilCaughtUp(start + kFoldMax));
    const auto events = static_cast<double>(made.events);
    best_wall = std::max(best_wall, events / absl::ToDoubleSeconds(absl::Now() - start));
    result.figure = std::max(result.figure, events / absl::ToDoubleSeconds(ProcessorTime() - used));
  }
  result.unit = "events/s of processor time";
  result.target = {BenchResult::Target::Kind::kFigureAtLeast, 300'000};
  result.also = {{"events_a_second_of_wall_clock", best_wall}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("rounds", static_cast<double>(options.rounds));
  return result;
}

absl::StatusOr<BenchResult> BenchHistory(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, false));
  v1::GetStatisticsRequest request = OfAllGenerated(made.shape);
  // After the last event, so that the whole ledger is folded.
  request.mutable_known_at()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  ASSIGN_OR_RETURN(const std::vector<absl::Duration> took, AskOften(*node, request, options));
  BenchResult result;
  result.figure = absl::ToDoubleMilliseconds(took.front());
  result.unit = "ms";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 150};
  result.also = {{"median_ms", absl::ToDoubleMilliseconds(took[took.size() / 2])}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("rounds", static_cast<double>(options.rounds));
  return result;
}

absl::StatusOr<BenchResult> BenchStatistics(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, true));
  ASSIGN_OR_RETURN(const std::vector<absl::Duration> took, AskOften(*node, OfAllGenerated(made.shape), options));
  BenchResult result;
  result.figure = absl::ToDoubleSeconds(took.front());
  result.unit = "s";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 2};
  result.also = {{"median_s", absl::ToDoubleSeconds(took[took.size() / 2])}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("rounds", static_cast<double>(options.rounds));
  return result;
}

absl::StatusOr<BenchResult> BenchQueries(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, true));
  const auto channel = LoopbackChannel(node->port());
  ASSIGN_OR_RETURN(const LoadResult gets, RunUnaryLoad(channel, options.in_flight, PrepareGets(options)));
  ASSIGN_OR_RETURN(const LoadResult lists, RunUnaryLoad(channel, options.in_flight, PrepareLists(options)));
  const double list_p99 = absl::ToDoubleMilliseconds(lists.Percentile(99));
  BenchResult result;
  result.figure = absl::ToDoubleMilliseconds(gets.Percentile(99));
  result.unit = "ms (p99 of GetProposal)";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 2};
  result.also = {{"get_p50_ms", absl::ToDoubleMilliseconds(gets.Percentile(50))},
                 {"list_p50_ms", absl::ToDoubleMilliseconds(lists.Percentile(50))},
                 {"list_p99_ms", list_p99},
                 {"list_p99_ms_at_most", 5},
                 {"list_met", list_p99 <= 5 ? 1 : 0}};
  result.conditions = made.Conditions();
  result.conditions.emplace_back("calls_of_each", static_cast<double>(options.calls));
  result.conditions.emplace_back("in_flight", static_cast<double>(options.in_flight));
  result.conditions.emplace_back("page_size", 50);
  return result;
}

}  // namespace huiyin
