#!/usr/bin/env bats
# A C project under Check, whose subunit is version 1 and comes without a list of tests.

bats_require_minimum_version 1.5.0

setup() {
  pkg-config --exists check || skip "no Check here (package check)"
  cp -r "$TESTR_SOURCE/examples/check/." "$BATS_TEST_TMPDIR"
  cd "$BATS_TEST_TMPDIR"
  "$TESTR" init
}

# Makes the ring lose its order when it wraps.
break_ring() {
  sed -i 's/(ring->first + 1) % RING_MAX/(ring->first + 2) % RING_MAX/' ring.c
}

@test "a suite under Check that passes" {
  run -0 --separate-stderr "$TESTR" run
  [[ ${lines[-2]} =~ ^Ran\ 3\ tests ]]
  [ "${lines[-1]}" = "PASSED (id=0)" ]
}

@test "a failure under Check: its place and its words are shown, and it is failing" {
  break_ring
  run -1 --separate-stderr "$TESTR" run
  [[ $output == *"FAIL: order:oldest_comes_first"*"ring_test.c:"*"Assertion"* ]]
  [ "${lines[-1]}" = "FAILED (id=0, failures=1)" ]
  run -1 "$TESTR" failing --list
  [ "$output" = "order:oldest_comes_first" ]
}

@test "a stream of Check's, loaded" {
  break_ring
  make -s ring_test
  ./ring_test >stream || true
  run -1 --separate-stderr "$TESTR" load <stream
  [ "${lines[-1]}" = "FAILED (id=0, failures=1)" ]
  run -1 "$TESTR" last --subunit
  run -0 "$TESTR" slowest
}

@test "a suite that does not compile fails, and the compiler's words are shown" {
  echo '#error "not today"' >>ring.c
  run -1 "$TESTR" run
  [[ $output == *"not today"* ]]
}
