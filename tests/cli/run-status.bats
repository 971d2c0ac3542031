#!/usr/bin/env bats
# testr run: its status, its summary, `last` and `failing` never disagree

bats_require_minimum_version 1.5.0
load helper

# A project that lists the tests `a` and `b`, and whose runner, which exits 0, prints the lines.
says() {
  cd "$BATS_TEST_TMPDIR" || return
  printf '%s\n' "$@" >stream
  printf 'a\nb\n' >list
  cat >.testr.conf <<'EOT'
[DEFAULT]
test_command=sh -c 'if [ "$0" = --list ]; then cat list; else cat stream; fi' $LISTOPT $IDOPTION
test_id_option=--ids $IDFILE
test_list_option=--list
EOT
  "$TESTR" init
}

# Each form of `run`, `last` and `failing` says that tests failed.
all_say_failed() {
  run -1 --separate-stderr "$TESTR" run
  [[ $output == *"FAILED (id=0, failures=$1"* ]]
  run -1 "$TESTR" last
  [[ $output == *"FAILED (id=0, failures=$1"* ]]
  run -1 "$TESTR" last --subunit
  run -1 "$TESTR" failing
  run -1 --separate-stderr "$TESTR" run --subunit
  run -1 "$TESTR" failing --list
  run -1 --separate-stderr "$TESTR" run --until-failure
}

@test "a test that was not listed and is left in progress fails the run" {
  says 'test: a' 'success: a' 'test: b' 'success: b' 'test: other'
  all_say_failed 1
}

@test "a test that was answered already and is left in progress fails the run" {
  says 'test: a' 'success: a' 'test: b' 'success: b' 'test: a'
  all_say_failed 1
}

@test "a test that is left in progress and one that failed are two failures" {
  says 'test: a' 'failure: a' 'test: b' 'success: b' 'test: other'
  all_say_failed 2
}

@test "a test that was not listed and ends passes" {
  says 'test: a' 'success: a' 'test: b' 'success: b' 'test: other' 'success: other'
  run -0 --separate-stderr "$TESTR" run
  [[ $output == *"PASSED (id=0)"* ]]
  run -0 "$TESTR" last
  run -0 "$TESTR" failing
}
