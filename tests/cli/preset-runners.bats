#!/usr/bin/env bats
# The presets with their real runners, on the projects in examples/. A runner that is not installed
# (tools/setup --runners) is skipped.

bats_require_minimum_version 1.5.0
load helper

EXAMPLES=$TESTR_SOURCE/examples

# Runners see nothing of the bats that runs this.
setup() {
  PATH=$(sed -E 's,[^:]*/bats-core:,,g' <<<"$PATH")
  printf '#!/bin/sh\nexec env -i PATH="$PATH" HOME=%s LC_ALL=C.UTF-8 TMPDIR=%s %s "$@"\n' \
    "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR" "$TESTR" >"$BATS_TEST_TMPDIR/testr"
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

@test "pytest: lists, runs, fails what fails, and runs each test alone" {
  example pytest pytest
  lists 3 <<'EOS'
test_exits.py::test_before
test_exits.py::test_crash
test_exits.py::test_exit
test_exits.py::test_pass
test_sample.py::TestClass::test_noise
test_sample.py::test_fail
test_sample.py::test_names[$(date)]
test_sample.py::test_names[-k]
test_sample.py::test_names[]
test_sample.py::test_names[[x::y]]
test_sample.py::test_names[a b]
test_sample.py::test_names[it's]
test_sample.py::test_skip
EOS
  fails --concurrency=2 <<'EOS'
test_broken.py
test_exits.py::test_crash
test_exits.py::test_exit
test_sample.py::test_fail
EOS
  goes_round '\[|crash'
}

@test "go: lists, runs, fails what fails, and runs each test alone" {
  example go go
  lists 3 <<'EOS'
example.com/sample/add.ExampleAdd
example.com/sample/add.TestFail
example.com/sample/add.TestNoise
example.com/sample/add.TestPass
example.com/sample/add.TestPassLonger
example.com/sample/add.TestSkip
example.com/sample/exits.TestBefore
example.com/sample/exits.TestCrash
example.com/sample/exits.TestExit
example.com/sample/exits.TestPass
EOS
  fails --concurrency=2 <<'EOS'
example.com/sample/add.TestFail
example.com/sample/broken
example.com/sample/exits.TestCrash
example.com/sample/exits.TestExit
EOS
  goes_round 'PassL|Pass$|Example'
  rm -r broken
  testr run
  [[ $("$TESTR" failing --list) != *broken* ]]
}

@test "bats: lists, runs, fails what fails, and runs each file alone" {
  example bats bats
  lists 0 <<'EOS'
basic.bats
exits.bats
more/passes.bats
EOS
  fails --concurrency=2 <<'EOS'
basic.bats
basic.bats > fails
exits.bats
exits.bats > exits
exits.bats > test 2
EOS
  goes_round .
  testr run --failing
  [[ $output == *"Ran "*"FAILED"* ]]
  testr run basic.bats
  [[ $output == *"FAIL: basic.bats > fails"*"Ran 5 "* ]]
}
