#include "tools/bench/kafka_under_bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "tools/kafka_broker/jars.h"

namespace huiyin {
namespace {

constexpr absl::Duration kReadyWithin = absl::Minutes(10);

absl::Status NoCeiling(const std::string& said) {
  return Error(absl::StatusCode::kUnavailable, "NO_CEILING",
               absl::StrCat("Kafka's own performance test did not end well: ", said),
               absl::StrCat("Kafka 自带的性能测试未正常结束：", said));
}

// What the program writes to standard output; its errors go to ours. nullopt: it did not run, or failed.
std::optional<std::string> OutputOf(std::vector<std::string> command) {
  int ends[2];
  CHECK_EQ(pipe2(ends, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int spawned = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  char bytes[4'096];
  for (ssize_t got = 0; spawned == 0 && (got = read(ends[0], bytes, sizeof bytes)) > 0;) output.append(bytes, got);
  close(ends[0]);
  if (spawned != 0) return std::nullopt;
  int status = 0;
  CHECK_EQ(waitpid(child, &status, 0), child);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return output;
}

// Of the last of its lines: "300000 records sent, 123456.789012 records/sec (48.05 MB/sec), …".
std::optional<double> RecordsPerSecond(const std::string& output) {
  std::optional<double> found;
  for (const absl::string_view line : absl::StrSplit(output, '\n')) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    double figure = 0;
    if (words.size() > 4 && words[4] == "records/sec" && absl::SimpleAtod(words[3], &figure)) found = figure;
  }
  return found;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaUnderBench>> KafkaUnderBench::Start() {
  ASSIGN_OR_RETURN(std::string jars, FindKafkaJars());
  ASSIGN_OR_RETURN(std::unique_ptr<Scratch> scratch, Scratch::Make());
  ASSIGN_OR_RETURN(
      std::unique_ptr<LocalKafka> kafka,
      LocalKafka::Start({.directory = scratch->Path("brokers"), .jars = jars, .brokers = 1, .compiles_fully = true}));
  return std::unique_ptr<KafkaUnderBench>(new KafkaUnderBench(std::move(scratch), std::move(jars), std::move(kafka)));
}

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaUnderBench::OpenLog(const std::string& topic, uint32_t partitions,
                                                                   const std::string& node) const {
  KafkaLogOptions options;
  options.properties = kafka_->properties();
  options.topic = topic;
  options.partitions = partitions;
  options.replica_directory = scratch_->Path(node);
  options.open_replica = [](const std::string& directory, const std::string& of) {
    RocksDbLogOptions replica;
    replica.directory = directory;
    return OpenRocksDbReplica(replica, of);
  };
  return OpenKafkaLog(std::move(options));
}

absl::StatusOr<double> KafkaUnderBench::MeasureCeiling(uint32_t partitions, uint64_t records,
                                                       uint64_t record_bytes) const {
  const std::string topic = absl::StrCat("ceiling-", partitions);
  // Makes it as our own topics are made.
  RETURN_IF_ERROR(OpenLog(topic, partitions, "ceiling").status());
  const std::optional<std::string> output = OutputOf({"java",
                                                      "-Xmx256m",
                                                      "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                                      "-cp",
                                                      jars_ + "/*",
                                                      "org.apache.kafka.tools.ProducerPerformance",
                                                      "--topic",
                                                      topic,
                                                      "--num-records",
                                                      absl::StrCat(records),
                                                      "--record-size",
                                                      absl::StrCat(record_bytes),
                                                      "--throughput",
                                                      "-1",
                                                      "--transactional-id",
                                                      topic,
                                                      "--transaction-duration-ms",
                                                      "100",
                                                      "--producer-props",
                                                      "bootstrap.servers=" + kafka_->bootstrap(),
                                                      "acks=all",
                                                      "compression.type=lz4",
                                                      "batch.size=131072",
                                                      "linger.ms=5"});
  if (!output.has_value()) return NoCeiling("java");
  const std::optional<double> figure = RecordsPerSecond(*output);
  return figure.has_value() ? absl::StatusOr<double>(*figure) : NoCeiling(*output);
}

absl::Status AwaitAll(const KafkaLog& log, PartitionState state) {
  for (uint32_t i = 0; i < log.partitions(); ++i) RETURN_IF_ERROR(log.Await(i, state, absl::Now() + kReadyWithin));
  return absl::OkStatus();
}

absl::Status OwnAll(KafkaLog& log) {
  for (uint32_t i = 0; i < log.partitions(); ++i) log.Own(i);
  return AwaitAll(log, PartitionState::kServing);
}

}  // namespace huiyin
