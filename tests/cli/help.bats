#!/usr/bin/env bats
# testr help, and the command line in general

bats_require_minimum_version 1.5.0
load helper

setup() {
  cd "$BATS_TEST_TMPDIR"
}

@test "testr alone gives a short help" {
  testr
  [ "$status" = 0 ]
  [[ ${lines[0]} == "testr "*" -- "* ]]
  [[ $output == *"testr help [command]"* ]]
  short=$output
  testr help
  [ "$output" = "$short" ]
  testr -q
  [ "$output" = "$short" ]
}

@test "each command has help, on request and by --help and -h" {
  for command in $("$TESTR" commands | sed -n '3,$s/ .*//p'); do
    testr help "$command"
    [ "$status" = 0 ]
    [[ ${lines[0]} == "Usage: testr $command "* ]]
    [[ $output == *"Options:"*"--here"*"--quiet"* ]]
    text=$output
    testr "$command" --help
    [ "$output" = "$text" ]
    testr -h "$command"
    [ "$output" = "$text" ]
  done
}

@test "help run documents every key of the configuration and every variable" {
  testr help run
  for key in test_command test_id_option test_list_option test_id_list_default \
    test_run_concurrency instance_provision instance_execute instance_dispose group_regex \
    filter_tags schedule test_timeout kill_grace '$IDOPTION' '$IDFILE' '$IDLIST' '$LISTOPT' \
    '$INSTANCE_COUNT' '$INSTANCE_ID' '$FILES' '$COMMAND' '$INSTANCE_IDS'; do
    echo "looking for $key"
    grep -qF "  $key " <<<"$output "
  done
}

@test "no line of any help is wider than 79 columns" {
  for command in $("$TESTR" commands | sed -n '3,$s/ .*//p'); do
    testr help "$command"
    refute grep -E '^.{80}' <<<"$output"
  done
}

@test "--version tells the version" {
  testr --version
  [ "$status" = 0 ]
  [[ $output =~ ^testr\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "a command that does not exist is wrong usage" {
  for arguments in "bogus" "help bogus"; do
    testr $arguments
    [ "$status" = 2 ]
    [ -z "$output" ]
    [[ ${stderr_lines[0]} == "testr: there is no command 'bogus'" ]]
    [[ ${stderr_lines[1]} == *"testr help"* ]]
  done
}

@test "an option that does not exist is wrong usage, in two lines" {
  testr last --bogus
  [ "$status" = 2 ]
  [ "${#stderr_lines[@]}" = 2 ]
  [[ ${stderr_lines[0]} == "testr: last: "*"--bogus"* ]]
  [ "${stderr_lines[1]}" = "Try 'testr help last'." ]
}

@test "options may stand before and after the command and between its words" {
  project pass.a fail.b
  for arguments in "-q run" "run -q" "run fail -q pass" "-d . -q run" "--here . run --quiet"; do
    "$TESTR" $arguments >out || [ $? = 1 ]
    grep -q '^FAIL: fail.b' out
    refute grep -q '^FAILED' out
  done
}

@test "what follows -- is no option" {
  project pass.a
  testr last -- --bogus
  [ "$status" = 2 ]
  [[ $stderr == *"unexpected argument '--'"* ]]
}

@test "a closed stdout does no harm to what is stored" {
  project pass.a fail.b
  run -1 "$TESTR" run >&-
  testr stats
  [ "$output" = runs=1 ]
  testr failing --list
  [ "$output" = fail.b ]
}

@test "a full disk behind stdout is told" {
  [ -w /dev/full ] || skip "no /dev/full here"
  run -3 bash -c '"$TESTR" commands >/dev/full'
  [[ $output == "testr: cannot write to standard output: "* ]]
}

@test "a reader that goes away ends a command quietly" {
  project pass.a fail.b
  "$TESTR" run >/dev/null || true
  run -1 bash -c 'set -o pipefail; "$TESTR" last | :'
  [ -z "$output" ]
}

@test "--color takes auto, always and never" {
  project pass.a
  testr run --color=always
  [[ ${lines[-1]} == $'\033[32mPASSED\033[0m (id=0)' ]]
  NO_COLOR=1 testr last --color=always
  [[ ${lines[-1]} == $'\033[32mPASSED\033[0m (id=0)' ]]
  testr last --color=never
  [ "${lines[-1]}" = "PASSED (id=0)" ]
  testr last --color auto
  [ "${lines[-1]}" = "PASSED (id=0)" ]
  testr last --color=sometimes
  [ "$status" = 2 ]
}
