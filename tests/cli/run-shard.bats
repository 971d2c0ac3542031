#!/usr/bin/env bats
# testr run --shard, and where it has its durations from

bats_require_minimum_version 1.5.0
load helper

# The tests of shard $1, as list-tests tells; further arguments go to it.
shard() {
  "$TESTR" list-tests --shard "$1" "${@:2}" | sort
}

@test "shards are disjoint and all tests together, with history and without" {
  project pass.{1..9} sleep40.a sleep80.b
  "$TESTR" list-tests | sort >all
  for _ in without with; do
    cat <(shard 1/3) <(shard 2/3) <(shard 3/3) | sort >together
    cmp all together
    "$TESTR" run
  done
}

@test "run runs what list-tests lists, and is partial" {
  project pass.{1..9} fail.x
  "$TESTR" run || true
  suite pass.{1..9}
  for n in 1 2; do
    rm -f executions
    shard $n/2 >listed # before the run, which changes what is recorded
    testr run --shard=$n/2
    [ "$status" = 0 ]
    sed 's/^[0-9]*: //' executions | tr ' ' '\n' | sort | cmp - listed
  done
  testr failing --list
  [ "$output" = fail.x ]
  testr run --shard=1/1
  testr failing --list
  [ "$output" = fail.x ]
}

@test "without history an id's shard is the same for ever" {
  project pass.{1..6}
  [ "$(shard 1/2)" = "pass.2
pass.4
pass.6" ]
  [ "$(shard 2/2)" = "pass.1
pass.3
pass.5" ]
  suite pass.{4..6}
  [ "$(shard 1/2)" = "pass.4
pass.6" ]
}

@test "--shard-from shares durations: a machine without history makes the same shards" {
  project pass.{1..9} sleep40.a sleep80.b sleep20.c
  "$TESTR" run
  "$TESTR" stats --durations >durations
  suite pass.{1..9} sleep40.a sleep80.b sleep20.c pass.new.{1..4}
  for i in 1 2 3; do
    shard $i/3 >shard-$i
  done
  rm -rf .testrepository
  "$TESTR" init
  for i in 1 2 3; do
    shard $i/3 --shard-from durations | cmp - shard-$i
  done
  # It is read wherever it comes from, and goes before what is recorded.
  "$TESTR" run
  shard 2/3 --shard-from - <durations | cmp - shard-2
}

@test "durations balance the shards" {
  project pass.{a,b,c,d,e}
  printf '%s\t%s\n' pass.a 2 pass.b 7 pass.c 5 pass.d 4 pass.e 4.000000 >durations
  [ "$(shard 1/3 --shard-from durations)" = pass.b ]
  [ "$(shard 2/3 --shard-from durations)" = "pass.a
pass.c" ]
  [ "$(shard 3/3 --shard-from durations)" = "pass.d
pass.e" ]
}

@test "groups stay whole" {
  project pass.{1..4}.{a,b,c,d}
  configure 'group_regex=pass\.\d'
  for _ in without with; do
    for i in 1 2 3; do
      shard $i/3 | cut -d. -f2 | uniq -c | while read -r count _; do
        [ "$count" = 4 ]
      done
    done
    "$TESTR" run
  done
}

@test "what is chosen is divided, and the load list's order kept" {
  project pass.{1..8} fail.{1..4}
  "$TESTR" run || true
  printf 'fail.%s\n' 4 1 3 2 >list
  cat <(shard 1/2 --failing) <(shard 2/2 --failing) | sort | cmp - <(sort list)
  printf 'fail.%s\t1\n' 1 2 3 4 >durations
  testr list-tests --shard 1/2 --shard-from durations --load-list list
  [ "$output" = "fail.1
fail.3" ]
  testr list-tests --shard 1/2 --shard-from durations --load-list list --exclude 1
  [ "$output" = "fail.4
fail.2" ]
}

@test "an empty shard is status 0, says so, and is no run" {
  project pass.only
  with_instances
  printf 'pass.only\t1\n' >durations
  for options in "" --subunit --until-failure; do
    testr run --shard=2/2 --shard-from durations $options
    [ "$status" = 0 ]
    [ -z "$output" ]
    [[ $stderr == *"testr: shard 2/2 is empty: there is nothing to run" ]]
  done
  testr stats
  [ "$output" = runs=0 ]
  testr list-tests --shard=2/2 --shard-from durations
  [ "$status" = 0 ]
  [ -z "$output" ]
  [[ $stderr == "testr: the shard is empty" ]]
  [ -z "$(ls -d instances/i* 2>/dev/null)" ]
}

@test "a filter that matches nothing is status 4 in a shard, too" {
  project pass.a
  testr run --shard=1/2 nothing
  [ "$status" = 4 ]
  testr list-tests --shard=1/2 nothing
  [ "$status" = 4 ]
}

@test "a shard that is none is wrong usage" {
  project pass.a
  for word in 0/2 3/2 1 1/0 a/b 1/2/3 ''; do
    testr run --shard="$word"
    [ "$status" = 2 ]
    [[ $stderr == *"--shard must be I/N"* ]]
  done
  for options in "--shard-from durations" "--shard=1/2 --analyze-isolation"; do
    testr run $options
    [ "$status" = 2 ]
  done
  [ ! -e executions ]
}

@test "a file of durations that cannot be used is an error that tells the line" {
  project pass.a
  printf 'a\t1\n\nb 2\n' >durations
  testr run --shard=1/2 --shard-from durations
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot use 'durations': line 3: it is no test id, tab and seconds" ]]
  testr run --shard=1/2 --shard-from missing
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot read 'missing': No such file or directory" ]]
  [ ! -e executions ]
}

@test "tests that cannot be listed can only be sharded when they are asked for by id" {
  project fail.a fail.b
  "$TESTR" run || true
  sed -i 's/ \$LISTOPT//' .testr.conf
  testr run --shard=1/2
  [ "$status" = 3 ]
  [[ $stderr == *'$LISTOPT'*test_list_option* ]]
  rm executions
  "$TESTR" run --failing --shard=1/2 || true
  "$TESTR" run --failing --shard=2/2 || true
  [ "$(executions)" = 2 ]
}
