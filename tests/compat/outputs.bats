#!/usr/bin/env bats
# The same streams loaded by both programs: both have to say the same of them, letter for letter.

bats_require_minimum_version 1.5.0
load python

setup() {
  needs_python_testr
  needs_python_module subunit
  mkdir "$BATS_TEST_TMPDIR"/{theirs,ours}
  cd "$BATS_TEST_TMPDIR"
  for side in theirs ours; do
    printf '[DEFAULT]\ntest_command=false\n' >$side/.testr.conf
    on $side init
  done
}

# Runs the program of side $1 (theirs, ours) in its folder with the arguments that follow.
on() {
  local program=$TESTR
  [ "$1" = ours ] || program=$PYTHON_TESTR
  (cd "$1" && "$program" "${@:2}" 2>"../$1.stderr")
}

# Loads into both what make-stream makes of the arguments.
loaded() {
  "$BATS_TEST_DIRNAME/make-stream" "$@" >stream
  for side in theirs ours; do
    on $side load <stream >$side.load || [ $? = 1 ]
  done
}

# Both give the same output and the same status.
same() {
  for side in theirs ours; do
    local status=0
    on $side "$@" >$side.output || status=$?
    echo "status $status" >>$side.output
  done
  diff theirs.output ours.output
}

@test "last, when all passed" {
  loaded 1 20 success
  same last
}

@test "last, with failures and skips, and their blocks" {
  loaded 2 40 success fail skip xfail
  grep -q '^FAIL: ' ours.load
  diff theirs.load ours.load
  same last
}

@test "last, with what changed since the run before" {
  loaded 3 40 success fail skip
  loaded 4 50 success skip fail
  diff theirs.load ours.load
  same last
  grep -q '^Ran 50 (+10) tests' ours.output
}

@test "failing, after a run that mends some and breaks others" {
  loaded 5 40 success fail
  loaded 6 40 success fail
  same failing
  for side in theirs ours; do # ours is sorted
    on $side failing --list | sort >$side.failing
  done
  diff theirs.failing ours.failing
  grep -q '^package' ours.failing
}

@test "failing, when nothing is" {
  loaded 7 10 success
  same failing
}

@test "slowest, ten of them and all" {
  loaded 8 30 success fail
  same slowest
  same slowest --all
}

@test "stats" {
  same stats
  loaded 9 5 success
  loaded 10 5 success
  same stats
}

# Theirs drops tags and rewrites times and types on the way to its repository, so it is ours and
# what was loaded that have to be the same.
@test "the stored stream holds the events of the one that was loaded" {
  loaded 11 20 success fail skip xfail
  events <stream >loaded.events
  { on ours last --subunit || [ $? = 1 ]; } | events >ours.events
  diff loaded.events ours.events
  [ "$(wc -l <ours.events)" -gt 40 ]
}

# The events of a stream, a line each, in order.
events() {
  "$PYTHON" -c '
import sys, subunit, testtools
class Print(testtools.StreamResult):
    def status(self, **event):
        content = event.pop("file_bytes", None)
        print(sorted((key, str(value)) for key, value in event.items() if value), content)
subunit.ByteStreamToStreamResult(sys.stdin.buffer).run(Print())'
}
