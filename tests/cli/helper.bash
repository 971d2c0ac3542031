# What the suites of the commands share. bats gives each test an empty folder, BATS_TEST_TMPDIR.

RUNNER=$TESTR_BUILD/tests/child/runner

# A project in the current folder whose tests, the arguments, do what their names say: see
# tests/child/runner.c. Each execution is one line in the file `executions`.
project() {
  cd "$BATS_TEST_TMPDIR" || return
  suite "$@"
  export RUNNER_LOG=$BATS_TEST_TMPDIR/executions
  cat >.testr.conf <<EOF
[DEFAULT]
test_command=$RUNNER suite \$LISTOPT \$IDOPTION
test_id_option=--load-list \$IDFILE
test_list_option=--list
EOF
  "$TESTR" init
}

# From now on these are the project's tests.
suite() {
  printf '%s\n' "$@" >suite
}

# Adds lines to the configuration.
configure() {
  printf '%s\n' "$@" >>.testr.conf
}

# Gives the project instances, which are numbered folders. Each callout adds a line to `callouts`.
with_instances() {
  cat >provision <<'EOF'
#!/bin/sh
echo "provision $*" >>callouts
for _ in $(seq "$1"); do
  echo >>made
  id=i$(($(wc -l <made) - 1))
  mkdir -p "instances/$id" && echo "$id"
done
EOF
  cat >execute <<'EOF'
#!/bin/sh
echo "execute $1" >>callouts
shift
exec "$@"
EOF
  cat >dispose <<'EOF'
#!/bin/sh
echo "dispose $*" >>callouts
for id; do
  mv "instances/$id" "instances/gone-$id" || exit 1
done
EOF
  chmod +x provision execute dispose
  configure 'instance_provision=./provision $INSTANCE_COUNT' \
    'instance_execute=./execute $INSTANCE_ID $COMMAND' \
    'instance_dispose=./dispose $INSTANCE_IDS'
}

# Runs testr with the arguments; stdout, stderr and status go to `output`, `stderr` and `status`.
testr() {
  run --separate-stderr "$TESTR" "$@"
  echo "status $status"
  echo "stdout: $output"
  echo "stderr: $stderr"
}

# Fails if the command succeeds. (`! command` fails a test only as its last line.)
refute() {
  if "$@"; then
    return 1
  fi
}

# The output without times, which are never the same.
timeless() {
  sed -E 's/ in [0-9.]+s( \([+-][0-9.]+s\))?$//' <<<"$output"
}

# How many executions there were.
executions() {
  wc -l <executions
}

# A subunit stream in which the arguments ran as they would in a project.
stream() {
  printf '%s\n' "$@" >stream-suite
  RUNNER_LOG=/dev/null "$RUNNER" stream-suite
}

RULE=$(printf '=%.0s' {1..70})
THIN_RULE=$(printf -- '-%.0s' {1..70})
