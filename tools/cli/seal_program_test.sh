#!/usr/bin/env bash
# A town's year's ends, sealed, and made again after a late entry; and a seal that lies. The real binary on directories
# of its own. Arguments: the binary, lifecycle.jsonl, commands.jsonl, expected.json.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
practice=$PWD/$3
expected=$PWD/$4
. tools/cli/program_steps.sh

ends=(2020-06-30T16:00:00Z 2020-12-31T16:00:00Z 2021-12-31T16:00:00Z)

report() { "$huiyin" report handling-status --data town "$@" --format canonical; }

seals() {
  expect_exit 0 "$huiyin" import --data town --historical "$town"
  local end
  for end in "${ends[@]}"; do
    expect_exit 0 "$huiyin" report seal handling-status --id "end-$end" --data town --known-at "$end" \
      --actor-id office-1 --actor-role CONGRESS_OFFICE --lang en
    # The digest is that of the report's text, by another's arithmetic.
    expect_said "$(report --known-at "$end" | sha256sum | cut -d ' ' -f 1)" out
  done
  expect_exit 1 "$huiyin" report seal overdue --id "end-${ends[0]}" --data town
  expect_said SEAL_EXISTS
  expect_exit 1 "$huiyin" report seal overdue --id other --data town --actor-id d-01 --actor-role DEPUTY
  expect_said ROLE_NOT_ALLOWED
}

rebuilt_equal() {
  local end
  for end in "${ends[@]}"; do
    expect_exit 0 "$huiyin" report rebuild "end-$end" --data town --lang en
    expect_said 'equal: handling-status' out
  done
  expect_exit 0 "$huiyin" verify --data town --lang en
  expect_said '3 sealed reports and their views: 0 faults' out
}

# Closed in November 2020, entered today.
late_entry() {
  report --known-at "${ends[1]}" >known.before
  report --as-of "${ends[1]}" >effective.before
  expect_exit 0 "$huiyin" close --data town --proposal-id p-036 --note 已由主席团说明 --json \
    --actor-id office-1 --actor-role CONGRESS_OFFICE --occurred-at 2020-11-20T02:00:00Z
  report --known-at "${ends[1]}" | cmp --silent - known.before || fail "what was known has changed"
  report --as-of "${ends[1]}" | cmp --silent - effective.before && fail "what was effective has not changed"
  expect_exit 0 "$huiyin" report explain completion_rate --data town --from "${ends[1]}" --to-as-of "${ends[1]}" \
    --format json
  expect_said '"LATE_ENTRY"' out
  expect_said '"seq":734' out
}

unknown_seal() {
  expect_exit 1 "$huiyin" report rebuild never --data town
  expect_said SEAL_UNKNOWN
}

# Whoever may enter commands may enter a seal of his own making: that is why it is made again.
false_seal() {
  local now
  now=$(date --utc +%FT%TZ)
  "$huiyin" export --data town | tail -n 4 | head -n 1 |
    sed -E 's/"(command_id|seal_id)":"[^"]*"/"\1":"lie"/g; s/"numerator":"[0-9]*"/"numerator":"63"/' |
    sed -E "s/\"occurred_at\":\"[^\"]*\"/\"occurred_at\":\"$now\"/" >lie.jsonl
  expect_exit 0 "$huiyin" import --data town lie.jsonl
  expect_exit 4 "$huiyin" report rebuild lie --data town --lang en
  expect_said SEAL_DIFFERS
  expect_exit 4 "$huiyin" verify --data town --lang en
  expect_said 'the report sealed as lie does not come out again [SEAL_DIFFERS]' out
}

# The whole practice of supervision, by the figures that were worked out by hand.
whole_practice() {
  expect_exit 0 "$huiyin" import --data practice --historical "$practice"
  local at moments
  moments=$(grep -o '"at": *"[^"]*"' "$expected" | cut -d '"' -f 4)
  for at in $moments; do
    expect_exit 0 "$huiyin" stats --data practice --ledger shimen-19 --known-at "$at" --json
    python3 - "$expected" "$at" out <<'PY' || fail "the figures at $at are others"
import json, sys
moments = json.load(open(sys.argv[1], encoding="utf-8"))["moments"]
assert json.load(open(sys.argv[3], encoding="utf-8")) == next(m for m in moments if m["at"] == sys.argv[2])
PY
  done
  "$huiyin" export --data practice | cmp --silent - "$practice" || fail "the export is not what was imported"
}

# A county and its town, and a stranger: a report over the subtree is over two of the three.
subtree() {
  local rules=(--rule-pack cn-national --time-zone Asia/Shanghai)
  expect_exit 0 "$huiyin" open-ledger --data family --ledger county-a --name 甲县 --level COUNTY "${rules[@]}"
  expect_exit 0 "$huiyin" open-ledger --data family --ledger other --name 乙县 --level COUNTY "${rules[@]}"
  expect_exit 0 "$huiyin" open-ledger --data family --ledger town-1 --name 甲镇 --level TOWNSHIP "${rules[@]}" \
    --parent-ledger-id county-a
  expect_exit 0 "$huiyin" report handling-status --data family --subtree county-a --format json
  expect_said '"town-1"' out
  grep --quiet '"other"' out && fail "a stranger is in the county's report"
  expect_exit 0 "$huiyin" report seal handling-status --id family --data family --subtree county-a --json
  expect_said '"county-a"' out
  expect_exit 0 "$huiyin" report rebuild family --data family --ledger county-a
  expect_exit 1 "$huiyin" stats --data family --subtree nowhere
  expect_said LEDGER_UNKNOWN
}

seals
rebuilt_equal
late_entry
rebuilt_equal
unknown_seal
false_seal
whole_practice
subtree
[ "$failures" -eq 0 ]
