// C2SP tlog-tiles: the leaves themselves, as many to a file as the tile of level 0 beside it has hashes.
//
//   bundle := (size:fixed16be entry:size bytes) …
#ifndef HUIYIN_EVENTSTORE_MERKLE_ENTRY_BUNDLE_H_
#define HUIYIN_EVENTSTORE_MERKLE_ENTRY_BUNDLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin::merkle {

inline constexpr size_t kEntryBytesMax = 65'535;

// kInvalidArgument (ENTRY_TOO_LARGE): over kEntryBytesMax; then nothing was appended.
absl::Status AppendEntry(absl::string_view entry, std::string& bundle);

// The `width` (1 … 256) entries of a bundle, valid while `bundle` is.
// kInvalidArgument (ENTRY_BUNDLE_MALFORMED): not exactly so many entries.
absl::StatusOr<std::vector<absl::string_view>> ParseEntryBundle(absl::string_view bundle, size_t width);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_ENTRY_BUNDLE_H_
