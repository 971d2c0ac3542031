#!/usr/bin/env bats
# The presets of test frameworks: what preset_runners.bash says.

bats_require_minimum_version 1.5.0
load helper
load preset_runners

@test "pytest: lists, runs, fails what fails, and runs each test alone" {
  example pytest pytest
  lists 3 <<'EOS'
test_exits.py::test_before
test_exits.py::test_crash
test_exits.py::test_exit
test_exits.py::test_pass
test_sample.py::TestClass::test_noise
test_sample.py::test_fail
test_sample.py::test_names[$(date)]
test_sample.py::test_names[-k]
test_sample.py::test_names[]
test_sample.py::test_names[[x::y]]
test_sample.py::test_names[a b]
test_sample.py::test_names[it's]
test_sample.py::test_skip
EOS
  fails --concurrency=2 <<'EOS'
test_broken.py
test_exits.py::test_crash
test_exits.py::test_exit
test_sample.py::test_fail
EOS
  goes_round '\[|crash'
}

@test "rspec: lists, runs, fails what fails, and runs each test alone" {
  small rspec rspec '' './spec/sample_spec.rb[1:1]
./spec/sample_spec.rb[1:2]
./spec/sample_spec.rb[1:3]
./spec/sample_spec.rb[1:4]' './spec/sample_spec.rb[1:2]' '1:[14]'
}

@test "minitest: lists, runs, fails what fails, and runs each test alone" {
  command -v ruby >/dev/null && ruby -e 'require "minitest"' || skip "minitest is not installed"
  small minitest ruby '' 'test/sample_test.rb: SampleTest#test_fail
test/sample_test.rb: SampleTest#test_odd [x] (y) '"'q'"' "d" a/b
test/sample_test.rb: SampleTest#test_pass
test/sample_test.rb: SampleTest#test_skip' 'test/sample_test.rb: SampleTest#test_fail'
}

@test "phpunit: lists, runs, fails what fails, and runs each test alone" {
  small phpunit phpunit '' 'SampleTest::testFail
SampleTest::testPass
SampleTest::testSkip
SampleTest::testSum with data set "a "name" [x]/y"
SampleTest::testSum with data set #0' 'SampleTest::testFail'
}
