#!/usr/bin/env bats
# The limits of the machine are not the tests' fault, and no command ends without a word at any

bats_require_minimum_version 1.5.0
load helper

# Runs testr with the arguments after the first two under the limit $1 (of ulimit) of $2. All that it
# says goes into `output`, by a pipe, for a file has limits, too.
limited() {
  run bash -c 'set -o pipefail
    (ulimit -c 0; ulimit "$1" "$2" || exit; exec "$TESTR" "${@:3}") 2>&1 | cat' limited "$@"
  echo "ulimit $*: $status: $output"
}

# Each command ends with a status of its own, and says what it could not do, at each limit $2... of
# the kind $1 (of ulimit).
no_command_is_silent() {
  local limit=$1 value
  for value in "${@:2}"; do
    for words in run "run --concurrency=4" last list-tests "load stream" instances; do
      # shellcheck disable=SC2086
      limited "$limit" "$value" $words
      [ "$status" -le 4 ] || [ "$status" = 127 ] # the system's loader
      [ "$status" -le 1 ] || [ -n "$output" ]
    done
  done
}

project_with_stream() {
  project pass.a pass.b
  "$TESTR" run
  "$TESTR" last --subunit >stream
}

@test "with few open files each command works, or ends with a message" {
  project_with_stream
  no_command_is_silent -n 7 8 10 12 14 16 20 30
}

@test "with little memory each command works, or ends with a message" {
  [ -z "${ASAN_OPTIONS:-}" ] || skip "a sanitizer has memory of its own"
  project_with_stream
  no_command_is_silent -v 10000 12000 14000 16000 18000 20250 22000
}

@test "with a limit of file sizes each command works, or ends with a message" {
  project_with_stream
  no_command_is_silent -f 0 8 32 64
}

@test "there are no more workers than open files allow, and it is said once" {
  project pass.a pass.b pass.c pass.d
  limited -n 48 run --concurrency=200
  [ "$status" = 0 ]
  [[ $output == *"Ran 4 tests"* ]]
  [ "$(grep -c "workers instead of 200: the limit of open files (ulimit -n) allows no more" \
    <<<"$output")" = 1 ]
}

@test "there are no more workers than processes allow, and no test fails for it" {
  [ "$(id -u)" = 0 ] || skip "only the superuser can become somebody else"
  command -v setpriv >/dev/null || skip "setpriv is not there"
  project sleep50.a sleep50.b sleep50.c sleep50.d sleep50.e sleep50.f
  place=$(mktemp -d)
  cp -r .testr.conf suite "$RUNNER" "$TESTR" "$place"
  chmod -R a+rwX "$place"
  sed -i "s,^test_command=[^ ]*,test_command=$place/runner," "$place/.testr.conf"
  unset RUNNER_LOG
  # The shells of bats are the superuser's, so they do not count.
  run setpriv --reuid=65534 --regid=65534 --clear-groups \
    bash -c 'cd "$1" && ulimit -u 9 && exec ./testr run --concurrency=6 --force-init' bash "$place"
  rm -r "$place"
  echo "$output"
  [ "$status" = 0 ]
  [[ $output == *"instead of 6: the limit of processes (ulimit -u) allows no more"* ]]
}

@test "when the ledger cannot be written no instance is made" {
  project pass.a
  with_instances
  limited -f 8 run
  [ "$status" = 3 ]
  [ ! -e callouts ]
  [[ $output == "testr: cannot "* ]]
}
