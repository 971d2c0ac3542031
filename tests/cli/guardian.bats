#!/usr/bin/env bats
# What is left of a testr that was killed: nothing, for the guardian sees to it.

bats_require_minimum_version 1.5.0
load helper
load processes

# Starts testr in the background with the arguments.
start() {
  # Job control, or else the shell has it ignore SIGINT.
  set -m
  (with_mark "$TESTR" "$@") >shown 2>told &
  pid=$!
  set +m
}

kill_testr() {
  kill -s KILL "$pid"
  wait "$pid" || true
}

guardian() {
  left | sed -n 's/ testr-guardian$//p'
}

# The instances that were disposed of, sorted, as often as they were.
disposed() {
  sed -n 's/^dispose //p' callouts | tr ' ' '\n' | sort | tr '\n' ' '
}

ledger_has() {
  "$TESTR" instances | grep -q "^$1 "
}

# A provisioning callout of these lines, which then waits to be told to end.
provisioning() {
  printf '%s\n' '#!/bin/bash' 'echo "provision $*" >>callouts' "$@" \
    'touch printed; while :; do sleep 0.02; done' >provision
}

setup() {
  project hang.a hang.b
  with_instances
}

@test "it disposes of each instance once, and nobody is left" {
  start run --concurrency=2
  await ledger_has i1
  await grep -q hang.b executions
  kill_testr
  await nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
  testr instances
  [ -z "$output" ]
  grep -qx "testr: ....-..-.. ..:..:..: process $pid is gone; .* behind: i0 i1" \
    .testrepository/guardian.log
}

@test "a log that has grown large is put aside, in place of the one before" {
  head -c 1048575 /dev/zero >.testrepository/guardian.log
  echo before >.testrepository/guardian.log.1
  for _ in with without; do
    start run --concurrency=1
    await grep -q hang.a executions
    rm executions
    kill_testr
    await nobody_is_left
    grep -qa "process $pid is gone" .testrepository/guardian.log
    sizes+=("$(stat -c %s .testrepository/guardian.log .testrepository/guardian.log.1 | xargs)")
  done
  # It still had room the first time.
  [[ ${sizes[0]} =~ ^10.*\ 7$ ]]
  [[ ${sizes[1]} =~ ^[1-9][0-9]{0,2}\ ${sizes[0]%% *}$ ]]
}

@test "a run that ends well takes it along" {
  suite pass.a fail.b
  (with_mark "$TESTR" run --concurrency=2) || [ $? = 1 ]
  nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
  [ ! -e .testrepository/guardian.log ]
}

@test "without instances it ends what runs, and has nothing to say" {
  sed -i /^instance/d .testr.conf
  start run
  await [ -e executions ]
  kill_testr
  await nobody_is_left
  [ ! -s .testrepository/guardian.log ]
}

@test "the concurrency callout is ended, too" {
  configure 'test_run_concurrency=touch asked; exec sleep 1000'
  start run
  await [ -e asked ]
  kill_testr
  await nobody_is_left
  [ ! -e executions ]
}

@test "the private folder is removed" {
  mkdir private
  TMPDIR=$PWD/private start run --concurrency=2
  await grep -q hang.b executions
  [ -n "$(find private -name '*.ids')" ]
  kill_testr
  await nobody_is_left
  [ -z "$(ls private)" ]
}

@test "probes that run side by side are ended with the testr that began them" {
  suite poison.x pass.{1..4} victim.y
  cat >provision <<'EOF'
#!/bin/sh
for _ in $(seq "$1"); do
  basename "$(mktemp -d instances/iXXXXXX)"
done
EOF
  cat >execute <<'EOF'
#!/bin/sh
# Hangs in a testr that was begun by another.
shift
p=$PPID
until [ "$(cat /proc/$p/comm)" = testr ]; do p=$(awk '{ print $4 }' /proc/$p/stat); done
p=$(awk '{ print $4 }' /proc/$p/stat)
[ "$(cat /proc/$p/comm)" != testr ] || { touch probing; exec sleep 1000; }
exec "$@"
EOF
  mkdir instances
  "$TESTR" run --serial || true
  start run --analyze-isolation --concurrency=2
  await [ -e probing ]
  kill_testr
  await nobody_is_left
  refute compgen -G 'instances/i*'
  testr instances
  [ -z "$output" ]
}

