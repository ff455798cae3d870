// Two view stores compared byte for byte.
#ifndef HUIYIN_PROJECTIONS_VIEW_COMPARE_H_
#define HUIYIN_PROJECTIONS_VIEW_COMPARE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "projections/rebuild.h"
#include "projections/view_rep.h"

namespace huiyin {

// Every key and value of `live` as of `snapshot` against `rebuilt` as of now, into `result`. A live view that cannot be
// read is a difference; errors are those of the rebuilt one, and kCancelled when `go_on` (asked now and then) says no.
absl::Status CompareStores(const ViewStore& live, const rocksdb::Snapshot* snapshot, const ViewStore& rebuilt,
                           const std::function<bool()>& go_on, RebuildResult& result);

// Adds a difference: counted, and kept while there is room.
void AddDifference(std::string text, RebuildResult& result);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_COMPARE_H_
