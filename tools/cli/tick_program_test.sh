#!/usr/bin/env bash
# What time makes due, given once: the real binary on a directory of its own. Arguments: the binary, lifecycle.jsonl.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
. tools/cli/program_steps.sh

expect_exit 0 "$huiyin" import --data town --historical "$town"

# Imported history is left alone.
expect_exit 0 "$huiyin" tick --data town --json
expect_said '"given":0,' out

# On the last day p-072 is in its second round since 2021-10-11: two months end on a Saturday, so on 2021-12-13; and
# every promise of the file has passed, since lifecycle.jsonl keeps none.
expect_exit 0 "$huiyin" tick --data town --historical --at 2022-01-05T09:00:00+08:00 --json
python3 - "$town" <<'PY' || fail "what was given"
import json, sys
promises = set()
for line in open(sys.argv[1], encoding="utf-8"):
    reply = json.loads(line).get("reply", {})
    for promise in reply.get("commitments", []):
        promises.add(f't:missed:{reply["proposal_id"]}:{promise["commitment_id"]}:{promise["due_on"]}')
*orders, counts = [json.loads(line) for line in open("out", encoding="utf-8")]
assert all(order["outcome"] == "OK" for order in orders), orders
assert {order["command_id"] for order in orders} == promises | {
    "t:overdue:p-072:u-school:2:2021-12-13", "t:urge:p-072:u-school:2:2021-12-13:first"}, orders
assert counts["given"] == len(orders) == len(promises) + 2, counts
PY
expect_exit 0 "$huiyin" timeline --data town p-072 --lang zh
expect_said '催办' out

# Once: not again on that day, nor on a later one, but for the next urge.
expect_exit 0 "$huiyin" tick --data town --historical --at 2022-01-05T23:00:00+08:00 --json
expect_said '"given":0,' out
expect_exit 0 "$huiyin" tick --data town --historical --at 2022-01-15T00:00:00+08:00 --lang en
expect_said 't:urge:p-072:u-school:2:2021-12-13:2022-01-05  OK' out
expect_said '1 given, 0 given before, 0 moot, 0 waiting' out
expect_exit 0 "$huiyin" verify --data town

# Wrong calls.
expect_exit 1 "$huiyin" tick --data town --at 2999-01-01T00:00:00Z
expect_said 'TIME_IN_FUTURE'
expect_exit 1 "$huiyin" tick --data nowhere
expect_said 'NO_REGISTER_HERE'
expect_exit 2 "$huiyin" tick --data town --announce-days 1000
expect_exit 2 "$huiyin" serve --data town --timekeeper perhaps

[ "$failures" -eq 0 ]
