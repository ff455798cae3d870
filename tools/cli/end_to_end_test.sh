#!/usr/bin/env bash
# The program as an office uses it: the real binary on directories of its own. Arguments: the binary, lifecycle.jsonl,
# and its expected figures.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
expected=$PWD/$3
cd "$(mktemp --directory --tmpdir="${TEST_TMPDIR:-/tmp}")" || exit 1
failures=0

fail() {
  printf 'FAIL: %s\n' "$*"
  failures=$((failures + 1))
}

# expect_exit CODE COMMAND...: runs it, keeps what it said in out and err.
expect_exit() {
  local code=$1 got
  shift
  "$@" >out 2>err
  got=$?
  [ "$got" -eq "$code" ] || fail "exit code $got instead of $code: ${*//$PWD\//}"$'\n'"$(tail -n 5 err)"
}

# expect_said TEXT [FILE]: on stderr, unless FILE is another.
expect_said() {
  grep --quiet --fixed-strings -- "$1" "${2:-err}" || fail "'$1' is not in ${2:-err}: $(head -n 5 "${2:-err}")"
}

expect_same() { cmp --silent "$1" "$2" || fail "$1 and $2 differ: $(diff "$1" "$2" | head -n 5)"; }
events() { "$huiyin" export --data "$1" | wc -l; }

a_town_year() {
  expect_exit 0 "$huiyin" import --data town --historical --outcomes outcomes.jsonl --json "$town"
  expect_said '"outcomes":{"OK":731}' out
  python3 - outcomes.jsonl <<'PY' || fail "outcomes file"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert [(l["line"], l["outcome"], l["seq"], l["reason"]) for l in lines] == [(n + 1, "OK", n, None) for n in range(731)]
PY
}

# Every figure at the five moments equals what was worked out by hand.
figures_at_five_moments() {
  local moment
  for moment in 2020-03-31 2020-06-30 2020-09-30 2020-12-31 2021-12-31; do
    expect_exit 0 "$huiyin" stats --data town --known-at "${moment}T16:00:00Z" --json
    python3 - "$expected" "${moment}T16:00:00Z" <<'PY' || fail "figures at $moment"
import json, sys
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == sys.argv[2]][0]
got = json.load(open("out"))
def differences(a, b, path):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from differences(a.get(key, "absent"), b.get(key, "absent"), path + "/" + key)
    elif a != b or type(a) is not type(b):
        yield f"{path}: {b} instead of {a}"
found = list(differences(wanted, got, ""))
if found:
    print(*found[:10], sep="\n")
sys.exit(bool(found))
PY
  done
  expect_exit 0 "$huiyin" stats --data town --ledger shimen-19 --known-at 2021-01-01T00:00:00+08:00 --lang zh \
    --by main_unit
  expect_said '满意率' out
}

# What is in the file already is answered REPEAT, and nothing doubles.
importing_twice() {
  expect_exit 0 "$huiyin" import --data town --historical --json "$town"
  expect_said '"outcomes":{"REPEAT":731}' out
  [ "$(events town)" -eq 731 ] || fail "events doubled"
}

# A kill in the middle: what was answered is there, and the same file again goes on where it stopped.
importing_after_a_kill() {
  local copy
  for copy in $(seq 20); do sed "s/shimen-19/town-$copy/" "$town"; done >towns.jsonl
  "$huiyin" import --data killed --historical --outcomes killed.out towns.jsonl >/dev/null 2>&1 &
  local import=$!
  while [ "$(wc -l <killed.out || echo 0)" -lt 1000 ]; do kill -0 $import || break; done 2>/dev/null
  kill -9 $import 2>/dev/null
  wait $import 2>/dev/null
  local answered
  answered=$(grep --count '"OK"' killed.out)
  [ "$answered" -lt 14620 ] || fail "the import was over before it was killed"
  expect_exit 0 "$huiyin" import --data killed --historical --json towns.jsonl
  python3 - "$answered" <<'PY' || fail "after a kill: $(cat out)"
import json, sys
outcomes = json.load(open("out"))["outcomes"]
assert sum(outcomes.values()) == 14620 and outcomes["REPEAT"] >= int(sys.argv[1])
PY
  [ "$(events killed)" -eq 14620 ] || fail "$(events killed) events after a kill"
}

