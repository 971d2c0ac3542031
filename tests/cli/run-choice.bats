#!/usr/bin/env bats
# testr run: which tests, and how many at once

bats_require_minimum_version 1.5.0
load helper

# The tests of the last execution.
chosen() {
  tail -1 executions | sed 's/^[0-9]*: //'
}

@test "filters choose the tests in whose ids one of them is found" {
  project pass.one pass.two pass.three
  testr run 'e$' tw
  [ "$status" = 0 ]
  [ "$(chosen)" = "pass.one pass.two pass.three" ]
  testr run '^pass.t'
  [ "$(chosen)" = "pass.two pass.three" ]
}

@test "no match is status 4, and no run" {
  project pass.a pass.b
  testr run nothing
  [ "$status" = 4 ]
  [ -z "$output" ]
  [[ $stderr == "testr: none of the 2 listed tests "* ]]
  testr stats
  [ "$output" = runs=0 ]
}

@test "--failing runs the failing tests only" {
  project pass.a fail.b fail.c
  "$TESTR" run || true
  testr run --failing
  [ "$status" = 1 ]
  [ "$(chosen)" = "fail.b fail.c" ]
  testr run --failing c
  [ "$(chosen)" = fail.c ]
  testr failing --list
  [ "$output" = "fail.b
fail.c" ]
}

@test "--failing with nothing failing is status 0, says so, and starts nothing" {
  project pass.a
  "$TESTR" run
  with_instances
  testr run --failing
  [ "$status" = 0 ]
  [ -z "$output" ]
  [[ $stderr == "testr: no test is failing"* ]]
  [ ! -e callouts ]
  [ "$(executions)" = 1 ]
}

@test "--load-list runs the listed tests, in the list's order" {
  project pass.a pass.b pass.c
  printf 'pass.c\n\npass.a\n' >list
  testr run --load-list=list
  [ "$status" = 0 ]
  [ "$(chosen)" = "pass.c pass.a" ]
}

@test "ids of no test in a list are told" {
  project pass.a pass.b
  printf 'pass.b\nno.such\n' >list
  testr run --load-list=list
  [ "$status" = 0 ]
  [ "$(chosen)" = pass.b ]
  [[ $stderr == "testr: 1 id in the load list matches no listed test: no.such" ]]
}

@test "--load-list - reads standard input" {
  project pass.a pass.b
  run -0 bash -c 'echo pass.b | "$TESTR" run --load-list -'
  [ "$(chosen)" = pass.b ]
}

@test "--load-list understands a subunit listing" {
  project pass.a pass.b
  printf 'pass.b\n' >other
  "$RUNNER" other --list >list
  testr run --load-list list
  [ "$(chosen)" = pass.b ]
}

@test "--load-list and --failing together run what is in both" {
  project fail.a fail.b pass.c
  "$TESTR" run || true
  printf 'pass.c\nfail.b\n' >list
  testr run --failing --load-list list
  [ "$(chosen)" = fail.b ]
}

@test "a listed test that does not exist is told and not run" {
  project pass.a
  printf 'pass.a\npass.gone\n' >list
  testr run --load-list list
  [ "$status" = 0 ]
  [[ $stderr == *"pass.gone"* ]]
  [ "$(chosen)" = pass.a ]
}

@test "a list that is not there is an error" {
  project pass.a
  testr run --load-list missing
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot read 'missing': "* ]]
}

@test "--exclude leaves out the tests in whose ids it is found, each time it is given" {
  project pass.one pass.two pass.three skip.one
  testr run --exclude 'wo$' --exclude ^skip
  [ "$status" = 0 ]
  [ "$(chosen)" = "pass.one pass.three" ]
}

@test "--include-list is more filters, --exclude-list more to exclude" {
  project pass.one pass.two pass.three pass.four skip.two
  printf '%s\n' '# those with an o' '' '  one$  # and why' 'w.$' >include
  printf '%s\n' '^skip # not these' >exclude
  testr run --include-list=include
  [ "$(chosen)" = "pass.one pass.two skip.two" ]
  testr run --include-list=include --exclude-list=exclude
  [ "$(chosen)" = "pass.one pass.two" ]
  testr run --include-list=include --exclude-list=exclude four
  [ "$(chosen)" = "pass.one pass.two pass.four" ]
  testr run --exclude-list=exclude --exclude one
  [ "$(chosen)" = "pass.two pass.three pass.four" ]
}

@test "lists of filters may be given several times, and one may come from standard input" {
  project pass.a pass.b pass.c pass.d
  echo a$ >one
  echo b$ >two
  run -0 bash -c 'echo c$ | "$TESTR" run --include-list one --include-list - --include-list two'
  [ "$(chosen)" = "pass.a pass.b pass.c" ]
  testr run --include-list - --load-list -
  [ "$status" = 2 ]
  [[ $stderr == *"only one file can come from standard input"* ]]
}

@test "a test is run only if filters, excludes, --failing and --load-list all let it pass" {
  project fail.a fail.ab fail.abc pass.abc fail.b
  "$TESTR" run || true
  printf 'fail.abc\npass.abc\nfail.ab\nfail.a\n' >list
  testr run --failing --load-list list --exclude 'a$' b
  [ "$(chosen)" = "fail.abc fail.ab" ]
}

@test "a # within a word is no comment" {
  project 'pass.Class#one' 'pass.Class#two'
  echo 'Class#two #one' >list
  testr run --include-list list
  [ "$(chosen)" = 'pass.Class#two' ]
}

@test "a list of filters that cannot be used is an error that tells the line" {
  project pass.a
  printf 'a\n(\n' >parenthesis
  printf 'a\n\0\n' >nul
  printf '\n\n\xff\n' >broken
  printf '# nothing\n' >nothing
  for option in --include-list --exclude-list; do
    testr run "$option" parenthesis
    [ "$status" = 3 ]
    [[ $stderr == "testr: cannot use 'parenthesis': line 2: "*"'('"* ]]
    testr run "$option" nul
    [ "$status" = 3 ]
    [[ $stderr == "testr: cannot use 'nul': line 2: it has a NUL byte" ]]
    testr run "$option" broken
    [ "$status" = 3 ]
    [[ $stderr == "testr: cannot use 'broken': line 3: it is not UTF-8" ]]
    testr run "$option" missing
    [ "$status" = 3 ]
    [[ $stderr == "testr: cannot read 'missing': No such file or directory" ]]
  done
  testr run --include-list nothing
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot use 'nothing': it has no regular expression" ]]
  testr run --exclude '('
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot use the regular expression '('"* ]]
  [ ! -e executions ]
}

@test "an exclude list without expressions excludes nothing, and the run is full" {
  project fail.a pass.b
  "$TESTR" run || true
  suite pass.b
  echo '# none yet' >exclude
  testr run --exclude-list exclude
  [ "$status" = 0 ]
  testr failing --list
  [ -z "$output" ]
}

@test "an empty load list chooses nothing" {
  project pass.a
  : >list
  testr run --load-list list
  [ "$status" = 4 ]
  [ ! -e executions ]
}

@test "whatever leaves tests out leaves other failures known" {
  project fail.a fail.b pass.c
  "$TESTR" run || true
  echo pass.c >list
  suite pass.c fail.b
  for options in pass.c "--load-list list" "--failing" --partial "--exclude nothing" \
    "--exclude-list list" "--include-list list"; do
    "$TESTR" run $options || true
    testr failing --list
    [ "$output" = "fail.a
fail.b" ]
  done
  "$TESTR" run || true
  testr failing --list
  [ "$output" = fail.b ]
}

@test "--parallel uses the workers that --concurrency says" {
  project sleep50.{a,b,c,d,e,f}
  testr run --parallel --concurrency=3 --schedule=static
  [ "$status" = 0 ]
  [ "$(executions)" = 3 ]
  [[ $(timeless) == "Ran 6 tests
PASSED (id=0)" ]]
}

@test "--concurrency alone implies --parallel, and each result tells its worker" {
  project fail.{a,b}
  testr run --concurrency=2 --schedule=static
  [ "$(executions)" = 2 ]
  grep -qx 'tags: worker-0' <<<"$output"
  grep -qx 'tags: worker-1' <<<"$output"
}

@test "the callout for concurrency is asked when nobody says how many" {
  project pass.{a,b,c,d}
  configure 'test_run_concurrency=echo 2'
  for options in --parallel --concurrency=0 "--parallel --concurrency=0"; do
    # shellcheck disable=SC2086 # several words
    testr run $options --schedule=static
    [ "$(executions)" = 2 ]
    rm executions
  done
  testr run --serial --concurrency=0
  [ "$status" = 2 ]
  [[ $stderr == *"--serial cannot be combined with --parallel or --concurrency"$'\n'* ]]
}

@test "a callout for concurrency that says 0 wants one test in each execution" {
  project pass.{a,b,c}
  configure 'test_run_concurrency=echo 0'
  testr run --parallel
  [ "$status" = 0 ]
  [ "$(executions)" = 3 ]
}

@test "a callout for concurrency that fails or says no number is an error" {
  project pass.a
  for callout in 'echo oops >&2; exit 3' 'echo many' 'true' 'echo -1'; do
    sed -i /test_run_concurrency/d .testr.conf
    configure "test_run_concurrency=$callout"
    testr run --parallel
    [ "$status" = 3 ]
    [[ $stderr == "testr: "* ]]
    [ ! -e executions ]
  done
}

@test "without --parallel it is one execution, and the callout is not asked" {
  project pass.{a,b,c,d}
  configure 'test_run_concurrency=touch asked'
  testr run
  [ "$(executions)" = 1 ]
  [ ! -e asked ]
}

@test "what needs a list of tests says what to add when there is none" {
  project pass.a
  sed -i 's/ \$LISTOPT//' .testr.conf
  for options in --parallel --isolated filter "--exclude no"; do
    testr run $options
    [ "$status" = 3 ]
    [[ $stderr == *'$LISTOPT'*test_list_option* ]]
    [ ! -e executions ]
  done
  testr run
  [ "$status" = 0 ]
}

@test "what needs a choice of tests says what to add when there is none" {
  project fail.a
  "$TESTR" run || true
  sed -i 's/ \$IDOPTION//' .testr.conf
  rm executions
  for options in --failing filter "--load-list suite" "--exclude no"; do
    testr run $options
    [ "$status" = 3 ]
    [[ $stderr == *'$IDOPTION'*test_id_option* ]]
    [ ! -e executions ]
  done
}

@test "tests that cannot be listed can be chosen by --failing and --load-list" {
  project pass.a fail.b
  "$TESTR" run || true
  sed -i 's/ \$LISTOPT//' .testr.conf
  testr run --failing
  [ "$(chosen)" = fail.b ]
  echo pass.a >list
  testr run --load-list list
  [ "$(chosen)" = pass.a ]
}

@test "--isolated honours whatever chooses tests, in one run" {
  project fail.a fail.b pass.c pass.d
  testr run --isolated --exclude d
  [ "$(executions)" = 3 ]
  rm executions
  testr run --isolated --failing a$
  [ "$status" = 1 ]
  [ "$(sed 's/^[0-9]*: //' executions)" = fail.a ]
  printf 'pass.d\nfail.b\n' >list
  rm executions
  testr run --isolated --load-list list
  [ "$(sed 's/^[0-9]*: //' executions | sort)" = "fail.b
pass.d" ]
  testr failing --list
  [ "$output" = "fail.a
fail.b" ]
  testr stats
  [ "$output" = runs=3 ]
}

@test "--isolated without instances is one test after the other" {
  project fail.a fail.b
  testr run --isolated
  [ "$(executions)" = 2 ]
  [ "$(grep -c '^tags: worker-0$' <<<"$output")" = 2 ]
}

@test "--isolated runs tests at the same time where instances isolate them" {
  project pass.a fail.b
  with_instances
  # Each execution waits for the other.
  mkfifo to-0 to-1
  cat >meet <<'EOF'
#!/bin/sh
case $1 in
i0) echo >to-1 && read -r _ <to-0 ;;
*) read -r _ <to-1 && echo >to-0 ;;
esac
EOF
  chmod +x meet
  sed -i 's/^shift$/case "$*" in *--list) ;; *) .\/meet "$1" ;; esac; shift/' execute
  testr run --isolated --concurrency=2 --execute-timeout=60s
  [ "$status" = 1 ]
  [ "$(executions)" = 2 ]
  grep -qx 'FAIL: fail.b' <<<"$output"
  [[ $(timeless) == *"Ran 2 tests
FAILED (id=0, failures=1)" ]]
}

@test "ids keep the blanks that they begin and end with, in listings and in --load-list" {
  project ' pass.a' 'pass.b ' pass.c
  testr list-tests
  [ "$output" = $' pass.a\npass.b \npass.c' ]
  printf 'pass.b \r\n pass.a\n' >list
  testr list-tests --load-list list
  [ "$output" = $'pass.b \n pass.a' ]
}
