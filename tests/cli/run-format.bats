#!/usr/bin/env bats
# testr run: the formats of what the test command prints.

bats_require_minimum_version 1.5.0
load helper

# A project whose runner prints in TAP, and fails the tests whose names begin with `fail`.
tap_project() {
  cd "$BATS_TEST_TMPDIR"
  printf '%s\n' "$@" >suite
  cat >tests <<'EOS'
#!/bin/sh
[ "$1" = --list ] && exec cat suite
[ "$1" = --load-list ] && set -- $(cat "$2") || set -- $(cat suite)
echo "1..$#"
number=0
for name; do
  number=$((number + 1))
  case $name in
    fail*) echo "not ok $number - $name" ;;
    *) echo "ok $number - $name" ;;
  esac
done
EOS
  chmod +x tests
  cat >.testr.conf <<'EOS'
[DEFAULT]
test_command=./tests $LISTOPT $IDOPTION
test_id_option=--load-list $IDFILE
test_list_option=--list
EOS
  "$TESTR" init
}

@test "test_format says how results are read: run, --failing and parallel runs work" {
  tap_project pass.a fail.b pass.c
  configure test_format=tap
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b"*"Ran 3 tests"*"FAILED (id=0, failures=1)" ]]
  testr run --failing
  [ "$status" = 1 ]
  [[ $output == *"Ran 1 "* ]]
  suite pass.a pass.c
  testr run --concurrency 2
  [ "$status" = 0 ]
  [ "$(timeless)" = "Ran 2 (+1) tests
PASSED (id=2)" ]
}

@test "what is kept of a run is subunit, whatever the format was" {
  tap_project pass.a fail.b
  configure test_format=tap
  "$TESTR" run || true
  "$TESTR" last --subunit >stream || true
  testr load stream
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.b"*"Ran 2 tests"* ]]
}

@test "test_format=auto finds out" {
  tap_project pass.a pass.b
  configure test_format=auto
  testr run
  [ "$status" = 0 ]
  [ -z "$stderr" ]
}

@test "a test that the report announces and lacks has failed" {
  tap_project pass.a pass.b
  configure test_format=tap
  printf '%s\n' '#!/bin/sh' '[ "$1" = --list ] && exec cat suite' \
    'printf "1..2\nok 1 - pass.a\n"' >tests
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: "* ]]
}

@test "test_format=exit makes each test of an exit status, one in each execution" {
  tap_project zero one skip
  configure test_format=exit
  printf '%s\n' '#!/bin/sh' '[ "$1" = --list ] && exec cat suite' \
    'case $(cat "$2") in zero) echo words ;; one) echo why; exit 1 ;; skip) exit 77 ;; esac' >tests
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: one"*"why"*"Ran 3 tests"*"FAILED (id=0, failures=1, skips=1)" ]]
}

@test "test_format=exit makes one test of a command that lists none" {
  cd "$BATS_TEST_TMPDIR"
  printf '%s\n' '[DEFAULT]' 'test_command=exit 3' test_format=exit >.testr.conf
  "$TESTR" init
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: test_command"*"Ran 1 test"*"FAILED (id=0, failures=1)" ]]
}

@test "test_list_format says how the listing is read" {
  tap_project Suite.A Suite.B
  configure test_format=tap test_list_format=gtest
  sed -i 's/exec cat suite/exec printf "Suite.\\n  A\\n  B\\n"/' tests
  testr list-tests
  [ "$output" = "Suite.A
Suite.B" ]
  testr run --parallel
  [ "$status" = 0 ]
}

@test "a format that is none is an error, and names those that are" {
  tap_project pass.a
  configure test_format=tapp
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*".testr.conf: test_format: 'tapp' is not one of subunit, "*"tap"*"auto" ]]
  sed -i s/tapp/tap/ .testr.conf
  configure test_list_format=tap
  testr list-tests
  [ "$status" = 3 ]
  [[ $stderr == *"test_list_format: 'tap' is not one of subunit, "* ]]
  testr stats
  [ "$output" = runs=0 ]
}

