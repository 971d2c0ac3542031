#!/usr/bin/env bats
# The contract with the callouts that provision, execute in and dispose of instances.

bats_require_minimum_version 1.5.0
load helper

# Writes an executable file of shell commands, from stdin.
script() {
  { echo '#!/bin/sh' && cat; } >"$1"
  chmod +x "$1"
}

# As with_instances, but all ids come at once, so that no run is over before the last has come.
with_instances_at_once() {
  with_instances
  mv provision provision-slowly
  script provision <<'END'
ids=$(./provision-slowly "$1") && echo $ids
END
}

# Each instance that was ever made is gone, and was disposed of once.
all_gone() {
  for folder in instances/*; do
    [[ $folder == instances/gone-* ]] || return
  done
  ids=$(sed -n 's/^dispose //p' callouts | tr ' ' '\n' | sort)
  [ "$ids" = "$(sort -u <<<"$ids")" ]
}

# How often the callout was called.
calls() {
  grep -c "^$1 " callouts || true
}

@test "as many instances are asked for as --concurrency says" {
  project pass.a
  with_instances
  testr run --concurrency 3
  [ "$status" = 0 ]
  [ "$(grep provision callouts)" = "provision 3" ]
  all_gone
}

@test "or as the callout test_run_concurrency says in its first line" {
  project pass.a
  with_instances
  configure 'test_run_concurrency=echo 2; echo 7'
  testr run --parallel
  [ "$status" = 0 ]
  [ "$(grep provision callouts)" = "provision 2" ]
}

@test "or as there are processors that testr may use" {
  project pass.a
  with_instances
  testr run --parallel
  [ "$status" = 0 ]
  [ "$(grep provision callouts)" = "provision $(nproc)" ]
}

@test "ids are separated by any white space" {
  project pass.a
  with_instances
  script provision <<'END'
mkdir -p instances/a instances/b instances/c instances/d
printf ' \na\tb\r\n\n c  d'
END
  testr run --concurrency 4
  [ "$status" = 0 ]
  [ "$(grep dispose callouts | tr ' ' '\n' | sort | xargs)" = "a b c d dispose" ]
}

@test "tests are listed in one instance, run in all, and disposing comes last" {
  project pass.a pass.b
  with_instances_at_once
  configure 'schedule=static'
  script execute <<'END'
echo "execute $1" >>callouts
id=$1
shift
"$@"
status=$?
echo "executed in $id" >>callouts
exit $status
END
  testr run --concurrency 2
  [ "$status" = 0 ]
  [ "$(sed -n 2p callouts)" = "execute i0" ]
  [ "$(calls execute)" = 3 ]
  grep -q "^execute i1$" callouts
  [[ $(tail -n1 callouts) == "dispose i"* ]]
}

@test "what provisioning writes to stderr is shown, and is no id" {
  project pass.a
  with_instances
  configure 'instance_provision=echo making one >&2; ./provision $INSTANCE_COUNT'
  sed -i '/^instance_provision=.\/provision/d' .testr.conf
  testr run --concurrency 1
  [ "$status" = 0 ]
  [[ $stderr == *"making one"* ]]
  [ "$(grep dispose callouts)" = "dispose i0" ]
}

@test "provisioning that fails is status 3 and shown; what it printed is disposed of" {
  project pass.a
  with_instances_at_once
  sed -i 's/^instance_provision=.*/&; echo no room >\&2; exit 9/' .testr.conf
  testr run --concurrency 2
  [ "$status" = 3 ]
  [[ $stderr == *"testr: cannot provision instances: the provisioning callout exited with status 9
  command: ./provision 2; echo no room >&2; exit 9
  stderr:
    no room" ]]
  [ "$(grep dispose callouts)" = "dispose i0 i1" ]
  all_gone
}

@test "no ids are an error, not a loop" {
  project pass.a
  with_instances
  script provision <<<'echo provision >>callouts'
  testr run --concurrency 2
  [ "$status" = 3 ]
  [[ $stderr == *"printed no instance ids"* ]]
  [ "$(cat callouts)" = "provision" ]
}

@test "too few are asked for once more" {
  project pass.a
  with_instances_at_once
  sed -i 's/^instance_provision=.*/instance_provision=.\/one $INSTANCE_COUNT/' .testr.conf
  script one <<<'echo "asked $1" >>callouts; exec ./provision 1'
  testr run --concurrency 2
  [ "$status" = 0 ]
  [ "$(grep asked callouts | xargs)" = "asked 2 asked 1" ]
  all_gone
}

@test "too few twice are an error" {
  project pass.a
  with_instances_at_once
  sed -i 's/^instance_provision=.*/instance_provision=.\/one $INSTANCE_COUNT/' .testr.conf
  script one <<<'echo "asked $1" >>callouts; exec ./provision 1'
  testr run --concurrency 3
  [ "$status" = 3 ]
  [[ $stderr == *"printed 2 of 3 instance ids"* ]]
  [ "$(grep asked callouts | xargs)" = "asked 3 asked 2" ]
  all_gone
}

@test "too many are told, and all disposed of" {
  project pass.a
  with_instances_at_once
  sed -i 's/^instance_provision=.*/instance_provision=.\/provision 4/' .testr.conf
  testr run --concurrency 2
  [ "$status" = 0 ]
  [[ $stderr == "testr: the provisioning callout printed 4 instance ids when asked for 2: "* ]]
  [ "$(sed -n 's/^dispose //p' callouts | tr ' ' '\n' | sort | xargs)" = "i0 i1 i2 i3" ]
  all_gone
}

@test "a repeated id is an error" {
  project pass.a
  with_instances
  sed -i 's/^instance_provision=.*/&; echo i0/' .testr.conf
  testr run --concurrency 1
  [ "$status" = 3 ]
  [[ $stderr == *"'i0' was printed already"* ]]
  [ ! -e instances/i0 ]
}

@test "an id that begins with - is an error, and in no command; the others are disposed of" {
  project pass.a
  with_instances
  script dispose <<<'printf "[%s]" "$@" >>disposed'
  sed -i 's/^instance_provision=.*/&; echo -rf/' .testr.conf
  testr run --concurrency 1
  [ "$status" = 3 ]
  [[ $stderr == *"'-rf' begins with '-'"* ]]
  [[ $stderr == *"never given to the disposing callout: '-rf'"* ]]
  [ "$(cat disposed)" = "[i0]" ]
  testr instances
  [[ $output == *"-rf "*undisposed* ]]
}

@test "an id that is no UTF-8 is an error, and in no command; the others are disposed of" {
  project pass.a
  with_instances
  script dispose <<<'printf "[%s]" "$@" >>disposed'
  sed -i "s/^instance_provision=.*/&; printf 'x\\\\377\\\\n'/" .testr.conf
  testr run --concurrency 1
  [ "$status" = 3 ]
  [[ $stderr == *"is not UTF-8"* ]]
  [ "$(cat disposed)" = "[i0]" ]
}

@test "the execute callout is given id, files and command, for the listing no files" {
  project pass.a pass.b
  with_instances
  sed -i 's/^instance_execute=.*/instance_execute=.\/execute $INSTANCE_ID "$FILES" $COMMAND/' .testr.conf
  script execute <<'END'
printf '%s <%s> %s\n' "$1" "$2" "$5" >>callouts
[ -z "$2" ] || cat "$2" >>given
shift 2; exec "$@"
END
  testr run --concurrency 1 pass.a
  [ "$status" = 0 ]
  [ "$(sed -n 2p callouts)" = "i0 <> --list" ]
  [[ $(sed -n 3p callouts) == "i0 </"*"> --load-list" ]]
  [ "$(cat given)" = pass.a ]
}

@test "its exit status is the command's" {
  project exit5.a
  with_instances
  testr run --concurrency 1
  [ "$status" = 1 ]
  [[ $output == *"The runner exited with status 5 while this test was running."* ]]
}

@test "its stderr is shown and kept, never parsed" {
  project pass.a
  with_instances
  printf 'fail.z\n' >other
  script execute <<END
shift
echo words >&2
RUNNER_LOG=/dev/null $RUNNER other >&2
exec "\$@"
END
  "$TESTR" run --concurrency 1 >out 2>err
  grep -qa words err
  grep -q 'Ran 1 test' out
  run -0 bash -c '"$TESTR" last --subunit | grep -ac words'
}

@test "an instance serves many executions, one at a time" {
  project sleep50.a sleep50.b sleep50.c sleep50.d
  with_instances
  configure 'test_run_concurrency=echo 2'
  script execute <<'END'
mkdir "instances/busy-$1" || touch clash
echo "execute $1" >>callouts
id=$1; shift; "$@"; status=$?
rmdir "instances/busy-$id"
exit $status
END
  testr run --parallel --isolated
  [ "$status" = 0 ]
  [ "$(calls execute)" = 5 ]
  [ ! -e clash ]
}

@test "without instance_execute the command runs locally while the instances exist" {
  project surroundings.a
  with_instances
  sed -i '/^instance_execute/d' .testr.conf
  configure "test_command=ls instances >>seen; $RUNNER suite \$LISTOPT \$IDOPTION"
  sed -i "0,/^test_command/{/^test_command/d}" .testr.conf
  testr run --concurrency 1
  [[ $output == *"TESTR_INSTANCE_ID=i0"* ]]
  [ "$(sort -u seen)" = i0 ]
  all_gone
}

@test "disposal that fails is status 3, names the ids, and keeps the results" {
  project pass.a
  with_instances_at_once
  script dispose <<<'echo broken >&2; exit 4'
  testr run --concurrency 2
  [ "$status" = 3 ]
  [[ $stderr == *"testr: cannot dispose of i0 i1: the disposing callout exited with status 4"* ]]
  testr last
  [ "$status" = 0 ]
  [[ $output == *"Ran 1 test"* ]]
}

@test "list-tests provisions one instance and disposes of it" {
  project pass.a
  with_instances
  testr list-tests
  [ "$status" = 0 ]
  [ "$output" = pass.a ]
  [ "$(cat callouts)" = "provision 1
execute i0
dispose i0" ]
}

@test "--failing with nothing failing provisions none" {
  project pass.a
  with_instances
  testr run --failing
  [ "$status" = 0 ]
  [ ! -e callouts ]
}
