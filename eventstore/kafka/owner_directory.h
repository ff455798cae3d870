// Who owns which partition: the topic of owners, read along. What it says may be old: a node that is asked for a
// partition that is no longer its own says PARTITION_NOT_OWNED, and the directory soon says better.
#ifndef HUIYIN_EVENTSTORE_KAFKA_OWNER_DIRECTORY_H_
#define HUIYIN_EVENTSTORE_KAFKA_OWNER_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace huiyin {

// Thread-safe.
class OwnerDirectory {
 public:
  virtual ~OwnerDirectory() = default;
  // host:port of the node that last took the partition over, as it gave it in KafkaLogOptions::address. Empty: not
  // known.
  virtual std::string OwnerOf(uint32_t partition) const = 0;
};

// `properties`, `topic`: as in KafkaLogOptions. The log has been opened once, so that the topic of owners is there.
absl::StatusOr<std::unique_ptr<OwnerDirectory>> OpenOwnerDirectory(
    const std::vector<std::pair<std::string, std::string>>& properties, const std::string& topic);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_KAFKA_OWNER_DIRECTORY_H_
