// A moment of a register's history, on its two axes (design §3): what the log held, and what had happened by then.
#ifndef HUIYIN_PROJECTIONS_MOMENT_H_
#define HUIYIN_PROJECTIONS_MOMENT_H_

#include <algorithm>

#include "absl/time/time.h"
#include "huiyin/v1/record.pb.h"
#include "projections/record_times.h"

namespace huiyin {

// Both inclusive (decision A17). *Known at* t is {t, t or later}; *as of* t, from all that is known now, {later, t}.
struct Moment {
  absl::Time known_at = absl::InfiniteFuture();
  absl::Time as_of = absl::InfiniteFuture();

  // recorded_at never goes back within a ledger (decision A14): the first record that is not known ends all that is.
  bool Knows(const v1::Record& record) const { return RecordedAt(record) <= known_at; }
  // occurred_at never goes back within a stream, so what is effective of a stream is its beginning.
  bool IsEffective(const v1::Record& record) const { return OccurredAt(record) <= as_of; }
  // Of what day a report at this moment speaks.
  absl::Time at() const { return std::min(known_at, as_of); }
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_MOMENT_H_
