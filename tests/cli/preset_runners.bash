# The presets with their real runners, on the projects in examples/. A runner that is not installed
# (tools/setup --runners) is skipped.

EXAMPLES=$TESTR_SOURCE/examples

# Runners see nothing of the bats that runs this.
setup() {
  PATH=$(sed -E 's,[^:]*/bats-core:,,g' <<<"$PATH")
  printf '#!/bin/sh\nexec env -i PATH="$PATH" HOME=%s RUSTUP_HOME=%s LC_ALL=C.UTF-8 TMPDIR=%s %s "$@"\n' \
    "$BATS_TEST_TMPDIR" "${RUSTUP_HOME:-$HOME/.rustup}" "$BATS_TEST_TMPDIR" "$TESTR" \
    >"$BATS_TEST_TMPDIR/testr"
  chmod +x "$BATS_TEST_TMPDIR/testr"
  TESTR=$BATS_TEST_TMPDIR/testr
}

# A copy of the example, without a configuration, in the current folder: `init` picks the preset.
example() {
  local name=$1 tool=$2 config=$3
  command -v "$tool" >/dev/null || skip "$tool is not installed"
  cp -r "$EXAMPLES/$name" "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  rm -f .testr.conf
  testr init
  [ "$status" = 0 ]
  [[ $output == "found "*": preset=$name" ]]
  [ "$(cat .testr.conf)" = "[DEFAULT]
preset=$name${config:+
$config}" ]
}

# The ids that `list-tests` prints are the lines of stdin; it ends with the status, for what cannot
# be loaded is told.
lists() {
  testr list-tests
  [ "$status" = "$1" ]
  diff <(sort) <(sort <<<"$output")
}

# The ids that fail after `run` are the lines of stdin.
fails() {
  testr run "$@"
  [ "$status" = 1 ]
  diff <(sort) <("$TESTR" failing --list | sort)
}

# Each listed id that matches the regular expression, run alone, gives a result of that id (or within it), and of no other.
goes_round() {
  "$TESTR" list-tests 2>/dev/null | grep -E "$1" >ids
  while IFS= read -r id; do
    "$TESTR" run "$id" >/dev/null 2>&1 </dev/null || true
    sqlite3 .testrepository/index.db 'SELECT name FROM results JOIN tests ON tests.id = test
      WHERE run = (SELECT max(number) FROM runs)' >ran
    grep -qxF -- "$id" ran
    refute awk -v id="$id" '$0 != id && index($0, id " > ") != 1 && index($0, id "/") != 1 { found = 1 }
      END { exit !found }' ran
  done <ids
}

# All of it: the example $1, run by $2, with $3 in its configuration, has the tests $4, of which $5
# fail; those that match $6 run alone.
small() {
  example "$1" "$2" "$3"
  lists 0 <<<"$4"
  fails --serial <<<"$5"
  goes_round "${6:-.}"
}

# A copy of the example $1, which has to be built for init to see what it is: by the rest.
built() {
  command -v "$2" >/dev/null || skip "$2 is not installed"
  cp -r "$EXAMPLES/$1" "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  shift
  "$@"
}
