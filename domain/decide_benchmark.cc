// What a command costs on one core from its shape to the state after it: ValidateShape, Decide, CommandDigest, Evolve.
#include <benchmark/benchmark.h>

#include "domain/command_of.h"
#include "domain/evolve.h"
#include "domain/testing/sentences.h"
#include "domain/validate.h"

namespace huiyin::testing {
namespace {

v1::Command Whole(Step step) {
  v1::Command command = step.command();
  command.set_command_id("c-000001");
  command.set_ledger_id("town");
  command.mutable_occurred_at()->set_seconds(1'741'000'000);
  return command;
}

void RunOn(benchmark::State& state, const Town& town, const Step& step) {
  const v1::Command command = Whole(step);
  const absl::Time now = absl::FromUnixSeconds(1'741'000'000);
  LedgerState ledger = town.office().ledger();
  const ProposalState before = town.office().proposal("p-1");
  const ProposalState none;
  for (auto _ : state) {
    benchmark::DoNotOptimize(ValidateShape(command, EmbeddedReferences()));
    absl::StatusOr<Decision> decision = Decide(ledger, before, none, command, now, EmbeddedReferences());
    if (!decision.ok()) return state.SkipWithError(decision.status().ToString().c_str());
    v1::Record record;
    record.set_command_digest(CommandDigest(command));
    record.set_ledger_id(command.ledger_id());
    record.set_rule_pack(decision->rule_pack);
    *record.mutable_event() = std::move(decision->event);
    ledger = Evolve(std::move(ledger), record);
    benchmark::DoNotOptimize(Evolve(before, record));
  }
  state.SetItemsProcessed(state.iterations());
}

void BM_Submit(benchmark::State& state) { RunOn(state, Given(), Submit({"d-2", "d-3"})); }
void BM_Assign(benchmark::State& state) {
  RunOn(state, Given(Submitted().On("2025-03-03"), Registered()), AssignJointly());
}
void BM_Reply(benchmark::State& state) {
  RunOn(state, Given(Submitted().On("2025-03-03"), Registered(), Assigned(), SignedFor()), Reply("u-roads"));
}
BENCHMARK(BM_Submit);
BENCHMARK(BM_Assign);
BENCHMARK(BM_Reply);

}  // namespace
}  // namespace huiyin::testing
