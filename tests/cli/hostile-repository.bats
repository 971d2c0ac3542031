#!/usr/bin/env bats
# Repositories that hold what none should: nothing is written through it, and nobody waits for it.

bats_require_minimum_version 1.5.0
load helper

# Puts the file of the repository elsewhere and what the second argument says in its place.
spoil() {
  local path=.testrepository/$1
  case $2 in
  link) [ ! -e "$path" ] || mv "$path" outside; ln -s "$PWD/outside" "$path" ;;
  hard-link) [ -e "$path" ] || echo precious >"$path"; ln "$path" outside ;;
  pipe) rm -f "$path"; mkfifo "$path" ;;
  folder) rm -f "$path"; mkdir "$path" ;;
  esac
  [ ! -f outside ] || cp outside before
}

# Each command refuses the repository, names the file, and has not touched what it stands for.
refused() {
  local command
  for command in run last "load /dev/null" failing stats fsck; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr timeout 60 "$TESTR" $command
    echo "$command: $status: $stderr"
    [ "$status" = 3 ]
    [[ $stderr == "testr: "*".testrepository${1:+/$1}"*"$2"* ]]
  done
  [ ! -f before ] || cmp outside before
}

setup() {
  project pass.a
  "$TESTR" run
}

@test "a format that is a link, a hard link or a pipe is refused" {
  cp -r .testrepository good
  local kind
  for kind in link hard-link pipe; do
    rm -rf .testrepository outside before
    cp -r good .testrepository
    spoil format "$kind"
    refused format "it"
  done
}

@test "an index that is a link, a hard link or a pipe is refused" {
  cp -r .testrepository good
  local kind
  for kind in link hard-link pipe; do
    rm -rf .testrepository outside before
    cp -r good .testrepository
    spoil index.db "$kind"
    refused index.db "it"
  done
}

@test "files that SQLite keeps beside the index are looked at, too" {
  spoil index.db-wal link
  refused index.db-wal "it is a link"
}

@test "a repository that is a link is refused" {
  mv .testrepository outside-repository
  ln -s outside-repository .testrepository
  refused "" "it is a link"
  testr init
  [ "$status" = 3 ]
  [[ $stderr == *"it is a link"* ]]
}

@test "runs that are elsewhere are refused" {
  mv .testrepository/runs elsewhere
  ln -s "$PWD/elsewhere" .testrepository/runs
  refused runs "it is a link"
  [ ! -e elsewhere/1.subunit.zst ]
}

@test "somebody else's file is refused" {
  chown 12345 .testrepository/index.db 2>/dev/null || skip "only root can give a file away"
  refused index.db "another user"
}

@test "a lock that is a pipe does not keep a run waiting" {
  spoil lock pipe
  run --separate-stderr timeout 60 "$TESTR" run
  [ "$status" = 3 ]
  [[ $stderr == *".testrepository/lock': it is a pipe"* ]]
}

@test "a stream that is stored is not written through a link" {
  echo precious >outside
  ln -s "$PWD/outside" .testrepository/runs/1.subunit.zst.new
  testr run
  [ "$status" = 3 ]
  [[ $stderr == *"1.subunit.zst.new': it is a link"* ]]
  [ "$(cat outside)" = precious ]
}

@test "a ledger or a record of who lives that is a link or a pipe is refused" {
  with_instances
  "$TESTR" run --concurrency=1
  cp -r .testrepository good
  local file kind
  for file in ledger.db holds; do
    for kind in link pipe; do
      rm -rf .testrepository outside before
      cp -r good .testrepository
      spoil $file $kind
      run --separate-stderr timeout 60 "$TESTR" run --concurrency=1
      [ "$status" = 3 ]
      [[ $stderr == *".testrepository/$file': it is a"* ]]
      [ ! -f before ] || cmp outside before
    done
  done
}

@test "the stream of a killed run that is a pipe is told, and waited for by nobody" {
  mkfifo .testrepository/runs/1.subunit
  run --separate-stderr timeout 60 "$TESTR" last
  [ "$status" = 0 ]
  [[ $stderr == *"1.subunit': it is a pipe"* ]]
}

@test "an upgrade reads and writes through no link" {
  rm -rf .testrepository
  mkdir -p .testrepository/runs
  echo 1 >.testrepository/format
  echo precious >outside
  printf 'test: a\nsuccess: a\n' >.testrepository/0
  ln -s "$PWD/outside" .testrepository/1
  testr upgrade
  [ "$status" = 3 ]
  [[ $stderr == *"it is a link"* ]]
  rm .testrepository/1
  ln -sf "$PWD/outside" .testrepository/lock
  rm -f outside
  testr upgrade
  [ "$status" = 3 ]
  [ ! -e outside ]
}

@test "a configuration that is a pipe is waited for by nobody" {
  rm .testr.conf
  mkfifo .testr.conf
  local command
  for command in run last list-tests; do
    run --separate-stderr timeout 60 "$TESTR" $command
    [ "$status" = 3 ]
    [[ $stderr == *"it is not a plain file"* ]]
  done
}

@test "a current folder that has been removed is an error, and never /" {
  mkdir gone
  cd gone
  rmdir ../gone
  local command
  for command in init run last list-tests "run --force-init"; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr "$TESTR" $command
    [ "$status" = 3 ]
    [[ $stderr == "testr: the current folder has been removed"* ]]
  done
  run "$TESTR" last -d "$BATS_TEST_TMPDIR"
  [ "$status" = 0 ]
}

@test "init fills a folder that is empty, and leaves its rights as they are" {
  rm -rf .testrepository
  mkdir -m 0750 .testrepository
  testr init
  [ "$status" = 0 ]
  [ "$(stat -c %a .testrepository)" = 750 ]
  testr run
  [ "$status" = 0 ]
  testr init
  [ "$status" = 3 ]
}

@test "run fills a folder that is empty" {
  rm -rf .testrepository
  mkdir .testrepository
  testr run
  [ "$status" = 0 ]
}

@test "init leaves a folder alone that holds something else" {
  rm -rf .testrepository
  mkdir .testrepository
  touch .testrepository/mine
  testr init
  [ "$status" = 3 ]
  [ "$(ls -A .testrepository)" = mine ]
}
