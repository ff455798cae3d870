#!/usr/bin/env bash
# What is personal of a deputy and of a voter: readable, in no file of the register, and gone when it is erased, while
# every hash, proof, seal and figure holds. The real binary on directories of its own. Arguments: the binary,
# lifecycle.jsonl.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
. tools/cli/program_steps.sh

office=(--actor-id office-1 --actor-role CONGRESS_OFFICE)

figures() { "$huiyin" stats --data town --known-at "$at" --json; }
canonical() { "$huiyin" report deputies --data town --known-at "$at" --format canonical; }

# In no file but the keys': neither in a record, nor in a view, nor in RocksDB's own logs.
expect_nowhere() {
  local found
  found=$(grep --recursive --files-with-matches --text --fixed-strings -- "$1" town)
  [ -z "$found" ] || fail "'$1' stands in $found"
}

somebody_is_named() {
  expect_exit 0 "$huiyin" import --data town --historical "$town"
  expect_exit 0 "$huiyin" seat-deputy --data town "${office[@]}" --deputy-id d-99 --name 欧阳静思 --group 第一代表小组 \
    --contact 13912345678
  expect_exit 0 "$huiyin" submit --data town "${office[@]}" --on-behalf-of d-99 --proposal-id p-900 --kind SUGGESTION \
    --title 关于修缮村道的建议 --body 路面破损。 --lead-deputy-id d-99 --session-id s-19-8 --source RECEPTION_DAY \
    --voter v-1:慕容晓雨:13887654321
}

names_are_read_by_who_holds_the_keys() {
  expect_exit 0 "$huiyin" directory --data town --lang zh
  expect_said 欧阳静思 out
  expect_said 13912345678 out
  expect_exit 0 "$huiyin" show p-900 --data town --lang zh
  expect_said 慕容晓雨 out
  expect_said 欧阳静思 out
  expect_exit 0 "$huiyin" timeline p-900 --data town
  expect_said 欧阳静思 out
  expect_exit 0 "$huiyin" report deputies --data town --format csv
  expect_said 欧阳静思 out
  expect_exit 0 "$huiyin" export --data town
  expect_said '"name":"欧阳静思"' out
  expect_nowhere 欧阳静思
  expect_nowhere 13912345678
  expect_nowhere 慕容晓雨
  # Without the keys nobody reads them.
  mkdir --mode=700 empty
  expect_exit 0 "$huiyin" directory --data town --personal-keys "$PWD/empty" --json
  grep --quiet 欧阳静思 out && fail 'a name was read without its key'
}

erasure() {
  at=$(date --utc +%FT%T.%NZ)
  expect_exit 0 "$huiyin" report seal deputies --id before --data town --known-at "$at" "${office[@]}"
  figures >figures.before
  canonical >canonical.before
  grep --quiet d-99 canonical.before || fail 'the report does not speak of who is to be erased'
  cp --archive town/personal-keys keys.before
  expect_exit 1 "$huiyin" erase d-98 --data town "${office[@]}" --basis 本人申请
  expect_said PERSON_KEY_MISSING
  mkdir --mode=700 others
  expect_exit 1 "$huiyin" erase d-99 --data town --personal-keys "$PWD/others" "${office[@]}" --basis 本人申请
  expect_said PERSON_KEY_MISSING
  expect_exit 1 "$huiyin" erase d-99 --data town --actor-id d-99 --actor-role DEPUTY --basis 本人申请
  expect_said ROLE_NOT_ALLOWED
  local person
  for person in d-99 v-1; do
    expect_exit 0 "$huiyin" erase "$person" --data town "${office[@]}" --basis '本人申请，个人信息保护法第四十七条'
  done
  expect_exit 1 "$huiyin" erase d-99 --data town "${office[@]}" --basis 本人申请
  expect_said PERSON_ERASED
}

nothing_is_read_any_more() {
  local call
  for call in "directory --lang zh" "show p-900 --lang zh" "timeline p-900 --lang zh" "report deputies --format csv"; do
    # shellcheck disable=SC2086
    expect_exit 0 "$huiyin" $call --data town
    expect_said 已依法删除 out
    grep --quiet '欧阳静思\|慕容晓雨\|139123\|138876' out && fail "$call still tells who it was"
  done
  # Others' names stay.
  expect_exit 0 "$huiyin" directory --data town --lang zh
  expect_said 黎国安 out
}

everything_else_holds() {
  figures | cmp --silent - figures.before || fail 'erasing changed a figure'
  canonical | cmp --silent - canonical.before || fail 'erasing changed the text that a digest is taken of'
  expect_exit 0 "$huiyin" report rebuild before --data town --lang en
  expect_said 'equal: deputies' out
  expect_exit 0 "$huiyin" verify --data town --lang en
  expect_said ': 0 faults' out
}

# The export says what is still known, and its copy says the same.
an_export_goes_round() {
  expect_exit 0 "$huiyin" export --data town
  cp out exported.jsonl
  grep --quiet '欧阳静思\|慕容晓雨' exported.jsonl && fail 'the export names who was erased'
  expect_said '"encrypted":' exported.jsonl
  expect_said 黎国安 exported.jsonl
  expect_exit 0 "$huiyin" import --data copy --historical exported.jsonl
  expect_exit 0 "$huiyin" export --data copy
  cmp out exported.jsonl || fail 'the copy exports something else'
  expect_exit 0 "$huiyin" directory --data copy --lang zh
  expect_said 已依法删除 out
}

# As after a crash between the record and the key, or an old copy of the keys: the next start finds it.
a_key_that_came_back_is_destroyed() {
  rm --recursive town/personal-keys
  cp --archive keys.before town/personal-keys
  expect_exit 0 "$huiyin" show p-900 --data town --lang zh
  expect_said 已依法删除 out
  grep --quiet 慕容晓雨 out && fail 'a key that came back opened what was erased'
  [ "$(grep --count --extended-regexp '^(d-99|v-1).-{88}$' town/personal-keys/shimen-19)" = 2 ] ||
    fail 'a key that came back was not destroyed'
  rm --recursive town/personal-keys
  cp --archive keys.before town/personal-keys
  expect_exit 0 "$huiyin" export --data town --ledger shimen-19
  cmp out exported.jsonl || fail 'a key that came back opened an export'
}

nobody_else_is_let_in() {
  expect_exit 1 "$huiyin" seat-deputy --data town "${office[@]}" --deputy-id d-99 --name 欧阳静思 --group 第一代表小组
  expect_said PERSON_ERASED
  # Nobody can tell what is in a box that somebody brings along.
  grep --max-count=1 '"deputy_id":"d-01"' exported.jsonl |
    sed 's/"command_id":"[^"]*"/"command_id":"x"/; s/"name":"[^"]*"/"encrypted":"5byg5LiJ"/' >box.jsonl
  expect_exit 1 "$huiyin" import --data town box.jsonl
  expect_said BOX_NOT_OURS
  chmod 755 town/personal-keys
  expect_exit 1 "$huiyin" directory --data town
  expect_said PERSON_KEYS_READABLE
}

somebody_is_named
names_are_read_by_who_holds_the_keys
erasure
nothing_is_read_any_more
everything_else_holds
an_export_goes_round
a_key_that_came_back_is_destroyed
nobody_else_is_let_in
[ "$failures" -eq 0 ]
