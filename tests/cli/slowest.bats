#!/usr/bin/env bats
# testr slowest

bats_require_minimum_version 1.5.0
load helper

setup() {
  project pass.{1..12} sleep300.x sleep50.y
}

@test "slowest shows the ten slowest tests of the last run, slowest first" {
  "$TESTR" run
  testr slowest
  [ "$status" = 0 ]
  [ "${#lines[@]}" = 12 ]
  [[ ${lines[0]} =~ ^Test\ id\ +Runtime\ \(s\)$ ]]
  [[ ${lines[1]} =~ ^-+\ \ -+$ ]]
  [[ ${lines[2]} =~ ^sleep300\.x\ +0\.[3-9][0-9][0-9]$ ]]
  [[ ${lines[3]} == sleep50.y\ * ]]
}

@test "slowest --all shows them all" {
  "$TESTR" run
  testr slowest --all
  [ "${#lines[@]}" = 16 ]
}

@test "only the last run counts" {
  "$TESTR" run
  "$TESTR" run pass.1 pass.2
  testr slowest
  refute grep -q sleep <<<"$output"
  grep -q '^pass.2 ' <<<"$output"
}

@test "without a run there is nothing to show, which is an error" {
  testr slowest
  [ "$status" = 3 ]
  [ -z "$output" ]
  [[ $stderr == "testr: "* ]]
}
