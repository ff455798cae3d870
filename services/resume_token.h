// What a subscription's resume token must look like: checked where it comes in, whole or divided among partitions.
#ifndef HUIYIN_SERVICES_RESUME_TOKEN_H_
#define HUIYIN_SERVICES_RESUME_TOKEN_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/subscription_service.pb.h"

namespace huiyin {

// Of a record's digest, in a token.
inline constexpr size_t kTokenDigestBytes = 8;

// The token of a subscription to `ledger`, or, when that is empty, to all of `partitions` partitions.
// kInvalidArgument (SUBSCRIPTION_START_INVALID): it is no such token.
absl::StatusOr<v1::ResumeToken> ParseResumeToken(absl::string_view bytes, absl::string_view ledger,
                                                 uint32_t partitions);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_RESUME_TOKEN_H_
