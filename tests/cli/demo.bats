#!/usr/bin/env bats
# `make demo`, which is examples/clash/demo. It takes the port and the folder that the example
# speaks of, so this is the one suite that may run it.

bats_require_minimum_version 1.5.0

load sandboxes

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

# With $1 runs that pass.
shows_failure_then_success() {
  [[ $output == *"FAIL: "*"FAILED (id=0, failures="* ]]
  [ "$(grep -cE '^PASSED \(id=' <<<"$output")" = $(($1 + 1)) ] # `last` tells it, too
  [[ $output == *"Test id "*"Runtime (s)"*"store_tests."* ]]
}

leaves_nothing() {
  [ -z "$(find /tmp -maxdepth 1 -name 'clash-*' -o -maxdepth 1 -name well-known-db)" ]
  [ "$(find "$folder" | wc -l)" = "$1" ]
  # What is in a sandbox dies with it, a moment later.
  timeout 60 sh -c "while grep -qszx 'DEMO_MARK=$folder' /proc/[0-9]*/environ; do sleep 0.1; done"
}

@test "the demo fails on the bare machine, passes in sandboxes and by scripts, and leaves nothing" {
  local before
  needs_sandboxes
  before=$(find "$folder" | wc -l)
  run -0 demo env
  [[ $output == *"A suite of 16 tests"* ]]
  shows_failure_then_success 2
  [[ $output == *$'\nenvironment=sandbox\n'*"Ran 16"*"instance_provision="*"Ran 16"* ]]
  leaves_nothing "$before"
}

@test "the demo works for an ordinary user" {
  [ "$(id -u)" = 0 ] || skip "this is one"
  needs_sandboxes
  run -0 demo setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/
  shows_failure_then_success 2
}

@test "the demo works where networks of one's own are not allowed" {
  mkdir "$folder/bin"
  printf '#!/bin/sh\nexit 1\n' >"$folder/bin/unshare"
  chmod +x "$folder/bin/unshare"
  run -0 demo env PATH="$folder/bin:$PATH"
  shows_failure_then_success "$(sandboxes_work >/dev/null && echo 2 || echo 1)"
}

@test "where there is no bubblewrap the demo says so, and shows the scripts" {
  mkdir "$folder/bin"
  printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2; exit 1\n' \
    >"$folder/bin/bwrap"
  chmod +x "$folder/bin/bwrap"
  run -0 demo env PATH="$folder/bin:$PATH"
  shows_failure_then_success 1
  [[ $output == *"no sandbox can be set up here"*"allow user namespaces"*"only the other way"* ]]
}
