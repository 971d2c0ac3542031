# What every built-in environment promises, tried on a real engine: a promise_... function for each
# test of environment-contract.bats. All of a file's tests use one instance, $INSTANCE. It is loaded
# before environment_NAME.bash, which defines
#
#   engine_begin      contract_needs PROGRAMS, starts the engine, contract_begin NAME [OPTIONS...]
#   engine_end        stops the engine
#   engine_refresh    is called before each test; may be missing
#   engine_is_clean   fails if the engine has anything but what $INSTANCE needs
#   lose INSTANCE     takes it away, as it may happen to an instance of this kind
#   HOLD              a program that provisioning starts, and words among its arguments, where tests
#                     hold the second provisioning
# shellcheck disable=SC2153,SC2154 # bats and environment_NAME.bash set them

environment()
{
  "$TESTR" environment "$ENVIRONMENT" "$@"
}

provision()
{
  # shellcheck disable=SC2086 # the options are words
  environment provision $OPTIONS "$@"
}

# in_instance COMMAND...: executes it without files.
in_instance()
{
  environment execute "$INSTANCE" -- "$@"
}

load sandboxes
load ends

# contract_needs PROGRAM...: fails if one is missing; then all tests of the file are skipped, with a
# word. (bats cannot skip in setup_file.)
contract_needs()
{
  local program
  export MISSING=
  for program; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || MISSING="$program is not installed"
    [ "$program" != bwrap ] || MISSING=$(sandboxes_work) || return
  done
  [ -z "$MISSING" ]
}

contract_begin()
{
  export ENVIRONMENT=$1 OPTIONS=${*:2}
  export XDG_STATE_HOME=$BATS_FILE_TMPDIR/state PROJECT=$BATS_FILE_TMPDIR/project
  export INSTANCES=$XDG_STATE_HOME/testr/instances
  mkdir -p "$PROJECT/.testrepository"
  echo content >"$PROJECT/file"
  cd "$PROJECT" || return
  INSTANCE=$(provision 1)
  export INSTANCE
}

setup_file()
{
  engine_begin
}

teardown_file()
{
  [ -z "$MISSING" ] || return 0
  cd "$PROJECT" || return
  environment dispose "$INSTANCE"
  engine_end
}

setup()
{
  [ -z "$MISSING" ] || skip "$MISSING"
  cd "$PROJECT" || return
  bats_require_minimum_version 1.5.0
  MARK=5$BASHPID$BATS_TEST_NUMBER.25 # seconds for `sleep`, which nobody else sleeps
  ! declare -F engine_refresh >/dev/null || engine_refresh
}

# Waits for a process of this shell's; $status is how it ended.
await()
{
  status=0
  wait "$1" || status=$?
}

# Processes of this machine that sleep $MARK seconds.
marked()
{
  pgrep -f "^sleep $MARK$"
}

# Waits until there is one, for 60 seconds: a shell goes on before what it starts has begun.
wait_for_mark()
{
  timeout 60 sh -c "until pgrep -f '^sleep $MARK$' >/dev/null; do sleep 0.02; done"
}

# Waits until there is none, for 60 seconds. The dead whom nobody has asked yet show no arguments.
wait_for_no_mark()
{
  timeout 60 sh -c "while pgrep -f '^sleep $MARK$' >/dev/null; do sleep 0.02; done"
}

# hold_second_call PROGRAM WORDS: puts before PROGRAM one that lets the first call with WORDS through,
# and then holds each one until something is written to $GATE; it says so by a line in $HELD.
hold_second_call()
{
  GATE=$BATS_TEST_TMPDIR/gate HELD=$BATS_TEST_TMPDIR/held
  mkfifo "$GATE" "$HELD"
  mkdir "$BATS_TEST_TMPDIR/bin"
  cat >"$BATS_TEST_TMPDIR/bin/$1" <<END
#!/bin/sh
case " \$* " in *"$2"*)
  if ! mkdir "$BATS_TEST_TMPDIR/first" 2>/dev/null; then
    echo >"$HELD"
    read -r word <"$GATE"
    [ "\$word" = go ] || exit 1
  fi ;;
esac
exec $(command -v "$1") "\$@"
END
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
  PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# Provisions two in the background, the second of which is held: $PROVISIONER, $FIRST, and ids
# come on descriptor 8.
provision_held()
{
  hold_second_call "${HOLD[@]}"
  mkfifo "$BATS_TEST_TMPDIR/ids"
  # shellcheck disable=SC2086 # the options are words
  "$TESTR" environment "$ENVIRONMENT" provision $OPTIONS 2 \
    >"$BATS_TEST_TMPDIR/ids" 2>"$BATS_TEST_TMPDIR/errors" 3>&- &
  PROVISIONER=$!
  exec 8<"$BATS_TEST_TMPDIR/ids"
  read -r FIRST <&8
  read -r _ <"$HELD"
}

promise_ids_as_they_become_ready()
{
  provision_held
  [ -n "$FIRST" ]
  echo go >"$GATE"
  read -r second <&8
  wait "$PROVISIONER"
  [ "$second" != "$FIRST" ]
  environment dispose "$FIRST" "$second"
}

# The ids of this environment's instances that are on record.
on_record()
{
  ls "$INSTANCES"
}

