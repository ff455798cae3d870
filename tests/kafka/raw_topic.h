// A topic as any client sees it, past the log: to look at, and to do wrong to.
#ifndef HUIYIN_TESTS_KAFKA_RAW_TOPIC_H_
#define HUIYIN_TESTS_KAFKA_RAW_TOPIC_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/client.h"

namespace huiyin {

struct RawMessage {
  std::string key;
  std::string value;
  std::map<std::string, std::string> headers;
};

// On the shared cluster. Partition 0, unless another one is named.
class RawTopic {
 public:
  explicit RawTopic(std::string name);

  absl::Status Create(uint32_t partitions, const kafka::Settings& settings);
  // Returns when the cluster no longer knows it.
  absl::Status Delete();
  absl::StatusOr<kafka::Settings> Settings();
  // Its first committed messages.
  absl::StatusOr<std::vector<RawMessage>> Read(size_t count);
  // All that is committed now.
  absl::StatusOr<std::vector<RawMessage>> ReadAll(uint32_t partition = 0);
  // After the last of what is committed.
  absl::StatusOr<Offset> End(uint32_t partition = 0);
  // Without a transaction. Its offset.
  absl::StatusOr<uint64_t> Write(absl::string_view key, absl::string_view value);
  // In a transaction that is aborted: the message and the marker are there, and nobody sees them.
  void WriteAborted(absl::string_view value);

 private:
  const std::string name_;
  kafka::Handle client_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_RAW_TOPIC_H_
