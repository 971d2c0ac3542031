#!/usr/bin/env bats
# `.testr.conf` is read as Python 3.11's configparser reads it: same values, same refusals.

bats_require_minimum_version 1.5.0
load python

setup() {
  needs_python_module configparser
  "$PYTHON" -c 'import sys; sys.exit(not (3, 8) <= sys.version_info < (3, 13))' ||
    skip "this Python's configparser has other rules than 3.11's"
  show_ini=$TESTR_BUILD/tests/compat/show-ini
}

@test "each rule of the format" {
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-ini" "$show_ini" table
}

@test "generated files" {
  seed=${TESTR_SEED:-$RANDOM}
  echo "# TESTR_SEED=$seed" >&3
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-ini" "$show_ini" generated "$seed" 5000
}
