// The calendar and the rule packs that the program brings along, as text. Whoever composes the program parses them, or
// files in their place.
#ifndef HUIYIN_DOMAIN_EMBEDDED_H_
#define HUIYIN_DOMAIN_EMBEDDED_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace huiyin {

// domain/calendars/cn.txt, for Calendar::Parse.
absl::string_view EmbeddedCalendar();
// domain/rules/*.textproto, for ParseRulePacks.
absl::Span<const absl::string_view> EmbeddedRulePacks();

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_EMBEDDED_H_
