// Whether what a query asks for can be answered at all, before anything is read.
#ifndef HUIYIN_SERVICES_QUERY_CHECKS_H_
#define HUIYIN_SERVICES_QUERY_CHECKS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "huiyin/v1/query_service.pb.h"
#include "services/authenticator.h"

namespace huiyin {

// `known_at` as a moment. kInvalidArgument: TIME_MALFORMED, as for occurred_at; MOMENT_IN_FUTURE: nobody knows yet what
// will be known then, so no answer would stay true.
absl::StatusOr<absl::Time> KnownAt(const google::protobuf::Timestamp& known_at, absl::Time now);

// kInvalidArgument: LIMIT_TOO_LARGE.
absl::Status CheckRequest(const v1::ListDueRequest& request);
// kInvalidArgument: ENUM_UNKNOWN.
absl::Status CheckRequest(const v1::ListProposalsRequest& request);
// kInvalidArgument: SEQ_NEEDS_LEDGER, DIMENSIONS_INVALID. kPermissionDenied: as CheckMaySee.
absl::Status CheckRequest(const v1::GetStatisticsRequest& request, const Caller& caller);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_QUERY_CHECKS_H_
