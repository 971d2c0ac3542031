#!/usr/bin/env bats
# testr instances check, on executing callouts that each break one promise

bats_require_minimum_version 1.5.0
load helper
load checkup

setup() {
  project_to_check
}

@test "no command runs: then nothing else can be tried" {
  execution 'echo no such host >&2; exit 7'
  testr instances check
  [ "$status" = 1 ]
  [ "$(marked FAILS)" = "a command runs in an instance" ]
  [[ $output == *"it exited with status 7
        stderr:
    no such host
        instance_execute must run"* ]]
  [[ ${lines[-1]} == "3 hold, 1 fail, 0 advised, 12 not tried" ]]
  nothing_is_left
}

@test "a banner on stdout" {
  execution 'echo Welcome; exec "$@"'
  testr instances check
  [ "$status" = 1 ]
  [[ $output == *"FAILS   a command runs in an instance: stdout was 'Welcome"* ]]
}

@test "an instance that serves one execution" {
  execution 'mkdir "instances/$id/used" || exit 5; exec "$@"'
  fails_alone "a second execution works" "it exited with status 5"
}

@test "words that get lost" {
  execution 'for word; do shift; [ -z "$word" ] || set -- "$@" "$word"; done; exec "$@"'
  fails_alone "the words of a command arrive as they are" "<;>'"
}

@test "a status that is changed" {
  execution '"$@"; status=$?; [ $status != 77 ] || exit 1; exit $status'
  fails_alone "exit status 0, 1, 3, 77 and 127 come back" "for 77 the callout exited with status 1"
}

@test "a death that is changed" {
  execution '"$@"; status=$?; [ $status -le 128 ] || exit 1; exit $status'
  fails_alone "death by a signal comes back" "the callout exited with status 1"
}

@test "a byte that is changed" {
  execution 'case $* in *\\0377*) "$@" > >(exec tr "\\f" X) ;; *) exec "$@" ;; esac'
  fails_alone "every byte value passes through stdout" "byte 12 did not come as it was written"
}

@test "a command that is given input" {
  execution 'exec "$@" </etc/passwd'
  fails_alone "stdin is empty" "there was something to read"
}

@test "a file that does not arrive as it is" {
  execution '[ "$file" = -- ] || echo other >"$file"; exec "$@"'
  fails_alone "\$FILES arrive with their content" "stdout was 'other"
}

@test "stderr that goes to stdout" {
  execution 'exec "$@" 2>&1'
  fails_alone "stderr stays apart" "stdout was 'results"
}

@test "stderr that is dropped" {
  execution 'exec "$@" 2>/dev/null'
  fails_alone "stderr stays apart" "what was written to stderr did not come"
}

@test "output that is cut" {
  execution 'case $* in *dd\ if=*) "$@" > >(exec head -c 1000000) ;; *) exec "$@" ;; esac'
  fails_alone "100 MB of output flow" "1000000 bytes came"
}

@test "a callout that waits for whoever holds its output" {
  execution 'set -o pipefail; "$@" | cat'
  testr instances check --timeout=10s
  [ "$status" = 1 ]
  [[ $output == *"FAILS   a background process does not hang the callout: it had not ended after 10s"* ]]
  nothing_is_left
}

@test "TERM that ends the callout alone" {
  execution 'case $* in *ready*) setsid "$@" & wait $! ;; *) exec "$@" ;; esac'
  fails_alone "TERM to the callout ends the command inside" "the command in the instance goes on"
}

@test "TERM that is ignored" {
  echo kill_grace=100ms >>.testr.conf
  execution 'trap "" TERM; exec "$@"'
  fails_alone "TERM to the callout ends the command inside" "the callout did not end, and was killed"
}
