#!/usr/bin/env bats
# testr load

bats_require_minimum_version 1.5.0
load helper

setup() {
  cd "$BATS_TEST_TMPDIR"
  "$TESTR" init
}

@test "load records a stream from standard input and shows it as run would" {
  stream pass.a fail.b skip.c >s
  testr load <s
  [ "$status" = 1 ]
  [ "$(timeless)" = "$RULE
FAIL: fail.b
tags: worker-0
$THIN_RULE
fail.b: as it should
Ran 3 tests
FAILED (id=0, failures=1, skips=1)" ]
  testr last
  [ "${lines[1]}" = "FAIL: fail.b" ]
}

@test "a stream that passed is status 0" {
  stream pass.a >s
  testr load <s
  [ "$status" = 0 ]
}

@test "several files are one run, each with its worker's tag" {
  stream pass.a fail.b >one
  stream fail.c >two
  testr load one two
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b
tags: worker-0"*"FAIL: fail.c
tags: worker-1"*"Ran 3 tests"*"FAILED (id=0, failures=2)" ]]
}

@test "without --partial what the stream lacks is no longer failing, with it it is" {
  stream fail.a fail.b | "$TESTR" load || true
  stream fail.c | "$TESTR" load --partial || true
  testr failing --list
  [ "$output" = "fail.a
fail.b
fail.c" ]
  stream fail.b | "$TESTR" load || true
  testr failing --list
  [ "$output" = fail.b ]
}

@test "--force-init makes a repository where there is none" {
  rm -rf .testrepository
  stream pass.a >s
  testr load <s
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"testr init"* ]]
  testr load --force-init <s
  [ "$status" = 0 ]
  testr stats
  [ "$output" = runs=1 ]
}

@test "--subunit writes the stream instead, with the same status" {
  stream pass.a fail.b >s
  run -1 bash -c '"$TESTR" load --subunit <s >out'
  testr load out
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b
tags: worker-0
"*"Ran 2 tests"* ]]
}

@test "--full-results is accepted" {
  stream pass.a >s
  testr load --full-results <s
  [ "$status" = 0 ]
}

@test "an empty stream is an empty run" {
  testr load </dev/null
  [ "$status" = 0 ]
  [ "$output" = "PASSED (id=0)" ]
}

@test "a file that is not there is an error before anything is recorded" {
  stream pass.a >s
  testr load s missing
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot open 'missing': "* ]]
  testr stats
  [ "$output" = runs=0 ]
}

@test "what cannot be read leaves what could be read, as an interrupted run" {
  stream pass.a fail.b >s
  testr load s .
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot read '.': "* ]]
  testr last
  [ "$status" = 1 ]
  [[ ${lines[-1]} == "FAILED (id=0, failures=1, interrupted)" ]]
}

@test "damage is one failing test, and nothing around it is lost" {
  { stream pass.a; printf '\xb3\x2b\x03abcdefgh\n'; stream fail.b; } >s
  testr load <s
  [ "$status" = 1 ]
  [[ $output == *"FAIL: subunit.parser"*"Parser Error"*"FAIL: fail.b"*"Ran 3 tests"* ]]
}

@test "a stream that was cut keeps what came before, and says so" {
  stream pass.a fail.b >s
  head -c -3 s >cut-stream
  testr load <cut-stream
  [ "$status" = 1 ]
  [[ $output == *"FAIL: subunit.parser"*"FAIL: fail.b"* ]]
  testr failing --list
  grep -qx fail.b <<<"$output"
}

@test "subunit of version 1 is understood" {
  printf 'test: a\nsuccess: a\ntest: b\nfailure: b [\nboo\n]\n' >s
  testr load <s
  [ "$status" = 1 ]
  [[ $output == *"FAIL: b"*"boo"*"Ran 2 tests"*"FAILED (id=0, failures=1)" ]]
}

@test "a test that never ended has failed" {
  stream pass.a silent.b >s
  testr load <s
  [ "$status" = 1 ]
  [[ $output == *"FAIL: silent.b"*"FAILED (id=0, failures=1)" ]]
}

