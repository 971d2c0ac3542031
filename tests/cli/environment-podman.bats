# What is special of environment=podman; what it promises as all do is tested by
# environment-contract.bats.

load environment_contract
load environment_runs
load environment_podman

@test "a container bears the instance's id and labels, and the project's path" {
  run podman container inspect --format '{{index .Config.Labels "testr.project"}}' "$INSTANCE"
  [ "$output" = "$PROJECT" ]
  run in_instance pwd
  [ "$output" = "$PROJECT" ]
  run in_instance hostname
  [ "$output" = "$INSTANCE" ]
}

@test "the project is a private copy" {
  in_instance sh -c 'echo changed >file'
  [ "$(cat file)" = content ]
  in_instance sh -c 'echo content >file'
}

@test "--source copy sends the project into the container" {
  id=$(provision --source copy)
  [ -z "$(podman container inspect --format '{{range .Mounts}}{{.Source}}{{end}}' "$id")" ]
  run environment execute "$id" -- sh -c 'cat file; ls -A | wc -l; pwd'
  environment dispose "$id"
  [ "$output" = $'content\n1\n'"$PROJECT" ]
}

@test "--engine docker runs docker" {
  # Debian's package podman-docker is such a script, too.
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\necho docker "$1" >>%s/calls\nexec podman "$@"\n' "$BATS_TEST_TMPDIR" \
    >"$BATS_TEST_TMPDIR/bin/docker"
  chmod +x "$BATS_TEST_TMPDIR/bin/docker"
  export PATH=$BATS_TEST_TMPDIR/bin:$PATH
  id=$(provision --engine docker)
  run -3 environment execute "$id" -- sh -c 'exit 3'
  environment dispose "$id"
  for call in ps run exec rm; do
    grep -qx "docker $call" "$BATS_TEST_TMPDIR/calls"
  done
  engine_is_clean
}

@test "--run-option passes anything on" {
  id=$(provision --run-option=--label=mine=yes --run-option --read-only \
    --run-option=--tmpfs=/.testr)
  run podman container inspect --format '{{index .Config.Labels "mine"}}' "$id"
  environment dispose "$id"
  [ "$output" = yes ]
}

@test "a container that is killed meanwhile is a loss" {
  own=$INSTANCE
  INSTANCE=$(provision 1)
  execute_in_background sh -c 'echo ready; sleep 1000'
  podman kill "$INSTANCE"
  await "$CALLOUT"
  [ "$status" = 255 ]
  run -255 in_instance true
  environment dispose "$INSTANCE"
  INSTANCE=$own
  engine_is_clean
}

@test "a container that somebody removed counts as disposed of" {
  id=$(provision 1)
  podman rm --force --time 0 "$id"
  environment dispose "$id"
  only_own_instance_left
}

# The OCI runtime that executes in instance $1; nothing if podman does.
runtime_of()
{
  # shellcheck disable=SC2153 # environment_contract.bash sets it
  sed -n 's/^runtime=//p' "$INSTANCES/$1/record"
}

# Puts a runtime of podman's name before it in PATH, for testr only, which does this first.
fake_runtime()
{
  local runtime
  runtime=$(podman info --format '{{.Host.OCIRuntime.Path}}')
  mkdir "$BATS_TEST_TMPDIR/runtime"
  printf '#!/bin/sh\n%s\nexec %s "$@"\n' "$1" "$runtime" \
    >"$BATS_TEST_TMPDIR/runtime/${runtime##*/}"
  chmod +x "$BATS_TEST_TMPDIR/runtime/${runtime##*/}"
  PATH=$BATS_TEST_TMPDIR/runtime:$PATH
}

@test "the runtime executes what podman would, alike in all that can be seen" {
  id=$(provision --run-option=--cap-drop=CHOWN --run-option=--env=GIVEN=yes \
    --run-option=--workdir=/root --run-option=--security-opt=no-new-privileges)
  [ -n "$(runtime_of "$id")" ]
  show='export -p | grep -v TESTR_KEPT_IN; umask; ulimit -a; cat /proc/self/cgroup
    grep -E "^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp)" /proc/self/status; ls -l /proc/1/ns'
  environment execute "$id" -- sh -c "cd /; $show" >"$BATS_TEST_TMPDIR/by-runtime"
  podman exec --interactive "$id" sh -c "cd /; $show" </dev/null >"$BATS_TEST_TMPDIR/by-podman"
  environment dispose "$id"
  diff <(grep -v WD= "$BATS_TEST_TMPDIR/by-runtime" | grep -v SHLVL) \
    <(grep -v WD= "$BATS_TEST_TMPDIR/by-podman" | grep -v SHLVL)
  grep -q GIVEN "$BATS_TEST_TMPDIR/by-runtime"
}

