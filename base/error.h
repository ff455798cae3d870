// An absl::Status that a person and a program can act on: besides the code and the English sentence it carries a stable
// reason code, the same sentence in Chinese, and the field at fault. Services turn it into google.rpc.ErrorInfo and
// LocalizedMessage.
//
// One meaning a code (design.md §10): kAborted version conflict · kFailedPrecondition rule broken · kInvalidArgument
// malformed · kAlreadyExists · kPermissionDenied · kNotFound · kResourceExhausted overload · kUnavailable retry ·
// kDataLoss corruption.
#ifndef HUIYIN_BASE_ERROR_H_
#define HUIYIN_BASE_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// `reason` is UPPER_SNAKE and for ever. `field` is a path such as "assign.tasks[1].unit_id", or empty.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view english,
                   absl::string_view chinese, absl::string_view field = {});

// What Error put in; empty for a status made otherwise.
std::string ReasonOf(const absl::Status& status);
std::string ChineseOf(const absl::Status& status);
std::string FieldOf(const absl::Status& status);

// The same error, its sentences preceded by `english` and `chinese` (where it was: "line 12: ").
absl::Status Prefixed(const absl::Status& status, absl::string_view english, absl::string_view chinese);

}  // namespace huiyin

#endif  // HUIYIN_BASE_ERROR_H_
