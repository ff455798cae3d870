// A ledger's records one after the other: what each must be by its place and by those before it.
#ifndef HUIYIN_EVENTSTORE_RECORD_CHAIN_H_
#define HUIYIN_EVENTSTORE_RECORD_CHAIN_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/ledger_faults.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

// What else a record must be. An error is a fault of that record. May be null.
using CheckRecordHook = std::function<absl::Status(const v1::Record&)>;

// Takes memory for the names of the ledger's streams, some 100 bytes each. Not thread-safe.
class RecordChain {
 public:
  // Both must outlive it.
  RecordChain(LedgerFaults& faults, const CheckRecordHook& check) : faults_(faults), check_(check) {}

  // The next. False: it cannot be read as the record that belongs there; then record() is nothing, and what follows may
  // be of any stream.
  bool Add(Seq seq, absl::string_view bytes);
  // The next is not there, or could not be read; that was told.
  void Skip() { has_gap_ = true; }

  // The last that was added.
  const v1::Record& record() const { return record_; }
  absl::Time last_recorded_at() const { return last_recorded_at_; }

 private:
  absl::Status CheckPlace(Seq seq, absl::string_view bytes);
  void CheckAgainstThoseBefore(Seq seq);

  LedgerFaults& faults_;
  const CheckRecordHook& check_;
  v1::Record record_;
  bool has_gap_ = false;
  absl::flat_hash_map<std::string, uint64_t> next_versions_;
  absl::Time last_recorded_at_ = absl::InfinitePast();
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_RECORD_CHAIN_H_
