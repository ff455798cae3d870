// Single commands through gRPC, against gRPC alone.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "base/status_macros.h"
#include "tools/bench/benches.h"
#include "tools/bench/generate.h"
#include "tools/bench/scratch.h"
#include "tools/bench/serving.h"
#include "tools/bench/unary_load.h"

namespace huiyin {
namespace {

// Commands of one ledger: first those that set it up, then the life of its proposals, in one long session so that a
// command lies far behind the one that it needs.
struct LedgerCalls {
  std::vector<PreparedCall> set_up;
  std::vector<PreparedCall> proposals;
};

LedgerCalls PrepareLedger(uint64_t seed, uint64_t calls) {
  // About ten a proposal.
  RegisterGenerator generator({.seed = seed, .ledgers = 1, .proposals = calls / 9 + 1, .sessions = 1});
  LedgerCalls out;
  v1::Command command;
  while (out.proposals.size() < calls && generator.Next(command)) {
    const bool sets_up = command.command_case() < v1::Command::kSubmit;
    (sets_up ? out.set_up : out.proposals).push_back(PrepareCall(command));
  }
  return out;
}

// The calls of round `round` out of `rounds`.
absl::Span<const PreparedCall> Share(const std::vector<PreparedCall>& calls, uint64_t round, uint64_t rounds) {
  const size_t size = calls.size() / rounds;
  return absl::MakeConstSpan(calls).subspan(round * size, size);
}

double Milliseconds(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

}  // namespace

absl::StatusOr<BenchResult> BenchRpcEcho(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> echo, StartEcho());
  const LedgerCalls calls = PrepareLedger(options.seed, options.calls);
  const auto channel = LoopbackChannel(echo->port());
  BenchResult result;
  result.unit = "calls/s";
  for (uint64_t in_flight = 16; in_flight <= options.in_flight; in_flight *= 4) {
    double best = 0;
    for (uint64_t round = 0; round < options.rounds; ++round) {
      ASSIGN_OR_RETURN(const LoadResult load, RunUnaryLoad(channel, in_flight, calls.proposals));
      best = std::max(best, load.per_second());
    }
    result.also.emplace_back("in_flight_" + std::to_string(in_flight), best);
    result.figure = std::max(result.figure, best);
  }
  result.conditions = {{"calls", static_cast<double>(options.calls)}, {"rounds", static_cast<double>(options.rounds)}};
  return result;
}

absl::StatusOr<BenchResult> BenchCommands(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> echo, StartEcho());
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(scratch->Path("data"), true));
  const LedgerCalls calls = PrepareLedger(options.seed, options.calls * options.rounds);
  const auto echo_channel = LoopbackChannel(echo->port());
  const auto node_channel = LoopbackChannel(node->port());
  RETURN_IF_ERROR(RunUnaryLoad(node_channel, 1, calls.set_up).status());
  BenchResult result;
  double ceiling = 0;
  double best_in_round = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    const auto share = Share(calls.proposals, round, options.rounds);
    ASSIGN_OR_RETURN(const LoadResult bare, RunUnaryLoad(echo_channel, options.in_flight, share));
    ASSIGN_OR_RETURN(const LoadResult durable, RunUnaryLoad(node_channel, options.in_flight, share));
    ceiling = std::max(ceiling, bare.per_second());
    result.figure = std::max(result.figure, durable.per_second());
    best_in_round = std::max(best_in_round, durable.per_second() / bare.per_second());
  }
  result.unit = "commands/s";
  result.ceiling = {"gRPC alone: the same calls answered at once", ceiling};
  result.target = {BenchResult::Target::Kind::kRatioAtLeast, 0.75};
  result.also = {{"best_ratio_of_a_round", best_in_round}};
  result.conditions = {{"in_flight", static_cast<double>(options.in_flight)},
                       {"calls_a_round", static_cast<double>(options.calls)},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"ledgers", 1},
                       {"views", 1}};
  return result;
}

absl::StatusOr<BenchResult> BenchCommandLatency(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(scratch->Path("data"), true));
  const LedgerCalls calls = PrepareLedger(options.seed, options.calls * options.rounds);
  const auto channel = LoopbackChannel(node->port());
  RETURN_IF_ERROR(RunUnaryLoad(channel, 1, calls.set_up).status());
  absl::Duration p50 = absl::InfiniteDuration();
  absl::Duration p99 = absl::InfiniteDuration();
  absl::Duration worst_p99;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const LoadResult load,
                     RunUnaryLoad(channel, options.in_flight, Share(calls.proposals, round, options.rounds)));
    p50 = std::min(p50, load.Percentile(50));
    p99 = std::min(p99, load.Percentile(99));
    worst_p99 = std::max(worst_p99, load.Percentile(99));
  }
  BenchResult result;
  result.figure = Milliseconds(p99);
  result.unit = "ms (p99)";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 8};
  result.also = {{"p50_ms", Milliseconds(p50)}, {"p99_ms_of_the_worst_round", Milliseconds(worst_p99)}};
  result.conditions = {{"in_flight", static_cast<double>(options.in_flight)},
                       {"calls_a_round", static_cast<double>(options.calls)},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"ledgers", 1},
                       {"views", 1}};
  return result;
}

}  // namespace huiyin
