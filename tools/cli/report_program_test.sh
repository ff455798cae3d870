#!/usr/bin/env bash
# Reports as an office makes them: the real binary on a directory of its own. Arguments: the binary, lifecycle.jsonl,
# its expected figures, docs/reports.md.
set -uo pipefail

huiyin=$PWD/$1
town=$PWD/$2
expected=$PWD/$3
page=$PWD/$4
. tools/cli/program_steps.sh

end_of_2020=2020-12-31T16:00:00Z

# What the JSON says is what was worked out by hand.
figures() {
  local moment
  for moment in 2020-06-30T16:00:00Z $end_of_2020; do
    expect_exit 0 "$huiyin" report by-unit --data town --known-at "$moment" --format json
    python3 - "$expected" "$moment" <<'PY' || fail "by-unit at $moment"
import json, sys
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == sys.argv[2]][0]["ledgers"]["shimen-19"]
got = json.load(open("out"))
ledger = got["ledgers"][0]
assert (ledger["tree_size"], ledger["local_date"]) == (wanted["known_events"], wanted["local_date"])
units = ledger["tables"]["main_unit"]
assert units.keys() == wanted["figures"]["main_unit"].keys()
for unit, row in units.items():
    assert list(row["figures"]) == got["figures"]
    for figure, value in row["figures"].items():
        assert value == wanted["figures"]["main_unit"][unit][figure], (unit, figure, value)
PY
  done
}

# With nothing of ours but the text: its SHA-256 is the digest, and the root is that of the tree.
provenance() {
  expect_exit 0 "$huiyin" report satisfaction --data town --known-at $end_of_2020 --format canonical
  cp out satisfaction.txt
  expect_exit 0 "$huiyin" report satisfaction --data town --known-at $end_of_2020 --format json
  expect_said "\"digest\":\"$(sha256sum satisfaction.txt | cut -d ' ' -f 1)\"" out
  expect_exit 0 "$huiyin" report satisfaction --data town --known-at $end_of_2020 --format table --lang en
  expect_said "$(sha256sum satisfaction.txt | cut -d ' ' -f 1)" out
  expect_said 'Satisfaction of the deputies' out
  expect_exit 0 "$huiyin" report satisfaction --data town --at-seq 730 --format json
  expect_said '"tree_size":731' out
  expect_exit 0 "$huiyin" tiles export mirror --data town --checkpoint-key office.key --json
  local root
  root=$(sed -n 3p mirror/shimen-19/checkpoint | base64 --decode | od -An -v -tx1 | tr -d ' \n')
  expect_exit 0 "$huiyin" report satisfaction --data town --at-seq 730 --format json
  expect_said "\"root_hash\":\"$root\"" out
}

formats() {
  expect_exit 0 "$huiyin" report overdue --data town --known-at 2020-06-30T16:00:00Z --format csv
  python3 - "$expected" <<'PY' || fail "the CSV"
import csv, json, sys
rows = list(csv.reader(open("out", encoding="utf-8", newline=""), strict=True))
assert len({len(row) for row in rows}) == 1
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == "2020-06-30T16:00:00Z"][0]
named = [dict(zip(rows[0], row)) for row in rows[1:]]
overdue = [(row["row"], int(row["days_overdue"])) for row in named if row["table"] == "overdue"]
assert overdue == [(o["proposal_id"], o["days_overdue"]) for o in wanted["ledgers"]["shimen-19"]["overdue"]]
PY
  expect_exit 0 "$huiyin" report handling-status --data town --known-at $end_of_2020 --format html
  python3 - <<'PY' || fail "the HTML is not well formed"
import xml.etree.ElementTree as tree
text = open("out", encoding="utf-8").read()
page = tree.fromstring(text.replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', "")
                       .replace('<meta name="viewport" content="width=device-width">', ""))
assert page.find("body/h1").text == "办理情况 How handling stands"
for table in page.iter("table"):
    assert len({len(row) for row in table.iter("tr")}) == 1
PY
  expect_exit 0 "$huiyin" report by-category --data town --known-at $end_of_2020 --format markdown --lang zh
  expect_said '# 按类别统计' out
  expect_said '| --- | ---: |' out
}

