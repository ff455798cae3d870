// Commands through a writer a partition into the log on Kafka, against Kafka alone.
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "base/time_zones.h"
#include "domain/command_of.h"
#include "domain/embedded.h"
#include "services/command_pipeline.h"
#include "tools/bench/benches.h"
#include "tools/bench/generate.h"
#include "tools/bench/kafka_under_bench.h"
#include "tools/bench/records.h"
#include "tools/bench/register.h"

namespace huiyin {
namespace {

constexpr uint32_t kManyPartitions = 8;
constexpr absl::Duration kQueueFullWait = absl::Microseconds(200);
// For the time that one command takes.
constexpr size_t kFewInFlight = 64;

// Of this process, all its threads.
absl::Duration ProcessorTime() {
  rusage used;
  CHECK_EQ(getrusage(RUSAGE_SELF, &used), 0);
  return absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
}

struct Load {
  double per_second = 0;
  // Of the processors of this process, the broker's not included.
  absl::Duration processor_time_a_command;
  // Of each command; sorted.
  std::vector<absl::Duration> latencies;

  double Milliseconds(size_t percent) const {
    return absl::ToDoubleMilliseconds(latencies[(latencies.size() - 1) * percent / 100]);
  }
};

// Single commands, each a group of its own as a call brings it; `in_flight` at once.
class CommandLoad {
 public:
  CommandLoad(CommandPipeline& pipeline, size_t in_flight) : pipeline_(pipeline), in_flight_(in_flight) {}
  ~CommandLoad() { Wait(0); }

  // `commands` are in an order in which each is accepted.
  absl::StatusOr<Load> Run(absl::Span<const v1::Command> commands) {
    latencies_.assign(commands.size(), absl::ZeroDuration());
    const absl::Duration used = ProcessorTime();
    const absl::Time start = absl::Now();
    for (size_t i = 0; i < commands.size(); ++i) {
      Wait(in_flight_ - 1);
      RETURN_IF_ERROR(Send(commands[i], latencies_[i]));
    }
    Wait(0);
    Load load{static_cast<double>(commands.size()) / absl::ToDoubleSeconds(absl::Now() - start),
              (ProcessorTime() - used) / commands.size(), latencies_};
    std::sort(load.latencies.begin(), load.latencies.end());
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(refusal_);
    return load;
  }

 private:
  absl::Status Send(const v1::Command& command, absl::Duration& latency) {
    auto group = std::make_unique<CommandGroup>();
    group->commands.push_back({&command, CommandDigest(command), false, nullptr, command.ByteSizeLong()});
    group->done = [this, &latency, begun = absl::Now()](CommandGroup& done) {
      latency = absl::Now() - begun;
      absl::MutexLock lock(&mu_);
      refusal_.Update(done.outcomes.front().status());
      --under_way_;
    };
    {
      absl::MutexLock lock(&mu_);
      ++under_way_;
    }
    const uint32_t lane = pipeline_.LaneOf(LedgerId(command.ledger_id()));
    absl::Status taken = pipeline_.Submit(lane, group);
    for (; absl::IsResourceExhausted(taken); taken = pipeline_.Submit(lane, group)) absl::SleepFor(kQueueFullWait);
    absl::MutexLock lock(&mu_);
    if (!taken.ok()) --under_way_;
    return taken.ok() ? refusal_ : taken;
  }

  void Wait(size_t under_way_max) {
    const auto few = [this, under_way_max]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return under_way_ <= under_way_max; };
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&few));
  }

  CommandPipeline& pipeline_;
  const size_t in_flight_;
  std::vector<absl::Duration> latencies_;
  absl::Mutex mu_;
  size_t under_way_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Status refusal_ ABSL_GUARDED_BY(mu_);
};

struct Commands {
  std::vector<v1::Command> all;
  // What comes before the first proposal.
  size_t set_up = 0;
};

Commands MakeCommands(const BenchOptions& options) {
  RegisterGenerator generator({.seed = options.seed, .ledgers = options.ledgers, .proposals = options.proposals});
  Commands out;
  v1::Command command;
  while (generator.Next(command)) {
    if (command.command_case() < v1::Command::kSubmit && out.set_up == out.all.size()) ++out.set_up;
    out.all.push_back(std::move(command));
  }
  return out;
}

