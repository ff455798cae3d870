// Command ids that were looked for, were not there, and cannot have been appended since: what an Append need not look
// up once more. A writer asks for each command's id before it appends the command.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_ABSENT_COMMANDS_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_ABSENT_COMMANDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"

namespace huiyin::rocksdb_log {

// Bounded: when full it is emptied, and what it held is looked up again. Thread-safe.
class AbsentCommands {
 public:
  // Some 8 MiB.
  static constexpr size_t kCommandsMax = 65'536;

  // Grows with each Append. Whoever looks a command up asks for it first, so that no Append goes unseen in between.
  uint64_t epoch() const {
    absl::MutexLock lock(&mu_);
    return epoch_;
  }

  // The command of that key (CommandKey) was not there when looked for in `epoch`. If an Append came in between, it may
  // be there by now.
  void Add(uint64_t epoch, std::string key) {
    absl::MutexLock lock(&mu_);
    if (epoch != epoch_) return;
    if (keys_.size() >= kCommandsMax) keys_.clear();
    keys_.insert(std::move(key));
  }

  bool Contains(const std::string& key) const {
    absl::MutexLock lock(&mu_);
    return keys_.contains(key);
  }

  // The commands of these keys were appended, and whoever looks finds them.
  void Forget(absl::Span<const std::string> keys) {
    absl::MutexLock lock(&mu_);
    ++epoch_;
    for (const std::string& key : keys) keys_.erase(key);
  }

 private:
  mutable absl::Mutex mu_;
  uint64_t epoch_ ABSL_GUARDED_BY(mu_) = 0;
  absl::flat_hash_set<std::string> keys_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_ABSENT_COMMANDS_H_
