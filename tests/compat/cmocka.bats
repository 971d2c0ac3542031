#!/usr/bin/env bats
# A C project under cmocka, whose subunit is version 1; the program lists and chooses its tests.

bats_require_minimum_version 1.5.0

setup() {
  pkg-config --exists cmocka || skip "no cmocka here (package libcmocka-dev)"
  cp -r "$TESTR_SOURCE/examples/cmocka/." "$BATS_TEST_TMPDIR"
  cd "$BATS_TEST_TMPDIR"
  make -s slug_test # once: executions side by side are not to build it
  "$TESTR" init
}

# Makes slugs keep their capital letters.
break_slug() {
  sed -i 's/(char)tolower(c)/(char)c/' slug.c
  make -s slug_test
}

@test "the tests are listed by the program" {
  run -0 --separate-stderr "$TESTR" list-tests
  [ "${#lines[@]}" = 5 ]
  [ "${lines[0]}" = words_are_joined_by_hyphens ]
}

@test "a suite under cmocka that passes, with a skip, two at a time" {
  run -0 --separate-stderr "$TESTR" run --parallel --concurrency=2
  [[ ${lines[-2]} =~ ^Ran\ 5\ tests ]]
  [ "${lines[-1]}" = "PASSED (id=0, skips=1)" ]
}

@test "a failure under cmocka: shown with its words, run again by --failing" {
  break_slug
  run -1 --separate-stderr "$TESTR" run
  [[ $output == *"FAIL: words_are_joined_by_hyphens"*'"Hello-World" != "hello-world"'* ]]
  [ "${lines[-1]}" = "FAILED (id=0, failures=1, skips=1)" ]
  run -1 --separate-stderr "$TESTR" run --failing
  [[ ${lines[-2]} =~ ^Ran\ 1 ]]
}

@test "only the tests that a filter finds are run" {
  run -0 --separate-stderr "$TESTR" run hyphens
  [[ ${lines[-2]} =~ ^Ran\ 2\ tests ]]
}

@test "a stream of cmocka's, loaded" {
  break_slug
  CMOCKA_MESSAGE_OUTPUT=SUBUNIT ./slug_test >stream || true
  run -1 --separate-stderr "$TESTR" load <stream
  [ "${lines[-1]}" = "FAILED (id=0, failures=1, skips=1)" ]
}
