#!/usr/bin/env bats
# testr presets; what init, run and the other commands make of a project that has no .testr.conf,
# and where they look for one.

bats_require_minimum_version 1.5.0
load helper

setup() {
  export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
  mkdir "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
}

# A project of two executable tests, one of which fails.
executables() {
  mkdir -p tests
  printf '#!/bin/sh\n' >tests/pass
  printf '#!/bin/sh\nexit 1\n' >tests/fail
  chmod +x tests/pass tests/fail
}

@test "presets lists them with what they are for" {
  testr presets
  [ "$status" = 0 ]
  [[ $output == "preset "*"go "*"Go: go test"*"built in"* ]]
}

@test "presets NAME shows what can be pasted, and means the same" {
  executables
  testr presets exec
  [ "$status" = 0 ]
  [[ $output == "[DEFAULT]"*"test_format=exit" ]]
  echo "$output" >.testr.conf
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: tests/fail"*"Ran 2 tests"* ]]
}

@test "an unknown preset is an error that names those that there are" {
  testr presets none
  [ "$status" = 3 ]
  [ "${stderr%%; *}" = "testr: there is no preset 'none'" ]
  configure '[DEFAULT]' preset=none
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*".testr.conf:2: preset: there is no preset 'none'; there are "*exec* ]]
}