@test "the runtime finds the container whatever XDG_RUNTIME_DIR is, then and now" {
  mkdir -m 700 "$BATS_TEST_TMPDIR/session"
  unset XDG_RUNTIME_DIR
  run environment execute "$INSTANCE" -- echo without
  [ "$output" = without ]
  export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/session
  run environment execute "$INSTANCE" -- echo with
  [ "$output" = with ]
  id=$(provision)
  [ -n "$(runtime_of "$id")" ]
  unset XDG_RUNTIME_DIR
  run environment execute "$id" -- echo without
  environment dispose "$id"
  [ "$output" = without ]
}

@test "the instances of a run are executed in by the runtime" {
  run_project
  start_run
  [ -n "$(runtime_of "$VICTIM")" ]
  kill "$SLEEPER"
  await "$RUN"
  [ "$status" = 0 ]
}

@test "files that commands write to, and /dev/null, stay whose they are" {
  id=$(provision --run-option=--user=1000 --run-option=--tmpfs=/.testr:mode=1777)
  [ -n "$(runtime_of "$id")" ]
  environment execute "$id" -- sh -c 'id -u; echo err >&2' </dev/null >"$BATS_TEST_TMPDIR/out" \
    2>"$BATS_TEST_TMPDIR/err"
  run -3 environment execute "$id" -- sh -c 'exit 3' >/dev/null 2>/dev/null
  environment dispose "$id"
  [ "$(cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err")" = $'1000\nerr' ]
  [ "$(stat -c %u "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" /dev/null | sort -u)" = 0 ]
}

@test "a runtime that would do otherwise than podman is not used" {
  fake_runtime 'ulimit -s 4096'
  id=$(provision)
  [ -z "$(runtime_of "$id")" ]
  environment execute "$id" -- sh -c 'ulimit -s' >"$BATS_TEST_TMPDIR/stack"
  environment dispose "$id"
  [ "$(cat "$BATS_TEST_TMPDIR/stack")" != 4096 ]
}

@test "without a runtime podman executes, and keeps what is promised" {
  fake_runtime 'exit 1'
  own=$INSTANCE
  INSTANCE=$(provision)
  [ -z "$(runtime_of "$INSTANCE")" ]
  promise_status
  promise_bytes
  promise_empty_input
  promise_nothing_left_behind
  promise_kill_ends_the_command
  environment dispose "$INSTANCE"
  INSTANCE=$own
}

@test "a pool lends no container of an image that has been replaced" {
  pooled()
  {
    local lease
    lease=$("$TESTR" environment pool provision -- podman --image localhost/changing)
    "$TESTR" environment pool execute "$lease" -- hostname
    "$TESTR" environment pool dispose "$lease"
  }
  tiny_image | podman import --quiet - changing
  first=$(pooled)
  [ "$(pooled)" = "$first" ]
  tiny_image | podman import --quiet - another # that of another name is no matter
  [ "$(pooled)" = "$first" ]
  touch "$BATS_FILE_TMPDIR/image/new"
  tiny_image | podman import --quiet - changing
  second=$(pooled)
  "$TESTR" environment pool --drain
  [ "$second" != "$first" ]
  engine_is_clean
}

@test "a pool lends no container in which something was left running" {
  lease=$("$TESTR" environment pool provision -- podman --image localhost/tiny)
  # Without variables it is not known for the command's.
  "$TESTR" environment pool execute "$lease" -- \
    sh -c "env -i /bin/setsid /bin/sh -c '/bin/touch /tmp/there; exec /bin/sleep $MARK' >/dev/null 2>&1 &
      until [ -e /tmp/there ]; do :; done"
  first=$("$TESTR" environment pool execute "$lease" -- hostname)
  "$TESTR" environment pool dispose "$lease"
  lease=$("$TESTR" environment pool provision -- podman --image localhost/tiny)
  second=$("$TESTR" environment pool execute "$lease" -- hostname)
  "$TESTR" environment pool dispose "$lease"
  "$TESTR" environment pool --drain
  [ "$second" != "$first" ]
  run ! pgrep -f "^/bin/sleep $MARK$"
  engine_is_clean
}

@test "what is missing is told, with the remedy" {
  run -3 environment provision
  [[ $output == *'no image is named: give --image'* ]]
  run -3 environment provision --image localhost/no-such-image --run-option=--pull=never
  [[ $output == *'there is no such image'* ]]
  mkdir "$BATS_TEST_TMPDIR/bin"
  PATH=$BATS_TEST_TMPDIR/bin run -3 "$TESTR" environment podman provision --image tiny
  [[ $output == *'podman is not installed'* ]]
}
