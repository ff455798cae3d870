// What a disk may do to a live view.
#ifndef HUIYIN_PROJECTIONS_TESTING_DAMAGED_VIEW_H_
#define HUIYIN_PROJECTIONS_TESTING_DAMAGED_VIEW_H_

#include <rocksdb/db.h>

#include "absl/strings/string_view.h"
#include "base/check.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"
#include "projections/view_store.h"

namespace huiyin::testing {

// The proposal's row can no longer be read.
inline void DamageProposal(const ViewStore& store, absl::string_view ledger, absl::string_view proposal) {
  const std::string key = RowKey(RowKind::kProposal, ledger, proposal);
  CHECK(store.rep().db->Put(rocksdb::WriteOptions(), key, "\xff").ok());
}

}  // namespace huiyin::testing

#endif  // HUIYIN_PROJECTIONS_TESTING_DAMAGED_VIEW_H_
