// What a power cut does to a broker that has not flushed: the end of a partition's last segment is gone, perhaps in the
// middle of a batch.
#ifndef HUIYIN_TESTS_KAFKA_LOST_TAIL_H_
#define HUIYIN_TESTS_KAFKA_LOST_TAIL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "eventstore/kafka/client.h"
#include "tests/faults/chances.h"
#include "tools/kafka_broker/broker.h"

namespace huiyin {

// The file of a partition that has one segment; the broker is not running.
std::string SegmentOf(const KafkaBroker& broker, const std::string& topic, uint32_t partition);

// One batch in a segment.
struct Batch {
  uint64_t base_offset = 0;
  uint64_t position = 0;
  uint64_t bytes = 0;
};
std::vector<Batch> BatchesIn(const std::string& segment);

// Waits until the cluster has replaced a dead broker in the partition: whoever leads it then has all that was
// acknowledged, and takes the dead one back only as a copy. False when it has not by `deadline`: the broker was the
// last one in sync, and will lead again with what it has (KIP-966). Kafka gives no more, so who wants nothing lost may
// take the tail only from a broker that is replaced.
bool IsReplaced(const KafkaBroker& broker, const kafka::Properties& properties, const std::string& topic,
                uint32_t partition, absl::Time deadline);

// Cuts the segment somewhere in or before the batch with offset `offset`, at most `batches_max` batches before it; so
// at least that one is lost, if it has one.
void LoseTail(const std::string& segment, uint64_t offset, size_t batches_max, Chances& chances);

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_LOST_TAIL_H_
