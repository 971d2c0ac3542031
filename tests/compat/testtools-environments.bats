#!/usr/bin/env bats
# A real suite of some 2,600 tests, Debian's python3-testtools, through the built-in environments:
# the same is found as on the bare machine.

bats_require_minimum_version 1.5.0
load python
load ../cli/sandboxes
load ../cli/sshd

setup_file() {
  command -v /usr/sbin/sshd >/dev/null && command -v ssh >/dev/null || return 0
  ssh_keys
  sshd_start one
}

teardown_file() {
  [ ! -d "$BATS_FILE_TMPDIR/ssh" ] || sshd_stop one
}

setup() {
  needs_python_module testtools
  needs_python_module testscenarios
  needs_python_module subunit
  export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
  mkdir "$BATS_TEST_TMPDIR/project"
  cd "$BATS_TEST_TMPDIR/project"
  cat >.testr.conf <<'CONF'
[DEFAULT]
test_command=/usr/bin/python3 -m subunit.run $LISTOPT $IDOPTION testtools.tests.test_suite
test_id_option=--load-list $IDFILE
test_list_option=--list
# Some of these tests mind which others ran before them in their process: keep classes together.
group_regex=([^.]+\.)+
CONF
}

# Runs the suite and leaves `../NAME.counts` and `../NAME.failing`, NAME being $1.
run_suite() {
  "$TESTR" init
  "$TESTR" run --parallel --concurrency=4 "${@:2}" >../"$1.output" 2>../"$1.stderr" || [ $? = 1 ]
  "$TESTR" failing --list | sort >../"$1.failing"
  sed -nE 's/^Ran ([0-9]+) .*/\1/p; s/^(PASSED|FAILED) \(id=[0-9]+(, )?(.*)\)$/\1 \3/p' \
    ../"$1.output" >../"$1.counts"
  rm -r .testrepository
}

# finds_the_same ENVIRONMENT...
finds_the_same() {
  run_suite bare
  run_suite inside --environment "$*"
  cat ../*.counts ../inside.stderr
  [ "$(head -n 1 ../bare.counts)" -gt 2000 ]
  diff ../bare.counts ../inside.counts
  diff ../bare.failing ../inside.failing
  [ ! -s ../inside.failing ]
  [ -z "$(ls "$XDG_STATE_HOME/testr/instances")" ]
}

@test "testtools' suite in four sandboxes" {
  needs_sandboxes
  finds_the_same sandbox
}

@test "testtools' suite in four instances over ssh" {
  [ -d "$BATS_FILE_TMPDIR/ssh" ] || skip "ssh or sshd is not installed"
  finds_the_same ssh --ssh-config "$SSH/config" --host "127.0.0.1:$(cat "$SSH/one.port")" \
    --env LC_ALL
  [ -z "$(ls "$SSH/one.home/.testr-instances")" ]
}
