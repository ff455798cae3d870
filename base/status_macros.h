// RETURN_IF_ERROR(status) and ASSIGN_OR_RETURN(declaration, status_or), as in every codebase that uses absl::Status.
#ifndef HUIYIN_BASE_STATUS_MACROS_H_
#define HUIYIN_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define HUIYIN_CONCAT_INNER(a, b) a##b
#define HUIYIN_CONCAT(a, b) HUIYIN_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                \
  do {                                             \
    absl::Status huiyin_status = (expression);     \
    if (!huiyin_status.ok()) return huiyin_status; \
  } while (false)

#define ASSIGN_OR_RETURN(declaration, expression) \
  HUIYIN_ASSIGN_OR_RETURN(HUIYIN_CONCAT(huiyin_or_, __LINE__), declaration, expression)

#define HUIYIN_ASSIGN_OR_RETURN(result, declaration, expression) \
  auto result = (expression);                                    \
  if (!result.ok()) return std::move(result).status();           \
  declaration = *std::move(result)

#endif  // HUIYIN_BASE_STATUS_MACROS_H_
