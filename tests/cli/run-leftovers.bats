#!/usr/bin/env bats
# testr run: processes that tests leave behind, with a session and an output of their own

bats_require_minimum_version 1.5.0
load helper
load processes

setup() {
  unset TESTR_PROCESS_MARK
}

teardown() {
  # What testr should have ended, or what it was right to leave.
  if [ -e "$BATS_TEST_TMPDIR/left" ]; then
    xargs kill -KILL <"$BATS_TEST_TMPDIR/left" 2>/dev/null || true
  fi
}

# The script $1, a step of the project, leaves such a process, whose number it adds to `left`.
leaves_a_process() {
  sed -i '2i setsid sh -c "echo \\$\\$ >>left; exec sleep 1000" </dev/null >/dev/null 2>\&1 \&\
while [ ! -s left ]; do sleep 0.01; done' "$1"
}

runner_that_leaves() {
  printf '#!/bin/sh\n%s\n' "exec $RUNNER \"\$@\"" >run-tests
  chmod +x run-tests
  leaves_a_process run-tests
  sed -i 's,^test_command=.*,test_command=./run-tests suite $LISTOPT $IDOPTION,' .testr.conf
}

# A process that nobody has waited for yet does not run.
runs() {
  grep -q '^State:.[^Z]' "/proc/$1/status" 2>/dev/null
}

none_is_left() {
  local pid
  while read -r pid; do
    refute runs "$pid"
  done <left
}

@test "what tests leave behind is ended and told of" {
  project pass.a pass.b
  runner_that_leaves
  testr run
  [ "$status" = 0 ]
  none_is_left
  [[ $stderr == *"the listing command left a process behind, which is ended: "*"(sleep 1000)"* ]]
  [[ $stderr == *"execution 0 left a process behind, which is ended: "*"(sleep 1000)"* ]]
}

@test "what one execution leaves is ended while another goes on" {
  project pass.a sleep3000.b
  runner_that_leaves
  testr run --isolated --concurrency=2
  [ "$status" = 0 ]
  [ "$(wc -l <left)" -ge 3 ]
  none_is_left
}

@test "what a provisioning callout leaves is its product, and what runs in instances is theirs" {
  project pass.a
  with_instances
  leaves_a_process provision
  leaves_a_process execute
  testr run
  [ "$status" = 0 ]
  while read -r pid; do
    runs "$pid"
  done <left
  [[ $stderr != *"left a process behind"* ]]
}

@test "what tests have left behind when testr is killed is killed by its guardian" {
  project hang.a
  runner_that_leaves
  (with_mark "$TESTR" run) >shown 2>told &
  await grep -q hang.a executions
  kill -KILL $!
  wait || true
  await none_is_left
}

@test "the next command removes the private folder of a testr that was killed with its guardian" {
  project hang.a
  export TMPDIR=$BATS_TEST_TMPDIR/tmp
  mkdir tmp
  (with_mark "$TESTR" run) >shown 2>told &
  await grep -q hang.a executions
  left | grep -w -e testr -e testr-guardian | cut -d' ' -f1 | xargs kill -KILL
  left | cut -d' ' -f1 | xargs -r kill -KILL
  [ -n "$(ls tmp)" ]
  testr list-tests
  [ "$status" = 0 ]
  [ -z "$(ls tmp)" ]
}
