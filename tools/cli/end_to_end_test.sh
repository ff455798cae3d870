#!/usr/bin/env bash
# The program as an office uses it: the real binary on directories of its own. Arguments: the binary, lifecycle.jsonl,
# and its expected figures.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
expected=$PWD/$3
. tools/cli/program_steps.sh

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
  expect_said 'line 2: command_id: ' && expect_said '第 2 行：command_id：'
  sed -n 3p "$town" | iconv -t GB18030 | tr -d '\n' | bad gb && hostile gb NOT_UTF8
  printf '{"close":{"note":"\\ud83d"}}' | bad surrogate && hostile surrogate LONE_SURROGATE
  printf '{"close":{"note":"\xc0\xaf"}}' | bad overlong && hostile overlong NOT_UTF8
  printf '{"command_id":"a","command_id":"a"}' | bad duplicate && hostile duplicate DUPLICATE_KEY
  printf '{"assign":{"due_on":"202_-03-25"}}' | bad masked && hostile masked DATE_MALFORMED
  expect_said 'line 2: assign.due_on: ' && expect_said '第 2 行：assign.due_on：'
  printf '{"assign":{"mode":"TRIPLE"}}' | bad choice && hostile choice ENUM_UNKNOWN
  { printf '{"command_id":"' && head -c 10000000 /dev/zero | tr '\0' x && printf '"}'; } | bad long
  hostile long LINE_TOO_LONG
  expect_said 'line 2: command_id: '
  { head -c 1000000 /dev/zero | tr '\0' '['; } | bad deep && hostile deep NOT_AN_OBJECT
  head -n 3 "$town" | iconv -t UTF-16 >utf16.jsonl
  expect_exit 1 "$huiyin" import --data utf16 utf16.jsonl
  : >empty.jsonl
  expect_exit 1 "$huiyin" import --data empty empty.jsonl
  expect_said '[FILE_EMPTY]'
  expect_exit 1 "$huiyin" import --data empty --keep-going empty.jsonl
  [ -e utf16 ] || [ -e empty ] && fail "a refused file made a directory"
}

# More bad lines in a row than may be under way, behind good ones that were not sent yet.
many_bad_lines() {
  { sed -n 1,2p "$town"; yes '{"close":' | head -n 20000; sed -n 3p "$town"; } >many.jsonl
  expect_exit 1 timeout 60 "$huiyin" import --data many --historical --keep-going --json many.jsonl
  expect_said '"outcomes":{"INVALID_ARGUMENT":20000,"OK":3}' out
}

# Outcomes never overwrite what they are the outcomes of.
outcomes_beside_the_input() {
  head -n 3 "$town" >input.jsonl
  cp input.jsonl copy.jsonl
  ln input.jsonl link.jsonl
  local name
  for name in input.jsonl link.jsonl "$PWD/input.jsonl"; do
    expect_exit 1 "$huiyin" import --data same --historical --outcomes "$name" input.jsonl
    expect_said '[OUTCOMES_IS_INPUT]'
    expect_exit 1 "$huiyin" import --data same --historical --outcomes "$name" - <input.jsonl
    expect_said '[OUTCOMES_IS_INPUT]'
  done
  expect_same copy.jsonl input.jsonl
  echo old >old.out
  expect_exit 1 "$huiyin" import --data same --outcomes old.out no-such-file
  expect_said old old.out
  [ -e same ] && fail "the refused import made a directory"
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

# Whatever is wrong with the call, it is said in both languages, once, and with the right exit code.
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
  "$huiyin" list --data town >/dev/full 2>err
  [ $? -eq 3 ] || fail "an output that cannot be written was taken for written"
  expect_said '[OUTPUT_UNWRITABLE]'
  "$huiyin" --help >/dev/full 2>err && fail "a help that cannot be written was taken for written"
  local address
  for address in 127.0.0.1:99999 7601 127.0.0.1: :7601; do
    expect_exit 1 timeout 20 "$huiyin" serve --data listen --listen "$address"
    expect_said '[ADDRESS_MALFORMED]' && expect_said '端口'
  done
  [ -e listen ] && fail "a server that cannot listen made a directory"
  expect_exit 1 timeout 20 "$huiyin" serve --data listen --listen foo:1
}

