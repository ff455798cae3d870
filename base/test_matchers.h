// Matchers for absl::Status, which abseil 20220623 does not bring.
#ifndef HUIYIN_BASE_TEST_MATCHERS_H_
#define HUIYIN_BASE_TEST_MATCHERS_H_

#include <gmock/gmock.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/error.h"

namespace huiyin::testing_internal {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

}  // namespace huiyin::testing_internal

namespace huiyin {

MATCHER(IsOk, "is OK") {
  *result_listener << testing_internal::StatusOf(arg);
  return arg.ok();
}

MATCHER_P(IsOkAndHolds, value, "is OK and holds the value") {
  *result_listener << testing_internal::StatusOf(arg);
  return arg.ok() && ::testing::ExplainMatchResult(value, *arg, result_listener);
}

MATCHER_P(HasCode, code, "has the status code " + absl::StatusCodeToString(code)) {
  *result_listener << testing_internal::StatusOf(arg);
  return testing_internal::StatusOf(arg).code() == code;
}

MATCHER_P(HasReason, reason, "has the reason code") {
  *result_listener << testing_internal::StatusOf(arg);
  return ReasonOf(testing_internal::StatusOf(arg)) == reason;
}

}  // namespace huiyin

#define ASSERT_OK(expression) ASSERT_THAT(expression, ::huiyin::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::huiyin::IsOk())
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  HUIYIN_ASSERT_OK_AND_ASSIGN(HUIYIN_TEST_CONCAT(huiyin_or_, __LINE__), declaration, expression)
#define HUIYIN_TEST_CONCAT_INNER(a, b) a##b
#define HUIYIN_TEST_CONCAT(a, b) HUIYIN_TEST_CONCAT_INNER(a, b)
#define HUIYIN_ASSERT_OK_AND_ASSIGN(result, declaration, expression) \
  auto result = (expression);                                        \
  ASSERT_OK(result);                                                 \
  declaration = *std::move(result)

#endif  // HUIYIN_BASE_TEST_MATCHERS_H_
