#include "eventstore/kafka/read_ahead.h"

#include <utility>

namespace huiyin::kafka {

ReadAhead::ReadAhead(PartitionReader& reader, Offset begin, Offset end, absl::Duration wait)
    : thread_([this, &reader, begin, end, wait] { Run(reader, begin, end, wait); }) {}

ReadAhead::~ReadAhead() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

void ReadAhead::Run(PartitionReader& reader, Offset begin, Offset end, absl::Duration wait) {
  for (Offset read_to = begin; read_to < end;) {
    absl::StatusOr<Arrivals> read = ReadArrivals(reader, wait);
    if (!read.ok()) {
      Give(read.status());
      return;
    }
    read_to = read->ReadTo(read_to);
    if (!Give(*std::move(read))) return;
  }
  Give(std::nullopt);
}

bool ReadAhead::Give(absl::StatusOr<std::optional<Arrivals>> read) {
  const auto wanted = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return !ready_.has_value() || stopping_; };
  absl::MutexLock lock(&mu_);
  mu_.Await(absl::Condition(&wanted));
  if (stopping_) return false;
  ready_ = std::move(read);
  return true;
}

absl::StatusOr<std::optional<Arrivals>> ReadAhead::Next() {
  const auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return ready_.has_value(); };
  absl::MutexLock lock(&mu_);
  mu_.Await(absl::Condition(&ready));
  return *std::exchange(ready_, std::nullopt);
}

}  // namespace huiyin::kafka
