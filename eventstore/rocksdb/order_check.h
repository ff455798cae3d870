// The check of `order` (log_check.h): positions without a hole, each record of each ledger once, in order of seq.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_ORDER_CHECK_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_ORDER_CHECK_H_

#include <cstdint>
#include <map>

#include "base/ids.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/store.h"

namespace huiyin::rocksdb_log {

// `ledgers`: those that the log has. `gaps`: it is a replica, whose positions have some. Returns how many faults.
uint64_t CheckOrder(const Store& store, const std::map<LedgerId, LedgerRow>& ledgers, bool gaps,
                    const LogCheckHooks& hooks);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_ORDER_CHECK_H_
