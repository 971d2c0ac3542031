#!/usr/bin/env bats
# testr instances

bats_require_minimum_version 1.5.0
load helper

setup() {
  project pass.a pass.b
  with_instances
}

# Leaves two instances on record that could not be disposed of.
leave_instances() {
  mv dispose dispose.good
  printf '#!/bin/sh\necho "no, $*" >&2\nexit 1\n' >dispose
  chmod +x dispose
  "$TESTR" run --concurrency=2 || [ $? = 3 ]
  mv dispose.good dispose
  : >callouts
}

@test "after a run that disposed of everything there is nothing to list" {
  "$TESTR" run --concurrency=2
  testr instances
  [ "$status" = 0 ]
  [ -z "$output" ]
}

@test "what could not be disposed of is listed, with its run, its state and its owner" {
  leave_instances
  testr instances
  [ "$status" = 0 ]
  [[ ${lines[0]} =~ ^id\ +run\ +state\ +age\ +owner$ ]]
  [[ ${lines[2]} =~ ^i0\ +0\ +undisposed\ +[0-9]+[ms0-9]*\ +gone$ ]]
  [[ ${lines[3]} =~ ^i1\ +0\ +undisposed\  ]]
  testr instances list
  [ "${#lines[@]}" = 4 ]
}

@test "dispose disposes of one, or of all, in one call" {
  leave_instances
  testr instances dispose i1
  [ "$status" = 0 ]
  [ "$(cat callouts)" = "dispose i1" ]
  testr instances
  [ "${#lines[@]}" = 3 ]
  testr instances dispose
  [ "$status" = 0 ]
  [ "$(tail -1 callouts)" = "dispose i0" ]
  testr instances
  [ -z "$output" ]
}

@test "a disposal that fails is tried twice, told, and leaves the instance on record" {
  leave_instances
  printf '#!/bin/sh\necho "no, $*" >>callouts\nexit 4\n' >dispose
  testr instances dispose i0
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot dispose of i0: "*"status 4"*"./dispose i0"* ]]
  [ "$(wc -l <callouts)" = 2 ]
  testr instances
  [ "${#lines[@]}" = 4 ]
}

# To whom ignores SIGCHLD the kernel does not tell how a process ended.
@test "a disposal that fails is told from a good one though testr was begun with SIGCHLD ignored" {
  leave_instances
  printf '#!/bin/sh\nexit 4\n' >dispose
  run --separate-stderr env --ignore-signal=CHLD "$TESTR" instances dispose
  [ "$status" = 3 ]
  [[ $stderr == *"status 4"* ]]
  testr instances
  [ "${#lines[@]}" = 4 ]
}

@test "a disposal that takes too long is ended" {
  leave_instances
  printf '#!/bin/sh\nexec sleep 60\n' >dispose
  configure dispose_timeout=100ms
  testr instances dispose i0
  [ "$status" = 3 ]
  [[ $stderr == *"ran out of time"* ]]
}

@test "the next run disposes of what is left behind first, and says so" {
  leave_instances
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ ${stderr_lines[0]} == "testr: disposing of instances that earlier runs left behind: i0 i1" ]]
  [ "$(head -1 callouts)" = "dispose i0 i1" ]
  [ "$(tail -1 callouts)" = "dispose i2" ]
}

@test "a run that was killed leaves instances that the next run disposes of" {
  suite hang.a
  "$TESTR" run --concurrency=1 &
  pid=$!
  until grep -qs hang executions; do sleep 0.02; done
  kill -s KILL "$pid"
  wait "$pid" || true
  kill -s KILL "$(cut -d: -f1 executions)" || true
  suite pass.a
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ "$(grep -c '^dispose i0$' callouts)" = 1 ]
  testr instances
  [ -z "$output" ]
}

@test "an instance that a run uses is not disposed of" {
  suite hang.a
  "$TESTR" run --concurrency=1 &
  pid=$!
  until grep -qs hang executions; do sleep 0.02; done
  testr instances
  [[ ${lines[2]} =~ ^i0\ +0\ +live\ .*\ $pid$ ]]
  testr instances dispose i0
  [ "$status" = 3 ]
  [[ $stderr == "testr: instance 'i0' is in use by run 0, or "* ]]
  testr instances dispose
  [ "$status" = 0 ]
  refute grep -q ^dispose callouts
  kill "$pid"
  wait "$pid" || true
  [ "$(grep ^dispose callouts)" = "dispose i0" ]
}

@test "of instances that are named those that no run uses are disposed of" {
  "$TESTR" run --concurrency=1 --keep-instances=always
  suite hang.a
  "$TESTR" run --concurrency=1 &
  until grep -qs hang executions; do sleep 0.02; done
  testr instances dispose i1 i0
  [ "$status" = 3 ]
  [[ $stderr == "testr: instance 'i1' is in use by run 1, or "* ]]
  [ "$(grep ^dispose callouts)" = "dispose i0" ]
  kill "$!"
  wait "$!" || true
}

@test "what one testr disposes of no other disposes of at the same time" {
  leave_instances
  sed -i '2i [ -e disposing ] || { touch disposing; until [ -e go ]; do sleep 0.01; done; }' dispose
  "$TESTR" instances dispose &
  until [ -e disposing ]; do sleep 0.01; done
  testr instances
  [[ ${lines[2]} =~ ^i0\ +0\ +live\ .*\ $!$ ]]
  testr instances dispose
  [ "$status" = 0 ]
  testr instances dispose i0
  [ "$status" = 3 ]
  [[ $stderr == "testr: instance 'i0' is in use by run 0, or being disposed of (process $!)" ]]
  testr run --concurrency=1
  [ "$status" = 0 ]
  touch go
  wait $!
  [ "$(grep ^dispose callouts | sort | tr '\n' ,)" = "dispose i0 i1,dispose i2," ]
  testr instances
  [ -z "$output" ]
}

@test "an instance that is named twice is disposed of once" {
  leave_instances
  testr instances dispose i0 i0
  [ "$status" = 0 ]
  [ "$(cat callouts)" = "dispose i0" ]
}

@test "exec runs a command in an instance, each word one, and ends with its status" {
  leave_instances
  testr instances exec i1 -- sh -c 'echo "<$1>" $TESTR_INSTANCE_ID; exit 7' - 'a;  b'
  [ "$status" = 7 ]
  [ "$output" = "<a;  b> i1" ]
  [ "$(cat callouts)" = "execute i1" ]
}

@test "exec has our input" {
  leave_instances
  run -0 bash -c 'echo hello | "$TESTR" instances exec i0 -- cat'
  [ "$output" = hello ]
}

@test "shell gives a shell in an instance" {
  leave_instances
  run -0 bash -c 'echo "echo in \$TESTR_INSTANCE_ID" | "$TESTR" instances shell i0 2>/dev/null'
  [[ $output == *"in i0"* ]]
}

@test "an instance that is not there is an error, and a use that is not there wrong usage" {
  for arguments in "dispose i9" "exec i9 -- true" "shell i9"; do
    # shellcheck disable=SC2086 # several words
    testr instances $arguments
    [ "$status" = 3 ]
    [[ $stderr == "testr: there is no instance 'i9'"* ]]
  done
  for arguments in bogus "list i0" "exec i0" "exec" "shell" "shell i0 i1"; do
    # shellcheck disable=SC2086 # several words
    testr instances $arguments
    [ "$status" = 2 ]
  done
}
