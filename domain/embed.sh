#!/bin/sh
# Writes embedded.cc: the calendar (first argument) and the rule packs (the others) as string literals.
set -eu
calendar=$1
shift
literal() { printf 'R"huiyin('; cat "$1"; printf ')huiyin"'; }
cat <<'EOF'
#include "domain/embedded.h"

namespace huiyin {
EOF
printf 'absl::string_view EmbeddedCalendar() {\n  return '
literal "$calendar"
printf ';\n}\n\nabsl::Span<const absl::string_view> EmbeddedRulePacks() {\n'
printf '  static constexpr absl::string_view kPacks[] = {\n'
for pack in "$@"; do
  literal "$pack"
  printf ',\n'
done
printf '  };\n  return kPacks;\n}\n}  // namespace huiyin\n'
