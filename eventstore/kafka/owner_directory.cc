#include "eventstore/kafka/owner_directory.h"

#include <atomic>
#include <map>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/topic.h"

namespace huiyin {
namespace {

// Also how long it takes to stop.
constexpr absl::Duration kReadWait = absl::Milliseconds(100);
constexpr absl::Duration kIdleWait = absl::Milliseconds(500);

class Follower final : public OwnerDirectory {
 public:
  Follower(kafka::Properties properties, std::string topic)
      : properties_(std::move(properties)), topic_(std::move(topic)), thread_([this] { Run(); }) {}
  ~Follower() override {
    stopping_ = true;
    thread_.join();
  }

  std::string OwnerOf(uint32_t partition) const override {
    absl::MutexLock lock(&mu_);
    auto found = owners_.find(partition);
    return found == owners_.end() ? "" : found->second;
  }

 private:
  void Run() {
    while (!stopping_) {
      // An error: from the beginning again; what is known stays until it is known better.
      const absl::Status ended = Read();
      if (!ended.ok()) absl::SleepFor(kReadWait);
    }
  }

  absl::Status Read() {
    ASSIGN_OR_RETURN(const auto reader, kafka::PartitionReader::Open(properties_, topic_, 0, Offset(0), kIdleWait));
    while (!stopping_) {
      ASSIGN_OR_RETURN(const kafka::PartitionReader::Chunk chunk, reader->Read(kReadWait));
      for (const kafka::Message& message : chunk.messages) Learn(*message);
    }
    return absl::OkStatus();
  }

  void Learn(const rd_kafka_message_t& message) {
    uint32_t partition = 0;
    if (!absl::SimpleAtoi(absl::string_view(static_cast<const char*>(message.key), message.key_len), &partition))
      return;
    absl::MutexLock lock(&mu_);
    owners_[partition] = std::string(static_cast<const char*>(message.payload), message.len);
  }

  const kafka::Properties properties_;
  const std::string topic_;
  std::atomic<bool> stopping_ = false;
  mutable absl::Mutex mu_;
  std::map<uint32_t, std::string> owners_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace

absl::StatusOr<std::unique_ptr<OwnerDirectory>> OpenOwnerDirectory(
    const std::vector<std::pair<std::string, std::string>>& properties, const std::string& topic) {
  RETURN_IF_ERROR(kafka::NewConf(properties, {}).status());
  return std::make_unique<Follower>(properties, kafka::OwnersTopic(topic));
}

}  // namespace huiyin
