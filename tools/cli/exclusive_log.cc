#include "tools/cli/exclusive_log.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/kafka/kafka_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "services/server/data_directory.h"
#include "tools/bench/scratch.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

constexpr absl::Duration kShowEvery = absl::Milliseconds(100);
// A topic from which nothing came for so long is given up.
constexpr absl::Duration kStalledMax = absl::Seconds(60);

// A log that takes its replicas with it.
class ScratchLog final : public ForwardingLog {
 public:
  ScratchLog(std::unique_ptr<Scratch> replicas, std::unique_ptr<EventLog> log)
      : ForwardingLog(*log), replicas_(std::move(replicas)), owned_(std::move(log)) {}

 private:
  const std::unique_ptr<Scratch> replicas_;
  const std::unique_ptr<EventLog> owned_;  // Last: it is closed before they go.
};

absl::StatusOr<std::unique_ptr<EventLog>> OpenDirectory(const std::string& directory, bool create_if_missing) {
  RocksDbLogOptions options;
  options.directory = directory + "/log";
  RETURN_IF_ERROR(PrepareDataDirectory(directory, options.directory, create_if_missing));
  return OpenRocksDbLog(options);
}

// How far the replica has come; it only grows.
uint64_t EndOf(const EventLog& log, uint32_t partition) {
  return log.PartitionEnd(partition).value_or(Offset(0)).value();
}

absl::Status AwaitOwned(const KafkaLog& log, uint32_t partition, Progress& progress) {
  uint64_t end = EndOf(log, partition);
  absl::Time moved_on = absl::Now();
  while (true) {
    const absl::Status owned = log.Await(partition, PartitionState::kServing, absl::Now() + kShowEvery);
    const bool is_lost = log.StatusOf(partition).state == PartitionState::kLost;
    if (!absl::IsUnavailable(owned) || is_lost) return owned;
    const uint64_t now_at = EndOf(log, partition);
    if (now_at > end) moved_on = absl::Now();
    end = now_at;
    if (absl::Now() - moved_on > kStalledMax) return owned;
    progress.Show(0, absl::StrCat(partition + 1, " / ", log.partitions(), ": ", end));
  }
}

absl::StatusOr<std::unique_ptr<KafkaLog>> OpenTopic(const KafkaAddress& address, const ExclusiveLogOptions& options,
                                                    const std::string& replica_directory) {
  KafkaLogOptions log_options;
  log_options.properties = options.kafka_properties;
  log_options.properties.emplace_back("bootstrap.servers", address.brokers);
  log_options.topic = address.topic;
  log_options.partitions = options.partitions;
  log_options.replication = options.replication;
  log_options.replica_directory = replica_directory;
  log_options.open_replica = [](const std::string& directory, const std::string& of) {
    return OpenRocksDbReplica({.directory = directory}, of);
  };
  ASSIGN_OR_RETURN(std::unique_ptr<KafkaLog> log, OpenKafkaLog(std::move(log_options)));
  for (uint32_t partition = 0; partition < log->partitions(); ++partition) log->Own(partition);
  Progress progress("reading the topic 读取主题", 0);
  for (uint32_t partition = 0; partition < log->partitions(); ++partition) {
    RETURN_IF_ERROR(AwaitOwned(*log, partition, progress));
  }
  return log;
}

}  // namespace

std::string AddressText(const LogAddress& address) {
  if (const auto* kafka = std::get_if<KafkaAddress>(&address)) {
    return absl::StrCat("kafka://", kafka->brokers, "/", kafka->topic);
  }
  std::error_code error;
  // Absolute first: what is not there yet stays relative otherwise, and is called differently once it is.
  const std::filesystem::path absolute = std::filesystem::absolute(std::get<RocksDbAddress>(address).directory, error);
  std::filesystem::path path = std::filesystem::weakly_canonical(absolute, error);
  if (error) path = absolute;
  if (!path.has_filename()) path = path.parent_path();  // "register/"
  return absl::StrCat("rocksdb:", path.string());
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenExclusively(const ExclusiveLogOptions& options) {
  if (const auto* directory = std::get_if<RocksDbAddress>(&options.address)) {
    return OpenDirectory(directory->directory, options.create_if_missing);
  }
  const KafkaAddress& address = std::get<KafkaAddress>(options.address);
  if (!options.replica_directory.empty()) return OpenTopic(address, options, options.replica_directory);
  ASSIGN_OR_RETURN(std::unique_ptr<Scratch> scratch, Scratch::Make("migrate"));
  ASSIGN_OR_RETURN(std::unique_ptr<EventLog> log, OpenTopic(address, options, scratch->Path("replicas")));
  return std::make_unique<ScratchLog>(std::move(scratch), std::move(log));
}

}  // namespace huiyin
