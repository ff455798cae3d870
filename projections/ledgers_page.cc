#include "projections/ledgers_page.h"

#include <algorithm>

#include "projections/page_token.h"

namespace huiyin {
namespace {

constexpr char kList[] = "ledgers";

}  // namespace

size_t LedgersPageSize(const v1::ListLedgersRequest& request) {
  return std::min(request.page_size() == 0 ? kLedgersPageDefault : request.page_size(), kLedgersPageMax);
}

absl::StatusOr<std::string> LedgersPageStart(absl::string_view page_token) { return ParsePageToken(page_token, kList); }

std::string LedgersPageToken(absl::string_view start) { return PageToken(start, kList); }

}  // namespace huiyin