@test "output in another format is shown, once, with the setting that it needs" {
  tap_project pass.a pass.b
  testr run --isolated
  [ "$status" = 1 ]
  [ "$stderr" = "testr: the test command wrote 2 lines that are not subunit; they look like tap: test_format=tap
    1..1
    ok 1 - pass.a" ]
}

@test "output without a listing is shown, too, when no test is reported" {
  cd "$BATS_TEST_TMPDIR"
  printf '%s\n' '[DEFAULT]' 'test_command=echo all is well' >.testr.conf
  "$TESTR" init
  testr run
  [ "$status" = 4 ]
  [[ $stderr == "testr: the test command wrote 1 line that is not subunit
    all is well
"* ]]
}

@test "output is shown when a test is not reported, not when all are" {
  project stdout.a pass.b
  testr run
  [ "$status" = 0 ]
  [[ $stderr != *"not subunit"* ]]
  suite stdout.a pass.b absent.c
  printf '%s\n' '#!/bin/sh' "[ \"\$1\" = --list ] && exec $RUNNER suite --list" \
    "exec $RUNNER suite stdout.a pass.b" >tests
  chmod +x tests
  sed -i 's/^test_command=.*/test_command=.\/tests $LISTOPT $IDOPTION/' .testr.conf
  testr run
  [ "$status" = 1 ]
  [[ $stderr == "testr: the test command wrote 1 line that is not subunit
    stdout.a prints"* ]]
}

@test "a listing that is none in its format is told of" {
  tap_project pass.a
  configure test_list_format=gtest
  sed -i 's/exec cat suite/exec printf "usage: tests\\nbad option\\n"/' tests
  testr list-tests
  [[ $stderr == "testr: the listing has 2 lines, and no test in gtest
    usage: tests
    bad option
"* ]]
}

@test "a listing that looks like results is told of" {
  tap_project pass.a
  sed -i 's/exec cat suite/exec printf "1..1\\nok 1 - pass.a\\n"/' tests
  testr run
  [ "$status" != 0 ]
  [[ $stderr == "testr: the listing looks like results, in the format tap: does the test command heed \$LISTOPT?
    1..1
"* ]]
}

@test "a status that failures in a complete report explain is no failure of its own" {
  tap_project fail.a pass.b
  configure test_format=tap
  echo 'exit 9' >>tests
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: fail.a"*"Ran 2 tests"*"FAILED (id=0, failures=1)" ]]
  suite pass.b
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: process-returncode"* ]]
}

@test "what the runner says went wrong outside of any test fails the run, whatever its status" {
  tap_project pass.a
  configure test_format=tap
  echo 'echo "Bail out! no database"' >>tests
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: process-returncode"*"no database"* ]]
}

@test "a unit whose instance is lost runs again in another" {
  tap_project one two
  configure test_format=exit
  with_instances
  printf '%s\n' '#!/bin/sh' '[ "$1" = --list ] && exec cat suite' \
    '[ "$(cat "$2")" = one ] && [ ! -e lost ] && : >lost && exit 255' 'exit 0' >tests
  printf '%s\n' '#!/bin/sh' '[ -e "lost-$1" ] && exit 255' 'id=$1' 'shift' '"$@" && exit' \
    ': >"lost-$id"' 'exit 255' >execute
  testr run --concurrency 1
  [ "$status" = 0 ]
  [[ $(timeless) == *"Ran 2 tests"*PASSED* ]]
}

@test "a failure that unittest tells of twice is one, and is shown once, with its traceback" {
  project tests.A.test_a tests.A.test_b
  printf '%s\n' 'import unittest' 'class A(unittest.TestCase):' '  def test_a(self): pass' \
    '  def test_b(self): self.fail()' >tests.py
  printf '%s\n' '#!/bin/sh' '[ "$1" != --list ] || exec cat suite' \
    'exec python3 -B -m unittest -v $(cat "$2") 2>&1' >unit
  chmod +x unit
  sed -i 's|^test_command=.*|test_command=./unit $LISTOPT $IDOPTION|' .testr.conf
  configure test_format=unittest
  testr run
  [ "$status" = 1 ]
  [ "$(grep -c '^FAIL: ' <<<"$output")" = 1 ]
  [[ $output == *"FAIL: tests.A.test_b"*"Traceback"*"AssertionError"*"
Ran 2 tests"*"
FAILED (id=0, failures=1)" ]]
  testr last
  [[ $output == *"failures=1)" ]]
}
