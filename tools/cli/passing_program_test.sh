#!/usr/bin/env bash
# A town passes a proposal up to its county, the county answers, and the town sees the answer; another one is sent
# back. The real binary on a directory of its own. Argument: the binary.
set -uo pipefail

huiyin=$PWD/$1
. tools/cli/program_steps.sh

office() { expect_exit 0 "$huiyin" "$@" --data both --actor-id office-1 --actor-role CONGRESS_OFFICE; }
unit() { expect_exit 0 "$huiyin" "$@" --data both --actor-id road-1 --actor-role HANDLING_UNIT --actor-unit u-road; }
# As the town's deputy d-1, in the county.
lead() { expect_exit 0 "$huiyin" "$@" --data both --actor-id up:town-a:d-1 --actor-role DEPUTY; }
tick() { expect_exit 0 "$huiyin" tick --data both --lang en; }
show() { expect_exit 0 "$huiyin" show "$2" --data both --ledger "$1" --lang en; }

a_county_and_its_town() {
  local rules=(--rule-pack cn-national --time-zone Asia/Shanghai)
  expect_exit 0 "$huiyin" open-ledger --data both --ledger county-a --name 甲县 --level COUNTY "${rules[@]}"
  expect_exit 0 "$huiyin" open-ledger --data both --ledger town-a --name 石门镇 --level TOWNSHIP "${rules[@]}" \
    --parent-ledger-id county-a
  local ledger
  for ledger in county-a town-a; do
    office open-session --ledger "$ledger" --session-id s-1 --term 19 --number 8 --opens-on 2026-01-13 \
      --closes-on 2026-01-15
  done
  office seat-deputy --ledger town-a --deputy-id d-1 --name 谭守田 --group 第一代表小组
  office enrol-unit --ledger county-a --unit-id u-road --name 县交通局
  office enrol-unit --ledger town-a --unit-id u-town --name 镇村建办
}

submit_and_register() {
  office submit --ledger town-a --proposal-id "$1" --kind SUGGESTION --title 修建石门桥 --body 群众过河不便 \
    --lead-deputy-id d-1 --session-id s-1 --source CONTACT_STATION
  office register --ledger town-a --proposal-id "$1" --category 交通
}

# By the event 6 of the town.
passed_up_and_answered() {
  submit_and_register p-1
  office pass-up --ledger town-a --proposal-id p-1 --reason 属县级事权
  tick
  expect_said '2 given' out
  show county-a up:town-a:6
  expect_said '修建石门桥' out
  expect_said '谭守田' out
  expect_said 'town-a p-1, event 6' out
  office register --ledger county-a --proposal-id up:town-a:6 --category 交通
  office assign --ledger county-a --proposal-id up:town-a:6 --mode SINGLE --task u-road:LEAD
  tick
  show town-a p-1
  expect_said 'ASSIGNED on' out
  expect_said 'by 县交通局' out
  unit sign-for --ledger county-a --proposal-id up:town-a:6 --unit-id u-road
  unit reply --ledger county-a --proposal-id up:town-a:6 --unit-id u-road --document-no 甲交函9号 --signer 乔大地 \
    --result-class A --text 桥已建成
  lead evaluate --ledger county-a --proposal-id up:town-a:6 --deputy-id up:town-a:d-1 --attitude SATISFIED \
    --result BASICALLY_SATISFIED
  tick
  show town-a p-1
  expect_said 'PASSED_UP' out
  expect_said 'EVALUATED on' out
  expect_said 'class A, 甲交函9号, basically satisfied' out
  expect_said '桥已建成' out
  expect_exit 0 "$huiyin" timeline p-1 --data both --ledger town-a --lang en
  expect_said 'replied (甲交函9号), class A, solved or mostly solved: 桥已建成' out
}

# Whoever ticks again carries nothing, whoever exports gets the commands back.
nothing_doubles() {
  "$huiyin" export --data both >before
  tick
  expect_said '0 given, 0 given before' out
  "$huiyin" export --data both | cmp --silent - before || fail "a tick changed the registers"
  expect_exit 0 "$huiyin" import --data copy before
  "$huiyin" export --data copy | cmp --silent - before || fail "the export is not what was imported"
  expect_exit 0 "$huiyin" tick --data copy --lang en
  expect_said '0 given' out
  expect_exit 0 "$huiyin" verify --data both --lang en
}

# What the county does not take is the town's again.
sent_back() {
  submit_and_register p-2
  office pass-up --ledger town-a --proposal-id p-2 --reason 属县级事权
  local above
  above=up:town-a:$("$huiyin" show p-2 --data both --ledger town-a --json | python3 -c \
    'import json, sys; print(json.load(sys.stdin)["passing"]["seq"])')
  tick
  office send-back --ledger county-a --proposal-id "$above" --reason 由镇里办理更便捷
  tick
  show town-a p-2
  expect_said 'REGISTERED' out
  expect_said 'SENT_BACK on' out
  expect_said '由镇里办理更便捷' out
  show county-a "$above"
  expect_said 'SENT_BACK' out
  office assign --ledger town-a --proposal-id p-2 --mode SINGLE --task u-town:LEAD
}

# A matter counts once, where it is answered: one in the county, one in the town.
figures_of_both() {
  expect_exit 0 "$huiyin" stats --data both --subtree county-a --json
  python3 - out <<'PY' || fail "the figures of the subtree"
import json, sys
ledgers = json.load(open(sys.argv[1], encoding="utf-8"))["ledgers"]
assert {name: ledger["figures"]["ledger"]["assigned_rate"] for name, ledger in ledgers.items()} == {
    "county-a": [1, 1], "town-a": [1, 1]}
assert ledgers["county-a"]["status"] == {"EVALUATED": 1, "SENT_BACK": 1}
assert ledgers["town-a"]["status"] == {"ASSIGNED": 1, "PASSED_UP": 1}
PY
}

names_are_reserved() {
  expect_exit 1 "$huiyin" submit --data both --ledger county-a --proposal-id up:town-a:99 --kind SUGGESTION --title t \
    --body b --lead-deputy-id d-1 --session-id s-1 --source CONGRESS --actor-id office-1 --actor-role CONGRESS_OFFICE
  expect_said ID_RESERVED
}

a_county_and_its_town
passed_up_and_answered
nothing_doubles
sent_back
figures_of_both
names_are_reserved
[ "$failures" -eq 0 ]
