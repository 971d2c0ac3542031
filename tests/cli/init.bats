#!/usr/bin/env bats
# testr init

bats_require_minimum_version 1.5.0
load helper

setup() {
  cd "$BATS_TEST_TMPDIR"
}

@test "init makes a repository and says nothing" {
  testr init
  [ "$status" = 0 ]
  [ -z "$output$stderr" ]
  [ -d .testrepository ]
  testr stats
  [ "$output" = runs=0 ]
}

@test "a repository that is there already is left as it is" {
  project pass.a
  "$TESTR" run
  testr init
  [ "$status" = 3 ]
  [[ $stderr == "testr: "* ]]
  testr stats
  [ "$output" = runs=1 ]
}

@test "init works in the folder that -d names" {
  mkdir elsewhere
  testr init -d elsewhere
  [ "$status" = 0 ]
  [ -d elsewhere/.testrepository ]
  [ ! -e .testrepository ]
}

@test "init in a folder that is not there is an error" {
  testr init --here nowhere
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*nowhere* ]]
}

@test "init takes no arguments" {
  testr init here
  [ "$status" = 2 ]
  [[ $stderr == "testr: init: unexpected argument 'here'"*"testr help init"* ]]
}
