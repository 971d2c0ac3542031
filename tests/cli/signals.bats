#!/usr/bin/env bats
# A run that is stopped by a signal, at each of its stages.

bats_require_minimum_version 1.5.0
load helper
load processes

# Runs testr, its process id in the file `pid`, for the callouts to send it signals.
testr_with_pid() {
  run --separate-stderr with_mark bash -c 'echo $$ >pid && exec "$TESTR" "$@"' testr "$@"
  echo "status $status"
  echo "stderr: $stderr"
}

# A project whose callout for stage $2 sends signal $1 to testr, once, and then waits to be ended.
signalled() {
  project pass.a
  with_instances
  cat >raise <<END
#!/bin/sh
mkdir raised 2>/dev/null || exit 0
kill -$1 \$(cat pid)
[ $2 = dispose ] && exit
exec sleep 1000
END
  chmod +x raise
  case $2 in
  provision) sed -i 's/^instance_provision=.*/&; .\/raise/' .testr.conf ;;
  list) sed -i 's/^shift$/case "$*" in *--list) .\/raise ;; esac; shift/' execute ;;
  execute) sed -i 's/^shift$/case "$*" in *--list) ;; *) .\/raise ;; esac; shift/' execute ;;
  dispose) sed -i '2i ./raise' dispose ;;
  esac
}

# The run ended by signal $1, all instances are gone, nobody is left.
ended_in_order() {
  [ "$status" = $((128 + $(kill -l "$1"))) ]
  [ -e raised ]
  [ -e instances/gone-i0 ]
  [ ! -e instances/i0 ]
  nobody_is_left
  testr instances
  [ -z "$output" ]
}

stopped_by() {
  signalled "$1" "$2"
  testr_with_pid run --concurrency 1
  ended_in_order "$1"
  [ "$(grep dispose callouts)" = "dispose i0" ]
}

# What was killed while it disposed may be disposed of again.
killed_while() {
  signalled KILL "$1"
  sed -i 's/^  mv/  [ -e "instances\/gone-$id" ] || mv/' dispose
  testr_with_pid run --concurrency 1
  await nobody_is_left
  cat .testrepository/guardian.log
  ended_in_order KILL
  [ "$(sort -u <(grep dispose callouts))" = "dispose i0" ]
  [ "$1" = dispose ] || [ "$(grep -c dispose callouts)" = 1 ]
}

@test "SIGINT while provisioning" { stopped_by INT provision; }
@test "SIGINT while listing" { stopped_by INT list; }
@test "SIGINT while executing" { stopped_by INT execute; }
@test "SIGINT while disposing" { stopped_by INT dispose; }
@test "SIGTERM while provisioning" { stopped_by TERM provision; }
@test "SIGTERM while listing" { stopped_by TERM list; }
@test "SIGTERM while executing" { stopped_by TERM execute; }
@test "SIGTERM while disposing" { stopped_by TERM dispose; }
@test "SIGHUP while provisioning" { stopped_by HUP provision; }
@test "SIGHUP while listing" { stopped_by HUP list; }
@test "SIGHUP while executing" { stopped_by HUP execute; }
@test "SIGHUP while disposing" { stopped_by HUP dispose; }
@test "SIGKILL while provisioning" { killed_while provision; }
@test "SIGKILL while listing" { killed_while list; }
@test "SIGKILL while executing" { killed_while execute; }
@test "SIGKILL while disposing" { killed_while dispose; }

@test "what an interrupted run had found is stored, and failures are not forgotten" {
  project fail.a hang.b
  cat >tests <<END
#!/bin/sh
case "\$*" in *--list) exec $RUNNER suite --list ;; esac
(until grep -qa hang.b log; do sleep 0.01; done; kill -INT \$(cat pid)) &
$RUNNER suite "\$@" | tee log
END
  chmod +x tests
  sed -i 's/^test_command=.*/test_command=.\/tests $LISTOPT $IDOPTION/' .testr.conf
  testr_with_pid run
  [ "$status" = 130 ]
  testr failing
  [[ $output == *"FAIL: fail.a"* ]]
}

@test "a testr that was begun with SIGCHLD blocked or ignored learns how its children ended" {
  project pass.a
  with_instances
  for how in block ignore; do
    run --separate-stderr timeout --kill-after=1 60 env --$how-signal=CHLD "$TESTR" run
    echo "$output$stderr"
    [ "$status" = 0 ]
    [ ! -e instances/i0 ]
  done
}
