// What a read of a partition brought, decoded: all that can be told of it without knowing what came before.
#ifndef HUIYIN_EVENTSTORE_KAFKA_ARRIVALS_H_
#define HUIYIN_EVENTSTORE_KAFKA_ARRIVALS_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/record_codec.h"

namespace huiyin::kafka {

// A committed message.
struct Arrival {
  Offset offset;
  // OK: it is a record, and the rest is set; also with an event of a newer program.
  absl::Status damage;
  LedgerId ledger;
  EncodedRecord record;
};

// As PartitionReader::Chunk.
struct Arrivals {
  std::vector<Arrival> all;
  std::optional<Offset> end;

  // Everything before it has been read, where `read_to` was before.
  Offset ReadTo(Offset read_to) const;
};

// As PartitionReader::Read, with its errors.
absl::StatusOr<Arrivals> ReadArrivals(PartitionReader& reader, absl::Duration timeout);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_ARRIVALS_H_