# A damaged log is exit code 4, never a shorter list.
damage() {
  cp -r town damaged
  python3 - damaged/log/*.sst damaged/log/*.log <<'PY'
import os, sys
for name in sys.argv[1:]:
    if not os.path.exists(name) or os.path.getsize(name) < 3000:
        continue
    with open(name, "r+b") as file:
        file.seek(os.path.getsize(name) // 3)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0x55]))
PY
  rm -rf damaged/views
  expect_exit 4 "$huiyin" export --data damaged
}

# Errors for programs: one JSON object on stderr.
errors_as_json() {
  expect_exit 1 "$huiyin" show --data town p-999 --json
  python3 -c 'import json
error = json.load(open("err"))["error"]
assert error["code"] == "NOT_FOUND" and error["reason"] == "PROPOSAL_UNKNOWN", error
assert error["message"] and error["message_zh"], error' || fail "an error as JSON: $(cat err)"
  expect_exit 2 "$huiyin" show --data town --no-such-flag --json
  python3 -c 'import json; assert json.load(open("err"))["error"]["reason"] == "USAGE"' || fail "$(cat err)"
  expect_exit 1 "$huiyin" import --data rule --historical --json rule.jsonl
  python3 -c 'import json
errors = [json.loads(line)["error"] for line in open("err")]
assert len(errors) == 2 and errors[0]["message"].startswith("line 3: "), errors
assert errors[1]["reason"] == "SOME_REFUSED", errors' || fail "$(cat err)"
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

# A call whose answer was lost can be made again, to the letter.
repeating_a_command() {
  local call=(enrol-unit --data small --actor-id o --actor-role congress_office --unit-id u-water --name 水利站
    --command-id K1)
  expect_exit 0 "$huiyin" "${call[@]}" --occurred-at 2026-11-02T09:00:00+08:00
  expect_exit 0 "$huiyin" "${call[@]}" --occurred-at 2026-11-02T09:00:00+08:00
  expect_said 'REPEAT' out
  expect_exit 0 "$huiyin" "${call[@]}" --occurred-at 2026-11-02T09:00:00+08:00 --lang zh
  expect_said '重复' out
  expect_exit 1 "$huiyin" "${call[@]}"
  expect_said 'COMMAND_ID_REUSED' && expect_said '--occurred-at'
  expect_exit 3 "$huiyin" enrol-unit --server 127.0.0.1:1 --ledger town-a --unit-id u-9 --name 某单位
  expect_said '--command-id ' && expect_said ' --occurred-at 2'
  expect_exit 1 "$huiyin" close --data small --proposal-id p-1
  expect_said '--actor-id' && expect_said '管理员无权执行“办结”'
  expect_exit 1 "$huiyin" close --data small --actor-id o --actor-role congress_office
  expect_said 'error: close.proposal_id is required [FIELD_MISSING]'
}

texts_from_files() {
  local call=(submit --data small --proposal-id p-1 --kind opinion --title 题 --lead-deputy-id d-1 --session-id s-1
    --source visit)
  printf '\xc2\xb7\xc3\xe6' >gbk.txt
  expect_exit 1 "$huiyin" "${call[@]}" --body @gbk.txt
  expect_said '[FLAG_MALFORMED]' && expect_said 'UTF-8'
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

# No line of a screen is wider than a terminal of 80 columns, and nothing is cut.
screens() {
  local language
  for language in en zh; do
    python3 - "$huiyin" "$language" <<'PY' || fail "screens in $language"
import fcntl, os, pty, struct, subprocess, sys, termios, unicodedata
CALLS = ["list --data town", "list --data town --status HANDLING", "show --data town p-036",
         "timeline --data town p-036", "overdue --data town --within-days 30 --known-at 2020-07-01T00:00:00Z",
         "stats --data town --by main_unit",
         "stats --data town --by kind --by source", "directory --data town", "ledgers --data town"]
wrong = 0
for call in CALLS:
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    call_in_language = [sys.argv[1]] + call.split() + ["--lang", sys.argv[2]]
    child = subprocess.Popen(call_in_language, stdout=its, stdin=subprocess.DEVNULL)
    os.close(its)
    said = b""
    try:
        while chunk := os.read(mine, 65536):
            said += chunk
    except OSError:
        pass
    child.wait()
    for line in said.decode().split("\r\n"):
        width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        if width > 80 or "…" in line:
            print(f"{call}: {width} columns: {line}")
            wrong += 1
sys.exit(wrong > 0)
PY
  done
}

# start_server LOG FLAGS...: sets `server` and `address`.
start_server() {
  local log=$1
  shift
  "$huiyin" serve --listen 127.0.0.1:0 "$@" 2>"$log" &
  server=$!
  for _ in $(seq 100); do
    address=$(sed -n 's/^serving .* on \(.*\);.*/\1/p' "$log")
    [ -n "$address" ] && break
    sleep 0.1
  done
}

