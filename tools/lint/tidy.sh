#!/usr/bin/env bash
# clang-tidy over the files named, or all of our .cc files. Needs what `make build` generates. `make tidy` calls it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "$#" -eq 0 ]; then
  folders=(base domain eventstore exchange projections services tools)
  mapfile -t files < <(find "${folders[@]}" -name '*.cc' ! -path 'tools/sanitize/*')
else
  files=("$@")
fi
exec clang-tidy-14 --quiet "${files[@]}" -- -std=c++20 -I. -Ibazel-bin/proto
