#!/usr/bin/env bats
# The presets of runners that build what they run: what preset_runners.bash says.

bats_require_minimum_version 1.5.0
load helper
load preset_runners

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
