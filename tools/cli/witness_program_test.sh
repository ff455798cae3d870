#!/usr/bin/env bash
# Another office runs a witness: it cosigns what grows, remembers over a restart, and is not fooled by a second history.
# Arguments: the binary, lifecycle.jsonl.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
. tools/cli/program_steps.sh

start_witness() {
  start witness "$huiyin" witness --listen 127.0.0.1:0 --key witness.key --logs logs --state state
  witness=$started
  until_said 'http://127.0.0.1:' witness.err
  port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\);.*|\1|p' witness.err)
}

# Asks with nothing of ours: add_checkpoint OLD FILE prints the status; the answer is in answer.
add_checkpoint() {
  python3 - "$port" "$1" "$2" <<'PY'
import http.client, sys
port, old, note = sys.argv[1:]
connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
connection.request("POST", "/add-checkpoint", f"old {old}\n\n".encode() + open(note, "rb").read())
answer = connection.getresponse()
open("answer", "wb").write(answer.read())
print(answer.status)
PY
}

expect_status() {
  local got
  got=$(add_checkpoint "$2" "$3")
  [ "$got" = "$1" ] || fail "status $got instead of $1 for $3 from $2: $(head -n 2 answer)"
}

keys() {
  expect_exit 0 "$huiyin" key new office.example office.key
  cp out office.public
  expect_exit 0 "$huiyin" key new other.example other.key
  expect_exit 0 "$huiyin" key new --witness witness.example witness.key
  cp out witness.public
  expect_exit 0 "$huiyin" key show witness.key
  cmp --silent out witness.public || fail "another public key is shown"
  { echo '# the office of the town'; cat office.public; } >logs
  expect_exit 1 "$huiyin" witness --listen 127.0.0.1:0 --key office.key --logs logs --state state
  expect_said KEY_MALFORMED
  expect_exit 1 "$huiyin" witness --listen 127.0.0.1:0 --key witness.key --logs witness.public --state state
  expect_said 'line 1: '
}

# checkpoint DATA KEY FILE
checkpoint() {
  expect_exit 0 "$huiyin" checkpoint shimen-19 --data "$1" --checkpoint-key "$2"
  cp out "$3"
}

registers() {
  expect_exit 0 "$huiyin" import --data town --historical "$town"
  checkpoint town office.key town.checkpoint
  # The same beginning, then another history of as many records; and one that is of another office.
  head -n 300 "$town" >beginning.jsonl
  expect_exit 0 "$huiyin" import --data false --historical beginning.jsonl
  checkpoint false office.key beginning.checkpoint
  checkpoint false other.key stranger.checkpoint
}

the_witness() {
  start_witness
  expect_status 404 0 stranger.checkpoint
  expect_status 200 0 beginning.checkpoint
  expect_said '— witness.example ' answer
  expect_status 409 0 town.checkpoint
  [ "$(cat answer)" = 300 ] || fail "a conflict says the size that is known"
  expect_status 422 300 town.checkpoint
  until_said WITNESS_INCONSISTENT witness.err
  expect_exit 3 "$huiyin" witness --listen 127.0.0.1:0 --key witness.key --logs logs --state state
  expect_said WITNESS_STATE_IN_USE
  stop "$witness"
  start_witness
  expect_status 409 0 town.checkpoint
  [ "$(cat answer)" = 300 ] || fail "the restarted witness has forgotten"
  expect_status 200 300 beginning.checkpoint
  sed 's/^300$/301/' beginning.checkpoint >forged.checkpoint
  expect_status 403 300 forged.checkpoint
  head -c 70000 /dev/zero | tr '\0' x >large
  expect_status 413 300 large
  expect_status 400 300 witness.public
  stop "$witness"
}


# serve NAME DATA: a server that signs and has its checkpoints cosigned; its addresses in `server` and `tiles`.
serve() {
  start "$1" "$huiyin" serve --data "$2" --listen 127.0.0.1:0 --checkpoint-key office.key \
    --witness "http://127.0.0.1:$port=witness.public" --tiles-listen 127.0.0.1:0
  until_said '; Ctrl-C ends it' "$1.err"
  server=$(sed -n 's|.* on \(127.0.0.1:[0-9]*\); Ctrl-C.*|\1|p' "$1.err")
  tiles=$(sed -n 's|^WARNING: every record .* on \(http://[^ ]*\)$|\1|p' "$1.err")
}

