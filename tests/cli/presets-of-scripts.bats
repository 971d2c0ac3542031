#!/usr/bin/env bats
# The presets of runners that run files: what preset_runners.bash says.

bats_require_minimum_version 1.5.0
load helper
load preset_runners

@test "bats: lists, runs, fails what fails, and runs each file alone" {
  example bats bats
  lists 0 <<'EOS'
basic.bats
exits.bats
more/passes.bats
EOS
  fails --concurrency=2 <<'EOS'
basic.bats
basic.bats > fails
exits.bats
exits.bats > exits
exits.bats > test 2
EOS
  goes_round .
  testr run --failing
  [[ $output == *"Ran "*"FAILED"* ]]
  testr run basic.bats
  [[ $output == *"FAIL: basic.bats > fails"*"Ran 5 "* ]]
}

@test "exec: lists, runs, fails what fails, and runs each test alone" {
  mkdir "$BATS_TEST_TMPDIR/examples"
  cp -r "$EXAMPLES/exec" "$BATS_TEST_TMPDIR/examples"
  EXAMPLES=$BATS_TEST_TMPDIR/examples
  cp "$EXAMPLES/exec/tests/pass" "$EXAMPLES/exec/tests/odd name's"
  small exec sh tests_folder=tests "tests/crash
tests/fail
tests/odd name's
tests/pass
tests/skip" 'tests/crash
tests/fail'
}

@test "tap: lists, runs, fails what fails, and runs each file alone" {
  small tap perl tests_folder=t 't/exits.t
t/fail.t
t/pass.t' 't/exits.t
t/exits.t > test 2
t/fail.t
t/fail.t > fails'
}

@test "node: lists, runs, fails what fails, and runs each file alone" {
  small node node '' 'test/exits.test.js
test/passes.test.js
test/sample.test.js' 'test/exits.test.js
test/sample.test.js
test/sample.test.js > fails'
}

@test "unittest: lists, runs, fails what fails, and runs each test alone" {
  small unittest python3 tests_folder=tests 'test_sample.Sample.test_fail
test_sample.Sample.test_pass
test_sample.Sample.test_skip
test_sample.Sample.test_zz_exit' 'test_sample.Sample.test_fail
test_sample.Sample.test_zz_exit'
}

@test "busted: lists, runs, fails what fails, and runs each file alone" {
  small busted busted '' 'spec/passes_spec.lua
spec/sample_spec.lua' 'spec/sample_spec.lua
spec/sample_spec.lua > spec/sample_spec.lua @ 3: a sample fails'
}

@test "kyua: lists, runs, fails what fails, and runs each test alone" {
  small kyua kyua '' 'fail:main
pass:main
tap:main' 'fail:main'
}
