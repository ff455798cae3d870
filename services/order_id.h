// The ids of the commands that the program gives by itself: made of what a command is about, never of when or by whom
// it is given. So every instance names the same order by the same id, at every try, and the register takes it once.
//
//   id := prefix kind { ":" part }   where that is an id (domain/validate.h) and no part holds a ":"
//       | prefix kind ":" digits     else: 40 hexadecimal digits of SHA-256 over the parts, a newline after each
//
// Pure.
#ifndef HUIYIN_SERVICES_ORDER_ID_H_
#define HUIYIN_SERVICES_ORDER_ID_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace huiyin {

// `prefix`: one of system_ids.h. At least two parts, none with a newline: different parts have different ids. `kind`
// holds no ":" and at most 19 bytes.
std::string OrderId(absl::string_view prefix, absl::string_view kind, absl::Span<const std::string> parts);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_ORDER_ID_H_