# until_cosigned SIZE: the server's checkpoint has so many records and the witness's line, 30 seconds at most.
until_cosigned() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    "$huiyin" checkpoint shimen-19 --server "$server" >cosigned 2>/dev/null
    [ "$(sed -n 2p cosigned)" = "$1" ] && grep --quiet '^— witness.example ' cosigned && return
    sleep 0.3
  done
  fail "no cosigned checkpoint of $1 records: $(cat cosigned)"
}

two_histories() {
  # The register as it was on an earlier day, copied: one copy goes on as it was, the other tells it differently.
  rm -rf state
  cp -r false town-a
  cp -r false town-b
  sed '1,300!s/"comment":"[^"]*"/"comment":"as we wish it had been"/' "$town" >otherwise.jsonl
  cmp --silent "$town" otherwise.jsonl && fail "the other history is the same"
  start_witness

  serve a town-a
  local a=$started
  until_cosigned 300
  expect_exit 0 "$huiyin" import --server "$server" --historical "$town"
  until_cosigned 731
  expect_exit 0 "$huiyin" receipt shimen-19 700 --server "$server"
  expect_exit 0 "$huiyin" proof check shimen-19-700.tlog-proof --key office.public --witness witness.public --lang en
  expect_said 'cosigned by witness.example at 20' out
  sed '/^— witness.example /d' shimen-19-700.tlog-proof >uncosigned.tlog-proof
  expect_exit 0 "$huiyin" proof check uncosigned.tlog-proof --key office.public
  expect_exit 1 "$huiyin" proof check uncosigned.tlog-proof --key office.public --witness witness.public
  expect_said WITNESSES_MISSING
  tiles_over_http
  stop "$a"
  expect_exit 0 "$huiyin" verify --data town-a --key office.public

  # A witness that was away remembers, too.
  stop "$witness"
  start_witness
  serve b town-b
  local b=$started
  expect_exit 0 "$huiyin" import --server "$server" --historical otherwise.jsonl
  until_said WITNESS_SAW_TWO_HISTORIES witness.err
  until_said WITNESS_INCONSISTENT b.err
  expect_said 'ALARM' b.err
  expect_exit 0 "$huiyin" checkpoint shimen-19 --server "$server"
  [ "$(sed -n 2p out)" = 731 ] || fail "another checkpoint: $(cat out)"
  grep --quiet '^— witness.example ' out && fail "the second history was cosigned"
  stop "$b"
  compgen -G 'state/*/evidence/*.shown' >/dev/null || fail "no evidence was kept"
  stop "$witness"
}

# Byte for byte what an export writes, with headers that a cache can use.
tiles_over_http() {
  expect_said '任何人无需令牌' a.err
  expect_exit 0 "$huiyin" tiles export mirror --server "$server"
  start folder "$huiyin" tiles serve mirror --listen 127.0.0.1:0
  local folder=$started
  until_said 'http://127.0.0.1:' folder.err
  local site
  for site in "$tiles" "$(sed -n 's|.* on \(http://[^ ;]*\);.*|\1|p' folder.err)"; do
    same_tiles "$site" mirror || fail "the tiles of $site are others"
  done
  stop "$folder"
}

# same_tiles URL DIR
same_tiles() {
  python3 - "$1" "$2" <<'PY'
import os, sys, urllib.error, urllib.request
base, folder = sys.argv[1:]
os.environ["no_proxy"] = "*"
files = 0
for path, _, names in os.walk(folder):
    for name in names:
        file = os.path.join(path, name)
        where = os.path.relpath(file, folder)
        with urllib.request.urlopen(f"{base}/{where}", timeout=20) as answer:
            assert answer.read() == open(file, "rb").read(), where
            kind, cache = answer.headers["Content-Type"], answer.headers["Cache-Control"]
        if name == "checkpoint":
            assert kind == "text/plain; charset=utf-8" and cache == "no-cache", (kind, cache)
        else:
            assert kind == "application/octet-stream" and "immutable" in cache, (kind, cache)
        files += 1
assert files == 8, files  # 731 records: 3 tiles of hashes and one above, 3 bundles of entries, the checkpoint
for absent in ("", "shimen-19", "shimen-19/", "nobody/checkpoint", "shimen-19/tile/0/003", "shimen-19/tile/0/x",
               "shimen-19/../shimen-19/checkpoint"):
    try:
        urllib.request.urlopen(f"{base}/{absent}", timeout=20)
        raise SystemExit(f"{absent} is there")
    except urllib.error.HTTPError as error:
        assert error.code == 404, (absent, error.code)
PY
}

keys
registers
the_witness
two_histories
[ "$failures" -eq 0 ] || { printf '%d failures\n' "$failures"; exit 1; }
echo "all is well"
