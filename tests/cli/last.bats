#!/usr/bin/env bats
# testr last

bats_require_minimum_version 1.5.0
load helper

@test "last shows what run showed" {
  project pass.a fail.b skip.c fail.d
  testr run
  shown=$output
  testr last
  [ "$status" = 1 ]
  [ "$output" = "$shown" ]
}

@test "last of a run that passed has only the closing lines and status 0" {
  project pass.a skip.b
  "$TESTR" run
  testr last
  [ "$status" = 0 ]
  [ "$(timeless)" = "Ran 2 tests
PASSED (id=0, skips=1)" ]
}

@test "last tells what differs from the run before" {
  project pass.a
  "$TESTR" run
  suite pass.a fail.b fail.c
  "$TESTR" run || true
  testr last
  [[ $(timeless) == *"
Ran 3 (+2) tests
FAILED (id=1, failures=2 (+2))" ]]
}

@test "last -q shows only the failures" {
  project pass.a fail.b
  "$TESTR" run || true
  testr last -q
  [ "$status" = 1 ]
  [ "${lines[1]}" = "FAIL: fail.b" ]
  refute grep -qE '^(Ran|FAILED)' <<<"$output"
}

@test "last --subunit gives the stream, and the status of the run" {
  project pass.a fail.b skip.c
  "$TESTR" run || true
  run -1 bash -c '"$TESTR" last --subunit >stream'
  "$TESTR" init -d "$(mktemp -d -p .)" # any other repository
  cd tmp.*
  testr load ../stream
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b"*"Ran 3 tests"*"FAILED (id=0, failures=1, skips=1)" ]]
}

@test "last without a run is an error" {
  project pass.a
  testr last
  [ "$status" = 3 ]
  [ -z "$output" ]
}

@test "last works where there is no configuration" {
  project fail.a
  "$TESTR" run || true
  rm .testr.conf
  testr last
  [ "$status" = 1 ]
  [ "${lines[1]}" = "FAIL: fail.a" ]
}

@test "tests with a filtered tag are not counted, in no run" {
  project pass.a fail.b skip.c
  configure 'filter_tags=other worker-0'
  testr run
  [[ $(timeless) == *"
Ran 1 tests
FAILED (id=0, failures=1, skips=1)" ]]
  testr run
  [[ $(timeless) == *"
Ran 1 tests
FAILED (id=1, failures=1, skips=1)" ]]
  testr last
  [[ $(timeless) == *"
Ran 1 tests
FAILED (id=1, failures=1, skips=1)" ]]
}

@test "a configuration that cannot be read is an error" {
  project pass.a
  "$TESTR" run
  echo 'no section' >.testr.conf
  testr last
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*".testr.conf:1: "* ]]
}

@test "--details tells where each test ran, also after the index was made anew" {
  project pass.a fail.b
  with_instances
  # The first execution of tests loses its instance.
  cat >execute <<'END'
#!/bin/sh
id=$1
shift
[ -e "instances/$id" ] || exit 99
case $* in
*--list*) ;;
*) if mkdir killed 2>/dev/null; then mv "instances/$id" lost-instance; exit 99; fi ;;
esac
exec "$@"
END
  printf '#!/bin/sh\n' >dispose
  "$TESTR" run --concurrency=1 || true
  for index in kept anew; do
    testr last --details
    [ "$status" = 1 ]
    grep -qE '^test +outcome +seconds +worker +execution +attempt +instance$' <<<"$output"
    grep -qE '^fail\.b +fail +[0-9.]+ +0 +1 +2 +i1$' <<<"$output"
    grep -qE '^pass\.a +success +[0-9.]+ +0 +1 +2 +i1$' <<<"$output"
    [[ ${lines[-1]} == "FAILED (id=0, failures=1)" ]]
    [ $index = anew ] || rm .testrepository/index.db*
  done
}

@test "--details of a loaded stream has no places" {
  project pass.a
  stream pass.a >loaded
  "$TESTR" load <loaded
  testr last --details
  [ "$status" = 0 ]
  grep -qE '^pass\.a +success +[0-9.]+ +0 +- +- +-$' <<<"$output"
}

@test "why tests were skipped is counted with --details and with -v, and not without" {
  project pass.a skip.b skip.c
  reasons='Skipped tests, by reason:
     2  not today
Ran 3 tests'
  testr run -v
  [[ $(timeless) == *"$reasons"* ]]
  testr run
  [[ $output != *"by reason"* ]]
  for option in --details -v; do
    testr last "$option"
    [[ $(timeless) == *"$reasons"* ]]
  done
  testr last
  [[ $output != *"by reason"* ]]
  stream skip.d >loaded
  testr load -v loaded
  [[ $output == *"     1  not today"* ]]
}
