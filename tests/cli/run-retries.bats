#!/usr/bin/env bats
# testr run: tests that fail are run again, and when failures end it

bats_require_minimum_version 1.5.0
load helper

@test "a test that passes when it is run again is flaky: counted, listed, stored, status 0" {
  project pass.a flaky.b fail.c
  testr run --retries=1 b
  [ "$status" = 0 ]
  [ "$(timeless)" = "$RULE
FLAKY: flaky.b
tags: testr.retry worker-0
$THIN_RULE
flaky.b: as it should
Ran 1 tests
PASSED (id=0, flaky=1)" ]
  [ "$stderr" = "testr: 1 test failed and passed when run again:
  flaky.b" ]
  shown=$output
  testr last
  [ "$status" = 0 ]
  [ "$output" = "$shown" ]
  testr failing --list
  [ -z "$output" ]
}

@test "tests that failed are run again after the rest, and only they" {
  project flaky.a pass.b flaky2.c pass.d
  testr run --retries=2
  [ "$status" = 0 ]
  [ "$(sed 's/^[0-9]*: //' executions)" = "flaky.a pass.b flaky2.c pass.d
flaky.a flaky2.c
flaky2.c" ]
  [[ $(timeless) == *"
Ran 4 tests
PASSED (id=0, flaky=2)" ]]
}

@test "a test that fails each time is one failure, shown once" {
  project pass.a fail.b
  testr run --retries=2
  [ "$status" = 1 ]
  [ "$(grep -c "FAIL: fail.b" <<<"$output")" = 1 ]
  [[ $(timeless) == *"
Ran 2 tests
FAILED (id=0, failures=1)" ]]
  [ "$(executions)" = 3 ]
  testr last
  [ "$(grep -c "FAIL: fail.b" <<<"$output")" = 1 ]
  testr failing
  [ "$(grep -c "FAIL: fail.b" <<<"$output")" = 1 ]
  testr failing --list
  [ "$output" = fail.b ]
}

@test "--flaky=fail makes a flaky test fail the run, which last knows, and not the test" {
  project pass.a flaky.b
  testr run --retries=1 --flaky=fail
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, flaky=1)" ]]
  testr last
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, flaky=1)" ]]
  testr failing --list
  [ -z "$output" ]
}

@test "the keys retries and flaky do what the options do" {
  project flaky.a
  configure retries=1 flaky=fail
  testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, flaky=1)" ]]
  rm flaky.a.times
  testr run --flaky=pass
  [ "$status" = 0 ]
  rm flaky.a.times
  testr run --retries=0
  [ "$status" = 1 ]
}

@test "tests that crash, hang or end the runner are run again, too" {
  project crashfirst.a pass.b hangfirst.c
  testr run --retries=1 --test-timeout=1s --kill-grace=0
  [ "$status" = 0 ]
  [[ $(timeless) == *"PASSED (id=0, flaky=2)" ]]
}

@test "a test that is skipped when it is run again has failed" {
  project skiplater.a
  testr run --retries=3
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAIL: skiplater.a"*"FAILED (id=0, failures=1)" ]]
  [ "$(executions)" = 4 ]
  testr failing --list
  [ "$output" = skiplater.a ]
}

@test "a test is run again in another instance" {
  project flaky.a
  with_instances
  # Both are there before anything runs.
  cat >provision <<'EOF'
#!/bin/sh
mkdir -p instances/i0 instances/i1
printf 'i0\ni1\n'
EOF
  testr run --concurrency=2 --retries=1
  [ "$status" = 0 ]
  # The listing and the first attempt in one, the second attempt in the other.
  [ "$(grep ^execute callouts | sort | uniq -c | awk '{ print $1 }' | sort)" = "1
2" ]
  place=$(sqlite3 .testrepository/index.db "SELECT outcome || ' ' || attempt || ' ' || instance
    FROM results JOIN executions USING (run, execution)")
  [ "$place" = "flaky 2 $(grep ^execute callouts | tail -1 | cut -d' ' -f2)" ]
}

@test "an index that is made anew from the streams says the same of flaky tests" {
  project pass.a flaky.b fail.c
  "$TESTR" run --retries=1 --flaky=fail || true
  testr fsck
  [ "$status" = 0 ]
  testr last
  shown=$output
  rm .testrepository/index.db*
  testr last
  [ "$status" = 1 ]
  [ "$output" = "$shown" ]
}

@test "--subunit tells of both attempts, tagged, and the stream can be loaded" {
  project flaky.a
  run -0 bash -c '"$TESTR" run --retries=1 --subunit >stream'
  [ "$(strings stream | grep -c testr.retry)" = 1 ]
  [ "$(strings stream | grep -c testr.flaky)" = 1 ]
  testr load stream
  [ "$status" = 0 ]
  [[ $(timeless) == *"FLAKY: flaky.a"*"PASSED (id=1, flaky=1)" ]]
}

@test "tests cannot be run again where they cannot be chosen" {
  project pass.a
  printf '[DEFAULT]\ntest_command=true\n' >.testr.conf
  testr run --retries=1
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot list the tests: "* ]]
}

@test "--max-failures stops the run: the rest is not run, and what is known of it stays" {
  project pass.a fail.b fail.c fail.d pass.e
  "$TESTR" run || true
  testr run --isolated --max-failures=2
  [ "$status" = 1 ]
  # The slowest go first, so how many of those that pass have run is not known.
  [[ $(timeless) =~ 'FAILED (id=1, failures=2'.*', not-run='([123])')'$ ]]
  [[ $stderr == "testr: stopped because of failures: ${BASH_REMATCH[1]} of 5 tests "* ]]
  testr last
  [ "$status" = 1 ]
  [[ $output != *interrupted* ]]
  testr failing --list
  [ "$output" = "fail.b
fail.c
fail.d" ]
  testr fsck
  [ "$status" = 0 ]
}

@test "--fail-fast stops at the first failure, and ends what runs" {
  project fail.a hang.b
  testr run --fail-fast
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, failures=1, not-run=1)" ]]
}

@test "--fail-fast comes before the key max_failures, and cannot be combined with the option" {
  project fail.a hang.b
  configure max_failures=2
  testr run --fail-fast
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, failures=1, not-run=1)" ]]
  testr run --fail-fast --max-failures=2
  [ "$status" = 2 ]
  [[ $stderr == *"--fail-fast cannot be combined with --max-failures: it is the same as --max-failures=1"* ]]
}

@test "--fail-fast with --retries stops at the first test that fails for good" {
  project flaky.a fail.b pass.c
  testr run --isolated --retries=1 --fail-fast
  [ "$status" = 1 ]
  [ "$(sed 's/^[0-9]*: //' executions)" = "flaky.a
flaky.a
fail.b
fail.b" ]
  [[ $(timeless) == *"FAILED (id=0, failures=1, flaky=1, not-run=1)" ]]
}

@test "--until-failure ends after --max-iterations, and is status 0 if nothing failed" {
  project pass.a
  testr run --until-failure --max-iterations=3
  [ "$status" = 0 ]
  [ "$(executions)" = 3 ]
}

@test "--until-failure ends on any failure, with --subunit or not" {
  project passfirst2.a
  testr run --until-failure --max-iterations=9
  [ "$status" = 1 ]
  [ "$(executions)" = 3 ]
  rm passfirst2.a.times
  run -1 bash -c '"$TESTR" run --until-failure --max-iterations=9 --subunit >stream'
  [ "$(executions)" = 6 ]
}

@test "--until-failure goes on over a flaky test, unless --flaky=fail" {
  project flaky.a
  testr run --until-failure --max-iterations=2 --retries=1
  [ "$status" = 0 ]
  [ "$(executions)" = 3 ]
  rm flaky.a.times
  testr run --until-failure --max-iterations=2 --retries=1 --flaky=fail
  [ "$status" = 1 ]
  [ "$(executions)" = 5 ]
}

@test "--max-iterations without --until-failure, or of nothing, is wrong usage" {
  project pass.a
  testr run --max-iterations=3
  [ "$status" = 2 ]
  for nothing in 0 -1; do
    testr run --until-failure --max-iterations=$nothing
    [ "$status" = 2 ]
    [[ $stderr == *"must be a number from 1 to "* ]]
  done
}