@test "list-tests has one, too, with and without a repository" {
  sed -i 's/^test_command=/test_command=touch listing; sleep 1000; /' .testr.conf
  for repository in with without; do
    [ "$repository" = with ] || rm -r .testrepository
    start list-tests
    await [ -e listing ]
    kill_testr
    await nobody_is_left
    rm listing
  done
  [ "$(disposed)" = "i0 i1 " ]
}

@test "ids that the callout printed and testr had not read are disposed of" {
  provisioning 'until [ -e go ]; do sleep 0.01; done' 'mkdir -p instances/i{0,1}; echo i0 i1'
  start run --concurrency=2
  await grep -q provision callouts
  kill -s STOP "$pid"
  touch go
  await [ -e printed ]
  kill_testr
  await nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
}

@test "an id of which testr had read the beginning is disposed of" {
  provisioning "trap 'echo 0; exit' TERM" 'mkdir -p instances/i{0,10}; printf "i0 i1"'
  start run --concurrency=2
  await ledger_has i0
  kill_testr
  await nobody_is_left
  [ "$(disposed)" = "i0 i10 " ]
}

@test "where nothing had been printed nothing is disposed of, nor told" {
  provisioning
  start run --concurrency=1
  await [ -e printed ]
  kill_testr
  await nobody_is_left
  [ -z "$(disposed)" ]
  [ ! -s .testrepository/guardian.log ]
  testr instances
  [ -z "$output" ]
}

# For longer than the grace is where somebody waits for it.
@test "a provisioning callout may clean up, and what it prints then is disposed of" {
  provisioning "trap 'sleep 3; mkdir -p instances/i1; echo i1; touch cleaned; exit' TERM" \
    'mkdir -p instances/i0; echo i0'
  start run --concurrency=2 --kill-grace=2s
  await [ -e printed ]
  kill_testr
  await nobody_is_left
  [ -e cleaned ]
  [ "$(disposed)" = "i0 i1 " ]
}

@test "a callout that ignores SIGTERM is killed after the grace" {
  provisioning "trap '' TERM" 'mkdir -p instances/i0; echo i0'
  start run --concurrency=2 --kill-grace=100ms
  await [ -e printed ]
  kill_testr
  await nobody_is_left
  [ "$(disposed)" = "i0 " ]
}

@test "what a provisioning callout left running is for disposing to end" {
  sed -i 's/^  id=.*/&; setsid sleep 1000 \& echo $! >server/' provision
  sed -i '2i kill -s KILL "$(cat server)"; touch ended' dispose
  start run --concurrency=1
  await grep -q hang.a executions
  kill_testr
  await nobody_is_left
  [ -e ended ]
}

@test "a disposal that fails is tried twice and stays on record for the next run" {
  mv dispose dispose.good
  printf '#!/bin/sh\necho "no, $*" >>callouts; echo because >&2; exit 4\n' >dispose
  chmod +x dispose
  start run --concurrency=1
  await grep -q hang.a executions
  kill_testr
  await nobody_is_left
  [ "$(grep -c '^no, i0$' callouts)" = 2 ]
  grep -qx because .testrepository/guardian.log
  grep -q 'testr: cannot dispose of i0: the disposing callout exited with status 4' \
    .testrepository/guardian.log
  testr instances
  [[ ${lines[2]} =~ ^i0\ +0\ +undisposed\ .*\ gone$ ]]
  mv dispose.good dispose
  suite pass.a
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ "$(disposed)" = "i0 i1 " ]
}

@test "when it is killed, too, the next run disposes" {
  start run --concurrency=1
  await grep -q hang.a executions
  kill -s KILL "$(guardian)"
  kill_testr
  # Nobody ends the test that runs there.
  left | cut -d' ' -f1 | xargs kill -s KILL
  suite pass.a
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $stderr == *"testr: disposing of instances that earlier runs left behind: i0"* ]]
  [ "$(disposed)" = "i0 i1 " ]
}

@test "the next run leaves alone what it is disposing of" {
  sed -i '2i case $1 in i0) touch disposing; until [ -e go ]; do sleep 0.01; done ;; esac' dispose
  start run --concurrency=1
  await grep -q hang.a executions
  kill_testr
  await [ -e disposing ]
  testr instances
  [[ ${lines[2]} =~ ^i0\ +0\ +live\ .*\ $(guardian)$ ]]
  suite pass.a
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $stderr != *"disposing of what"* ]]
  [ "$(disposed)" = "i1 " ]
  touch go
  await nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
}