round_trip() {
  expect_exit 0 "$huiyin" export --data town
  cp out first.jsonl
  [ "$(wc -l <first.jsonl)" -eq 731 ] || fail "an export of $(wc -l <first.jsonl) lines"
  expect_exit 0 "$huiyin" import --data again --historical - <first.jsonl
  expect_exit 0 "$huiyin" export --data again --ledger shimen-19
  expect_same first.jsonl out

  # Three ledgers whose events lie between each other: the export shows none of it.
  sed 's/"ledger_id":"shimen-19"/"ledger_id":"b-town"/' first.jsonl >b.jsonl
  sed 's/"ledger_id":"shimen-19"/"ledger_id":"a-town"/' first.jsonl >a.jsonl
  paste -d '\n' b.jsonl first.jsonl a.jsonl >mixed.jsonl
  expect_exit 0 "$huiyin" import --data three --historical mixed.jsonl
  expect_exit 0 "$huiyin" export --data three
  cat a.jsonl b.jsonl first.jsonl >sorted.jsonl
  expect_same sorted.jsonl out
  expect_exit 0 "$huiyin" import --data three-again --historical sorted.jsonl
  expect_exit 0 "$huiyin" export --data three-again
  expect_same sorted.jsonl out
}

# hostile NAME REASON: the file NAME.jsonl has two good lines around a bad second one.
hostile() {
  expect_exit 1 "$huiyin" import --data "h-$1" --historical --outcomes "$1.out" "$1.jsonl"
  expect_said "line 2" && expect_said "第 2 行" && expect_said "[$2]"
  [ -e "h-$1" ] && fail "$1: the directory was made"
  expect_exit 1 "$huiyin" import --data "k-$1" --historical --keep-going --outcomes "$1.out" "$1.jsonl"
  expect_said "[$2]"
  [ "$(events "k-$1")" -eq 2 ] || fail "$1: --keep-going took $(events "k-$1") lines instead of 2"
  python3 -c 'import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert [l["outcome"] for l in lines] == ["OK", "INVALID_ARGUMENT", "OK"], lines
assert [l["line"] for l in lines] == [1, 2, 3], lines
assert lines[1]["reason"] == sys.argv[2], lines' "$1.out" "$2" || fail "$1: outcomes"
}

# bad NAME: a file whose second line is what comes on stdin.
bad() {
  { sed -n 1p "$town"; cat; printf '\n'; sed -n 2p "$town"; } >"$1.jsonl"
}

hostile_files() {
  sed -n 3p "$town" | head -c 100 | bad truncated && hostile truncated NOT_JSON
  printf '{"command_id":"a\0b"}' | bad nul && hostile nul NUL_CHARACTER
  sed -n 3p "$town" | iconv -t GB18030 | tr -d '\n' | bad gb && hostile gb NOT_UTF8
  printf '{"close":{"note":"\\ud83d"}}' | bad surrogate && hostile surrogate NOT_JSON
  printf '{"close":{"note":"\xc0\xaf"}}' | bad overlong && hostile overlong NOT_UTF8
  printf '{"command_id":"a","command_id":"a"}' | bad duplicate && hostile duplicate DUPLICATE_KEY
  printf '{"assign":{"due_on":"202_-03-25"}}' | bad masked && hostile masked DATE_MALFORMED
  expect_said 'line 2: assign.due_on: ' && expect_said '第 2 行：assign.due_on：'
  printf '{"assign":{"mode":"TRIPLE"}}' | bad choice && hostile choice ENUM_UNKNOWN
  { printf '{"command_id":"' && head -c 10000000 /dev/zero | tr '\0' x && printf '"}'; } | bad long
  hostile long LINE_TOO_LONG
  { head -c 1000000 /dev/zero | tr '\0' '['; } | bad deep && hostile deep NOT_AN_OBJECT
  head -n 3 "$town" | iconv -t UTF-16 >utf16.jsonl
  expect_exit 1 "$huiyin" import --data utf16 utf16.jsonl
  : >empty.jsonl
  expect_exit 1 "$huiyin" import --data empty empty.jsonl
  expect_said '[FILE_EMPTY]'
  expect_exit 1 "$huiyin" import --data empty --keep-going empty.jsonl
  [ -e utf16 ] || [ -e empty ] && fail "a refused file made a directory"
}

harmless_files() {
  {
    printf '\xef\xbb\xbf'
    head -n 2 "$town" | sed 's/$/\r/'
    printf '\n \n'
    sed -n 3p "$town" | tr -d '\n'
  } >windows.jsonl
  expect_exit 0 "$huiyin" import --data windows --historical windows.jsonl
  [ "$(events windows)" -eq 3 ] || fail "$(events windows) events of a file with BOM and CRLF"
}

