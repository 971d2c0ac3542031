#!/usr/bin/env bats
# testr run on a terminal

bats_require_minimum_version 1.5.0
load helper

setup() {
  export TERM=xterm
}

# Runs testr with "$@" on a terminal of 60 columns; `screen` is all that was written to it.
on_terminal() {
  "$TESTR_SOURCE/tests/support/on-terminal" 60 "$TESTR" "$@" >screen || true
}

# The screen as one sees it in the end: what was erased or overwritten is gone.
seen() {
  tr -d '\r' <<<"$(sed 's/.*\r\x1b\[K//' screen)"
}

@test "a live line tells how far the run is" {
  project pass.a fail.b sleep400.c
  on_terminal run
  grep -qaE $'\r\x1b\\[K.*[0-9]/3 done, [01] failed, 0:00' screen
  grep -qa 'running: .*sleep400.c' screen
}

@test "the live line leaves nothing behind and mixes with no result" {
  project fail.a stderr.b sleep300.c fail.d
  on_terminal run --color=never
  [[ $(seen) == "$RULE
FAIL: fail.a
tags: worker-0
$THIN_RULE
fail.a: as it should
stderr.b speaks
$RULE
FAIL: fail.d
tags: worker-0
$THIN_RULE
fail.d: as it should
Ran 4 tests in "*"
FAILED (id=0, failures=2)" ]]
}

@test "the live line is never wider than the terminal" {
  project "sleep300.$(printf 'x%.0s' {1..200})" sleep300.漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字
  on_terminal run --color=never
  grep -qa 'running: .*\.\.\.' screen
  # Each drawing is at most 59 columns; the wide characters take two.
  tr '\r' '\n' <screen | sed -n 's/^\x1b\[K//p' | while IFS= read -r drawing; do
    wide=${drawing//[!漢字]/}
    [ $((${#drawing} + ${#wide})) -le 59 ]
  done
}

@test "colours are used on a terminal, but not with NO_COLOR or --color=never" {
  project pass.a
  on_terminal run
  grep -qa $'\x1b\\[32mPASSED\x1b\\[0m' screen
  NO_COLOR=1 on_terminal run
  refute grep -qa $'\x1b\\[3' screen
  on_terminal run --color=never
  refute grep -qa $'\x1b\\[3' screen
}

@test "a terminal that knows no escape sequences gets none" {
  project pass.a sleep300.b
  TERM=dumb on_terminal run
  refute grep -qa $'\x1b' screen
}

@test "what tests say does not steer the terminal" {
  project colour.a
  on_terminal run --color=never
  grep -qaF '^[[31mred^[[0m and ^[]0;title^G rung' screen
  testr last
  grep -qa $'\x1b\\[31mred' <<<"$output"
}

@test "elsewhere nothing is shown but results" {
  project pass.a sleep300.b
  testr run
  [ -z "$stderr" ]
  refute grep -q $'\x1b' <<<"$output"
}

@test "--subunit on a terminal is not mixed with a live line" {
  project sleep300.a
  on_terminal run --subunit
  refute grep -qa 'done, ' screen
}

@test "-q shows no live line" {
  project sleep300.a
  on_terminal run -q
  [ ! -s screen ]
}
