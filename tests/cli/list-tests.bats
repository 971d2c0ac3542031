#!/usr/bin/env bats
# testr list-tests

bats_require_minimum_version 1.5.0
load helper

@test "list-tests lists all tests, one a line, in the runner's order" {
  project pass.b fail.a skip.c
  testr list-tests
  [ "$status" = 0 ]
  [ "$output" = "pass.b
fail.a
skip.c" ]
  [ ! -e executions ]
}

@test "filters choose: a test is in if any is found in its id" {
  project pass.ab fail.a skip.c
  testr list-tests 'a$' c
  [ "$output" = "fail.a
skip.c" ]
}

@test "what follows -- goes to the test command" {
  project pass.a
  testr list-tests -- pass.extra
  [ "$output" = pass.extra ]
}

@test "what chooses tests for run chooses them here" {
  project fail.a fail.ab pass.ab fail.b
  "$TESTR" run || true
  rm executions
  printf 'pass.ab\nfail.b\nfail.ab\ngone\n' >list
  echo '^fail # only these' >include
  testr list-tests --exclude '\.b' --exclude 'a$'
  [ "$output" = "fail.ab
pass.ab" ]
  testr list-tests --load-list list
  [ "$output" = "pass.ab
fail.b
fail.ab" ]
  [[ $stderr == *"gone"* ]]
  testr list-tests --failing --load-list list --include-list include --exclude 'b\.|\.b'
  [ "$output" = fail.ab ]
  [ ! -e executions ]
}

@test "--failing with nothing failing is status 0 and says so" {
  project pass.a
  testr list-tests --failing
  [ "$status" = 0 ]
  [ -z "$output" ]
  [[ $stderr == "testr: no test is failing"* ]]
}

@test "--failing needs a repository" {
  project pass.a
  rm -rf .testrepository
  testr list-tests --failing
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"testr init"* ]]
}

@test "tests can be listed where they cannot be chosen" {
  project pass.a pass.b
  sed -i 's/ \$IDOPTION//' .testr.conf
  testr list-tests b
  [ "$output" = pass.b ]
}

@test "no match is status 4" {
  project pass.a
  testr list-tests nothing
  [ "$status" = 4 ]
  [ -z "$output" ]
  [[ $stderr == "testr: none of the listed tests matches" ]]
}

@test "a list command that lists nothing is status 4" {
  project pass.a
  : >suite
  testr list-tests
  [ "$status" = 4 ]
}

@test "a list command that fails is an error, with its words" {
  project pass.a
  rm suite
  testr list-tests
  [ "$status" = 3 ]
  [ -z "$output" ]
  [[ $stderr == *"runner: cannot read 'suite'"*"testr: cannot list the tests: "* ]]
}

@test "a list command that fails shows what it printed" {
  project pass.a
  sed -i 's|^test_command=.*|test_command=./tests $LISTOPT $IDOPTION|' .testr.conf
  printf '%s\n' '#!/bin/sh' 'echo loading the tests; echo woe >&2; exit 7' >tests
  chmod +x tests
  testr list-tests
  [ "$status" = 3 ]
  [[ $stderr == "woe
testr: cannot list the tests: the listing command exited with status 7
  command: ./tests --list 
  stderr: shown above
  stdout:
    loading the tests" ]]
}

@test "one instance is enough to list, and it is disposed of" {
  project pass.a
  with_instances
  testr list-tests
  [ "$output" = pass.a ]
  [ "$(cat callouts)" = "provision 1
execute i0
dispose i0" ]
}

@test "the instance that lists is disposed of when none matches and when listing fails" {
  project pass.a
  with_instances
  testr list-tests nothing
  [ "$status" = 4 ]
  rm suite
  testr list-tests
  [ "$status" = 3 ]
  # It is probed when listing has failed.
  [ "$(cat callouts)" = "provision 1
execute i0
dispose i0
provision 1
execute i1
execute i1
dispose i1" ]
}

@test "list-tests needs no repository" {
  project pass.a
  rm -rf .testrepository
  testr list-tests
  [ "$output" = pass.a ]
  [ ! -e .testrepository ]
}

@test "a filter that is no regular expression is an error" {
  project pass.a
  testr list-tests '('
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"'('"* ]]
}

@test "without a configuration the error says what is missing" {
  cd "$BATS_TEST_TMPDIR"
  testr list-tests
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*".testr.conf"* ]]
}
