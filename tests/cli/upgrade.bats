#!/usr/bin/env bats
# testr upgrade

bats_require_minimum_version 1.5.0
load helper

# A repository as Python's testr leaves it: two runs in subunit 1, of which one failed.
setup() {
  cd "$BATS_TEST_TMPDIR"
  local original=.testrepository
  mkdir $original
  echo 1 >$original/format
  echo 2 >$original/next-stream
  printf 'test: a\nsuccess: a\n' >$original/0
  printf 'test: a\nsuccess: a\ntest: b\nfailure: b [\nboo\n]\n' >$original/1
  printf 'test: b\nfailure: b [\nboo\n]\n' >$original/failing
}

@test "other commands name upgrade, and touch nothing" {
  cp -r .testrepository before
  for command in last failing stats slowest "load /dev/null"; do
    testr $command
    [ "$status" = 3 ]
    [[ $stderr == "testr: "*"testr upgrade"* ]]
    diff -r before .testrepository
  done
}

@test "upgrade takes over the runs and the failing tests" {
  testr upgrade
  [ "$status" = 0 ]
  [[ $output == *"2 runs"* ]]
  testr stats
  [ "$output" = runs=2 ]
  testr failing --list
  [ "$output" = b ]
  testr last
  [ "$status" = 1 ]
  [[ $output == *"FAIL: b"*"boo"*"Ran 2 (+1) tests"*"FAILED (id=1, failures=1 (+1))" ]]
}

@test "the original files stay as they were" {
  cp -r .testrepository before
  "$TESTR" upgrade
  for file in 0 1 failing next-stream; do
    cmp "before/$file" ".testrepository/$file"
  done
}

@test "what needs no upgrade is an error, as is nothing at all" {
  "$TESTR" upgrade
  testr upgrade
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"nothing to upgrade"* ]]
  rm -rf .testrepository
  testr upgrade
  [ "$status" = 3 ]
  [[ $stderr == "testr: "* ]]
}

@test "a repository of a newer format is refused by every command" {
  echo 99 >.testrepository/format
  for command in last upgrade fsck; do
    testr $command
    [ "$status" = 3 ]
    [[ $stderr == "testr: "*"format 99"* || $stderr == "testr: "*newer* ]]
  done
}
