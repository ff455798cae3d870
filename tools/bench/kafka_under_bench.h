// A Kafka broker of its own for a bench, logs on it, and the ceiling that Kafka's own performance test sets.
#ifndef HUIYIN_TOOLS_BENCH_KAFKA_UNDER_BENCH_H_
#define HUIYIN_TOOLS_BENCH_KAFKA_UNDER_BENCH_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/kafka/kafka_log.h"
#include "tools/bench/scratch.h"
#include "tools/kafka_broker/local_kafka.h"

namespace huiyin {

// Not thread-safe.
class KafkaUnderBench {
 public:
  // One broker on loopback, its data in a temporary directory. kFailedPrecondition (NO_KAFKA_JARS): says what to run.
  static absl::StatusOr<std::unique_ptr<KafkaUnderBench>> Start();

  // The log of `topic`, which is made when absent, with the replicas that the node `node` has on this machine.
  absl::StatusOr<std::unique_ptr<KafkaLog>> OpenLog(const std::string& topic, uint32_t partitions,
                                                    const std::string& node) const;

  // Records a second of kafka-producer-perf-test, transactional, acks=all, compressed as ours, into a new topic of as
  // many partitions. kUnavailable (NO_CEILING): it did not end well.
  absl::StatusOr<double> MeasureCeiling(uint32_t partitions, uint64_t records, uint64_t record_bytes) const;

 private:
  KafkaUnderBench(std::unique_ptr<Scratch> scratch, std::string jars, std::unique_ptr<LocalKafka> kafka)
      : scratch_(std::move(scratch)), jars_(std::move(jars)), kafka_(std::move(kafka)) {}

  const std::unique_ptr<Scratch> scratch_;
  const std::string jars_;
  const std::unique_ptr<LocalKafka> kafka_;
};

// What the ceiling is, for its line of JSON.
inline constexpr char kKafkaCeiling[] =
    "kafka-producer-perf-test: transactional, acks=all, lz4, records of the same size";

// Waits until every partition of the log is in `state`; each was told to be.
absl::Status AwaitAll(const KafkaLog& log, PartitionState state);
absl::Status OwnAll(KafkaLog& log);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_KAFKA_UNDER_BENCH_H_
