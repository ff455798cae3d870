// Page tokens: where a list goes on. Opaque to clients; bound to the list that they came from, so that a token altered
// or taken to another list is refused, not misread. Not secret: they hold only what the list itself shows.
#ifndef HUIYIN_PROJECTIONS_PAGE_TOKEN_H_
#define HUIYIN_PROJECTIONS_PAGE_TOKEN_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// A page ends after so many bytes, so that it fits in a gRPC message of 4 MiB.
inline constexpr size_t kPageBytesMax = 2 << 20;

// `list` names the list with all its filters.
std::string PageToken(absl::string_view position, absl::string_view list);
// The position; empty for an empty token. kInvalidArgument (PAGE_TOKEN_INVALID).
absl::StatusOr<std::string> ParsePageToken(absl::string_view token, absl::string_view list);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_PAGE_TOKEN_H_
