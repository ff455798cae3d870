// Reads and decodes on a thread of its own, while what was read before is being kept.
#ifndef HUIYIN_EVENTSTORE_KAFKA_READ_AHEAD_H_
#define HUIYIN_EVENTSTORE_KAFKA_READ_AHEAD_H_

#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/kafka/arrivals.h"
#include "eventstore/kafka/partition_reader.h"

namespace huiyin::kafka {

// At most one read is ready and one under way. For one thread.
class ReadAhead {
 public:
  // From `begin`, where `reader` begins, until everything before `end` has been read. A read waits at most `wait` for
  // its first message. `reader` must outlive it, and is its alone.
  ReadAhead(PartitionReader& reader, Offset begin, Offset end, absl::Duration wait);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The next read, perhaps of nothing; after an error of the reader's no more calls. nullopt: all was given.
  absl::StatusOr<std::optional<Arrivals>> Next();

 private:
  void Run(PartitionReader& reader, Offset begin, Offset end, absl::Duration wait);
  // False: nobody wants more.
  bool Give(absl::StatusOr<std::optional<Arrivals>> read);

  absl::Mutex mu_;
  std::optional<absl::StatusOr<std::optional<Arrivals>>> ready_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_READ_AHEAD_H_
