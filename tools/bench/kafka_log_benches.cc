// The log on Kafka, against Kafka alone: appending, taking over, catching up.
#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "tools/bench/benches.h"
#include "tools/bench/fill.h"
#include "tools/bench/kafka_under_bench.h"
#include "tools/bench/records.h"
#include "tools/bench/register.h"
#include "tools/bench/scratch.h"

namespace huiyin {
namespace {

constexpr uint32_t kManyPartitions = 8;

double SecondsSince(absl::Time start) { return absl::ToDoubleSeconds(absl::Now() - start); }

using Commit = std::vector<LedgerBatch>;

// The ledgers of one partition side by side, in commits of `batch` records.
std::vector<Commit> InCommits(const std::vector<const LedgerBatch*>& ledgers, size_t batch) {
  std::vector<Commit> commits;
  const size_t slice = std::max<size_t>(1, batch / std::max<size_t>(1, ledgers.size()));
  bool more = true;
  for (size_t begin = 0; more; begin += slice) {
    more = false;
    Commit commit;
    for (const LedgerBatch* ledger : ledgers) {
      const size_t end = std::min(begin + slice, ledger->records.size());
      if (begin >= end) continue;
      commit.push_back({ledger->ledger, Seq(begin), {ledger->records.begin() + begin, ledger->records.begin() + end}});
      more = true;
    }
    if (more) commits.push_back(std::move(commit));
  }
  return commits;
}

absl::Status AppendAll(EventLog& log, const std::vector<Commit>& commits) {
  for (const Commit& commit : commits) RETURN_IF_ERROR(log.Append(commit));
  return absl::OkStatus();
}

// How long a thread a partition takes for all ledgers.
absl::StatusOr<double> AppendAtOnce(EventLog& log, const std::vector<LedgerBatch>& ledgers, size_t batch) {
  std::vector<std::vector<const LedgerBatch*>> placed(log.partitions());
  for (const LedgerBatch& ledger : ledgers) placed[log.PartitionOf(ledger.ledger)].push_back(&ledger);
  std::vector<std::vector<Commit>> commits;
  for (const auto& of_partition : placed) commits.push_back(InCommits(of_partition, batch));
  std::vector<absl::Status> statuses(commits.size());
  std::vector<std::thread> threads;
  const absl::Time start = absl::Now();
  for (size_t i = 0; i < commits.size(); ++i) {
    threads.emplace_back([&, i] { statuses[i] = AppendAll(log, commits[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  const double took = SecondsSince(start);
  for (const absl::Status& status : statuses) RETURN_IF_ERROR(status);
  return took;
}

struct Rates {
  double ours = 0;
  double ceiling = 0;
};

absl::StatusOr<Rates> MeasureAppend(const KafkaUnderBench& kafka, const std::vector<LedgerBatch>& ledgers,
                                    uint32_t partitions, const BenchOptions& options) {
  uint64_t records = 0, bytes = 0;
  for (const LedgerBatch& ledger : ledgers) {
    records += ledger.records.size();
    for (const EncodedRecord& record : ledger.records) bytes += record.bytes.size();
  }
  Rates best;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const double ceiling, kafka.MeasureCeiling(partitions, records, bytes / records));
    const std::string topic = absl::StrCat("append-", partitions, "-", round);
    ASSIGN_OR_RETURN(const std::unique_ptr<KafkaLog> log, kafka.OpenLog(topic, partitions, "writer"));
    RETURN_IF_ERROR(OwnAll(*log));
    ASSIGN_OR_RETURN(const double took, AppendAtOnce(*log, ledgers, options.batch));
    best.ceiling = std::max(best.ceiling, ceiling);
    best.ours = std::max(best.ours, static_cast<double>(records) / took);
  }
  return best;
}

// A partition with a register in it, whose writer is gone.
struct FilledPartition {
  std::unique_ptr<KafkaUnderBench> kafka;
  Offset end;
  uint64_t records = 0;
};

constexpr char kFilledTopic[] = "filled";

absl::StatusOr<FilledPartition> FillPartition(const BenchOptions& options) {
  FilledPartition filled;
  ASSIGN_OR_RETURN(filled.kafka, KafkaUnderBench::Start());
  ASSIGN_OR_RETURN(const std::unique_ptr<KafkaLog> log, filled.kafka->OpenLog(kFilledTopic, 1, "writer"));
  RETURN_IF_ERROR(OwnAll(*log));
  ASSIGN_OR_RETURN(filled.records, FillLog(ShapeOf(options), *log));
  ASSIGN_OR_RETURN(filled.end, log->PartitionEnd(0));
  return filled;
}

// A node named `node` follows until it has read all. How long it took.
absl::StatusOr<double> FollowToEnd(const FilledPartition& filled, KafkaLog& log) {
  const absl::Time start = absl::Now();
  log.Follow(0);
  Offset seen(0);
  while (seen < filled.end) {
    log.WaitForMore(0, seen, absl::Now() + absl::Seconds(1));
    const PartitionStatus status = log.StatusOf(0);
    if (status.state == PartitionState::kFailed) return status.error;
    const absl::StatusOr<Offset> end = log.PartitionEnd(0);
    if (end.ok()) seen = *end;
  }
  return SecondsSince(start);
}

absl::StatusOr<double> TakeOver(KafkaLog& log) {
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(OwnAll(log));
  return SecondsSince(start);
}

BenchResult::Numbers ConditionsOf(const FilledPartition& filled, const BenchOptions& options) {
  return {{"records", static_cast<double>(filled.records)},
          {"ledgers", static_cast<double>(options.ledgers)},
          {"rounds", static_cast<double>(options.rounds)},
          {"partitions", 1},
          {"brokers", 1}};
}

}  // namespace

absl::StatusOr<BenchResult> BenchKafkaAppend(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(const std::unique_ptr<KafkaUnderBench> kafka, KafkaUnderBench::Start());
  ASSIGN_OR_RETURN(const std::vector<LedgerBatch> ledgers, MakeRecords(ShapeOf(options), scratch->Path("made")));
  ASSIGN_OR_RETURN(const Rates one, MeasureAppend(*kafka, ledgers, 1, options));
  ASSIGN_OR_RETURN(const Rates many, MeasureAppend(*kafka, ledgers, kManyPartitions, options));
  BenchResult result;
  result.figure = one.ours;
  result.unit = "records/s";
  result.ceiling = {kKafkaCeiling, one.ceiling};
  result.target = {BenchResult::Target::Kind::kRatioAtLeast, 0.5};
  result.also = {{"partitions_8", many.ours},
                 {"ceiling_of_partitions_8", many.ceiling},
                 {"ratio_of_partitions_8", many.ours / many.ceiling}};
  result.conditions = {{"batch", static_cast<double>(options.batch)},
                       {"proposals", static_cast<double>(options.proposals)},
                       {"ledgers", static_cast<double>(options.ledgers)},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"brokers", 1}};
  return result;
}

absl::StatusOr<BenchResult> BenchKafkaTakeOver(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const FilledPartition filled, FillPartition(options));
  double warm = 0, cold = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const auto standby, filled.kafka->OpenLog(kFilledTopic, 1, absl::StrCat("standby-", round)));
    RETURN_IF_ERROR(FollowToEnd(filled, *standby).status());
    ASSIGN_OR_RETURN(const double with_replica, TakeOver(*standby));
    ASSIGN_OR_RETURN(const auto fresh, filled.kafka->OpenLog(kFilledTopic, 1, absl::StrCat("fresh-", round)));
    ASSIGN_OR_RETURN(const double without, TakeOver(*fresh));
    warm = std::max(warm, with_replica);
    cold = std::max(cold, without);
  }
  BenchResult result;
  result.figure = warm;
  result.unit = "s (the slowest)";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 5};
  result.also = {{"without_replica_s", cold}, {"without_replica_at_most_s", 30}};
  result.conditions = ConditionsOf(filled, options);
  return result;
}

absl::StatusOr<BenchResult> BenchKafkaCatchUp(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const FilledPartition filled, FillPartition(options));
  BenchResult result;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const auto log, filled.kafka->OpenLog(kFilledTopic, 1, absl::StrCat("follower-", round)));
    ASSIGN_OR_RETURN(const double took, FollowToEnd(filled, *log));
    result.figure = std::max(result.figure, static_cast<double>(filled.records) / took);
  }
  result.unit = "records/s";
  result.target = {BenchResult::Target::Kind::kFigureAtLeast, 200'000};
  result.conditions = ConditionsOf(filled, options);
  return result;
}

}  // namespace huiyin
