#!/usr/bin/env bats
# testr run, stopped by signals

bats_require_minimum_version 1.5.0
load helper

# Starts testr in the background with the arguments; `stopped` waits for it.
start() {
  # Job control, or else the shell has it ignore SIGINT.
  set -m
  "$TESTR" "$@" >shown 2>told &
  pid=$!
  set +m
}

# Waits until the command that follows succeeds.
until_true() {
  until "$@" 2>/dev/null; do sleep 0.02; done
}

# Sends a signal and waits for the end; `status` is how it ended.
stop() {
  kill -s "$1" "$pid"
  status=0
  wait "$pid" || status=$?
  cat shown told
}

@test "each signal stops the run with its status, and says what was not run" {
  for signal in INT:130 TERM:143 HUP:129; do
    project pass.a hang.b pass.c
    start run
    until_true grep -q hang executions
    until_true grep -qa hang.b .testrepository/runs/*.subunit
    stop "${signal%:*}"
    [ "$status" = "${signal#*:}" ]
    grep -qx "testr: interrupted by SIG${signal%:*}: 2 of 3 tests were not run" told
    grep -qx '  hang.b' told
    grep -qx '  pass.c' told
    [[ $(tail -1 shown) == "FAILED (id=0, not-run=2, interrupted)" ]]
    rm -rf .testrepository executions
  done
}

@test "an interrupted run is kept, marked, and forgets no failure" {
  project fail.a pass.b
  "$TESTR" run || true
  suite pass.b hang.c fail.a
  rm executions
  start run
  until_true grep -qa hang.c .testrepository/runs/1.subunit
  stop INT
  testr last
  [ "$status" = 1 ]
  [[ $(timeless) == "Ran 1 (-1) tests
FAILED (id=1, not-run=2, interrupted)" ]]
  testr failing --list
  [ "$output" = fail.a ]
}

@test "an interrupted run disposes of its instances, once each" {
  project hang.a hang.b
  with_instances
  start run --concurrency=2
  until_true [ -e executions ]
  stop INT
  [ "$status" = 130 ]
  [ "$(grep ^dispose callouts | sed 's/^dispose //' | tr ' ' '\n' | sort | tr '\n' ' ')" = "i0 i1 " ]
}

@test "an interrupt while instances are provisioned disposes of those that were printed" {
  project pass.a
  with_instances
  printf '%s\n' '#!/bin/sh' 'mkdir -p instances/i0' 'echo i0' 'touch printed' 'exec sleep 60' >provision
  start run --concurrency=2
  until_true [ -e printed ]
  stop TERM
  [ "$status" = 143 ]
  [ "$(grep ^dispose callouts)" = "dispose i0" ]
}

@test "an interrupt while tests are listed leaves no run" {
  project pass.a
  sed -i 's/^test_command=/test_command=touch listing; sleep 60; /' .testr.conf
  start run
  until_true [ -e listing ]
  stop INT
  [ "$status" = 130 ]
  testr stats
  [ "$output" = runs=0 ]
}

@test "what ignores TERM is killed after the grace, which a second signal skips" {
  project hangon.a
  start run --kill-grace=1h
  until_true grep -qa hangon.a .testrepository/runs/0.subunit
  kill -s INT "$pid"
  stop TERM # for two of the same that come at once are one
  [ "$status" = 130 ]
}

@test "an interrupt ends --until-failure" {
  project hang.a
  start run --until-failure
  until_true [ -e executions ]
  stop INT
  [ "$status" = 130 ]
}

@test "an interrupt ends list-tests and disposes of its instance" {
  project pass.a
  with_instances
  sed -i 's/^test_command=/test_command=touch listing; sleep 60; /' .testr.conf
  start list-tests
  until_true [ -e listing ]
  stop INT
  [ "$status" = 130 ]
  [ "$(grep ^dispose callouts)" = "dispose i0" ]
}

@test "a run killed outright is recovered by the next command, which says so" {
  project fail.a hang.b
  start run
  until_true grep -qa hang.b .testrepository/runs/0.subunit
  stop KILL
  [ "$status" = 137 ]
  testr last
  [ "$status" = 1 ]
  [[ $stderr == "testr: "* ]]
  [[ $output == *"FAIL: fail.a"*"interrupted)" ]]
}
