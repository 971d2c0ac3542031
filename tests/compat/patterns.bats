#!/usr/bin/env bats
# Filters and group_regex are Python's regular expressions.

bats_require_minimum_version 1.5.0
load python

@test "generated patterns match what they match in Python" {
  needs_python_module re
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    skip "this Python's re is older than 3.11's"
  seed=${TESTR_SEED:-$RANDOM}
  echo "# TESTR_SEED=$seed" >&3
  "$PYTHON" "$BATS_TEST_DIRNAME/compare-patterns" "$TESTR_BUILD/tests/compat/match-pattern" \
    "$seed" 5000
}