# What LibreOffice sees in the workbook is what the CSV says: as dates, numbers and percentages, not as texts.
workbook() {
  expect_exit 0 "$huiyin" report overdue --data town --known-at 2020-06-30T16:00:00Z --format xlsx --out overdue.xlsx \
    --lang zh
  [ ! -s out ] || fail "something on stdout"
  expect_exit 0 "$huiyin" report overdue --data town --known-at 2020-06-30T16:00:00Z --format xlsx --out again.xlsx \
    --lang zh
  cmp --silent overdue.xlsx again.xlsx || fail "the same report is another file"
  # 44,34,76: comma, quotes, UTF-8; the sixth of what follows writes values as they are, -1 every sheet.
  expect_exit 0 env HOME="$PWD" LC_ALL=C.UTF-8 soffice "-env:UserInstallation=file://$PWD/office" --headless \
    --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' overdue.xlsx
  python3 - "$expected" <<'PY' || fail "the workbook"
import csv, json, sys
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == "2020-06-30T16:00:00Z"][0]
wanted = wanted["ledgers"]["shimen-19"]
rows = list(csv.reader(open("overdue-逾期未答复.csv", encoding="utf-8")))
assert rows[0] == ["建议", "编号", "标题", "轮次", "办理期限", "期限标记", "逾期天数", "主办单位"], rows[0]
got = [(r[0], int(r[1]), int(r[3]), r[4], int(r[6])) for r in rows[1:]]
assert got == [(o["proposal_id"], o["number"], o["round"], o["due_on"], o["days_overdue"])
               for o in wanted["overdue"]], got
PY
  expect_exit 0 "$huiyin" report by-unit --data town --known-at $end_of_2020 --format xlsx --out units.xlsx --lang en
  python3 - "$expected" "$end_of_2020" <<'PY' || fail "the cells of the second sheet"
import json, re, sys, zipfile
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == sys.argv[2]][0]
units = wanted["ledgers"]["shimen-19"]["figures"]["main_unit"]
book = zipfile.ZipFile("units.xlsx")
texts = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
sheet = book.read("xl/worksheets/sheet2.xml").decode()
assert 'state="frozen"' in sheet
rows = []
for row in re.findall(r"<row .*?</row>", sheet, re.DOTALL):
    cells = re.findall(r'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="(\w+)")?><v>([^<]*)</v></c>', row)
    rows.append([texts[int(v)] if t == "s" else float(v) for t, v in cells])
heading = rows[0]
on_time = heading.index("on time")
assert heading[on_time - 2:on_time] == ["on time: counted", "on time: of"], heading
for row in rows[1:]:
    counted, of = units[row[0]]["on_time_rate"]
    assert row[on_time - 2:on_time] == [counted, of] and abs(row[on_time] - counted / of) < 1e-12, row
assert len(rows) == 1 + len(units)
PY
  expect_exit 2 "$huiyin" report overdue --data town --format xlsx
  expect_exit 1 "$huiyin" report overdue --data town --format xlsx --out no/such/folder/file.xlsx
  expect_said FILE_UNWRITABLE
}

# The issue's own case: evaluated in November 2020, entered in February 2021.
a_late_entry() {
  local known="--known-at $end_of_2020" as_of="--as-of $end_of_2020"
  head -n 600 "$town" >until.jsonl
  expect_exit 0 "$huiyin" import --data late --historical until.jsonl
  expect_exit 0 "$huiyin" report satisfaction --data late $known --format canonical
  cp out known-before
  expect_exit 0 "$huiyin" report satisfaction --data late $as_of --format canonical
  cp out as-of-before
  expect_exit 0 "$huiyin" list --data late --status REPLIED --json
  local proposal seq
  proposal=$(python3 -c 'import json; print(json.load(open("out"))["proposals"][0]["proposal_id"])')
  expect_exit 0 "$huiyin" show --data late "$proposal" --json
  local deputy
  deputy=$(grep --only-matching '"lead_deputy_id":"[^"]*"' out | head -n 1 | cut -d '"' -f 4)
  expect_exit 0 "$huiyin" evaluate --data late --actor-id "$deputy" --actor-role DEPUTY --deputy-id "$deputy" \
    --proposal-id "$proposal" --occurred-at 2020-11-15T02:00:00Z --attitude SATISFIED --result SATISFIED --json
  seq=$(python3 -c 'import json; print(json.load(open("out"))["seq"])')
  expect_exit 0 "$huiyin" report satisfaction --data late $known --format canonical
  cmp --silent out known-before || fail "what was known then has changed"
  expect_exit 0 "$huiyin" report satisfaction --data late $as_of --format canonical
  cmp --silent out as-of-before && fail "what had happened by then did not change"
  expect_exit 0 "$huiyin" report explain satisfaction_rate --data late --from $end_of_2020 --to-as-of $end_of_2020 \
    --format json
  expect_said "\"cause\":\"LATE_ENTRY\",\"proposal_id\":\"$proposal\"" out
  expect_said "\"seq\":$seq,\"event\":\"proposal_evaluated\"" out
  expect_exit 0 "$huiyin" report explain satisfaction_rate --data late --from $end_of_2020 --to-as-of $end_of_2020 \
    --lang zh
  expect_said '补录' out
}

