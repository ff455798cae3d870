// One page of the list of ledgers: how many are on it, and where it begins. The same for a view, and for the views of
// several partitions merged.
#ifndef HUIYIN_PROJECTIONS_LEDGERS_PAGE_H_
#define HUIYIN_PROJECTIONS_LEDGERS_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/query_service.pb.h"

namespace huiyin {

inline constexpr uint32_t kLedgersPageMax = 1'000;
inline constexpr uint32_t kLedgersPageDefault = 100;

// At most so many ledgers.
size_t LedgersPageSize(const v1::ListLedgersRequest& request);

// The page begins with the first ledger whose id is not less; empty: with the first of all. kInvalidArgument
// (PAGE_TOKEN_INVALID).
absl::StatusOr<std::string> LedgersPageStart(absl::string_view page_token);
// Of the page that begins so.
std::string LedgersPageToken(absl::string_view start);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_LEDGERS_PAGE_H_
