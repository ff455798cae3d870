// Lists over all ledgers, from one page of each partition: the page that one machine with all of them would give, with
// a token that serves all, since it names a place in the order and not a partition. A partition's page that has a next
// one says nothing of what lies behind it, so the merged page ends there at the latest.
#ifndef HUIYIN_SERVICES_CLUSTER_MERGED_LISTS_H_
#define HUIYIN_SERVICES_CLUSTER_MERGED_LISTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/query_service.pb.h"

namespace huiyin {

// `pages`: each partition's answer to `request`. kInvalidArgument (PAGE_TOKEN_INVALID).
//
// For who may see some ledgers only, pages may end elsewhere than on one machine; what is on them together is the same.
absl::StatusOr<v1::ListLedgersResponse> Merged(const v1::ListLedgersRequest& request,
                                               std::vector<v1::ListLedgersResponse> pages);
absl::StatusOr<v1::ListDueResponse> Merged(const v1::ListDueRequest& request, std::vector<v1::ListDueResponse> pages);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_MERGED_LISTS_H_
