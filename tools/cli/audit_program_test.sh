#!/usr/bin/env bash
# What somebody does who trusts nobody: receipts, checked without the register; a directory verified after it was
# damaged, changed, rolled back. Arguments: the binary, lifecycle.jsonl.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
. tools/cli/program_steps.sh

keys() {
  expect_exit 0 "$huiyin" key new office.example office.key
  cp out office.public
  expect_said 'office.example+' out
  [ "$(stat --format=%a office.key)" = 600 ] || fail "others may read the key"
  expect_exit 1 "$huiyin" key new office.example office.key
  expect_said FILE_EXISTS
  expect_exit 0 "$huiyin" key show office.key
  cmp --silent out office.public || fail "another public key is shown"
  expect_exit 0 "$huiyin" key show office.key --ledger shimen-19
  expect_said 'office.example/shimen-19+' out
  expect_exit 0 "$huiyin" key new other.example other.key
  cp out other.public
}

# The proof by the words of RFC 9162 §2.1.3.2, with nothing of ours.
receipts() {
  expect_exit 0 "$huiyin" import --data town --historical "$town"
  expect_exit 1 "$huiyin" receipt shimen-19 120 --data town
  expect_said NO_CHECKPOINT_KEY
  expect_exit 0 "$huiyin" receipt shimen-19 120 --data town --checkpoint-key office.key --lang en
  expect_said 'shimen-19-120.tlog-proof' out
  expect_exit 1 "$huiyin" receipt shimen-19 120 --data town
  expect_said FILE_EXISTS
  expect_exit 1 "$huiyin" receipt shimen-19 731 --data town
  expect_said SEQ_NOT_YET
  expect_exit 0 "$huiyin" proof check shimen-19-120.tlog-proof --key office.public --lang en
  expect_said 'event 120 is among the 731 records that office.example/shimen-19 signed for' out
  expect_exit 0 "$huiyin" proof check shimen-19-120.tlog-proof --key "$(cat office.public)" --json
  expect_said '"tree_size":731' out
  expect_exit 0 "$huiyin" checkpoint shimen-19 --data town
  cp out checkpoint
  python3 - <<'PY' || fail "the proof is not the RFC's"
import base64, hashlib
head, note = open("shimen-19-120.tlog-proof", encoding="utf-8").read().split("\n\n", 1)
lines = head.split("\n")
assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[2] == "index 120", lines[:3]
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
fn, sn, r = 120, 730, sha(b"\0", base64.b64decode(lines[1].split(" ")[1]))
for p in map(base64.b64decode, lines[3:]):
    if fn & 1 or fn == sn:
        r = sha(b"\1", p, r)
        while not fn & 1 and fn:
            fn, sn = fn >> 1, sn >> 1
    else:
        r = sha(b"\1", r, p)
    fn, sn = fn >> 1, sn >> 1
origin, size, root = note.split("\n")[:3]
assert (origin, size) == ("office.example/shimen-19", "731") and sn == 0 and base64.b64decode(root) == r
assert note == open("checkpoint", encoding="utf-8").read()
PY
}

forged_receipts() {
  expect_exit 1 "$huiyin" proof check shimen-19-120.tlog-proof --key other.public
  expect_said CHECKPOINT_OF_ANOTHER_LOG
  sed 's/^index 120$/index 121/' shimen-19-120.tlog-proof >forged.tlog-proof
  expect_exit 4 "$huiyin" proof check forged.tlog-proof --key office.public
  sed 's/^731$/732/' shimen-19-120.tlog-proof >forged.tlog-proof
  expect_exit 4 "$huiyin" proof check forged.tlog-proof --key office.public
  expect_said NOTE_SIGNATURE_WRONG
}

verification() {
  expect_exit 0 "$huiyin" verify --data town --key office.public --lang en
  expect_said '731 records of 1 ledger and their views: 0 faults' out
  expect_exit 4 "$huiyin" verify --data town --key other.public
  expect_said CHECKPOINT_OF_ANOTHER_LOG out

  # A byte of the largest table, that of the records.
  cp -r town damaged
  local table
  table=$(find damaged/log -name '*.sst' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
  printf '\xff\xfe' | dd of="$table" bs=1 seek=5000 conv=notrunc status=none
  expect_exit 4 "$huiyin" verify --data damaged --lang en
  expect_said 'ledger shimen-19, seq ' out
  expect_said FAULTS_FOUND

  # The whole log of an earlier day, under the checkpoint of today.
  head -n 300 "$town" >earlier.jsonl
  expect_exit 0 "$huiyin" import --data earlier --personal-keys town/personal-keys --historical earlier.jsonl
  cp -r town/checkpoints earlier/
  expect_exit 4 "$huiyin" verify --data earlier
  expect_said CHECKPOINT_CONTRADICTED out
  expect_exit 4 "$huiyin" receipt shimen-19 299 --data earlier --checkpoint-key office.key --out never.tlog-proof
  expect_said CHECKPOINT_CONTRADICTED
}

# Grown in two steps it is what it would be in one, and its root is that of its entries.
tiles() {
  expect_exit 0 "$huiyin" import --data growing --personal-keys town/personal-keys --historical earlier.jsonl
  expect_exit 0 "$huiyin" tiles export mirror --data growing --checkpoint-key office.key --json
  expect_said '"tree_size":300' out
  expect_exit 0 "$huiyin" import --data growing --personal-keys town/personal-keys --historical "$town"
  expect_exit 0 "$huiyin" tiles export mirror --data growing --checkpoint-key office.key --json
  expect_said '"tree_size":731' out
  expect_exit 0 "$huiyin" tiles export fresh --data town --json
  local file
  while read -r file; do
    cmp --silent "fresh/$file" "mirror/$file" || fail "the mirror's $file is another"
  done < <(cd fresh && find . -type f)
  [ -e mirror/shimen-19/tile/0/001.p ] && fail "a part of a full tile stayed"
  python3 - <<'PY' || fail "the tiles do not fit the checkpoint"
import base64, glob, hashlib
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
def mth(d):
    if len(d) == 1: return sha(b"\0", d[0])
    k = 1 << (len(d) - 1).bit_length() - 1
    return sha(b"\1", mth(d[:k]), mth(d[k:]))
entries = []
for part in ("000", "001", "002.p/219"):
    bundle = open("fresh/shimen-19/tile/entries/" + part, "rb").read()
    while bundle:
        size = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2:2 + size])
        bundle = bundle[2 + size:]
