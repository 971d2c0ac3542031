#!/usr/bin/env bats
# testr run: runners that crash, and what becomes of the tests behind the crash

bats_require_minimum_version 1.5.0
load helper

# 200 tests, of which one (the argument) is the culprit: $FRAGILE says how the runner dies of it.
# Each execution adds a line to the file `started`.
project_with_culprit() {
  mapfile -t tests < <(printf 'pass.t%03d\n' $(seq 200))
  project "${tests[@]}"
  echo "pass.t$1" >culprit
  cat >fragile <<'EOF'
#!/bin/sh
# fragile RUNNER SUITE [--list | --load-list FILE]
[ "$3" != --list ] || exec "$@"
echo >>started
ids=${4:-$2}
grep -qxFf culprit "$ids" || exec "$@"
if [ "$FRAGILE" = in-between ]; then
  sed "/$(cat culprit)/,\$d" "$ids" >before
  [ ! -s before ] || "$1" "$2" --load-list before
fi
exit 3
EOF
  chmod +x fragile
  sed -i 's|^test_command=|&./fragile |' .testr.conf
}

# Only the culprit failed, in so many executions at most.
expect_one_failure() {
  [ "$status" = 1 ]
  [[ $(timeless) == *"
Ran 200 tests
FAILED (id=0, failures=1)" ]]
  [[ $output == *"before it started any test"* ]]
  [ "$(wc -l <started)" -le "$1" ]
  testr failing --list
  [ "$output" = "$(cat culprit)" ]
}

# 2·log2(200)+3 is 18.3.
@test "one test among 200 that ends the runner before it starts is found in 18 executions" {
  project_with_culprit 011
  FRAGILE=in-between testr run
  expect_one_failure 18
}

@test "one test among 200 that cannot be loaded is found in 18 executions, wherever it is" {
  for culprit in 001 137; do
    rm -rf "$BATS_TEST_TMPDIR"/.testrepository "$BATS_TEST_TMPDIR"/started
    project_with_culprit "$culprit"
    FRAGILE=at-load testr run
    expect_one_failure 18
  done
}

@test "several workers find it as well" {
  project_with_culprit 150
  FRAGILE=at-load testr run --concurrency=3
  expect_one_failure 30
}

@test "a runner that starts no test at all fails them all, in few executions" {
  project_with_culprit 001
  cp suite culprit
  FRAGILE=at-load testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"
Ran 200 tests
FAILED (id=0, failures=200)" ]]
  [ "$(wc -l <started)" -le 14 ]
}

@test "a runner that ends badly shows the ends of its stderr and of its stdout" {
  project pass.a stdout.b crash.c
  sed -i 's|^test_command=.*|test_command=./tests $LISTOPT $IDOPTION|' .testr.conf
  printf '%s\n' '#!/bin/sh' '[ "$1" = --list ] || { echo beginning; echo woe >&2; }' \
    "exec $RUNNER suite \"\$@\"" >tests
  chmod +x tests
  testr run
  [ "$status" = 1 ]
  [[ $output == *"while this test was running"*"
The end of its stderr:
    woe
"*"The end of its stdout:
    beginning
    stdout.b prints
"* ]]
}
