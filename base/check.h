// CHECK: a bug crashes with file, line and values, in every build. Never for bad input; that gets an absl::Status.
#ifndef HUIYIN_BASE_CHECK_H_
#define HUIYIN_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

namespace huiyin::check_internal {

[[noreturn]] inline void Fail(const char* file, int line, const std::string& what) {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, what.c_str());
  std::abort();
}

template <typename A, typename B, typename Compare>
void Require(const char* file, int line, const char* text, const A& a, const B& b, Compare holds) {
  if (holds(a, b)) return;
  std::ostringstream what;
  what << text << " (" << a << " vs. " << b << ")";
  Fail(file, line, what.str());
}

}  // namespace huiyin::check_internal

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) ::huiyin::check_internal::Fail(__FILE__, __LINE__, #condition); \
  } while (false)

// One expression, so that temporaries of `a` and `b` live until they are compared and printed.
#define HUIYIN_CHECK_OP(op, a, b)                                                    \
  ::huiyin::check_internal::Require(__FILE__, __LINE__, #a " " #op " " #b, (a), (b), \
                                    [](const auto& x, const auto& y) { return x op y; })

#define CHECK_EQ(a, b) HUIYIN_CHECK_OP(==, a, b)
#define CHECK_NE(a, b) HUIYIN_CHECK_OP(!=, a, b)
#define CHECK_LT(a, b) HUIYIN_CHECK_OP(<, a, b)
#define CHECK_LE(a, b) HUIYIN_CHECK_OP(<=, a, b)
#define CHECK_GT(a, b) HUIYIN_CHECK_OP(>, a, b)
#define CHECK_GE(a, b) HUIYIN_CHECK_OP(>=, a, b)

#endif  // HUIYIN_BASE_CHECK_H_
