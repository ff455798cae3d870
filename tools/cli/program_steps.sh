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
