#!/usr/bin/env bats
# `make demo`, which is examples/clash/demo. It takes the port and the folders that the example
# speaks of, so this is the one suite that may run it.

bats_require_minimum_version 1.5.0

setup() {
  # Readable for other users, which bats' own folder is not.
  folder=$(mktemp -d)
  chmod 755 "$folder"
  cp -r "$TESTR_SOURCE/examples/clash" "$folder"
  cp "$TESTR" "$folder/testr"
}

teardown() {
  rm -rf "$folder"
}

# Runs the demo, marked so that its processes can be found, after "$@".
demo() {
  DEMO_MARK=$folder "$@" "$folder/clash/demo" "$folder/testr" 2>&1
}

shows_failure_then_success() {
  [[ $output == *"FAIL: "*"FAILED (id=0, failures="*"PASSED (id=1)"*"PASSED (id=1)"* ]]
  [[ $output == *"Test id "*"Runtime (s)"*"store_tests."* ]]
}

leaves_nothing() {
  [ -z "$(find /tmp -maxdepth 1 -name 'clash-*')" ]
  [ "$(find "$folder" | wc -l)" = "$1" ]
  ! grep -qszx "DEMO_MARK=$folder" /proc/[0-9]*/environ
}

@test "the demo fails on the bare machine, passes in instances, and leaves nothing" {
  local before
  before=$(find "$folder" | wc -l)
  run -0 demo env
  shows_failure_then_success
  leaves_nothing "$before"
}

@test "the demo works for an ordinary user" {
  [ "$(id -u)" = 0 ] || skip "this is one"
  run -0 demo setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/
  shows_failure_then_success
}

@test "the demo works where networks of one's own are not allowed" {
  mkdir "$folder/bin"
  printf '#!/bin/sh\nexit 1\n' >"$folder/bin/unshare"
  chmod +x "$folder/bin/unshare"
  run -0 demo env PATH="$folder/bin:$PATH"
  shows_failure_then_success
}
