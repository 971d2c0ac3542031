#!/usr/bin/env bats
# testr run in instances: the contract with the three callouts, clause by clause

bats_require_minimum_version 1.5.0
load helper

setup() {
  project pass.a pass.b pass.c pass.d
  with_instances
}

# Replaces the provisioning callout by a script.
provision_by() {
  printf '%s\n' '#!/bin/sh' "$@" >provision
}

# The lines of one callout in the order of their start.
calls() {
  grep -a "^$1 " callouts
}

# Every id in `printed` was disposed of, once each.
all_disposed_of() {
  diff <(tr -s ' ' '\n' <printed | sort) <(calls dispose | sed 's/^dispose //' | tr ' ' '\n' | sort)
}

@test "as many instances are asked for as there are to be workers, used, and disposed of" {
  testr run --concurrency=2 --schedule=static
  [ "$status" = 0 ]
  [ "$(calls provision)" = "provision 2" ]
  [ "$(calls execute | sort)" = "execute i0
execute i0
execute i1" ]
  [ "$(calls dispose)" = "dispose i0 i1" ]
  [[ $(timeless) == "Ran 4 tests
PASSED (id=0)" ]]
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

@test "ids may be separated by any white space" {
  provision_by 'echo "provision $*" >>callouts' 'mkdir -p instances/a instances/b instances/c' \
    "printf '  a\\tb\\n\\n\\rc\\f'"
  testr run --concurrency=3
  [ "$status" = 0 ]
  [ "$(calls dispose)" = "dispose a b c" ]
}

@test "what the provisioning callout says on stderr is free" {
  sed -i '2i echo "not an id" >&2' provision
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ "$(calls dispose)" = "dispose i0" ]
  [[ $stderr == *"not an id"* ]]
}

@test "a provisioning that fails is told with command, status and stderr, and undone" {
  provision_by 'echo one two | tee printed' 'mkdir -p instances/one instances/two' \
    'echo "no more room" >&2' 'exit 9'
  testr run --concurrency=2
  [ "$status" = 3 ]
  [[ $stderr == *"testr: "*"status 9"*"./provision 2"*"no more room"* ]]
  all_disposed_of
}

@test "a provisioning that prints no id is an error, not a loop" {
  provision_by 'echo "provision $*" >>callouts'
  testr run --concurrency=2
  [ "$status" = 3 ]
  [[ $stderr == *"testr: "* ]]
  [ "$(calls provision | wc -l)" -le 2 ]
  [ ! -e executions ]
}

@test "too few ids: the rest is asked for once more, then it is an error" {
  provision_by 'echo "provision $*" >>callouts' 'id=x$(wc -l <callouts)' \
    'mkdir -p instances/$id' 'echo $id | tee -a printed'
  testr run --concurrency=2
  [ "$status" = 0 ]
  [ "$(calls provision)" = "provision 2
provision 1" ]
  all_disposed_of
  rm -f callouts printed
  testr run --concurrency=3
  [ "$status" = 3 ]
  [ "$(calls provision)" = "provision 3
provision 2" ]
  all_disposed_of
}

@test "too many ids: all of them are disposed of" {
  provision_by 'mkdir -p instances/a instances/b instances/c' 'echo a b c | tee printed'
  testr run --concurrency=2
  all_disposed_of
}

@test "a repeated id, one with a hyphen first and one that is no UTF-8 are errors, all disposed of" {
  for ids in 'a b a' 'a -rf b' 'a \377 b'; do
    rm -rf instances callouts
    # What is disposed of may have names that no folder has.
    printf '%s\n' '#!/bin/sh' 'echo "dispose $*" >>callouts' >dispose
    provision_by "printf '$ids'"
    testr run --concurrency=3
    [ "$status" = 3 ]
    [[ $stderr == *"testr: "* ]]
    calls dispose | LC_ALL=C grep -qa '\ba\b.*\bb\b\|\bb\b.*\ba\b'
  done
}

@test "hostile ids run nothing" {
  provision_by 'mkdir -p "instances/\$(touch" instances' \
    "printf '%s\\n' '\$(touch\${IFS}hacked)' 'a;touch\${IFS}hacked' \"b'c\" '\`touch\${IFS}hacked\`'"
  printf '%s\n' '#!/bin/sh' 'for id; do echo "$id" >>disposed; done' >dispose
  printf '%s\n' '#!/bin/sh' 'echo "$1" >>used; shift; exec "$@"' >execute
  testr run --concurrency=4 --schedule=static
  [ "$status" = 0 ]
  [ ! -e hacked ]
  [ "$(sort disposed)" = "$(printf '%s\n' '$(touch${IFS}hacked)' 'a;touch${IFS}hacked' "b'c" \
    '`touch${IFS}hacked`' | sort)" ]
  [ "$(sort -u used)" = "$(sort -u disposed)" ]
}

@test "hostile test names run nothing, as ids in a file or on the command line" {
  suite 'pass.$(touch hacked)' 'pass.;touch hacked' "pass.'x'" 'pass.\' 'pass.a b'
  testr run --concurrency=2
  [ "$status" = 0 ]
  sed -i 's/^test_id_option=.*/test_id_option=$IDLIST/' .testr.conf
  testr run --concurrency=2
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 5 tests
PASSED (id=1)" ]]
  [ ! -e hacked ]
}

@test "a test command with shell operators runs in the instance, all of it" {
  cat >execute <<'EOF'
#!/bin/sh
shift
cd instances/i0 && INSIDE=1 exec "$@"
EOF
  sed -i "s|^test_command=.*|test_command=test \"\$INSIDE\" = 1 \&\& touch first \&\& $RUNNER ../../suite \$LISTOPT \$IDOPTION; touch second|" .testr.conf
  sed -i 's/^dispose_keeps=//' .testr.conf
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ -e instances/gone-i0/first ]
  [ -e instances/gone-i0/second ]
  [ ! -e first ]
}

@test "a test command that begins with an assignment runs in the instance" {
  sed -i "s|^test_command=|test_command=FROM=testr |" .testr.conf
  printf '%s\n' '#!/bin/sh' 'shift' 'printf "%s\n" "$#" "$@" >words' 'exec "$@"' >execute
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ "$(sed -n 2,3p words)" = "sh
-c" ]
}

@test "\$FILES is the id file when tests are chosen, and empty for listing" {
  sed -i 's|^instance_execute=.*|instance_execute=./execute $INSTANCE_ID "$FILES" $COMMAND|' .testr.conf
  printf '%s\n' '#!/bin/sh' 'echo "<$2> $(cat "$2" 2>/dev/null | tr "\n" " ")" >>files' \
    'shift 2' 'exec "$@"' >execute
  testr run --concurrency=1 pass.b pass.c
  [ "$status" = 0 ]
  [ "$(sed -n 1p files)" = "<> " ]
  [[ $(sed -n 2p files) == "</"*"> pass.b pass.c " ]]
  [ "$(wc -l <files)" = 2 ]
}

@test "callouts see the run, the worker and the instance in their environment" {
  suite surroundings.a
  printf '%s\n' '#!/bin/sh' 'echo "$TESTR_RUN/$TESTR_WORKER/$TESTR_INSTANCE_ID" >>seen' 'shift' \
    'exec "$@"' >execute
  sed -i '2i echo "$TESTR_RUN" >>seen' provision dispose
  testr run --concurrency=1
  [[ $output == *"TESTR_RUN=0
TESTR_WORKER=0
TESTR_INSTANCE_ID=i0"* ]]
  [ "$(head -1 seen)" = 0 ]
  [ "$(tail -1 seen)" = 0 ]
  grep -qx 0/0/i0 seen
}

@test "the status of the executing callout is the command's" {
  suite pass.a
  printf '%s\n' '#!/bin/sh' 'shift' '"$@"' 'case $* in *--list*) ;; *) exit 5;; esac' >execute
  testr run --concurrency=1
  [ "$status" = 1 ]
  [[ $output == *"FAIL: process-returncode"*5* ]]
}

@test "what the executing callout says on stderr is shown and never parsed" {
  suite pass.a
  sed -i '2i printf "test: x\\nfailure: x\\n" >&2' execute
  testr run --concurrency=1
  [ "$status" = 0 ]
  [[ $stderr == *"failure: x"* ]]
  [[ $(timeless) == "Ran 1 tests
"* ]]
}

@test "an instance serves one execution at a time" {
  suite sleep30.{1..12}
  cat >execute <<'EOF'
#!/bin/sh
id=$1
shift
mkdir "instances/$id/busy" || echo "$id" >>clashes
"$@"
status=$?
rmdir "instances/$id/busy"
exit $status
EOF
  testr run --concurrency=3
  [ "$status" = 0 ]
  [ ! -e clashes ]
}

@test "without instance_execute the tests run here while the instances exist" {
  sed -i /instance_execute/d .testr.conf
  suite pass.a
  sed -i 's|^test_command=|test_command=ls instances >>seen; |' .testr.conf
  testr run --concurrency=1
  [ "$status" = 0 ]
  [ "$(sort -u seen)" = i0 ]
  [ "$(calls dispose)" = "dispose i0" ]
}

@test "a disposal that fails is status 3, names the ids, and the results are kept" {
  printf '%s\n' '#!/bin/sh' 'echo "cannot let go" >&2' 'exit 1' >dispose
  testr run --concurrency=1
  [ "$status" = 3 ]
  [[ $(timeless) == "Ran 4 tests
PASSED (id=0)" ]]
  [[ $stderr == *"testr: "*i0* ]]
  [[ $stderr == *"cannot let go"* ]]
  testr stats
  [ "$output" = runs=1 ]
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

@test "children read nothing from the terminal, and get no descriptors but 0, 1 and 2" {
  suite pass.a
  printf '%s\n' '#!/bin/sh' 'shift' 'cat >>input' 'ls -m /proc/self/fd >>fds' 'exec "$@"' >execute
  exec 8<suite
  run --separate-stderr "$TESTR" run --concurrency=1 <suite
  exec 8<&-
  [ "$status" = 0 ]
  [ ! -s input ]
  # 3 is the one through which ls reads them.
  [ "$(sort -u fds)" = "0, 1, 2, 3" ]
}