# A broken rule refuses one command, not the file.
rules() {
  { sed -n 1,2p "$town"; sed -n 2p "$town" | sed 's/c-0002/c-9999/'; sed -n 3p "$town"; } >rule.jsonl
  expect_exit 1 "$huiyin" import --data rule --historical --outcomes rule.out rule.jsonl
  expect_said 'line 3' && expect_said '第 3 行' && expect_said SOME_REFUSED
  [ "$(events rule)" -eq 3 ] || fail "a refused command stopped the file"
  python3 -c 'import json
assert [json.loads(l)["outcome"] for l in open("rule.out")] == ["OK", "OK", "ALREADY_EXISTS", "OK"]' ||
    fail "rule outcomes"
}

exit_codes() {
  expect_exit 2 "$huiyin" stats
  expect_exit 2 "$huiyin" no-such-command
  expect_exit 2 "$huiyin" list --data town --no-such-flag
  expect_exit 0 "$huiyin" --help
  expect_exit 0 "$huiyin" assign --help
  expect_exit 1 "$huiyin" list --data nowhere
  expect_said 'NO_REGISTER_HERE'
  [ -e nowhere ] && fail "a question made a directory"
  expect_exit 1 "$huiyin" import --data nowhere no-such-file
  expect_exit 1 "$huiyin" show --data town p-999
  expect_exit 1 "$huiyin" stats --data town --known-at yesterday
  expect_exit 3 "$huiyin" list --server 127.0.0.1:1
}

one_command_at_a_time() {
  local office=(--data small --actor-id o --actor-role congress_office)
  expect_exit 0 "$huiyin" open-ledger --data small --ledger town-a --name 甲镇 --level township \
    --rule-pack cn-national --time-zone Asia/Shanghai --json
  expect_said '"seq":0' out
  expect_exit 0 "$huiyin" enrol-unit "${office[@]}" --unit-id u-roads --name 交通所
  expect_said 'seq 1' out
  expect_exit 1 "$huiyin" enrol-unit "${office[@]}" --unit-id u-roads --name 交通所
  expect_said 'UNIT_EXISTS'
  expect_exit 0 "$huiyin" directory --data small --json
  expect_said '"unit_id":"u-roads"' out
}

reports() {
  local report
  for report in "list --status HANDLING" "show p-036" "timeline p-036" ledgers directory version rebuild \
    "overdue --within-days 30 --known-at 2020-07-01T00:00:00Z" "subscribe --stop-when-caught-up --proposal p-036"; do
    # shellcheck disable=SC2086
    expect_exit 0 "$huiyin" $report --data town
    # shellcheck disable=SC2086
    expect_exit 0 "$huiyin" $report --data town --json
    [ "${report%% *}" = subscribe ] && continue
    python3 -c 'import json; json.load(open("out"))' || fail "$report --json is not JSON"
  done
}

# The same over TCP.
a_server() {
  "$huiyin" serve --data served --listen 127.0.0.1:0 --insecure 2>serving &
  local server=$! address
  for _ in $(seq 100); do
    address=$(sed -n 's/^serving .* on \(.*\);.*/\1/p' serving)
    [ -n "$address" ] && break
    sleep 0.1
  done
  expect_exit 0 "$huiyin" import --server "$address" --historical --json "$town"
  expect_said '"outcomes":{"OK":731}' out
  expect_exit 0 "$huiyin" export --server "$address"
  expect_same first.jsonl out
  expect_exit 0 "$huiyin" stats --server "$address" --known-at 2020-12-31T16:00:00Z --json
  cp out over-tcp
  expect_exit 0 "$huiyin" stats --data town --known-at 2020-12-31T16:00:00Z --json
  expect_same out over-tcp
  expect_exit 3 "$huiyin" list --data served
  kill -TERM $server
  wait $server || fail "the server ended with $?"
}

demo() {
  expect_exit 0 "$huiyin" demo --data demo --once
  expect_said 'satisfied' out
  expect_exit 0 "$huiyin" demo --data demo --once --lang zh
  expect_said '满意率' out
}

a_town_year
figures_at_five_moments
importing_twice
importing_after_a_kill
round_trip
hostile_files
harmless_files
rules
exit_codes
one_command_at_a_time
reports
a_server
demo
[ "$failures" -eq 0 ] || { printf '%d failures\n' "$failures"; exit 1; }
echo "all is well"
