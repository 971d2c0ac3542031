#!/usr/bin/env bats
# testr run: ids that stand in the command, more than an argument can hold

bats_require_minimum_version 1.5.0
load helper

# A project of $1 tests whose ids are long and need quotes, named in the command; all pass.
project_of_many() {
  for i in $(seq "$1"); do
    echo "pass.a_module_with_a_long_name.Class.it's test number $i of many with a long name indeed"
  done >"$BATS_TEST_TMPDIR/ids"
  project
  mv ids suite
  named
}

# From now on the ids stand in the command.
named() {
  sed -i 's/^test_id_option=.*/test_id_option=$IDLIST/' .testr.conf
}

# All $1 tests passed, in executions none of which was in vain.
all_passed_at_once() {
  [ "$status" = 0 ]
  [[ $output == *"Ran $1 tests"*PASSED* ]]
  refute grep -i -e "too long" -e "handed out again" <<<"$stderr$output"
}

@test "ids of 400 KB are given to several executions, none of them in vain" {
  project_of_many 4000
  testr run --concurrency=2
  all_passed_at_once 4000
  [ "$(wc -l <executions)" -le 8 ]
}

@test "chosen tests are given in as many executions as it takes" {
  project_of_many 4000
  cp suite chosen
  testr run --load-list=chosen --serial
  all_passed_at_once 4000
}

@test "a command that instance_execute quotes again holds less, and is cut to that" {
  project_of_many 1500
  with_instances
  sed -i 's/^test_command=/test_command=true \&\& /' .testr.conf
  testr run --concurrency=2
  all_passed_at_once 1500
}

@test "an id that is too long for any command fails with the reason, and the others run" {
  project pass.a "pass.$(head -c 140000 /dev/zero | tr '\0' x)" pass.b
  named
  testr run --concurrency=2
  [ "$status" = 1 ]
  [[ $output == *"failures=1"* ]]
  [[ $output == *"The id of this test is too long for the command"* ]]
}

@test "an id that is too long for any command runs where all tests run that are not named" {
  project pass.a "pass.$(head -c 140000 /dev/zero | tr '\0' x)" pass.b
  named
  testr run --serial
  [ "$status" = 0 ]
}

# Instances of this project have ids of 1,000 bytes. `disposed` has a line for each that was disposed of.
with_long_ids() {
  with_instances
  printf '%s\n' '#!/bin/bash' 'for i in $(seq "$1"); do printf "%s\n" "$i$(printf %0995d 0)"; done' >provision
  printf '%s\n' '#!/bin/sh' 'printf "%s\n" "$@" >>disposed' >dispose
}

@test "instances whose ids one command cannot name are disposed of by several" {
  project pass.a
  with_long_ids
  testr run --concurrency=150
  [ "$status" = 0 ]
  [ "$(sort disposed | uniq | wc -l)" = 150 ]
  testr instances
  [ -z "$output" ]
}

@test "instances dispose names no more instances in a command than it can hold" {
  project fail.a
  with_long_ids
  testr run --concurrency=150 --keep-instances=always
  testr instances
  kept=$(grep -c kept <<<"$output")
  testr instances dispose
  [ "$status" = 0 ]
  [ "$(wc -l <disposed)" = 150 ]
  [ "$kept" -ge 1 ]
}
