#!/usr/bin/env bats
# The completions of shells know each command and each option, and the words that options take.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR"
  for shell in bash zsh fish; do
    "$TESTR_SOURCE/tools/make-completions" "$TESTR" $shell >completions.$shell
  done
}

# What bash would offer for the words of a command line, the last of which is being written.
complete_in_bash() {
  bash -c '
    source completions.bash
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _testr 2>/dev/null
    printf "%s " "${COMPREPLY[@]}"' bash "$@"
}

@test "making completions leaves no file behind" {
  mkdir own
  TMPDIR=$PWD/own "$TESTR_SOURCE/tools/make-completions" "$TESTR" bash >again
  cmp again completions.bash
  [ -z "$(ls own)" ]
}

@test "bash completes commands, options and their words" {
  [ "$(complete_in_bash testr li)" = "list-tests " ]
  [ "$(complete_in_bash testr -q li)" = "list-tests " ]
  [ "$(complete_in_bash testr help sl)" = "slowest " ]
  [ "$(complete_in_bash testr run --sche)" = "--schedule= " ]
  [ "$(complete_in_bash testr run --schedule =)" = "dynamic static " ]
  [ "$(complete_in_bash testr run --schedule = st)" = "static " ]
  [ "$(complete_in_bash testr run --keep-instances al)" = "always " ]
  [ "$(complete_in_bash testr last --color n)" = "never " ]
  [ "$(complete_in_bash testr list-tests --ret)" = " " ]
}

@test "bash completes the names of files" {
  touch some-list
  [ "$(complete_in_bash testr run --load-list some)" = "some-list " ]
  [ "$(complete_in_bash testr run --load-list = some)" = "some-list " ]
}

@test "each shell is told of each option of run" {
  count=0
  for option in $("$TESTR" help run | sed -nE 's/^  (-., )?--([a-z-]+).*/\2/p'); do
    echo "looking for --$option"
    grep -qE -- "--${option}[= \"]" completions.bash
    grep -qE -- "'--$option=?\\[" completions.zsh
    grep -qE "from run' -l $option( |\$)" completions.fish
    count=$((count + 1))
  done
  [ $count -ge 40 ]
}

@test "each shell accepts its completions" {
  bash -n completions.bash
  for shell in zsh fish; do
    ! command -v $shell || $shell -n completions.$shell
  done
}
