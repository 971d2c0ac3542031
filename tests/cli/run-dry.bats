#!/usr/bin/env bats
# testr run --dry-run

bats_require_minimum_version 1.5.0
load helper

# The tests of each execution in the output, one execution a line, sorted.
planned() {
  sed -n 's/^worker-[0-9]* *[0-9.]* *[0-9.]* *[0-9]*  //p' <<<"$output" | sort
}

# The same of the executions that there were.
done_so_far() {
  sed -E 's/^[0-9]*: //; s/^(([^ ]+ ){2}[^ ]+) .*/\1 .../' executions | sort
}

@test "--dry-run runs nothing but the list, and stores nothing" {
  project pass.a fail.b
  testr run --dry-run
  [ "$status" = 0 ]
  [ ! -e executions ]
  [ "$(planned)" = "pass.a fail.b" ]
  [[ $output == *"Would run 2 tests in 1 execution on 1 worker
Would take "*"s; no schedule could take less than "*s ]]
  [[ $stderr == "testr: 2 of 2 tests have no recorded duration: what they take is guessed" ]]
  testr stats
  [ "$output" = runs=0 ]
  testr failing --list
  [ -z "$output" ]
}

@test "one instance is provisioned for the list and disposed of, and all are told" {
  project pass.{a,b,c,d}
  with_instances
  testr run --dry-run --concurrency=3
  [ "$status" = 0 ]
  [[ $output == *"Would provision 3 instances
Would run 4 tests in "*" executions on 3 workers"* ]]
  [ "$(cat callouts)" = "provision 1
execute i0
dispose i0" ]
  testr instances list
  [ -z "$output" ]
}

@test "the executions that it shows are those that are run" {
  project sleep40.a sleep10.b sleep20.c sleep10.d fail.e fail.f
  "$TESTR" run || true
  for options in --schedule=static --isolated "--isolated --failing" "--serial" \
    "--schedule=static --shard=1/2" "--schedule=static --exclude b" "--isolated c d"; do
    rm -f executions
    # shellcheck disable=SC2086
    testr run --concurrency=2 --dry-run $options
    [ ! -e executions ]
    planned >shown
    # shellcheck disable=SC2086
    testr run --concurrency=2 $options
    done_so_far | cmp - shown
  done
}

@test "recorded durations are what it reckons with" {
  project sleep200.a sleep200.b
  "$TESTR" run
  # Each took 200 ms at least.
  testr run --dry-run --isolated
  [ -z "$stderr" ]
  [[ $output =~ "Would take "([0-9]+)\.([0-9]{3})"s; no schedule could take less than "([0-9.]+)s ]]
  [ "$((10#${BASH_REMATCH[1]}${BASH_REMATCH[2]}))" -ge 400 ]
  [[ ${lines[2]} =~ ^"worker-0 "\ +[0-9.]+\ +([0-9]+)\.([0-9]{3})\ +1\ \ sleep200 ]]
  [ "$((10#${BASH_REMATCH[1]}${BASH_REMATCH[2]}))" -ge 200 ]
  suite sleep200.a sleep200.b pass.new
  testr run --dry-run
  [[ $stderr == "testr: 1 of 3 tests have no recorded duration: what they take is guessed" ]]
  testr -q run --dry-run
  [ -z "$stderr" ]
}

@test "it honours whatever chooses tests" {
  project fail.a fail.ab pass.ab pass.b
  "$TESTR" run || true
  printf 'pass.b\nfail.ab\nfail.a\ngone\n' >list
  testr run --dry-run --failing
  [ "$(planned)" = "fail.a fail.ab" ]
  testr run --dry-run --load-list list --exclude 'a$'
  [ "$(planned)" = "pass.b fail.ab" ]
  [[ $stderr == *gone* ]]
  echo '\.ab' >include
  testr run --dry-run --include-list include
  [ "$(planned)" = "fail.ab pass.ab" ]
  printf '%s\t1\n' fail.a fail.ab pass.ab pass.b >durations
  testr run --dry-run --shard=1/2 --shard-from durations
  [ "$(planned)" = "fail.a pass.ab" ]
}

@test "groups are in one execution" {
  project pass.1.a pass.2.a pass.1.b pass.2.b
  configure 'group_regex=pass\.\d'
  testr run --dry-run --isolated
  [ "$(planned)" = "pass.1.a pass.1.b
pass.2.a pass.2.b" ]
}

# The durations are recorded, not waited for: what the limits stop besides, a listing, say, is fast.
@test "times that would be up are told" {
  project pass.slow pass.b
  "$TESTR" load >/dev/null <<'END'
time: 2026-01-01 00:00:00Z
test: pass.slow
time: 2026-01-01 00:02:00Z
success: pass.slow
test: pass.b
success: pass.b
END
  testr run --dry-run --test-timeout=1m
  [ "$status" = 0 ]
  [[ $stderr == "testr: 1 test would be stopped when the time is up"* ]]
  testr run --dry-run --isolated --order=slowest --test-timeout=1m --fail-fast
  [[ $output == *"Would run 1 test in 1 execution"* ]]
  [[ $stderr == "testr: the run would be stopped because of tests whose time is up"* ]]
  testr run --dry-run --isolated --order=slowest --run-timeout=1m
  [[ $output == *"Would run 1 test in 1 execution"* ]]
  [[ $stderr == "testr: the run would be stopped when its time is up (run_timeout)" ]]
  testr run --dry-run --run-timeout=100d --test-timeout=100d
  [ -z "$stderr" ]
}

@test "with nothing to run it ends as a run does" {
  project pass.a
  testr run --dry-run nothing
  [ "$status" = 4 ]
  [ -z "$output" ]
  [[ $stderr == "testr: none of the 1 listed tests "* ]]
  testr run --dry-run --failing
  [ "$status" = 0 ]
  [[ $stderr == "testr: no test is failing"* ]]
  printf 'pass.a\t1\n' >durations
  testr run --dry-run --shard=2/2 --shard-from durations
  [ "$status" = 0 ]
  [[ $stderr == "testr: shard 2/2 is empty: there is nothing to run" ]]
  : >suite
  testr run --dry-run
  [ "$status" = 4 ]
}

@test "a listing that fails is an error, and the instance is disposed of" {
  project pass.a
  with_instances
  rm suite
  testr run --dry-run
  [ "$status" = 3 ]
  [ -z "$output" ]
  [[ $stderr == *"runner: cannot read 'suite'"* ]]
  # The second execution is the probe: a lost instance would be listed in again, elsewhere.
  [ "$(cat callouts)" = "provision 1
execute i0
execute i0
dispose i0" ]
}

@test "tests that cannot be listed can be reckoned with when they are asked for by id" {
  project fail.a pass.b
  "$TESTR" run || true
  sed -i 's/ \$LISTOPT//' .testr.conf
  testr run --dry-run
  [ "$status" = 3 ]
  [[ $stderr == *'$LISTOPT'*test_list_option* ]]
  testr run --dry-run --failing
  [ "$status" = 0 ]
  [ "$(planned)" = fail.a ]
}

@test "--dry-run cannot be combined with what is about running or storing" {
  project pass.a
  for option in --until-failure --analyze-isolation --subunit --force-init; do
    testr run --dry-run "$option"
    [ "$status" = 2 ]
    [[ $stderr == *"--dry-run cannot be combined with"* ]]
  done
}

@test "an interrupt while it lists disposes of the instance" {
  project pass.a
  with_instances
  sed -i '$i kill -INT "$(cat pid)" && exec sleep 1000' execute
  run --separate-stderr bash -c 'echo $$ >pid && exec "$TESTR" run --dry-run'
  [ "$status" = 130 ]
  [ -z "$output" ]
  [ "$(cat callouts)" = "provision 1
execute i0
dispose i0" ]
}
