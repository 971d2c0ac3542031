#!/usr/bin/env bats
# Instance ids that cannot be used: named to the user, and in no command, wherever they come from.

bats_require_minimum_version 1.5.0
load helper
load processes

# Writes an executable file of shell commands, from stdin.
script() {
  { echo '#!/bin/bash' && cat; } >"$1"
  chmod +x "$1"
}

setup() {
  project pass.a
  with_instances
  script dispose <<<'printf "[%s]" "$@" >>disposed'
}

@test "an id that cannot be used stays on record until the user takes it off" {
  sed -i 's/^instance_provision=.*/&; [ -e good ] || echo -rf/' .testr.conf
  testr run --concurrency 1
  touch good
  testr run --concurrency 1
  [ "$status" = 0 ]
  [[ $stderr == *"instance id '-rf' begins with '-'"*"given to no callout"* ]]
  testr instances dispose
  [ "$status" = 3 ]
  [[ $stderr == *"'-rf'"*"off the record now"* ]]
  testr instances
  [ "$output" = "" ]
  [ "$(cat disposed)" = "[i0][i1]" ]
}

@test "an id that an older ledger holds is in no command either" {
  script execute <<<'printf "[%s]" "$1" >>executed'
  testr run --concurrency 1 --keep-instances=always
  python3 -c 'import sqlite3; c = sqlite3.connect(".testrepository/ledger.db")
c.execute("update instances set id = ?", ("--all",)); c.commit()'
  rm -f executed
  testr instances exec -- --all
  refute [ "$status" = 0 ]
  testr instances shell --all
  refute [ "$status" = 0 ]
  [ ! -e executed ]
  testr instances dispose
  [ "$status" = 3 ]
  [[ $stderr == *"'--all' begins with '-'"* ]]
  [ ! -e disposed ]
}

@test "when testr is killed its guardian puts none into a command, and keeps it on record" {
  # Without an end, so that testr does not know the word yet.
  script provision <<<'printf "i0 -rf"; touch printed; while :; do sleep 0.02; done'
  (with_mark "$TESTR" run --concurrency=1) &
  pid=$!
  await test -e printed
  kill -s KILL "$pid"
  await nobody_is_left
  [ "$(cat disposed)" = "[i0]" ]
  testr instances
  [[ $output == *"-rf "*undisposed* ]]
  grep -q "instance id '-rf' begins with '-'" .testrepository/guardian.log
}
