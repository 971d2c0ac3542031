#!/usr/bin/env bats
# The contract with every command that testr runs: variables, quoting, and what a child inherits.

bats_require_minimum_version 1.5.0
load helper

# A project whose test command is the shell commands from stdin, in ./tests.
commanded() {
  project "$@"
  { echo '#!/bin/sh' && cat; } >tests
  chmod +x tests
  sed -i 's/^test_command=.*/test_command=.\/tests $LISTOPT $IDOPTION/' .testr.conf
}

@test "\$LISTOPT is there for the listing, \$IDOPTION and \$IDFILE for chosen tests" {
  commanded pass.a pass.b <<END
echo "\$#: \$1" >>given
[ "\$1" != --load-list ] || cp "\$2" ids
exec $RUNNER suite "\$@"
END
  testr run pass.b
  [ "$status" = 0 ]
  [ "$(cat given)" = "1: --list
2: --load-list" ]
  [ "$(cat ids)" = pass.b ]
}

@test "\$IDLIST is the chosen ids, each one word" {
  project pass.a pass.b pass.c
  sed -i 's/^test_id_option=.*/test_id_option=$IDLIST/' .testr.conf
  testr run 'pass.[ac]'
  [ "$status" = 0 ]
  [[ $(cat executions) == *": pass.a pass.c" ]]
}

@test "test_id_list_default stands for \$IDLIST when nothing is chosen" {
  project pass.a pass.b
  cat >.testr.conf <<END
[DEFAULT]
test_command=$RUNNER suite \$IDLIST
test_id_list_default=pass.b
END
  testr run
  [ "$status" = 0 ]
  [[ $(cat executions) == *": pass.b" ]]
}

@test "filter_tags leaves tests out of the count unless they fail" {
  commanded pass.a pass.b <<END
[ "\$1" = --list ] || printf 'tags: layer\ntest: x\nsuccess: x\ntags: -layer\n'
exec $RUNNER suite "\$@"
END
  configure 'filter_tags=layer'
  testr run
  [[ $output == *"Ran 2 tests"* ]]
}

@test "group_regex keeps tests of one group in one execution" {
  project pass.x.1 pass.y.1 pass.x.2 pass.y.2
  configure 'group_regex=pass\.[xy]'
  testr run --concurrency 4
  [ "$status" = 0 ]
  [ "$(cut -d: -f2 executions | sort)" = " pass.x.1 pass.x.2
 pass.y.1 pass.y.2" ]
}

@test "commands run in the project's folder by sh, whose variables are left alone" {
  project surroundings.a
  export WORD=from-the-shell
  sed -i "s|^test_command=|&echo \$WORD \${WORD:+set} >>words; |" .testr.conf
  cd /
  testr -d "$BATS_TEST_TMPDIR" run
  [ "$(sort -u "$BATS_TEST_TMPDIR/words")" = "from-the-shell set" ]
  [[ $output == *"folder=$BATS_TEST_TMPDIR"* ]]
}

@test "hostile test names run nothing" {
  project 'pass.$(touch ran)' 'pass.`touch ran`' "pass.'; touch ran; '" 'pass.a & touch ran' skip.b
  sed -i 's/^test_id_option=.*/test_id_option=$IDLIST/' .testr.conf
  # One is left out, or else no ids would be given.
  testr run pass
  [ "$status" = 0 ]
  [[ $output == *"Ran 4 tests"* ]]
  [[ $(cat executions) == *': pass.$(touch ran) pass.`touch ran` '* ]]
  [ ! -e ran ]
}

@test "hostile instance ids run nothing" {
  project pass.a
  with_instances
  cat >provision <<'END'
#!/bin/sh
mkdir -p 'instances/$(touch${IFS}ran)' "instances/a;touch\${IFS}ran"
echo '$(touch${IFS}ran)' 'a;touch${IFS}ran'
END
  testr run --concurrency 2
  [ "$status" = 0 ]
  [ ! -e ran ]
  [ "$(ls instances)" = 'gone-$(touch${IFS}ran)
gone-a;touch${IFS}ran' ]
}

@test "TESTARGS run nothing, and each stays one word" {
  commanded pass.a <<END
printf '[%s]' "\$@" >>given
echo >>given
exec $RUNNER suite "\$1" "\$2"
END
  testr run pass -- 'two words' '$(touch ran)' "it's; touch ran"
  [ ! -e ran ]
  [[ $(tail -n1 given) == *"[two words][\$(touch ran)][it's; touch ran]" ]]
}

@test "a test command with shell operators runs wholly in the instance" {
  project pass.a
  with_instances
  cat >execute <<'END'
#!/bin/sh
shift
INSIDE=yes exec "$@"
END
  sed -i "s|^test_command=\(.*\)|test_command=echo one \$INSIDE >>where \&\& \1; echo two \$INSIDE >>where|" .testr.conf
  testr run --concurrency 1
  [ "$status" = 0 ]
  [ "$(sort -u where)" = "one yes
two yes" ]
}

@test "a test command that begins with an assignment runs wholly in the instance" {
  project pass.a
  with_instances
  sed -i "s|^test_command=|&WORD=set |" .testr.conf
  testr run --concurrency 1
  [ "$status" = 0 ]
}

@test "each callout sees its run, and where it applies its worker and instance" {
  project surroundings.a
  with_instances
  sed -i '2a echo "${TESTR_RUN-no} ${TESTR_WORKER-no} ${TESTR_INSTANCE_ID-no}" >>seen' \
    provision dispose
  TESTR_WORKER=9 TESTR_INSTANCE_ID=other testr run --concurrency 1
  [ "$(cat seen)" = "0 no no
0 no no" ]
  [[ $output == *"TESTR_INSTANCE_ID=i0"* ]]
  [[ $output == *"TESTR_RUN=0"* ]]
  [[ $output == *"TESTR_WORKER=0"* ]]
}

@test "callouts are told if instances may be kept" {
  project pass.a
  with_instances
  sed -i '2a echo "${TESTR_MAY_KEEP-no}" >>seen' provision
  TESTR_MAY_KEEP=2 testr run --concurrency 1
  testr run --concurrency 1 --keep-instances=failed
  [ "$(cat seen)" = "no
1" ]
}

@test "id files are their owner's alone, in a private folder that goes with the run" {
  commanded pass.a pass.b <<END
[ "\$1" = --list ] || stat -c '%a %n' "\$2" "\$(dirname "\$2")" >>modes
exec $RUNNER suite "\$@"
END
  (umask 0 && "$TESTR" run pass.a)
  read -r file_mode file <<<"$(sed -n 1p modes)"
  read -r folder_mode folder <<<"$(sed -n 2p modes)"
  [ "$file_mode $folder_mode" = "600 700" ]
  [ ! -e "$file" ]
  [ ! -e "$folder" ]
}

@test "a child has its own process group, no input, and no descriptor but 0, 1, 2" {
  commanded pass.a <<END
[ "\$1" = --list ] || (exec $TESTR_BUILD/tests/child/child-describe-self >described)
ps -o pgid= -p \$\$ >group
exec $RUNNER suite "\$@"
END
  "$TESTR" run 7</dev/null 9>other
  grep -q '^descriptors=0 1 2 $' described
  grep -q '^stdin=0$' described
  [ "$(xargs <group)" != "$(ps -o pgid= -p $$ | xargs)" ]
}

@test "a child has SIGPIPE and every other signal by default" {
  commanded pass.a <<END
[ "\$1" = --list ] || (exec $TESTR_BUILD/tests/child/child-describe-self >described)
exec $RUNNER suite "\$@"
END
  (trap '' PIPE && "$TESTR" run)
  grep -q '^signals=$' described
}

@test "a child that leaves a process holding stdout does not hang the run" {
  project leak1000.a pass.b
  testr run
  [ "$status" = 0 ]
  [[ $output == *"Ran 2 tests"* ]]
  [[ $stderr == *"left a process that held its output, and it was killed"* ]]
}
