#!/usr/bin/env bats
# A real suite of some 2,600 tests, Debian's python3-testtools, through three callouts: testr and
# Python's testr have to find the same.

bats_require_minimum_version 1.5.0
load python

setup() {
  needs_python_testr
  needs_python_module testtools
  needs_python_module testscenarios
  cd "$BATS_TEST_TMPDIR"
  cat >.testr.conf <<'CONF'
[DEFAULT]
test_command=/usr/bin/python3 -m subunit.run $LISTOPT $IDOPTION testtools.tests.test_suite
test_id_option=--load-list $IDFILE
test_list_option=--list
instance_provision=./provision $INSTANCE_COUNT
instance_execute=./execute $INSTANCE_ID $COMMAND
instance_dispose=./dispose $INSTANCE_IDS
# Some of these tests mind which others ran before them in their process: keep classes together.
group_regex=([^.]+\.)+
CONF
  callout provision 'for number in $(seq "$1"); do mktemp -d "$PWD/instance-XXXXXX"; done'
  callout execute 'cd "$1" && shift && exec "$@"'
  callout dispose 'rm -r "$@"'
}

callout() {
  printf '#!/bin/sh\n%s\n' "$2" >"$1"
  chmod +x "$1"
}

# Runs the suite with program $1 and leaves `NAME.counts` and `NAME.failing`, NAME being $2.
run_suite_with() {
  "$1" init
  "$1" run --parallel --concurrency=4 >"$2.output" 2>"$2.stderr" || [ $? = 1 ]
  "$1" failing --list | sort >"$2.failing"
  counts_of "$2.output" >"$2.counts"
  rm -rf "$2.repository"
  mv .testrepository "$2.repository"
}

# "2625 failures=1, skips=117": what stays the same from run to run of the closing lines of file $1.
counts_of() {
  sed -nE 's/^Ran ([0-9]+) .*/\1/p; s/^(PASSED|FAILED) \(id=[0-9]+(, )?(.*)\)$/\1 \3/p' "$1"
}

both_find_the_same() {
  # Some of these tests give others time, and fail now and then on a busy machine.
  for _ in 1 2 3; do
    run_suite_with "$PYTHON_TESTR" theirs
    run_suite_with "$TESTR" ours
    diff theirs.failing ours.failing && break
  done
  cat theirs.counts ours.counts
  [ "$(head -n 1 theirs.counts)" -gt 2000 ]
  diff theirs.counts ours.counts
  diff theirs.failing ours.failing
  [ -z "$(find . -name 'instance-*')" ]
}

@test "testtools' suite in four instances: the same counts" {
  both_find_the_same
  [ ! -s ours.failing ]
}

@test "in instances that cannot write files: the same failing tests" {
  callout execute 'ulimit -f 0 && cd "$1" && shift && exec "$@"'
  both_find_the_same
  [ "$(wc -l <ours.failing)" -gt 20 ]
}
