#!/usr/bin/env bats
# testr run --keep-instances

bats_require_minimum_version 1.5.0
load helper

setup() {
  project pass.a fail.b
  with_instances
}

# One execution for each of two instances: the first test in i0, the second in i1.
one_test_in_each() {
  configure schedule=static
  # All ids at once, so that both are there when the tests are handed out.
  mv provision provision-slowly
  printf '%s\n' '#!/bin/sh' 'ids=$(./provision-slowly "$1") && echo $ids' >provision
  chmod +x provision
}

disposed() {
  sed -n 's/^dispose //p' callouts | tr ' ' '\n' | sort | xargs
}

# The instances on record, with their states.
on_record() {
  "$TESTR" instances | sed -nE 's/^(i[0-9]+) +[0-9-]+ +([a-z]+) .*/\1 \2/p' | xargs
}

# Waits until the command that follows succeeds.
until_true() {
  until "$@" 2>/dev/null; do sleep 0.02; done
}

@test "always keeps all, says how to get at each and be rid of them, and disposes of none" {
  one_test_in_each
  testr run --concurrency=2 --keep-instances=always
  [ "$status" = 1 ]
  [ "$(disposed)" = "" ]
  [[ $stderr == *"testr: 2 instances are kept; for a shell in each:
  testr instances shell i0
  testr instances shell i1
To dispose of them:
  testr instances dispose i0 i1" ]]
  [ "$(on_record)" = "i0 kept i1 kept" ]
}

@test "failed keeps those in which a test failed, and disposes of the others" {
  one_test_in_each
  # Each in the instance that is its own, whoever is first.
  suite fail.a pass.b
  testr run --concurrency=2 --keep-instances=failed
  [ "$status" = 1 ]
  [ "$(disposed | wc -w)" = 1 ]
  kept=$(on_record)
  [[ $kept == "i"?" kept" ]]
  [ "${kept%% *}" != "$(disposed)" ]
  [[ $output == *"tags: "*"worker-${kept:1:1}"* ]]
  [[ $stderr == *"testr: 1 instance is kept; for a shell in it:
  testr instances shell ${kept%% *}
To dispose of it:
  testr instances dispose ${kept%% *}" ]]
}

@test "failed keeps nothing when all pass" {
  suite pass.a
  testr run --concurrency=1 --keep-instances=failed
  [ "$status" = 0 ]
  [ -z "$stderr" ]
  [ "$(disposed)" = i0 ]
  [ -z "$(on_record)" ]
}

@test "failed keeps an instance in which the runner crashed, and one that ran out of time" {
  suite kill11.a
  testr run --concurrency=1 --keep-instances=failed
  [ "$status" = 1 ]
  suite hang.a
  testr run --concurrency=1 --keep-instances=failed --test-timeout=100ms
  [ "$status" = 1 ]
  [ "$(on_record)" = "i0 kept i1 kept" ]
  [ "$(disposed)" = "" ]
}

@test "failed keeps an instance in which the listing failed" {
  rm suite
  testr run --concurrency=1 --keep-instances=failed
  [ "$status" = 3 ]
  [ "$(on_record)" = "i0 kept" ]
}

@test "never, and no option, keep nothing" {
  testr run --concurrency=1 --keep-instances=never
  testr run --concurrency=1
  [ "$(disposed)" = "i0 i1" ]
  [ -z "$(on_record)" ]
}

@test "the commands that are shown work, from where the user is" {
  cd /
  testr -d "$BATS_TEST_TMPDIR" run --concurrency=1 --keep-instances=failed
  shell=$(grep ' shell i0$' <<<"$stderr")
  dispose=$(grep ' dispose i0$' <<<"$stderr")
  PATH=$(dirname "$TESTR"):$PATH
  run -0 bash -c "echo 'echo in \$TESTR_INSTANCE_ID' | $shell 2>/dev/null"
  [[ $output == *"in i0"* ]]
  run -0 bash -c "$dispose"
  cd "$BATS_TEST_TMPDIR"
  [ -z "$(on_record)" ]
  [ "$(disposed)" = i0 ]
}

@test "a later run neither uses nor disposes of what was kept; instances dispose does" {
  testr run --concurrency=1 --keep-instances=failed
  : >callouts
  testr run --concurrency=1
  [[ $stderr != *"left behind"* ]]
  refute grep -qw i0 callouts
  [ "$(on_record)" = "i0 kept" ]
  testr instances dispose
  [ "$status" = 0 ]
  [ "$(tail -1 callouts)" = "dispose i0" ]
  [ -z "$(on_record)" ]
}

# Runs the suite, in which hang.b hangs, and interrupts it when that has been recorded.
interrupted_run() {
  rm -f executions
  # Job control, or else the shell has it ignore SIGINT.
  set -m
  "$TESTR" run --concurrency=1 "$@" 2>told 3>&- &
  pid=$!
  set +m
  until_true grep -q hang.b executions
  until_true grep -qa hang.b .testrepository/runs/*.subunit
  kill -s INT "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" = 130 ]
}

@test "an interrupted run keeps by the same rule" {
  suite fail.a hang.b
  interrupted_run --keep-instances=always
  interrupted_run --keep-instances=failed
  interrupted_run --keep-instances=never
  [ "$(on_record)" = "i0 kept i1 kept" ]
  [ "$(disposed)" = i2 ]
}

@test "a test that an interrupt cut off has not failed" {
  suite hang.b
  interrupted_run --keep-instances=failed
  [ "$(disposed)" = i0 ]
}

@test "a run that is killed outright keeps nothing" {
  suite hang.a
  "$TESTR" run --concurrency=1 --keep-instances=always 3>&- &
  pid=$!
  until_true grep -q hang executions
  kill -s KILL "$pid"
  wait "$pid" || true
  until_true grep -qx 'dispose i0' callouts
}

@test "--until-failure keeps the instances of the run that failed" {
  cat >execute <<'EOF'
#!/bin/sh
shift
case $* in *--list*) ;; *) echo >>runs; [ $(wc -l <runs) -lt 3 ] || echo fail.a >suite ;; esac
exec "$@"
EOF
  suite pass.a
  testr run --concurrency=1 --until-failure --keep-instances=failed
  [ "$status" = 1 ]
  [ "$(on_record)" = "i2 kept" ]
  [ "$(disposed)" = "i0 i1" ]
}

@test "what cannot be meant is wrong usage" {
  for options in --keep-instances=perhaps "--keep-instances=always --until-failure" \
    "--keep-instances=failed --analyze-isolation" "--keep-instances=failed --dry-run"; do
    # shellcheck disable=SC2086 # several words
    testr run $options
    [ "$status" = 2 ]
  done
  [ ! -e callouts ]
}
