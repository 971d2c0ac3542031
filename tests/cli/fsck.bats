#!/usr/bin/env bats
# testr fsck

bats_require_minimum_version 1.5.0
load helper

setup() {
  cd "$BATS_TEST_TMPDIR"
  "$TESTR" init
  stream pass.a fail.b >s
  "$TESTR" load s || true
  "$TESTR" load s || true
}

# Makes the index lie, through SQLite.
change_index() {
  command -v sqlite3 >/dev/null || skip "no sqlite3(1) here"
  sqlite3 .testrepository/index.db "$1"
}

@test "a sound repository is status 0" {
  testr fsck
  [ "$status" = 0 ]
  [ "$output" = "The index agrees with the streams." ]
  testr fsck -q
  [ -z "$output" ]
}

@test "an index that lies is found, left as it is, and made anew by --repair" {
  change_index 'DELETE FROM results'
  for _ in 1 2; do
    testr fsck
    [ "$status" = 1 ]
    [[ ${lines[0]} == "run 0: "* ]]
    [[ ${lines[1]} == "run 1: "* ]]
  done
  testr fsck --repair
  [ "$status" = 0 ]
  testr fsck
  [ "$status" = 0 ]
  testr failing --list
  [ "$output" = fail.b ]
}

@test "an index that is no database at all is made anew, and nothing is lost" {
  printf 'this is no database' >.testrepository/index.db
  rm -f .testrepository/index.db-*
  testr fsck --repair
  [ "$status" = 0 ]
  testr stats
  [ "$output" = runs=2 ]
  testr failing --list
  [ "$output" = fail.b ]
}

@test "an index that was deleted is rebuilt by any command, which says so" {
  rm .testrepository/index.db*
  testr failing --list
  [ "$output" = fail.b ]
  [[ $stderr == "testr: "* ]]
  testr fsck
  [ "$status" = 0 ]
}

@test "a stream that is missing is told" {
  rm .testrepository/runs/0.*
  testr fsck
  [ "$status" = 1 ]
  [[ ${lines[0]} == "run 0: "* ]]
}

@test "a stream that is damaged is told" {
  head -c 20 .testrepository/runs/1.subunit.zst >beginning
  cp beginning .testrepository/runs/1.subunit.zst
  testr fsck
  [ "$status" = 1 ]
  grep -q '^run 1: ' <<<"$output"
}

@test "fsck without a repository is an error" {
  rm -rf .testrepository
  testr fsck
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*"testr init"* ]]
}

@test "a journal that is damaged, or belongs to no run, is told of" {
  rm -r .testrepository
  project pass.a
  testr run
  testr fsck
  [ "$status" = 0 ]
  echo nonsense >.testrepository/runs/0.journal.zst
  cp .testrepository/runs/0.journal.zst .testrepository/runs/7.journal.zst
  testr fsck
  [ "$status" = 1 ]
  [[ ${lines[0]} == "run 0: its journal: "*"is damaged" ]]
  [ "${lines[1]}" = "run 7: there is a journal, and no run" ]
}