# Tokens and TLS, as the operations page says.
a_guarded_server() {
  local server address token=0f6c1a2b3c4d5e6f7a8b
  openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -days 2 -keyout key.pem -out certificate.pem 2>/dev/null || fail "no certificate"
  printf '%s\n' "{\"token\":\"$token\",\"actor\":{\"id\":\"office-1\",\"role\":\"CONGRESS_OFFICE\"}}" \
    '{"token":"c2d1c2d1c2d1c2d1","actor":{"id":"admin-1","role":"ADMINISTRATOR"}}' >tokens.jsonl
  echo $token >my-token
  start_server guarded.log --data town --tokens tokens.jsonl --tls-certificate certificate.pem --tls-key key.pem
  local there=(--server "$address" --ca certificate.pem)
  expect_exit 0 "$huiyin" list "${there[@]}" --token-file my-token
  expect_exit 0 env http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 HUIYIN_TOKEN=$token \
    "$huiyin" list "${there[@]}"
  expect_exit 1 "$huiyin" list "${there[@]}"
  expect_said 'TOKEN_MISSING'
  expect_exit 1 "$huiyin" list "${there[@]}" --token 1111111111111111
  expect_said 'TOKEN_UNKNOWN'
  expect_exit 1 "$huiyin" list "${there[@]}" --token-file tokens.jsonl
  expect_said 'TOKEN_MALFORMED' && expect_said '令牌表'
  grep --quiet $token err && fail "a token was printed"
  expect_exit 1 env HUIYIN_TOKEN=令牌 "$huiyin" list "${there[@]}"
  expect_said 'TOKEN_MALFORMED'
  expect_exit 3 "$huiyin" list --server "$address" --token-file my-token
  expect_exit 1 "$huiyin" enrol-unit "${there[@]}" --token-file my-token --actor-id d-1 --actor-role DEPUTY \
    --unit-id u-x --name 某单位
  expect_exit 0 "$huiyin" enrol-unit "${there[@]}" --token-file my-token --unit-id u-x --name 某单位
  kill -TERM $server
  wait $server || fail "the server ended with $?"
}

# The same over TCP.
a_server() {
  local server address
  start_server serving --data served --insecure
  expect_exit 0 "$huiyin" import --server "$address" --historical --json "$town"
  expect_said '"outcomes":{"OK":731}' out
  expect_exit 0 "$huiyin" export --server "$address"
  expect_same first.jsonl out
  expect_exit 0 "$huiyin" stats --server "$address" --known-at 2020-12-31T16:00:00Z --json
  cp out over-tcp
  expect_exit 0 "$huiyin" stats --data town --known-at 2020-12-31T16:00:00Z --json
  expect_same out over-tcp
  expect_exit 3 "$huiyin" list --data served
  expect_exit 0 env http_proxy=http://127.0.0.1:1 "$huiyin" list --server "$address"
  kill -TERM $server
  wait $server || fail "the server ended with $?"
}

demo() {
  expect_exit 0 "$huiyin" demo --data demo --once
  expect_said 'satisfied' out
  expect_exit 0 "$huiyin" demo --data demo --once --lang zh
  expect_said '满意率' out
}

# To another directory and back; called from the same place, but the first time the other is not there yet.
moving() {
  expect_exit 0 "$huiyin" import --data here --historical "$town"
  "$huiyin" export --data here >moved.jsonl
  local call
  for call in first again; do
    expect_exit 0 "$huiyin" migrate --from rocksdb:here --to rocksdb:there
    expect_said "rocksdb:$PWD/there" out
  done
  expect_exit 0 "$huiyin" export --data there --personal-keys here/personal-keys
  expect_same moved.jsonl out
  expect_exit 1 "$huiyin" enrol-unit --data here --unit-id u-new --name new --kind office --actor-id office-1 \
    --actor-role CONGRESS_OFFICE
  expect_said LOG_MOVED
  expect_exit 0 "$huiyin" migrate --from rocksdb:there --to rocksdb:here --json
  expect_said '"copied":0' out
  expect_exit 1 "$huiyin" migrate --from rocksdb:there --to rocksdb:elsewhere
  expect_said LOG_MOVED
  expect_said '已迁至'
}

a_town_year
figures_at_five_moments
importing_twice
importing_after_a_kill
round_trip
hostile_files
many_bad_lines
outcomes_beside_the_input
harmless_files
rules
exit_codes
damage
errors_as_json
one_command_at_a_time
repeating_a_command
texts_from_files
reports
screens
a_server
a_guarded_server
moving
demo
[ "$failures" -eq 0 ] || { printf '%d failures\n' "$failures"; exit 1; }
echo "all is well"