struct Measured {
  Load bulk;
  double ceiling = 0;
  Load few;
};

absl::StatusOr<Measured> Measure(const KafkaUnderBench& kafka, const Commands& commands, uint32_t partitions,
                                 const BenchOptions& options) {
  ASSIGN_OR_RETURN(const RulePacks packs, ParseRulePacks(EmbeddedRulePacks()));
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Parse(EmbeddedCalendar()));
  const SystemTimeZones zones;
  const SystemClock clock;
  const absl::Span<const v1::Command> all = commands.all;
  // The last of them at a few at a time.
  const size_t few = std::min<size_t>(options.calls, (all.size() - commands.set_up) / 2);
  Measured best;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    const std::string topic = absl::StrCat("commands-", partitions, "-", round);
    ASSIGN_OR_RETURN(const std::unique_ptr<KafkaLog> log, kafka.OpenLog(topic, partitions, "writer"));
    RETURN_IF_ERROR(OwnAll(*log));
    CommandPipelineOptions pipeline_options;
    pipeline_options.writers = partitions;
    CommandPipeline pipeline(*log, {packs, calendar, zones}, clock, pipeline_options);
    CommandLoad many_at_once(pipeline, options.in_flight * partitions), few_at_once(pipeline, kFewInFlight);
    RETURN_IF_ERROR(many_at_once.Run(all.first(commands.set_up)).status());
    ASSIGN_OR_RETURN(Load bulk, many_at_once.Run(all.subspan(commands.set_up, all.size() - commands.set_up - few)));
    ASSIGN_OR_RETURN(Load single, few_at_once.Run(all.last(few)));
    pipeline.Stop();
    ASSIGN_OR_RETURN(const uint64_t record_bytes, BytesARecord(*log));
    ASSIGN_OR_RETURN(const double ceiling, kafka.MeasureCeiling(partitions, all.size(), record_bytes));
    best.ceiling = std::max(best.ceiling, ceiling);
    if (bulk.per_second > best.bulk.per_second) best.bulk = std::move(bulk);
    if (round == 0 || single.Milliseconds(99) < best.few.Milliseconds(99)) best.few = std::move(single);
  }
  return best;
}

}  // namespace

absl::StatusOr<BenchResult> BenchKafkaCommands(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<KafkaUnderBench> kafka, KafkaUnderBench::Start());
  const Commands commands = MakeCommands(options);
  ASSIGN_OR_RETURN(const Measured one, Measure(*kafka, commands, 1, options));
  ASSIGN_OR_RETURN(const Measured many, Measure(*kafka, commands, kManyPartitions, options));
  BenchResult result;
  result.figure = one.bulk.per_second;
  result.unit = "commands/s";
  result.ceiling = {kKafkaCeiling, one.ceiling};
  result.target = {BenchResult::Target::Kind::kRatioAtLeast, 0.5};
  result.also = {
      {"p50_ms", one.few.Milliseconds(50)},
      {"p99_ms", one.few.Milliseconds(99)},
      {"processor_us_a_command", absl::ToDoubleMicroseconds(one.bulk.processor_time_a_command)},
      {"partitions_8", many.bulk.per_second},
      {"ceiling_of_partitions_8", many.ceiling},
      {"ratio_of_partitions_8", many.bulk.per_second / many.ceiling},
      {"p50_ms_of_partitions_8", many.few.Milliseconds(50)},
      {"p99_ms_of_partitions_8", many.few.Milliseconds(99)},
      {"processor_us_a_command_of_partitions_8", absl::ToDoubleMicroseconds(many.bulk.processor_time_a_command)}};
  result.conditions = {{"in_flight_times_partitions", static_cast<double>(options.in_flight)},
                       {"in_flight_for_p50_and_p99", kFewInFlight},
                       {"proposals", static_cast<double>(options.proposals)},
                       {"ledgers", static_cast<double>(options.ledgers)},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"brokers", 1}};
  return result;
}

}  // namespace huiyin