@test "keys beside preset= come before those of the preset" {
  executables
  mv tests own
  configure '[DEFAULT]' preset=exec tests_folder=own
  testr list-tests
  [ "$output" = "own/fail
own/pass" ]
  [ -z "$stderr" ]
}

@test "presets of the project come before the user's, and these before built-in ones" {
  mkdir -p "$XDG_CONFIG_HOME/testr/presets" testr-presets
  printf '[preset]\nsummary=of the user\n[DEFAULT]\ntest_command=user\n' |
    tee "$XDG_CONFIG_HOME/testr/presets/go.conf" >"$XDG_CONFIG_HOME/testr/presets/mine.conf"
  printf '[DEFAULT]\ntest_command=project\n' >testr-presets/go.conf
  testr presets go
  [[ $output == *test_command=project* ]]
  testr presets
  [[ $output == *"mine "*"of the user"*presets/mine.conf* ]]
}

@test "init writes the one preset that fits, and says why" {
  executables
  testr init
  [ "$status" = 0 ]
  [ "$output" = "found tests/fail: preset=exec" ]
  [ "$(cat .testr.conf)" = "[DEFAULT]
preset=exec
tests_folder=tests" ]
  testr run
  [[ $output == *"Ran 2 tests"* ]]
}

@test "init lists the presets if several fit, and writes nothing" {
  touch go.mod Kyuafile pytest.ini
  printf '#!/bin/sh\n' >go
  cp go pytest
  chmod +x go pytest
  PATH=$PWD:$PATH
  testr init
  [ "$status" = 3 ]
  [[ $stderr == "testr: several presets fit"*"preset=go  (found go.mod)"*"preset=pytest  (found pytest.ini)"* ]]
  [ ! -e .testr.conf ]
  [ ! -e .testrepository ]
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: there is no "*".testr.conf', and several presets fit"* ]]
}

@test "init says which program is missing" {
  mkdir testr-presets
  printf '[preset]\ntool=no-such-tool\ndetect=sign\n[DEFAULT]\ntest_command=x\n' \
    >testr-presets/own.conf
  touch sign
  testr init
  [ "$status" = 3 ]
  [ "$stderr" = "testr: found sign: preset=own, but its program 'no-such-tool' is not on PATH" ]
  [ ! -e .testr.conf ]
}

@test "a sign may be a text in a file, and a preset may yield to others" {
  mkdir testr-presets
  printf '[preset]\ndetect=sign: these words\n[DEFAULT]\ntest_command=x\n' >testr-presets/own.conf
  printf '[preset]\nyields_to=own\ndetect=sign\n[DEFAULT]\ntest_command=x\n' \
    >testr-presets/other.conf
  echo words >sign
  testr init
  [ "$output" = "found sign: preset=other" ]
  rm -r .testr.conf .testrepository
  echo "these words" >sign
  testr init
  [ "$output" = "found sign with 'these words': preset=own" ]
}

@test "init runs nothing of the project" {
  mkdir tests
  printf '#!/bin/sh\ntouch %s/ran\n' "$PWD" >tests/a
  chmod +x tests/a
  testr init
  [ "$status" = 0 ]
  [ ! -e ran ]
}

@test "init leaves a .testr.conf as it is" {
  executables
  configure '[DEFAULT]' test_command=true
  testr init
  [ -z "$output" ]
  [ "$(cat .testr.conf)" = "[DEFAULT]
test_command=true" ]
}

@test "under git, init adds the repository to .gitignore once" {
  mkdir .git
  printf 'build' >.gitignore
  testr init
  [ "$output" = "added .testrepository/ to .gitignore" ]
  [ "$(cat .gitignore)" = "build
.testrepository/" ]
  rm -r .testrepository
  testr init
  [ -z "$output" ]
  [ "$(wc -l <.gitignore)" = 2 ]
}

@test "without git init makes no .gitignore" {
  testr init
  [ ! -e .gitignore ]
}

@test "run works without init, with a configuration or one preset that fits" {
  executables
  testr run
  [ "$status" = 1 ]
  [ "$stderr" = "testr: found tests/fail: preset=exec" ]
  [[ $output == *"Ran 2 tests"* ]]
  [ -d .testrepository ]
  [ ! -e .testr.conf ]
  rm -r .testrepository
  configure '[DEFAULT]' preset=exec
  testr run
  [[ $output == *"Ran 2 tests"* ]]
}

@test "where nothing fits, run says what to write" {
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: "*test_command* ]]
  [ ! -e .testrepository ]
}

@test "commands find the project from a folder in it" {
  executables
  configure '[DEFAULT]' preset=exec
  mkdir -p deep/er
  cd deep/er
  testr run
  [[ $output == *"FAIL: tests/fail"* ]]
  testr failing --list
  [ "$output" = tests/fail ]
  testr last
  [ "$status" = 1 ]
  [ ! -e .testrepository ]
  [ -d ../../.testrepository ]
}

@test "init works in the current folder, not on the project above" {
  executables
  configure '[DEFAULT]' preset=exec
  mkdir deep
  cd deep
  testr init
  [ -d .testrepository ]
  [ ! -e ../.testrepository ]
}

@test "a repository in the current folder comes before a configuration above" {
  executables
  configure '[DEFAULT]' preset=exec
  mkdir deep
  cd deep
  testr init
  stream pass.a >s
  testr load s
  [ "$status" = 0 ]
  [[ $output == *"Ran 1 test"* ]]
  [ ! -e ../.testrepository ]
}

@test "a configuration above that belongs to somebody else is passed over, and told" {
  [ "$(id -u)" = 0 ] || skip "only root can give files away"
  configure '[DEFAULT]' 'test_command=touch ran'
  chown 12345 .testr.conf
  mkdir deep
  cd deep
  testr run
  [ "$status" = 3 ]
  [[ $stderr == "testr: '"*"/project/.testr.conf' belongs to another user"* ]]
  [ ! -e ../ran ]
  testr run -d ..
  [ -e ../ran ]
}

@test "a filter that is the id of a test runs that test alone; another is a regular expression" {
  project pass.a pass.ab fail.c
  testr run pass.a
  [[ $(timeless) == "Ran 1 test"* ]]
  testr run pass
  [[ $output == *"Ran 2 "* ]]
  testr list-tests pass.a fail
  [ "$output" = "pass.a
fail.c" ]
}

@test "an id that is no regular expression is one of a test, or an error" {
  project 'pass.[(a' pass.b
  testr run 'pass.[(a'
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 1 test"* ]]
  testr run 'pass.[(b'
  [ "$status" = 3 ]
  [[ $stderr == *"cannot use the regular expression 'pass.[(b'"* ]]
}
