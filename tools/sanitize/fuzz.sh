#!/usr/bin/env bash
# Runs every fuzzer of //tests/fuzz for so many seconds, from its corpus. `make fuzz` calls it.
# New inputs are kept in .cache/fuzz/NAME, what breaks a target in .cache/fuzz/NAME-findings.
set -euo pipefail
seconds=$1
bazel=${BAZEL:-/usr/bin/bazel}
read -r -a flags <<<"${BAZELFLAGS:-}"

failed=0
for source in tests/fuzz/*_fuzzer.cc; do
  name=$(basename "$source" _fuzzer.cc)
  "$bazel" build "${flags[@]}" --config=fuzz "//tests/fuzz:${name}_fuzzer"
  program=$("$bazel" info "${flags[@]}" --config=fuzz bazel-bin 2>/dev/null)/tests/fuzz/${name}_fuzzer
  mkdir -p ".cache/fuzz/${name}" ".cache/fuzz/${name}-findings"
  printf 'fuzz: %s for %s s\n' "$name" "$seconds"
  dictionary=tests/fuzz/${name}.dict
  "$program" -max_total_time="$seconds" -max_len=70000 -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix=".cache/fuzz/${name}-findings/" $([ -f "$dictionary" ] && printf -- '-dict=%s' "$dictionary") \
    ".cache/fuzz/${name}" "tests/fuzz/corpus/${name}" || failed=$((failed + 1))
done
printf 'fuzz: %d targets with a finding\n' "$failed"
[ "$failed" -eq 0 ]
