#!/usr/bin/env bats
# testr run: what it shows, stores and returns

bats_require_minimum_version 1.5.0
load helper

@test "run shows failures as blocks, then how many tests ran and how it ended" {
  project pass.a fail.b skip.c
  testr run
  [ "$status" = 1 ]
  [ "$(timeless)" = "$RULE
FAIL: fail.b
tags: worker-0
$THIN_RULE
fail.b: as it should
Ran 3 tests
FAILED (id=0, failures=1, skips=1)" ]
  [ -z "$stderr" ]
}

@test "a run that passes is status 0, and tells what differs from the run before" {
  project pass.a fail.b
  "$TESTR" run || true
  suite pass.a pass.b pass.c
  testr run
  [ "$status" = 0 ]
  [ "$(timeless)" = "Ran 3 (+1) tests
PASSED (id=1)" ]
}

@test "-q leaves nothing but failures" {
  project pass.a fail.b
  testr run -q
  [ "$status" = 1 ]
  [ "${lines[1]}" = "FAIL: fail.b" ]
  [ "${lines[-1]}" = "fail.b: as it should" ]
}

@test "-v shows the commands on stderr" {
  project pass.a
  testr run -v
  [ "$status" = 0 ]
  [[ ${stderr_lines[0]} == "running=$RUNNER suite "* ]]
  [[ $output != *running=* ]]
}

@test "--subunit writes the stream, tagged, with the status of the run" {
  project pass.a fail.b
  run -1 bash -c '"$TESTR" run --subunit >s'
  testr load s
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b
tags: worker-0
"*"FAILED (id=1, failures=1)" ]]
}

@test "an attachment that is no traceback is shown with its name" {
  project surroundings.x
  testr run
  [[ $output == *"$THIN_RULE
surroundings: {{{
folder=$PWD
TESTR_RUN=0
TESTR_WORKER=0
}}}
Ran 1 tests"* ]]
}

@test "what a runner prints besides subunit harms nothing" {
  project stdout.a pass.b damage.c pass.d
  testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAIL: subunit.parser"*"Ran 5 tests"*"failures=1)" ]]
}

@test "what a runner says on stderr is shown on stderr" {
  project stderr.a pass.b
  testr run
  [ "$status" = 0 ]
  [ "$stderr" = "stderr.a speaks" ]
}

@test "a test that crashes its runner fails, and the tests behind it run" {
  project pass.a crash.b pass.c fail.d
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: crash.b"*"SIGSEGV"* ]]
  [[ $(timeless) == *"Ran 4 tests
FAILED (id=0, failures=2)" ]]
  testr failing --list
  [ "$output" = "crash.b
fail.d" ]
}

@test "a test that the runner never reports fails" {
  project pass.a unheard-of
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: unheard-of"* ]]
}

@test "a bad status that no failure explains is a failing process-returncode" {
  project pass.a
  sed -i 's/^test_command=\(.*\)$/test_command=\1; exit 7/' .testr.conf
  sed -i 's/^test_list_option=.*/test_list_option=--list; exit 0/' .testr.conf
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: process-returncode"*"7"* ]]
}

@test "run makes the repository if there is none" {
  project pass.a
  rm -rf .testrepository
  testr run
  [ "$status" = 0 ]
  testr stats
  [ "$output" = runs=1 ]
}

@test "a dry run makes no repository" {
  project pass.a
  rm -rf .testrepository
  testr run --dry-run
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"testr init"* ]]
  [ ! -e .testrepository ]
}

@test "run without a configuration is an error that says what to write" {
  cd "$BATS_TEST_TMPDIR"
  "$TESTR" init
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*test_command* ]]
}

@test "run works on the project that -d names, from anywhere" {
  project pass.a fail.b
  cd /
  testr run -d "$BATS_TEST_TMPDIR"
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b"* ]]
}

@test "an unknown key is a warning that names the nearest one" {
  project pass.a
  configure 'test_timout=3s'
  testr run
  [ "$status" = 0 ]
  [[ $stderr == "testr: "*"test_timout"*"test_timeout"* ]]
}

@test "no test at all is status 4 and leaves no run" {
  project pass.a
  : >suite
  testr run
  [ "$status" = 4 ]
  [ -z "$output" ]
  [[ $stderr == "testr: there are no tests"* ]]
  testr stats
  [ "$output" = runs=0 ]
}

@test "--failing does not choose process-returncode, and says so if nothing else fails" {
  project pass.a fail.b
  sed -i 's|^test_command=.*|test_command=./tests $LISTOPT $IDOPTION|' .testr.conf
  printf '%s\n' '#!/bin/sh' "$RUNNER suite \"\$@\"" '[ "$1" = --list ] || exit 7' >tests
  chmod +x tests
  "$TESTR" run || true
  testr list-tests --failing
  [ "$output" = fail.b ]
  [ -z "$stderr" ]
  suite pass.a pass.b
  "$TESTR" run || true
  testr failing --list
  [ "$output" = process-returncode ]
  rm executions
  for command in run list-tests "run --dry-run"; do
    # shellcheck disable=SC2086 # several words
    testr $command --failing
    [ "$status" = 4 ]
    [ -z "$output" ]
    [[ $stderr == *"there is nothing to "*": what is failing is no test: process-returncode"* ]]
    [ ! -e executions ]
  done
  printf '%s\n' '#!/bin/sh' "exec $RUNNER suite \"\$@\"" >tests
  "$TESTR" run
  testr run --failing
  [ "$status" = 0 ]
}

@test "a listing that fails is an error with its words, said once, and leaves no run" {
  project pass.a
  rm suite
  testr run
  [ "$status" = 3 ]
  [[ $stderr == *"runner: cannot read 'suite'"*"testr: cannot list the tests: "*"stderr: shown above" ]]
  [ "$(grep -c "cannot read 'suite'" <<<"$stderr")" = 1 ]
  testr stats
  [ "$output" = runs=0 ]
}

@test "--until-failure runs again until a test fails, each time a run of its own" {
  project pass.a
  cat >flaky <<'EOF'
#!/bin/sh
echo x >>tries
[ "$(wc -l <tries)" -lt 4 ] || echo fail.late >>suite
EOF
  chmod +x flaky
  sed -i 's/^test_command=\(.*\)$/test_command=\1; .\/flaky/' .testr.conf
  sed -i 's/^test_list_option=.*/test_list_option=--list; exit/' .testr.conf
  testr run --until-failure
  [ "$status" = 1 ]
  [ "$(grep -c ^PASSED <<<"$output")" = 4 ]
  [[ ${lines[-1]} == "FAILED (id=4, failures=1 (+1))" ]]
}

@test "--isolated runs each test in an execution of its own, in one run" {
  project pass.a poison.b victim.c
  testr run
  [ "$status" = 1 ]
  testr run --isolated
  [ "$status" = 0 ]
  [ "$(executions)" = 4 ]
  [[ $(timeless) == "Ran 3 tests
PASSED (id=1)" ]]
}

@test "--test-timeout fails a test that hangs, and the others run" {
  project pass.a hang.b pass.c
  testr run --test-timeout=300ms --kill-grace=5s
  [ "$status" = 1 ]
  [[ $output == *"FAIL: hang.b"*"reason: {{{"* ]]
  [[ $(timeless) == *"Ran 3 tests
FAILED (id=0, failures=1)" ]]
}

@test "an option's value that makes no sense is wrong usage" {
  project pass.a
  for option in --test-timeout=soon --provision-retries=-1 --schedule=random --concurrency=-1 \
    --concurrency=many "--serial --parallel"; do
    testr run $option
    [ "$status" = 2 ]
    [ ! -e executions ]
  done
}

@test "a stdout that nobody reads any more does not keep the run from being stored" {
  project fail.a fail.b pass.c
  run bash -c '"$TESTR" run | :'
  [ -z "$output" ]
  testr last
  [[ ${lines[-1]} == "FAILED (id=0, failures=2)" ]]
}

@test "5 MiB of attachment are shown and kept" {
  project much5000.a
  testr run
  [ "$status" = 1 ]
  [ "${#output}" -gt 5000000 ]
}