@test "failures are shown while the stream still comes" {
  mkfifo pipe
  exec 9<>pipe
  "$TESTR" load <pipe >shown 9>&- &
  pid=$!
  stream fail.a >pipe
  until grep -q '^FAIL: fail.a' shown; do sleep 0.05; done
  exec 9>&-
  wait "$pid" || status=$?
  [ "$status" = 1 ]
}

@test "load has the memory of a stream in progress, not of the stream" {
  [ -x /usr/bin/time ] || skip "no time(1) here"
  [ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitizer has memory of its own"
  for i in {1..40}; do printf 'much1000.%s\n' "$i"; done >big-suite
  "$RUNNER" big-suite >big
  /usr/bin/time -f %M -o memory "$TESTR" load -q <big >/dev/null || true
  [ "$(tail -1 memory)" -lt 60000 ]
}

@test "load needs no configuration" {
  [ ! -e .testr.conf ]
  stream pass.a >s
  testr load <s
  [ "$status" = 0 ]
  : >.testr.conf
  testr load <s
  [ "$status" = 0 ]
}

@test "--format reads what other tools print" {
  printf '1..2\nok 1 - a\nnot ok 2 - b\n' >tap
  testr load --format=tap tap
  [ "$status" = 1 ]
  [[ $output == *"FAIL: b"*"Ran 2 tests"*"FAILED (id=0, failures=1)" ]]
  printf '<testsuite><testcase classname="c" name="n" time="1.5"/></testsuite>' >xml
  testr load --format=junit xml
  [ "$status" = 0 ]
  [[ $output == "Ran 1 "*" in 1.500s"* ]]
}

@test "--format=auto finds out, for each stream" {
  printf '1..1\nok 1 - a\n' >tap
  stream pass.b >s
  printf '<testsuite><testcase classname="c" name="n"/></testsuite>' >xml
  testr load --format=auto tap s xml
  [ "$status" = 0 ]
  [[ $output == "Ran 3 tests"* ]]
}

@test "--format of a name that is none is wrong usage, and nothing is recorded" {
  testr load --format=tapp </dev/null
  [ "$status" = 2 ]
  [[ $stderr == "testr: load: --format is one of subunit, "*"tap"*", not 'tapp'"* ]]
  testr load --format=exit </dev/null
  [ "$status" = 2 ]
  testr stats
  [ "$output" = runs=0 ]
}

@test "an incomplete report is told of, and what there is is an interrupted run" {
  printf '1..2\nok 1 - a\n' >tap
  testr load --format=tap tap
  [ "$status" = 1 ]
  [ "$stderr" = "testr: 'tap' is incomplete: tests that were planned did not run" ]
  [[ $output == *"FAILED (id=0, failures=1, interrupted)" ]]
  testr last
  [ "$status" = 1 ]
  [[ $output == *interrupted* ]]
}

@test "an incomplete report clears no failure that it lacks" {
  stream fail.a | "$TESTR" load || true
  printf 'ok 1 - b\n' | "$TESTR" load --format=tap || true
  testr failing --list
  [ "$output" = fail.a ]
}

@test "a report of nothing is incomplete, but for subunit" {
  testr load --format=junit </dev/null
  [ "$status" = 1 ]
  [[ $stderr == "testr: standard input is incomplete: "* ]]
}

@test "a stream in another format is shown, with the option that it needs" {
  printf '1..1\nok 1 - a\n' >tap
  testr load tap
  [ "$status" = 1 ]
  [ "$stderr" = "testr: no results in 'tap': it has 2 lines that are not subunit; they look like tap: --format=tap
    1..1
    ok 1 - a" ]
}

@test "what the runner says went wrong outside of its tests fails the load" {
  printf '1..1\nok 1 - a\nBail out! no database\n' >tap
  testr load --format=tap tap
  [ "$status" = 1 ]
  [[ $stderr == *"no database"* ]]
}

@test "a test that a report leaves open has failed" {
  printf '[==========] Running 2 tests from 1 test suite.\n[ RUN      ] A.B\n' >text
  testr load --format=gtest text
  [ "$status" = 1 ]
  [[ $output == *"FAIL: A.B"* ]]
  testr failing --list
  [ "$output" = A.B ]
}
