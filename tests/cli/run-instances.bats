#!/usr/bin/env bats
# testr run in instances: how many there are, and what becomes of them (callouts.bats has the rest)

bats_require_minimum_version 1.5.0
load helper

setup() {
  project pass.a pass.b pass.c pass.d
  with_instances
}

# The lines of one callout in the order of their start.
calls() {
  grep -a "^$1 " callouts
}

@test "with instances a run is parallel, as wide as the callout for it says" {
  configure 'test_run_concurrency=echo 3'
  testr run
  [ "$(calls provision)" = "provision 3" ]
}

@test "--serial wants one instance" {
  configure 'test_run_concurrency=touch asked; echo 3'
  testr run --serial
  [ "$(calls provision)" = "provision 1" ]
  [ ! -e asked ]
}

@test "--concurrency goes before the callout" {
  configure 'test_run_concurrency=touch asked; echo 3'
  testr run --concurrency=2
  [ "$(calls provision)" = "provision 2" ]
  [ ! -e asked ]
}

@test "an instance that dies is replaced, its tests run again, and the summary says so" {
  suite pass.{1..8}
  cat >execute <<'EOF'
#!/bin/sh
id=$1
shift
[ -e "instances/$id" ] || exit 99
case $* in
*--list*) ;;
*) if mkdir killed 2>/dev/null; then mv "instances/$id" lost-instance; exit 99; fi ;;
esac
exec "$@"
EOF
  printf '%s\n' '#!/bin/sh' 'echo "dispose $*" >>callouts' >dispose
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 8 tests
PASSED (id=0)" ]]
  [[ $stderr == "testr: 1 instance lost and replaced, 8 tests handed out again" ]]
  [ "$(calls dispose | sed 's/^dispose //' | tr ' ' '\n' | sort | uniq -d)" = "" ]
}

# The first instance in which something that matches the argument is executed is lost.
lose_first() {
  cat >execute <<EOF
#!/bin/sh
id=\$1
shift
[ -e "instances/\$id" ] || exit 99
case \$* in
$1) if mkdir killed 2>/dev/null; then mv "instances/\$id" lost-instance; exit 99; fi ;;
esac
exec "\$@"
EOF
}

@test "an instance that dies while it lists is replaced, and the run goes on" {
  suite pass.{1..3}
  lose_first '*--list*'
  printf '%s\n' '#!/bin/sh' 'echo "dispose $*" >>callouts' >dispose
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 3 tests
PASSED (id=0)" ]]
  [[ $stderr == "testr: 1 instance lost and replaced" ]]
  rm -r killed
  testr list-tests
  [ "$status" = 0 ]
  [ "$output" = "$(cat suite)" ]
}

@test "a lost instance that cannot be disposed of is named, stays on record, and changes no verdict" {
  suite pass.{1..3}
  lose_first '*suite'
  testr run --concurrency=1 pass
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 3 tests
PASSED (id=0)" ]]
  [[ $stderr == *"testr: i0, which was lost, could not be disposed of; it stays on record: "* ]]
  testr instances
  [[ $output == *i0*undisposed* ]]
  testr run --concurrency=1 pass
  [ "$status" = 0 ]
  [[ $stderr == *"cannot dispose of i0"* ]]
}

@test "a listing that fails disposes of the instances all the same" {
  rm suite
  testr run --concurrency=2
  [ "$status" = 3 ]
  [ "$(calls dispose | sed 's/^dispose //' | tr ' ' '\n' | sort | tr '\n' ' ')" = "i0 i1 " ]
}

@test "no test matches: the instances are disposed of all the same" {
  testr run --concurrency=1 nothing
  [ "$status" = 4 ]
  [ "$(calls dispose)" = "dispose i0" ]
}
