#!/usr/bin/env bats
# testr run --order: which tests come first

bats_require_minimum_version 1.5.0
load helper

# The tests of each execution since the last call, a line each, sorted by line.
batches() {
  sed 's/^[0-9]*: //' executions | sort
  rm executions
}

@test "--order=slowest runs the slowest first, whatever the listing says" {
  project sleep1.a sleep400.b sleep80.c
  "$TESTR" run
  batches
  testr run --order=slowest
  [ "$status" = 0 ]
  [ "$(batches)" = "sleep400.b sleep80.c sleep1.a" ]
  testr run
  [ "$(batches)" = "sleep1.a sleep400.b sleep80.c" ]
}

@test "--order=failed-first runs the failing tests first" {
  project pass.a fail.b pass.c fail.d
  "$TESTR" run || true
  batches
  testr run --order=failed-first
  [ "$status" = 1 ]
  [ "$(batches)" = "fail.b fail.d pass.a pass.c" ]
  testr run --order=failed-first --isolated
  [ "$(sed 's/^[0-9]*: //' executions | head -2 | sort)" = "fail.b
fail.d" ]
}

@test "--order=random tells its seed, which gives the same order again, and stores it" {
  project pass.{a,b,c,d,e,f,g,h}
  testr run --order=random
  [ "$status" = 0 ]
  order=${stderr##* }
  [ "$stderr" = "testr: test order: $order" ]
  [[ $order =~ ^random:[0-9]+$ ]]
  first=$(batches)
  [ "$(sqlite3 .testrepository/index.db 'SELECT test_order FROM runs')" = "$order" ]
  rm .testrepository/index.db*
  testr run --order="$order"
  [ "$(batches)" = "$first" ]
  [ "$(sqlite3 .testrepository/index.db 'SELECT DISTINCT test_order FROM runs')" = "$order" ]
  testr run --order=random:7
  [ "$(batches)" != "pass.a pass.b pass.c pass.d pass.e pass.f pass.g pass.h" ]
}

@test "the same seed, list and concurrency give the same static batches" {
  project sleep{9,40,1,22}.{a,b,c} pass.{a,b,c,d}
  testr run --order=random:5 --schedule=static --concurrency=3
  [ "$status" = 0 ]
  first=$(batches)
  # Now durations are known; they make no difference.
  testr run --order=random:5 --schedule=static --concurrency=3
  [ "$(batches)" = "$first" ]
  testr run --order=random:6 --schedule=static --concurrency=3
  [ "$(batches)" != "$first" ]
}

@test "--until-failure takes another seed each time, unless one is given" {
  project pass.{a,b,c,d,e,f,g,h}
  testr run --until-failure --max-iterations=2 --order=random
  [ "$(sort -u <<<"$stderr" | wc -l)" = 2 ]
  testr run --until-failure --max-iterations=2 --order=random:3
  [ "$(sort -u <<<"$stderr" | wc -l)" = 1 ]
}

@test "a dry run shows the order of a seed, and tells the one that it takes" {
  project pass.{a,b,c,d,e,f,g,h}
  testr run --dry-run --isolated --order=random:5
  [ "$status" = 0 ]
  shown=$(grep -o 'pass\.[a-h]' <<<"$output")
  testr run --isolated --order=random:5
  [ "$(sed 's/^[0-9]*: //' executions)" = "$shown" ]
  testr run --dry-run --order=random
  [[ $stderr == *"test order: random:"* ]]
}

@test "an order that there is not is wrong usage, and in the configuration an error" {
  project pass.a
  testr run --order=backwards
  [ "$status" = 2 ]
  [[ $stderr == *"--order must be "*failed-first*"not 'backwards'"* ]]
  configure order=random:x
  testr run
  [ "$status" = 3 ]
}

@test "tests cannot be put in order where they cannot be chosen" {
  project pass.a
  printf '[DEFAULT]\ntest_command=true\n' >.testr.conf
  testr run --order=slowest
  [ "$status" = 3 ]
  [[ $stderr == "testr: cannot list the tests: "* ]]
}
