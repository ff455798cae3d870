# For tests of the real binary, which source it: a directory of their own, and steps that count what fails. The test
# ends with `[ "$failures" -eq 0 ]`.
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
  [ "$got" -eq "$code" ] || fail "exit code $got instead of $code: ${*//$PWD\//}"$'\n'"$(tail -n 5 out err)"
}

# expect_said TEXT [FILE]: on stderr, unless FILE is another.
expect_said() {
  grep --quiet --fixed-strings -- "$1" "${2:-err}" || fail "'$1' is not in ${2:-err}: $(head -n 5 "${2:-err}")"
}

# What was started in the background ends with the test.
running=()
trap 'for one in "${running[@]}"; do kill "$one" 2>/dev/null; done; wait' EXIT

# until_said TEXT FILE: waits, 30 seconds at most.
until_said() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    grep --quiet --fixed-strings -- "$1" "$2" 2>/dev/null && return
    sleep 0.05
  done
  fail "'$1' did not come in $2: $(tail -n 5 "$2")"
}

# start NAME COMMAND...: in the background, what it says on stderr in NAME.err; its process in `started`.
start() {
  local name=$1
  shift
  # Emptied first: what an earlier one said must not be taken for this one's.
  : >"$name.err"
  "$@" 2>>"$name.err" &
  started=$!
  running+=("$started")
}

# stop PROCESS: as Ctrl-C does; it must end well.
stop() {
  kill -TERM "$1"
  wait "$1" || fail "it ended with exit code $?"
}
