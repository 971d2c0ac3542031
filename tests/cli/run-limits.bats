#!/usr/bin/env bats
# testr run: each limit of time and number, as a key and as an option

bats_require_minimum_version 1.5.0
load helper

# Runs one worker with the key $1 set to $2: in the configuration, then as an option.
with_key() {
  configure "$1=$2"
  testr run --concurrency=1 "${@:3}"
  sed -i '$d' .testr.conf
}

with_option() {
  testr run --concurrency=1 "--${1//_/-}=$2" "${@:3}"
}

# This callout hangs.
hanging() {
  printf '#!/bin/sh\nexec sleep 1000\n' >"$1"
}

@test "test_timeout, no_output_timeout, execute_timeout and run_timeout fail a test that hangs" {
  project hang.a
  for limit in test_timeout no_output_timeout execute_timeout run_timeout; do
    for how in with_key with_option; do
      $how $limit 2s
      [ "$status" = 1 ]
      [[ $output == *"FAIL: hang.a"*"$limit (2s) was up"* ]]
    done
  done
}

@test "what a run whose time is up has not come to stays failing" {
  project fail.a
  "$TESTR" run || true
  suite hang.b fail.a
  testr run --run-timeout=3s
  [ "$status" = 1 ]
  [[ $output == *"not-run=1, interrupted)" ]]
  testr failing --list
  [ "$output" = "fail.a
hang.b" ]
  testr fsck
  [ "$status" = 0 ]
}

@test "a run whose time is up while instances are still to come has failed, though all passed" {
  project pass.a pass.b
  with_instances
  printf '%s\n' '#!/bin/sh' 'mkdir -p instances/i0; echo i0; exec sleep 1000' >provision
  testr run --concurrency=2 --run-timeout=3s
  [ "$status" = 1 ]
  [[ $output == *"FAILED (id=0"*"interrupted)" ]]
  [[ $stderr == "testr: stopped because its time was up (run_timeout)"* ]]
  shown=$(timeless)
  testr last
  [ "$status" = 1 ]
  [ "$(timeless)" = "$shown" ]
}

@test "a run whose time is up before any test starts has failed, and says why" {
  project pass.a pass.b
  sed -i 's|^test_command=\(.*\)|test_command=./tests \1|' .testr.conf
  printf '%s\n' '#!/bin/sh' 'case "$*" in *--list) exec "$@" ;; esac' 'exec sleep 1000' >tests
  chmod +x tests
  testr run --run-timeout=3s
  [ "$status" = 1 ]
  [[ $output == *"FAILED (id=0, not-run=2, interrupted)" ]]
  [[ $stderr == "testr: stopped because its time was up (run_timeout): 2 of 2 tests were not run"* ]]
  testr last
  [ "$status" = 1 ]
  [[ $output == *"FAILED (id=0, not-run=2, interrupted)" ]]
}

@test "without a limit none is set, and those that are not reached do no harm" {
  project pass.a
  for form in 90s 10m 1h30m; do
    testr run --{test,no-output,execute,provision,dispose,run}-timeout=$form --kill-grace=$form
    [ "$status" = 0 ]
  done
}

@test "provision_timeout ends provisioning" {
  project pass.a
  with_instances
  hanging provision
  for how in with_key with_option; do
    $how provision_timeout 100ms
    [ "$status" = 3 ]
    [[ $stderr == *"cannot provision instances: the provisioning callout ran out of time"* ]]
  done
}

@test "dispose_timeout ends disposing" {
  project pass.a
  with_instances
  hanging dispose
  for how in with_key with_option; do
    $how dispose_timeout 100ms
    [ "$status" = 3 ]
    [[ $stderr == *"cannot dispose of i"*": the disposing callout ran out of time"* ]]
    mv .testrepository/ledger.db ledger-$how.db # so that nothing is left for the next run
  done
}

# Runs a test that takes its time to clean up, and interrupts it; `status` is how the run ended.
interrupted_run() {
  rm -f started cleaned
  # Job control, or else the shell has it ignore SIGINT.
  set -m
  "$TESTR" run "$@" 3>&- &
  pid=$!
  set +m
  until [ -e started ]; do sleep 0.02; done
  kill -s INT "$pid"
  status=0
  wait "$pid" || status=$?
}

@test "kill_grace is the time that a runner has to clean up" {
  project hang.a
  cat >tests <<'END'
#!/bin/sh
case "$*" in *--list) echo hang.a; exit ;; esac
trap 'sleep 0.3; touch cleaned; exit' TERM
touch started
while :; do sleep 0.02; done
END
  chmod +x tests
  sed -i 's/^test_command=.*/test_command=.\/tests $LISTOPT $IDOPTION/' .testr.conf
  interrupted_run --kill-grace=1h
  [ "$status" = 130 ]
  [ -e cleaned ]
  configure kill_grace=1h
  interrupted_run
  [ -e cleaned ]
  interrupted_run --kill-grace=0
  [ "$status" = 130 ]
  [ ! -e cleaned ]
}

@test "provision_retries tries a failed provisioning again, for what it still owes" {
  project pass.a
  with_instances
  mv provision provision-well
  printf '%s\n' '#!/bin/sh' 'echo "asked $1" >>asked' 'mkdir failed 2>/dev/null && exit 1' \
    'exec ./provision-well "$1"' >provision
  chmod +x provision
  with_option provision_retries 0
  [ "$status" = 3 ]
  for how in with_key with_option; do
    rm -rf failed asked
    $how provision_retries 1
    [ "$status" = 0 ]
    [ "$(xargs <asked)" = "asked 1 asked 1" ]
  done
}

@test "instance_replacements caps how many instances are replaced" {
  project pass.a
  with_instances
  printf '%s\n' '#!/bin/sh' 'case $* in *--list*) shift; exec "$@" ;; esac' \
    'mv "instances/$1" "lost-$1"; exit 99' >execute
  printf '#!/bin/sh\n' >dispose
  # The instance is lost before the test starts, each time.
  sed -i '2i [ -e "instances/$1" ] || exit 99' execute
  for how in with_key with_option; do
    rm -f callouts made
    $how instance_replacements 2
    [ "$status" = 1 ]
    [[ $output == *"FAIL: pass.a"*"No instance was left to run this test in"* ]]
    [ "$(grep -c provision callouts)" = 3 ]
    [[ $stderr == *"3 instances lost, 2 replaced, 2 tests handed out again"* ]]
  done
}