@test "instances dispose has one, too" {
  suite pass.a
  mv dispose dispose.good
  ln -s /bin/false dispose
  "$TESTR" run --concurrency=1 || [ $? = 3 ]
  mv dispose.good dispose
  sed -i '2i [ -e disposing ] || { touch disposing; exec sleep 1000; }' dispose
  start instances dispose
  await [ -e disposing ]
  kill_testr
  await nobody_is_left
  [ "$(disposed)" = "i0 " ]
  testr instances
  [ -z "$output" ]
}

@test "nobody disposes before it of what was its testr's, however late it is" {
  start run --concurrency=1
  await grep -q hang.a executions
  guardian=$(guardian)
  kill -s STOP "$guardian"
  kill_testr
  suite pass.a
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $stderr != *"disposing of what"* ]]
  testr instances dispose
  testr instances dispose i0
  [ "$status" = 3 ]
  [ "$(disposed)" = "i1 " ]
  kill -s CONT "$guardian"
  await nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
}

@test "signals that end programs do nothing to it" {
  start run --concurrency=1
  await grep -q hang.a executions
  for signal in INT TERM HUP QUIT USR1 TSTP; do
    kill -s "$signal" "$(guardian)"
  done
  # To testr's whole process group, as a terminal does.
  kill -s KILL -- "-$pid"
  wait "$pid" || true
  await nobody_is_left
  [ "$(disposed)" = "i0 " ]
}

@test "who waits for testr's output to end does not wait for it" {
  sed -i '2i until [ -e go ]; do sleep 0.01; done' dispose
  mkfifo pipe
  (with_mark "$TESTR" run --concurrency=1) >pipe 2>&1 &
  pid=$!
  cat pipe >shown &
  await grep -q hang.a executions
  kill_testr
  wait $!
  [ -n "$(guardian)" ]
  touch go
  await nobody_is_left
  [ "$(disposed)" = "i0 " ]
}

@test "a third signal ends testr at once and leaves the rest to it" {
  suite hangon.a
  sed -i '2i touch disposing; until [ -e go ]; do sleep 0.01; done' dispose
  sed -i 's/^  mv/  [ -e "instances\/gone-$id" ] || mv/' dispose
  start run --concurrency=1 --kill-grace=1000s
  await grep -q hangon.a executions
  kill -s INT "$pid"
  kill -s TERM "$pid"
  await [ -e disposing ]
  rm disposing
  guardian=$(guardian)
  kill -s HUP "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" = 130 ]
  grep -qx "testr: exiting now; the guardian (pid $guardian) stops .*disposes of the instances" told
  touch go
  await nobody_is_left
  [ "$(sort -u <(disposed | tr ' ' '\n') | xargs)" = i0 ]
  testr instances
  [ -z "$output" ]
}

@test "a third signal ends a run on this machine, too, at once and with all that runs" {
  sed -i /^instance/d .testr.conf
  suite hangon.a
  start run --kill-grace=1000s
  await grep -q hangon.a executions
  guardian=$(guardian)
  # So that all three are there before the second has ended the run.
  for signal in STOP INT TERM HUP CONT; do
    kill -s "$signal" "$pid"
  done
  status=0
  wait "$pid" || status=$?
  # Which of them came first nobody knows.
  [ "$status" -gt 128 ]
  grep -qx "testr: exiting now; the guardian (pid $guardian) stops what is still running" told
  await nobody_is_left
}

@test "a third signal to instances check leaves what it was disposing of to it" {
  sed -i '2i touch disposing; until [ -e go ]; do sleep 0.01; done' dispose
  sed -i '2i exit 3' execute
  start instances check
  await [ -e disposing ]
  guardian=$(guardian)
  # That the guardian calls the callout is not taken for that it was called before.
  rm disposing
  for signal in INT TERM HUP; do
    kill -s "$signal" "$pid"
  done
  status=0
  wait "$pid" || status=$?
  [ "$status" -gt 128 ]
  grep -qx "testr: exiting now; the guardian (pid $guardian) stops .*disposes of the instances" told
  refute grep -q 'cannot dispose' told
  await [ -e disposing ]
  touch go
  await nobody_is_left
  [ "$(disposed)" = "i0 i1 " ]
  testr instances
  [ -z "$output" ]
}
