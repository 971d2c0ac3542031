#!/usr/bin/env bats
# The presets with their real runners, on the projects in examples/. A runner that is not installed
# (tools/setup --runners) is skipped.

bats_require_minimum_version 1.5.0
load helper

EXAMPLES=$TESTR_SOURCE/examples

# Runners see nothing of the bats that runs this.
setup() {
  PATH=$(sed -E 's,[^:]*/bats-core:,,g' <<<"$PATH")
  printf '#!/bin/sh\nexec env -i PATH="$PATH" HOME=%s RUSTUP_HOME=%s LC_ALL=C.UTF-8 TMPDIR=%s %s "$@"\n' \
    "$BATS_TEST_TMPDIR" "${RUSTUP_HOME:-$HOME/.rustup}" "$BATS_TEST_TMPDIR" "$TESTR" \
    >"$BATS_TEST_TMPDIR/testr"
  chmod +x "$BATS_TEST_TMPDIR/testr"
  TESTR=$BATS_TEST_TMPDIR/testr
}

# A copy of the example, without a configuration, in the current folder: `init` picks the preset.
example() {
  local name=$1 tool=$2 config=$3
  command -v "$tool" >/dev/null || skip "$tool is not installed"
  cp -r "$EXAMPLES/$name" "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  rm -f .testr.conf
  testr init
  [ "$status" = 0 ]
  [[ $output == "found "*": preset=$name" ]]
  [ "$(cat .testr.conf)" = "[DEFAULT]
preset=$name${config:+
$config}" ]
}

# The ids that `list-tests` prints are the lines of stdin; it ends with the status, for what cannot
# be loaded is told.
lists() {
  testr list-tests
  [ "$status" = "$1" ]
  diff <(sort) <(sort <<<"$output")
}

# The ids that fail after `run` are the lines of stdin.
fails() {
  testr run "$@"
  [ "$status" = 1 ]
  diff <(sort) <("$TESTR" failing --list | sort)
}

# Each listed id that matches the regular expression, run alone, gives a result of that id (or within it), and of no other.
goes_round() {
  "$TESTR" list-tests 2>/dev/null | grep -E "$1" >ids
  while IFS= read -r id; do
    "$TESTR" run "$id" >/dev/null 2>&1 </dev/null || true
    sqlite3 .testrepository/index.db 'SELECT name FROM results JOIN tests ON tests.id = test
      WHERE run = (SELECT max(number) FROM runs)' >ran
    grep -qxF -- "$id" ran
    refute awk -v id="$id" '$0 != id && index($0, id " > ") != 1 && index($0, id "/") != 1 { found = 1 }
      END { exit !found }' ran
  done <ids
}

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

@test "go: lists, runs, fails what fails, and runs each test alone" {
  example go go
  lists 3 <<'EOS'
example.com/sample/add.ExampleAdd
example.com/sample/add.TestFail
example.com/sample/add.TestNoise
example.com/sample/add.TestPass
example.com/sample/add.TestPassLonger
example.com/sample/add.TestSkip
example.com/sample/exits.TestBefore
example.com/sample/exits.TestCrash
example.com/sample/exits.TestExit
example.com/sample/exits.TestPass
EOS
  fails --concurrency=2 <<'EOS'
example.com/sample/add.TestFail
example.com/sample/broken
example.com/sample/exits.TestCrash
example.com/sample/exits.TestExit
EOS
  goes_round 'PassL|Pass$|Example'
  rm -r broken
  testr run
  [[ $("$TESTR" failing --list) != *broken* ]]
}

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

# All of it: the example $1, run by $2, with $3 in its configuration, has the tests $4, of which $5
# fail; those that match $6 run alone.
small() {
  example "$1" "$2" "$3"
  lists 0 <<<"$4"
  fails <<<"$5"
  goes_round "${6:-.}"
}

@test "unittest: lists, runs, fails what fails, and runs each test alone" {
  small unittest python3 tests_folder=tests 'test_sample.Sample.test_fail
test_sample.Sample.test_pass
test_sample.Sample.test_skip
test_sample.Sample.test_zz_exit' 'test_sample.Sample.test_fail
test_sample.Sample.test_zz_exit'
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

# A copy of the example $1, which has to be built for init to see what it is: by the rest.
built() {
  command -v "$2" >/dev/null || skip "$2 is not installed"
  cp -r "$EXAMPLES/$1" "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  shift
  "$@"
}

@test "ctest: lists, runs, fails what fails, and runs each test alone" {
  built ctest cmake -S . -B build
  testr init
  [ "$output" = "found build/CTestTestfile.cmake: preset=ctest" ]
  lists 0 <<'EOS'
crash
fail
odd [x] (y) a+b
pass
pass.longer
skip
EOS
  fails <<'EOS'
crash
fail
EOS
  goes_round .
}

@test "meson: lists, runs, fails what fails, and runs each test alone" {
  built meson meson setup build
  testr init
  [ "$output" = "found build/build.ninja with 'meson test': preset=meson" ]
  lists 0 <<'EOS'
sample / crash
sample / fail
sample / pass
sample / skip
sample:one / pass longer
EOS
  fails <<'EOS'
sample / crash
sample / fail
EOS
  goes_round pass
}

@test "gtest: lists, runs, fails what fails, and runs each test alone" {
  [ -e /usr/include/gtest/gtest.h ] || skip "GoogleTest is not installed"
  built gtest c++ -O0 tests.cc -o tests -lgtest -lgtest_main -lpthread
  lists 0 <<'EOS'
All/Values.Positive/0
All/Values.Positive/1
Sample.Fail
Sample.Pass
Sample.PassLonger
Sample.Skip
Zz.Exit
EOS
  fails <<'EOS'
Sample.Fail
Zz.Exit
EOS
  goes_round .
}

@test "cargo: lists, runs, fails what fails, and runs each test alone" {
  example cargo cargo
  lists 0 <<'EOS'
doc
lib::tests::fail
lib::tests::pass
lib::tests::pass_longer
lib::tests::skip
test=outside::panics
test=outside::pass
test=outside::zz_exit
EOS
  fails <<'EOS'
lib::tests::fail
test=outside::zz_exit
EOS
  goes_round 'lib::tests::pass$|outside::pass'
}
