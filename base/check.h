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

template <typename A, typename B>
std::string Compared(const char* text, const A& a, const B& b) {
  std::ostringstream out;
  out << text << " (" << a << " vs. " << b << ")";
  return out.str();
}

}  // namespace huiyin::check_internal

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) ::huiyin::check_internal::Fail(__FILE__, __LINE__, #condition); \
  } while (false)

#define HUIYIN_CHECK_OP(op, a, b)                                                                                \
  do {                                                                                                           \
    const auto& huiyin_a = (a);                                                                                  \
    const auto& huiyin_b = (b);                                                                                  \
    if (!(huiyin_a op huiyin_b))                                                                                 \
      ::huiyin::check_internal::Fail(__FILE__, __LINE__,                                                         \
                                     ::huiyin::check_internal::Compared(#a " " #op " " #b, huiyin_a, huiyin_b)); \
  } while (false)

#define CHECK_EQ(a, b) HUIYIN_CHECK_OP(==, a, b)
#define CHECK_NE(a, b) HUIYIN_CHECK_OP(!=, a, b)
#define CHECK_LT(a, b) HUIYIN_CHECK_OP(<, a, b)
#define CHECK_LE(a, b) HUIYIN_CHECK_OP(<=, a, b)
#define CHECK_GT(a, b) HUIYIN_CHECK_OP(>, a, b)
#define CHECK_GE(a, b) HUIYIN_CHECK_OP(>=, a, b)

#endif  // HUIYIN_BASE_CHECK_H_
