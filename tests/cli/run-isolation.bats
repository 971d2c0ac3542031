#!/usr/bin/env bats
# testr run --analyze-isolation: which tests make others fail

bats_require_minimum_version 1.5.0
load helper

@test "--analyze-isolation finds the test that makes another fail" {
  project pass.{1..6} poison.x pass.{7..9} victim.y fail.z
  testr run
  [ "$status" = 1 ]
  testr run --analyze-isolation
  [ "$status" = 1 ]
  [ "$output" = "failing test  caused by test
------------  --------------
victim.y      poison.x" ]
  [[ $stderr == *"fail.z fails even when run alone"* ]]
  testr stats
  [ "$output" = runs=1 ]
}

@test "--analyze-isolation with nothing to find is status 0" {
  project pass.a fail.b
  "$TESTR" run || true
  testr run --analyze-isolation
  [ "$status" = 0 ]
  [ -z "$output" ]
}

@test "--analyze-isolation does not run what testr itself calls failed" {
  project pass.a damage.b
  sed -i 's|^test_command=.*|test_command=./tests $LISTOPT $IDOPTION|' .testr.conf
  printf '%s\n' '#!/bin/sh' "$RUNNER suite \"\$@\"" '[ "$1" = --list ] || exit 3' >tests
  chmod +x tests
  "$TESTR" run || true
  testr failing --list
  [ "$output" = "process-returncode
subunit.parser" ]
  testr run --analyze-isolation
  [ "$status" = 0 ]
  [ -z "$output" ]
  [[ $stderr == "testr: there is nothing to run: what is failing is no test: process-returncode, subunit"* ]]
  [ "$(executions)" = 1 ]
}

@test "--analyze-isolation finds several tests that act together, and only them" {
  project pass.{1..5} poison.x pass.{6..9} poison.y pass.{10..13} victim2.z
  "$TESTR" run || true
  testr run --analyze-isolation
  [ "$status" = 1 ]
  [ "$output" = "failing test  caused by test
------------  --------------
victim2.z     poison.x
victim2.z     poison.y" ]
}

@test "--analyze-isolation looks at the failing test's own execution" {
  project pass.a crash.b poison.c victim.d
  testr run
  [ "$(executions)" = 2 ]
  testr run --analyze-isolation victim
  [ "$status" = 1 ]
  [ "$output" = "failing test  caused by test
------------  --------------
victim.d      poison.c" ]
  refute grep -q 'crash.b.*victim' <(tail -n +3 executions)
}

@test "--analyze-isolation repeats what wavers, and says so" {
  project pass.{1..3} poison.x pass.4 waver3.y
  "$TESTR" run || true
  testr run --analyze-isolation
  [ "$status" = 1 ]
  [ "$output" = "failing test  caused by test
------------  --------------
waver3.y      poison.x" ]
  [[ $stderr == *"waver3.y does not fail each time"* ]]
}

@test "--analyze-isolation says so of a test that fails alone now and then" {
  project pass.a flaky2.b
  "$TESTR" run || true
  testr run --analyze-isolation
  [ "$status" = 0 ]
  [ -z "$output" ]
  [[ $stderr == *"flaky2.b fails intermittently even when run alone"* ]]
}

@test "--analyze-isolation keeps its probes out of the history, and does not retry in them" {
  project pass.a poison.b victim.c
  configure retries=3 max_failures=1
  "$TESTR" run --retries=0 --max-failures=0 || true
  testr run --analyze-isolation
  [ "$status" = 1 ]
  testr stats
  [ "$output" = runs=1 ]
  testr failing --list
  [ "$output" = victim.c ]
  # Only the failing test comes last.
  [ "$(tail -n +2 executions | grep -cv 'victim.c$')" = 0 ]
}

@test "--analyze-isolation probes side by side in instances, and disposes of them all" {
  project pass.{1..6} poison.x pass.{7..9} victim.y
  with_instances
  mkdir instances
  cat >provision <<'EOF'
#!/bin/sh
# Several testr ask at once, so no counter will do for ids.
for _ in $(seq "$1"); do
  basename "$(mktemp -d instances/iXXXXXX)"
done
# Which testr asks.
p=$PPID
until [ "$(cat /proc/$p/comm)" = testr ]; do p=$(awk '{ print $4 }' /proc/$p/stat); done
echo $p >>askers
EOF
  "$TESTR" run --serial || true
  testr run --analyze-isolation --concurrency=3
  [ "$status" = 1 ]
  [ "$output" = "failing test  caused by test
------------  --------------
victim.y      poison.x" ]
  [ "$(sort -u askers | wc -l)" -ge 3 ]
  refute compgen -G 'instances/i*'
  testr instances
  [ -z "$output" ]
}

@test "--analyze-isolation repeats a probe whose instance is lost" {
  project pass.1 poison.x victim.y
  with_instances
  "$TESTR" run --serial || true
  cat >execute <<'EOF'
#!/bin/sh
id=$1
shift
# The third execution loses its instance: the listing and the probe of the test alone come before.
echo "$*" >>asked
[ "$(wc -l <asked)" != 4 ] || touch "instances/$id/dead"
[ ! -e "instances/$id/dead" ] || exit 255
exec "$@"
EOF
  testr run --analyze-isolation --serial
  [ "$status" = 1 ]
  [[ $output == *"victim.y      poison.x" ]]
  refute compgen -G 'instances/i*'
}

@test "an analysis that is interrupted disposes of its instances" {
  project pass.{1..4} poison.x victim.y
  with_instances
  "$TESTR" run --serial || true
  cat >execute <<'EOF'
#!/bin/sh
shift
case "$*" in
*--list) exec "$@" ;;
esac
echo here >>begun
exec sleep 1000
EOF
  mkfifo begun
  "$TESTR" run --analyze-isolation --concurrency=2 3>&- &
  analysis=$!
  read -r _ <begun
  kill -TERM $analysis
  wait $analysis || status=$?
  [ "$status" = 143 ]
  refute compgen -G 'instances/i*'
}

@test "a failed test that has passed in other company is named, with what to do" {
  project pass.{1,2} poison.x victim.y fail.z
  testr run
  [[ $stderr != *"other company"* ]]
  testr run --failing
  [ "$status" = 1 ]
  [[ $stderr != *"other company"* ]]
  testr run
  [ "$status" = 1 ]
  [[ $stderr == *"testr: 1 failed test has passed before in other company: "*"
  victim.y passed in run 1
"*"--analyze-isolation"*"schedule=static"* ]]
  [[ $stderr != *"fail.z"* ]]
  testr run
  [[ $stderr != *"other company"* ]]
  testr run -q
  [ -z "$stderr" ]
}

@test "a test that fails in the company in which it passed is not said to depend on it" {
  project pass.a passfirst.b
  testr run
  [ "$status" = 0 ]
  testr run --schedule=static
  [ "$status" = 1 ]
  [[ $stderr != *"other company"* ]]
}

@test "a static schedule is not recommended to whom has it" {
  project poison.x victim.y
  testr run victim
  testr run --schedule=static
  [[ $stderr == *"victim.y passed in run 0"*"--analyze-isolation"* ]]
  [[ $stderr != *"schedule=static"* ]]
}

@test "--analyze-isolation says what it tries, unless -q" {
  project pass.a poison.b victim.c
  "$TESTR" run || true
  testr run --analyze-isolation
  [[ $stderr == "testr: trial 1: victim.c alone
testr: trial 2: victim.c after 2 tests
"* ]]
  testr run --analyze-isolation -q
  [ -z "$stderr" ]
  [[ $output == *"victim.c      poison.b" ]]
}
