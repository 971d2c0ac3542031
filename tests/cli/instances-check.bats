#!/usr/bin/env bats
# testr instances check: the checklist, what it finds in provisioning and disposing, and its end

bats_require_minimum_version 1.5.0
load helper
load processes
load sandboxes
load checkup

setup() {
  project_to_check
}

# Waits until the command that follows succeeds.
until_true() {
  until "$@" 2>/dev/null; do sleep 0.02; done
}

# Starts the check in the background; `stop SIGNAL` ends it, and `status` is how.
start() {
  # Job control, or else the shell has it ignore SIGINT.
  set -m
  "$TESTR" instances check >shown 2>told 3>&- &
  pid=$!
  set +m
}

stop() {
  kill -s "$1" "$pid"
  status=0
  wait "$pid" || status=$?
  cat shown told
}

@test "good callouts hold, line by line, and what is only advised does not fail" {
  testr instances check
  [ "$status" = 0 ]
  [ "$(marked holds)" = "ids are printed cleanly
a command runs in an instance
a second execution works
the words of a command arrive as they are
exit status 0, 1, 3, 77 and 127 come back
death by a signal comes back
every byte value passes through stdout
stdin is empty
\$FILES arrive with their content
stderr stays apart
100 MB of output flow
a background process does not hang the callout
TERM to the callout ends the command inside
instances are disposed of
disposing twice does no harm" ]
  [ "$(marked advice)" = "two instances do not see each other's /tmp" ]
  [ "${lines[-1]}" = "15 hold, 0 fail, 1 advised, 0 not tried" ]
  [ -z "$stderr" ]
  nothing_is_left
}

@test "those of the example hold" {
  needs_sandboxes
  cp -r "$TESTR_SOURCE/examples/clash" clash
  "$TESTR" -d clash init
  testr -d clash instances check
  [ "$status" = 0 ]
  [ "$(marked FAILS)" = "" ]
}

@test "words on stdout that are no ids" {
  sed -i '2i echo made two' provision
  fails_alone "ids are printed cleanly" "4 printed where 2 were asked for: 'made', 'two', 'i0', 'i1'"
  [[ $output == *"        instance_provision must print"*">&2"* ]]
}

@test "ids that cannot be used" {
  sed -i '$a echo -rf' provision
  fails_alone "ids are printed cleanly" "instance id '-rf' begins with '-'"
  [ "$(head -1 callouts)" = "dispose i0 i1" ]
}

@test "one id where two were asked for, and one more when asked again, is well" {
  sed -i 's/^instance_provision=.*/instance_provision=.\/provision 1/' .testr.conf
  testr instances check
  [ "$status" = 0 ]
  [ "$(head -1 callouts)" = "dispose i0 i1" ]
}

@test "one id and no more" {
  sed -i '2i [ ! -e made ] || exit 0; set -- 1' provision
  fails_alone "ids are printed cleanly" "1 printed where 2 were asked for: 'i0'"
  [[ $output == *"two instances do not see each other's /tmp: there is only one instance"* ]]
}

@test "disposing that fails is tried twice, told, status 3, and stays on record" {
  script dispose <<<'echo "dispose $*" >>callouts; echo broken >&2; exit 4'
  testr instances check
  [ "$status" = 3 ]
  [ "$(marked FAILS)" = "instances are disposed of" ]
  [[ $stderr == "testr: cannot dispose of 'i0', 'i1': the disposing callout exited with status 4
  command: ./dispose i0 i1
  stderr:
    broken" ]]
  [ "$(cat callouts)" = "dispose i0 i1
dispose i0 i1" ]
  testr instances
  [[ ${lines[2]} =~ ^i0\ +-\ +undisposed\  ]]
}

@test "disposing twice that does harm is only advised against" {
  script dispose <<<'for id; do rmdir "instances/$id" || exit 1; done'
  testr instances check
  [ "$status" = 0 ]
  [[ $output == *"advice  disposing twice does no harm: exited with status 1"* ]]
  nothing_is_left
}

@test "provisioning that fails is status 3, and what it printed is disposed of" {
  sed -i '$a echo no room >\&2; exit 9' provision
  testr instances check
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot provision instances: the provisioning callout exited with status 9
  command: ./provision 2
  stderr:
    no room" ]]
  [ "$(cat callouts)" = "dispose i0 i1" ]
  nothing_is_left
}

@test "provisioning that prints nothing, or hangs, is status 3" {
  script provision </dev/null
  testr instances check
  [ "$status" = 3 ]
  [[ $stderr == *"printed no instance ids"* ]]
  echo provision_timeout=100ms >>.testr.conf
  script provision <<<'exec sleep 1000'
  testr instances check
  [ "$status" = 3 ]
  [[ $stderr == *"the provisioning callout ran out of time"* ]]
}

@test "each signal ends it, and everything is disposed of once" {
  execution '[ "$*" = true ] && exec "$@"; touch reached; exec sleep 1000'
  for signal in INT:130 TERM:143 HUP:129; do
    start
    until_true [ -e reached ]
    stop "${signal%:*}"
    [ "$status" = "${signal#*:}" ]
    [ "$(cat told)" = "testr: interrupted by SIG${signal%:*}" ]
    [ "$(wc -l <callouts)" = 1 ]
    nothing_is_left
    rm reached callouts
  done
}

@test "a signal while it provisions disposes of what was printed" {
  sed -i '$a touch reached; exec sleep 1000' provision
  start
  until_true [ -e reached ]
  stop INT
  [ "$status" = 130 ]
  [ "$(cat told)" = "testr: interrupted by SIGINT" ]
  [ "$(cat callouts)" = "dispose i0 i1" ]
  nothing_is_left
}

@test "a second signal skips the grace" {
  echo kill_grace=1h >>.testr.conf
  execution '[ "$*" = true ] && exec "$@"; trap "touch told-to-end" TERM; touch reached
    while :; do sleep 0.02; done'
  start
  until_true [ -e reached ]
  kill -s INT "$pid"
  until_true [ -e told-to-end ]
  stop INT
  [ "$status" = 130 ]
  nothing_is_left
}

@test "one that is killed leaves nothing: its guardian disposes" {
  execution '[ "$*" = true ] && exec "$@"; touch reached; exec sleep 1000'
  LEFT_BY=$BATS_TEST_TMPDIR start
  until_true [ -e reached ]
  run -0 "$TESTR" instances
  [[ ${lines[2]} =~ ^i0\ +-\ +live\  ]]
  stop KILL
  await nobody_is_left
  [ "$(cat callouts)" = "dispose i0 i1" ]
  nothing_is_left
}

@test "an environment is tried in place of the callouts that there are" {
  testr instances check --environment=none-such
  [ "$status" = 3 ]
  [[ $stderr == *"there is no environment 'none-such'"* ]]
  [ ! -e made ]
}

@test "without callouts there is nothing to try, and odd options are wrong usage" {
  testr instances check --timeout=soon
  [ "$status" = 2 ]
  testr instances check --timeout=0
  [ "$status" = 2 ]
  sed -i '/^instance_/d' .testr.conf
  testr instances check
  [ "$status" = 3 ]
  [[ $stderr == *"has no key instance_provision"* ]]
}
