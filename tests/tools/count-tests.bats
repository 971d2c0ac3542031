#!/usr/bin/env bats
# tools/count-tests on logs as Meson writes them.

bats_require_minimum_version 1.5.0

setup() {
  mkdir -p "$BATS_TEST_TMPDIR/build/meson-logs"
  log=$BATS_TEST_TMPDIR/build/meson-logs/testlog.json
}

# Logs one test program: result, status, stdout (as in JSON).
logged() {
  printf '{"name": "a/b", "result": "%s", "returncode": %d, "stdout": "%s"}\n' "$@" >>"$log"
}

count_tests() {
  "$BATS_TEST_DIRNAME/../../tools/count-tests" "$@" "$BATS_TEST_TMPDIR/build"
}

@test "each TAP line counts" {
  logged OK 0 '1..3\nok 1 it adds\n# a comment\nok 2 it waits # SKIP no clock\nok 3 it ends\n'
  run -0 count_tests
  [ "$output" = "2 passed, 0 failed, 1 skipped" ]
}

@test "a program that speaks no TAP counts once" {
  logged OK 0 'fine\n'
  logged SKIP 77 ''
  run -0 count_tests
  [ "$output" = "1 passed, 0 failed, 1 skipped" ]
}

@test "a failure is counted, named on request, and makes it fail" {
  logged FAIL 1 'ok 1 it adds\nnot ok 2 it ends\n1..2\n'
  run -1 count_tests --failed
  [ "${lines[0]}" = "$BATS_TEST_TMPDIR/build: a/b: 2 it ends" ]
  [ "${lines[1]}" = "1 passed, 1 failed, 0 skipped" ]
}

@test "what is said of a failure is shown with its name" {
  logged FAIL 1 'ok 1 it adds\n# fine\nnot ok 2 it ends\n# (in file x)\n# it did not\nok 3 it waits\n1..3\n'
  run -1 count_tests --failed
  [ "$output" = "$BATS_TEST_TMPDIR/build: a/b: 2 it ends
  # (in file x)
  # it did not
2 passed, 1 failed, 0 skipped" ]
}

@test "the last words of a program that crashed are shown" {
  printf '{"name": "a/b", "result": "ERROR", "returncode": -6, "stdout": "ok 1\\n", "stderr": "assertion\\n"}\n' >>"$log"
  run -1 count_tests --failed
  [ "$output" = "$BATS_TEST_TMPDIR/build: a/b: ERROR (status -6)
  assertion
1 passed, 1 failed, 0 skipped" ]
}

@test "a crash after passing tests is a failure" {
  logged ERROR -11 '1..2\nok 1 it adds\n'
  run -1 count_tests
  [ "$output" = "1 passed, 1 failed, 0 skipped" ]
}

@test "a suite that skips as a whole is one skip" {
  logged SKIP 0 '1..0 # SKIP no bubblewrap\n'
  logged OK 0 'ok 1 it adds\n1..1\n'
  run -0 count_tests
  [ "$output" = "1 passed, 0 failed, 1 skipped" ]
}

@test "nothing that ran is a failure" {
  run -1 count_tests
  [ "$output" = "0 passed, 0 failed, 0 skipped" ]
}