origin, size, root = open("fresh/shimen-19/checkpoint", encoding="utf-8").read().split("\n")[:3]
assert len(entries) == int(size) == 731 and mth(entries) == base64.b64decode(root)
PY
  # A register that no longer extends what the mirror holds.
  rm -r earlier/checkpoints
  expect_exit 4 "$huiyin" tiles export mirror --data earlier --checkpoint-key office.key
  expect_said PROOF_WRONG
  expect_exit 1 "$huiyin" tiles export mirror --data growing --checkpoint-key other.key
  expect_said FOLDER_OF_SOMETHING_ELSE
}

# Anyone's check of what a register shows: a folder, a site, a running server; and of what somebody did to a mirror.
mirrors() {
  expect_exit 0 "$huiyin" verify --tiles fresh --key office.public --lang en
  expect_said '731 records of 1 ledger and their signatures: 0 faults' out
  expect_exit 0 "$huiyin" verify --tiles fresh --lang en
  expect_said 'give --key' out
  expect_exit 4 "$huiyin" verify --tiles fresh --key other.public
  expect_said CHECKPOINT_OF_ANOTHER_LOG out
  expect_exit 2 "$huiyin" verify --tiles fresh --data town
  expect_exit 1 "$huiyin" verify --tiles nowhere
  expect_said FILE_UNREADABLE

  local address
  start site "$huiyin" tiles serve fresh --listen 127.0.0.1:0
  until_said '; Ctrl-C ends it' site.err
  address=$(sed -n 's|.* on http://\(127.0.0.1:[0-9]*\); Ctrl-C.*|\1|p' site.err)
  expect_exit 0 "$huiyin" verify --tiles "http://$address" --ledger shimen-19 --key office.public --json
  expect_said '"records":731,"faults":0,"signatures":true' out
  expect_exit 1 "$huiyin" verify --tiles "http://$address"
  expect_said LEDGER_NOT_NAMED
  stop "$started"
  start node "$huiyin" serve --data town --listen 127.0.0.1:0 --timekeeper off
  until_said '; Ctrl-C ends it' node.err
  address=$(sed -n 's|.* on \(127.0.0.1:[0-9]*\); Ctrl-C.*|\1|p' node.err)
  expect_exit 0 "$huiyin" verify --server "$address" --key office.public --lang en
  expect_said '731 records of 1 ledger and their signatures: 0 faults' out
  stop "$started"

  # A letter of record 300 changed; in its leaf as well, so that the tree tells; two records swapped; one gone.
  python3 - <<'PY' || fail "cannot change the mirrors"
import hashlib, os, shutil
ENTRIES, LEAVES = "/shimen-19/tile/entries/001", "/shimen-19/tile/0/001"
def change(name, edit):
    shutil.copytree("fresh", name)
    bundle, entries = open(name + ENTRIES, "rb").read(), []
    while bundle:
        size = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2:2 + size])
        bundle = bundle[2 + size:]
    edit(entries)
    open(name + ENTRIES, "wb").write(b"".join(len(e).to_bytes(2, "big") + e for e in entries))
    return entries
def letter(entries):
    entries[44] = entries[44][:-1] + bytes([entries[44][-1] ^ 1])
def swap(entries):
    entries[10], entries[11] = entries[11], entries[10]
change("changed", letter)
entries = change("regrown", letter)
open("regrown" + LEAVES, "wb").write(b"".join(hashlib.sha256(b"\0" + e).digest() for e in entries))
change("swapped", swap)
change("shorter", lambda entries: entries.pop())
PY
  expect_exit 4 "$huiyin" verify --tiles changed --key office.public --lang en
  expect_said 'ledger shimen-19, seq 300: the record is not the one that its tree holds [TREE_DIFFERS]' out
  expect_exit 4 "$huiyin" verify --tiles regrown --key office.public --lang en
  expect_said CHECKPOINT_CONTRADICTED out
  expect_exit 4 "$huiyin" verify --tiles swapped --key office.public --lang en
  expect_said 'ledger shimen-19, seq 266: the record there is that of ledger shimen-19, seq 267 [RECORD_DAMAGED]' out
  expect_exit 4 "$huiyin" verify --tiles shorter --key office.public --lang zh
  expect_said '登记册 shimen-19 第 256 条：该条及其后 255 条无法读取' out
  rm fresh/shimen-19/tile/1/000.p/2
  expect_exit 4 "$huiyin" verify --tiles fresh --key office.public --lang en
  expect_said 'its tree is not that of its records at tile/1/000.p/2' out
}

keys
receipts
forged_receipts
verification
tiles
mirrors
[ "$failures" -eq 0 ] || { printf '%d failures\n' "$failures"; exit 1; }
echo "all is well"
