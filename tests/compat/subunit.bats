#!/usr/bin/env bats
# Subunit streams mean to testr what they mean to python3-subunit.

bats_require_minimum_version 1.5.0
load python

setup() {
  needs_python_module subunit
  relay_events=$TESTR_BUILD/tests/compat/relay-events
  seed=${TESTR_SEED:-$RANDOM}
  echo "# TESTR_SEED=$seed" >&3
}

@test "what Python writes, testr reads" {
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-subunit" "$relay_events" read "$seed" 300
}

@test "what testr writes, Python reads" {
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-subunit" "$relay_events" write "$seed" 300
}

@test "version 1 becomes what Python's conversion makes of it" {
  command -v subunit-1to2 >/dev/null || skip "no subunit-1to2 here (package subunit)"
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-subunit" "$relay_events" v1 "$seed" 200
}