opened() {
  expect_exit 0 "$huiyin" report open overdue --data town --known-at 2020-06-30T16:00:00Z --format json
  python3 - "$expected" <<'PY' || fail "the opened figure"
import json, sys
wanted = [m for m in json.load(open(sys.argv[1]))["moments"] if m["at"] == "2020-06-30T16:00:00Z"][0]
got = json.load(open("out"))
assert sorted(p["proposal_id"] for p in got["proposals"]) == sorted(
    o["proposal_id"] for o in wanted["ledgers"]["shimen-19"]["overdue"])
assert all("day_passed" in p["numerator_event"] for p in got["proposals"])
PY
  expect_exit 0 "$huiyin" report open reply_rate --data town --by main_unit --value u-road --lang en
  expect_said 'reply delivered' out
}

# Whether every proposal is answered, by the exit code alone.
standing_check() {
  expect_exit 0 "$huiyin" report unanswered --data town --known-at 2020-03-31T16:00:00Z
  expect_exit 1 "$huiyin" report unanswered --data town --known-at 2020-06-30T16:00:00Z --lang en
  expect_said PROPOSALS_UNANSWERED
  expect_said p-023 out
  expect_exit 0 "$huiyin" report coming-due --data town --known-at 2020-06-30T16:00:00Z --within-days 30 --format json
  expect_said '"within_days":30' out
  expect_exit 1 "$huiyin" report register --data town --within-days 30
  expect_said DAYS_NOT_TAKEN
}

# Whatever number stands in the sentences opens to itself, by the call that stands beside it.
sentences() {
  expect_exit 0 "$huiyin" report annual --data town --known-at $end_of_2020 --format json
  cp out annual.json
  python3 - <<'PY' >calls || fail "the annual report"
import json
ledger = json.load(open("annual.json"))["ledgers"][0]
assert ledger["session_id"] == "s-19-8"
lists = ledger["lists"]
for number in [n for p in ledger["paragraphs"] for n in p["numbers"]]:
    if "list" in number:
        rows = [r for r in lists[number["list"]] if not number["column"]
                or (r[number["column"]] or {}).get("id") == number["cell"]]
        assert str(len(rows)) == number["said"] == str(number["rows"]), number
    elif number["figure"] in ("reply_rate", "overdue", "handling_days"):
        print(number["opened_by"].replace("huiyin ", "", 1), "--format json")
assert any("件" in p["text_zh"] for p in ledger["paragraphs"])
PY
  [ "$(wc -l <calls)" -ge 5 ] || fail "$(wc -l <calls) calls"
  local call
  while read -r call; do
    expect_exit 0 "$huiyin" $call --data town </dev/null
    expect_said '"proposals":[{' out
  done <calls
  expect_exit 0 "$huiyin" report annual --data town --known-at $end_of_2020 --format markdown --lang zh
  expect_said '<sup>1</sup>' out
  expect_exit 0 "$huiyin" report half-year --data town --known-at 2020-06-30T16:00:00Z --format html
  expect_said 'class="wide"' out
  expect_exit 0 "$huiyin" report annual --data town --known-at $end_of_2020 --format xlsx --out annual.xlsx
}

mistakes() {
  expect_exit 2 "$huiyin" report weather --data town
  expect_exit 2 "$huiyin" report --data town
  expect_exit 2 "$huiyin" report open happiness --data town
  expect_exit 2 "$huiyin" report open reply_rate --data town --by main_unit
  expect_exit 1 "$huiyin" report by-unit --data town --known-at yesterday
  expect_said TIME_MALFORMED
  expect_exit 1 "$huiyin" report by-unit --data town --at-seq 731 --format json
  expect_said '"reason":"SEQ_NOT_YET"'
  expect_exit 1 "$huiyin" report explain overdue --data town --from $end_of_2020 --to 2020-06-30T16:00:00Z
  expect_said MOMENTS_OUT_OF_ORDER
  expect_exit 0 "$huiyin" report --help
  expect_said 'late entries change it' out
}

# What the page shows works, on a register that is there.
examples() {
  ln -s "$huiyin" huiyin
  cp -r town register
  python3 - "$page" <<'PY' >examples
import re, sys
for block in re.findall(r"```\n(.*?)```", open(sys.argv[1], encoding="utf-8").read(), re.DOTALL):
    for line in block.replace("\\\n", "").splitlines():
        if line.startswith("huiyin ") and "--data register" in line:
            print(line)
PY
  [ "$(wc -l <examples)" -eq 10 ] || fail "$(wc -l <examples) examples on the page"
  local example
  while read -r example; do
    PATH=$PWD:$PATH bash -o pipefail -c "$example" >out 2>err </dev/null || fail "$example: $(tail -n 2 err)"
    [ -s out ] || [ -s "${example##* }" ] || fail "nothing from: $example"
  done <examples
}

expect_exit 0 "$huiyin" key new office.example office.key
expect_exit 0 "$huiyin" import --data town --historical "$town"
figures
provenance
formats
workbook
a_late_entry
opened
standing_check
sentences
mistakes
examples
[ "$failures" -eq 0 ] || { printf '%d failures\n' "$failures"; exit 1; }
echo "all is well"
