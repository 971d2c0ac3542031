#!/usr/bin/env bats
# What a terminal gets writes, and never steers, whoever has said it.

bats_require_minimum_version 1.5.0
load helper

# Sets a title, clears the screen, turns the direction of writing; ESC [ of C1, as UTF-8 and raw.
EVIL=$'\e]0;title\a\e[2J\u202eevil\u2066\u061c\u200f\u009b31m\x7f'

setup() {
  export TERM=xterm
  project pass.a fail.b
  printf '%s\x9b2J' "$EVIL" >evil
}

# Runs testr with "$@" on a terminal; `screen` is all that was written to it.
on_terminal() {
  "$TESTR_SOURCE/tests/support/on-terminal" 200 "$TESTR" "$@" >screen || true
}

# What is on the screen has been written by who means well: of sequences there is only what draws the
# live line and colours. `$1` is there, though.
harmless() {
  grep -aqF -- "$1" screen
  refute python3 - <<'END'
import re, sys
screen = open("screen", "rb").read().replace(b"\r\x1b[K", b"").replace(b"\r\n", b"\n")
screen = re.sub(rb"\x1b\[(0|2|31|32)m", b"", screen).decode("utf-8", "strict")
bad = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]", screen)
print(bad, repr(screen))
sys.exit(not bad)
END
}

@test "stderr of a runner, also in pieces that end within a character" {
  configure "test_command=cat evil >&2; printf '\\342\\200' >&2; sleep 0.1; printf '\\256' >&2; $RUNNER suite \$LISTOPT \$IDOPTION"
  sed -i '0,/^test_command/{/^test_command/d}' .testr.conf
  on_terminal run
  harmless '^[]0;title^G^[[2J<202E>evil<2066><61C><200F><9B>31m'
  harmless '<202E>'
}

@test "stderr of callouts, and errors that show it" {
  with_instances
  printf '%s\n' '#!/bin/sh' 'cat evil >&2' 'exit 1' >provision
  on_terminal run
  harmless '^[]0;title^G'
}

@test "what a disposing callout says" {
  with_instances
  sed -i "2i cat evil; cat evil >\&2" dispose
  on_terminal run --concurrency=1
  harmless '^[]0;title^G'
}

@test "what a disposing callout says that is called on its own" {
  with_instances
  "$TESTR" run --concurrency=1 --keep-instances=always || true
  sed -i "2i cat evil; cat evil >\&2" dispose
  on_terminal instances dispose
  harmless '^[]0;title^G'
}

@test "commands that -v shows" {
  configure "test_run_concurrency=echo 1 # $EVIL"
  on_terminal run -v --parallel -- "$EVIL"
  harmless 'running='
  harmless '^[]0;title^G'
}

@test "failures, tests that are listed, and what is said of them" {
  suite "fail.$EVIL"
  on_terminal run --color=never
  harmless 'FAIL: fail.^[]0;title^G'
  for command in list-tests last failing slowest; do
    on_terminal $command
    harmless '^[]0;title^G'
  done
}

@test "words that are not understood" {
  for words in "$EVIL" "run --$EVIL" "last $EVIL" "instances exec $EVIL"; do
    IFS=' ' read -ra each <<<"$words"
    on_terminal "${each[@]}" -- x
    harmless '^[]0;title^G'
  done
  on_terminal run -d "$EVIL"
  harmless '^[]0;title^G'
}

@test "elsewhere messages are harmless, too, and what children say is left as it is" {
  configure "test_command=cat evil >&2; $RUNNER suite \$LISTOPT \$IDOPTION"
  sed -i '0,/^test_command/{/^test_command/d}' .testr.conf
  "$TESTR" run 2>errors || true
  grep -aqF "$(cat evil)" errors
  testr run -d "$EVIL"
  [[ $stderr == *'^[]0;title^G^[[2J<202E>evil'* ]]
}
