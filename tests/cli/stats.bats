#!/usr/bin/env bats
# testr stats

bats_require_minimum_version 1.5.0
load helper

@test "stats tells how many runs there are" {
  project pass.a
  testr stats
  [ "$output" = runs=0 ]
  "$TESTR" run
  "$TESTR" run
  testr stats
  [ "$status" = 0 ]
  [ "$output" = runs=2 ]
}

@test "stats --durations tells what each test takes, by id, to the microsecond" {
  project sleep50.b pass.a
  testr stats --durations
  [ "$status" = 0 ]
  [ -z "$output" ]
  "$TESTR" run
  testr stats --durations
  [ "$status" = 0 ]
  [[ ${lines[0]} =~ ^"pass.a"$'\t'[0-9]+\.[0-9]{6}$ ]]
  [[ ${lines[1]} =~ ^"sleep50.b"$'\t'0\.(0[5-9]|[1-9])[0-9]{4,5}$ ]]
  [ "${#lines[@]}" = 2 ]
}

@test "without a repository the error says how to make one" {
  cd "$BATS_TEST_TMPDIR"
  for command in stats last failing slowest; do
    testr "$command"
    [ "$status" = 3 ]
    [ -z "$output" ]
    [[ $stderr == "testr: "*"testr init"* ]]
  done
}