# Nothing but the file's own instance is left, on record and of the engine.
only_own_instance_left()
{
  [ "$(on_record)" = "$INSTANCE" ] || {
    head "$INSTANCES"/*/record
    cat .testrepository/guardian.log
    return 1
  }
  engine_is_clean
}

promise_clean_up_when_terminated()
{
  provision_held
  kill "$PROVISIONER"
  await "$PROVISIONER"
  [ "$status" = 143 ]
  only_own_instance_left
}

promise_clean_up_when_it_fails()
{
  provision_held
  echo fail >"$GATE"
  await "$PROVISIONER"
  [ "$status" = 3 ]
  grep -q "^testr: cannot provision $ENVIRONMENT: " "$BATS_TEST_TMPDIR/errors"
  only_own_instance_left
}

promise_clean_up_after_a_killed_one()
{
  provision_held
  kill -9 "$PROVISIONER"
  await "$PROVISIONER"
  environment dispose "$FIRST"
  [ "$(on_record | wc -l)" = 2 ]
  third=$(PATH=${PATH#*:} provision 1)
  environment dispose "$third"
  only_own_instance_left
}

promise_status()
{
  for wanted in 0 1 3 77 126 127 254; do
    run "-$wanted" in_instance sh -c "exit $wanted"
  done
  run in_instance sh -c 'exit 255'
  [ "$status" = 254 ]
  run in_instance sh -c 'kill -9 $$'
  [ "$status" = 137 ]
  [ -z "$output" ]
  run in_instance sh -c 'kill -TERM $$'
  [ "$status" = 143 ]
  [ -z "$output" ]
  run -127 in_instance no-such-program
}

promise_loss()
{
  run environment execute "$ENVIRONMENT-none-such" -- true
  [ "$status" = 255 ]
  [[ $output == "testr: there is no instance '$ENVIRONMENT-none-such'" ]]
}

promise_words_arrive_whole()
{
  # shellcheck disable=SC1003,SC2016 # not to be expanded here
  run in_instance printf '%s|' 'a b' '$HOME' '' "it's" '"' '*' $'new\nline' '-n' '\' ';true'
  [ "$output" = $'a b|$HOME||it\'s|"|*|new\nline|-n|\\|;true|' ]
}

promise_bytes()
{
  for byte in $(seq 0 255); do
    # shellcheck disable=SC2059 # the format is made here
    printf "\\x$(printf %02x "$byte")"
  done >"$BATS_TEST_TMPDIR/bytes"
  environment execute "$INSTANCE" "$BATS_TEST_TMPDIR/bytes" -- cat "$BATS_TEST_TMPDIR/bytes" |
    cmp - "$BATS_TEST_TMPDIR/bytes"
}

promise_much_output()
{
  [ "$(in_instance head -c 30000000 /dev/zero | wc -c)" = 30000000 ]
}

promise_stderr_apart()
{
  run --separate-stderr in_instance sh -c 'echo out; echo err >&2'
  [ "$output" = out ]
  [ "$stderr" = err ]
}

promise_empty_input()
{
  run in_instance wc -c <<<"what the callout was given"
  [ "$output" = 0 ]
}

# Starts a command in the background that says when it is ready, by a line on descriptor 7.
execute_in_background()
{
  mkfifo "$BATS_TEST_TMPDIR/output"
  "$TESTR" environment "$ENVIRONMENT" execute "$INSTANCE" -- "$@" \
    >"$BATS_TEST_TMPDIR/output" 3>&- &
  CALLOUT=$!
  exec 7<"$BATS_TEST_TMPDIR/output"
  read -r ready <&7
  [ "$ready" = ready ]
}

promise_term_reaches_the_command()
{
  execute_in_background sh -c "trap 'exit 9' TERM; echo ready; sleep $MARK & wait"
  wait_for_mark
  kill "$CALLOUT"
  await "$CALLOUT"
  [ "$status" = 9 ]
  wait_for_no_mark
  run ! marked
}

promise_term_ends_the_command()
{
  execute_in_background sh -c "echo ready; exec sleep $MARK"
  kill "$CALLOUT"
  await "$CALLOUT"
  [ "$status" = 143 ]
  wait_for_no_mark
  run ! marked
}

promise_kill_ends_the_command()
{
  execute_in_background sh -c "trap '' TERM HUP; sleep $MARK & echo ready; sleep $MARK"
  kill -9 "$CALLOUT"
  await "$CALLOUT"
  wait_for_no_mark
  run ! marked
}

promise_nothing_left_behind()
{
  run timeout -k 1 60 "$TESTR" environment "$ENVIRONMENT" execute "$INSTANCE" -- \
    sh -c "sleep $MARK & setsid sleep $MARK & (trap '' HUP TERM; exec sleep $MARK) &
      env -i PATH=/bin:/usr/bin sleep $MARK & exit 3"
  [ "$status" = 3 ]
  run ! marked
}

promise_several_executions()
{
  in_instance sh -c 'echo kept >left'
  run in_instance cat left
  [ "$output" = kept ]
}

promise_disposal_is_idempotent()
{
  two=$(provision 2)
  # shellcheck disable=SC2086 # two words
  environment dispose $two
  # shellcheck disable=SC2086 # two words
  environment dispose $two "$ENVIRONMENT-none-such"
  only_own_instance_left
}

promise_disposal_ends_executions()
{
  own=$INSTANCE
  INSTANCE=$(provision 1)
  execute_in_background sh -c "trap '' TERM HUP; sleep $MARK & echo ready; sleep $MARK"
  environment dispose "$INSTANCE"
  run ! marked
  await "$CALLOUT"
  [ "$status" != 0 ]
  INSTANCE=$own
  only_own_instance_left
}

promise_checkup()
{
  mkdir "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  printf '[DEFAULT]\ntest_command=true\nenvironment=%s %s\n' "$ENVIRONMENT" "$OPTIONS" >.testr.conf
  "$TESTR" init
  run "$TESTR" instances check --timeout 10m
  echo "$output"
  [ "$status" = 0 ]
  [[ ${lines[-1]} == *" hold, 0 fail, "*", 0 not tried" ]]
  only_own_instance_left
}
