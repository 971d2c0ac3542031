#!/usr/bin/env bats
# testr failing

bats_require_minimum_version 1.5.0
load helper

@test "failing shows the tests that fail, with their blocks" {
  project pass.a fail.b fail.c
  "$TESTR" run || true
  testr failing
  [ "$status" = 1 ]
  [ "$(timeless)" = "$RULE
FAIL: fail.b
tags: worker-0
$THIN_RULE
fail.b: as it should
$RULE
FAIL: fail.c
tags: worker-0
$THIN_RULE
fail.c: as it should
Ran 2 tests
FAILED (id=0, failures=2)" ]
}

@test "failing --list shows only their ids" {
  project fail.b pass.a fail.c
  "$TESTR" run || true
  testr failing --list
  [ "$status" = 1 ]
  [ "$output" = "fail.b
fail.c" ]
}

@test "nothing failing is status 0" {
  project pass.a
  "$TESTR" run
  testr failing
  [ "$status" = 0 ]
  [ "$output" = "PASSED (id=0)" ]
  testr failing --list
  [ "$status" = 0 ]
  [ -z "$output" ]
}

@test "failing --subunit gives the failures as a stream" {
  project pass.a fail.b
  "$TESTR" run || true
  run -1 bash -c '"$TESTR" failing --subunit >stream'
  "$TESTR" load stream || true
  testr last
  [[ $(timeless) == *"FAIL: fail.b"*"Ran 1 (-1) tests"* ]]
}

@test "a run of some tests changes only those it ran" {
  project fail.a fail.b
  "$TESTR" run || true
  "$RUNNER" suite >/dev/null # still there, and failing
  suite pass.c fail.b
  "$TESTR" run pass
  testr failing --list
  [ "$output" = "fail.a
fail.b" ]
}

@test "a full run forgets tests that are gone" {
  project fail.a fail.b
  "$TESTR" run || true
  suite fail.b pass.c
  "$TESTR" run || true
  testr failing --list
  [ "$output" = fail.b ]
}

@test "an unexpected success fails" {
  project uxsuccess.a pass.b
  testr run
  [ "$status" = 1 ]
  [ "${lines[1]}" = "UNEXPECTED SUCCESS: uxsuccess.a" ]
  [ "${lines[-1]}" = "FAILED (id=0, failures=1)" ]
  testr failing --list
  [ "$output" = uxsuccess.a ]
}
