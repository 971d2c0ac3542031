#!/usr/bin/env bats
# Real suites from Debian's packages beside stestr, with stestr's runner: the same ids with the same
# outcomes. SUITE_RUNS is how often each is run, once if it is not set.

bats_require_minimum_version 1.5.0
load python

PACKAGES=/usr/lib/python3/dist-packages

setup() {
  needs_python_module stestr.subunit_runner.run
  needs_python_module subunit
  [ -x /usr/bin/stestr ] || skip "no stestr here (package python3-stestr)"
  cd "$BATS_TEST_TMPDIR"
  cat >outcomes <<'END'
import sys, subunit, testtools
class Outcomes(testtools.StreamResult):
    def status(self, test_id=None, test_status=None, **_):
        if test_id and test_status not in (None, 'inprogress', 'exists'):
            print(test_status, test_id)
source = subunit.ByteStreamToStreamResult(sys.stdin.buffer, non_subunit_name='stdout')
result = Outcomes()
source.run(result)
END
  # Of what these tests keep there, nothing is the user's.
  export HOME=$BATS_TEST_TMPDIR/home
  mkdir "$HOME"
}

# A project whose tests are those below folder $1 of Debian's packages.
suite_below() {
  cat >.testr.conf <<CONF
[DEFAULT]
test_command=/usr/bin/python3 -B -m stestr.subunit_runner.run discover -t $PACKAGES $PACKAGES/$1 \$LISTOPT \$IDOPTION
test_id_option=--load-list \$IDFILE
test_list_option=--list
group_regex=([^.]+\.)+
CONF
  cat >.stestr.conf <<CONF
[DEFAULT]
test_path=$PACKAGES/$1
top_dir=$PACKAGES
group_regex=([^\.]+\.)+
CONF
}

# The results of the last run of program $1 go to file $2, sorted.
outcomes_of() {
  "$1" last --subunit | "$PYTHON" outcomes | grep -vF "${NOT_COMPARED:-nothing}" | sort >"$2"
}

# Some of these tests fail, for want of files that the packages lack; some send SIGINT.
run_suite_with() {
  env --default-signal=INT,QUIT "$1" run --concurrency="${WORKERS:-2}" >output 2>&1 || [ $? = 1 ] || {
    tail -n 30 output
    return 1
  }
}

# Both find the same, and at least $1 results.
both_agree_on() {
  "$TESTR" init
  PYTHON=$PYTHON stestr init
  for _ in $(seq "${SUITE_RUNS:-1}"); do
    run_suite_with "$TESTR"
    PYTHON=$PYTHON run_suite_with stestr
    outcomes_of "$TESTR" ours
    outcomes_of stestr theirs
    wc -l theirs
    [ "$(wc -l <theirs)" -ge "$1" ]
    diff theirs ours
  done
}

@test "oslo.utils" {
  needs_python_module oslotest
  needs_python_module oslo_utils
  suite_below oslo_utils/tests
  both_agree_on 10000
}

@test "testtools" {
  needs_python_module testscenarios
  suite_below testtools/tests
  both_agree_on 1000
}

@test "dulwich" {
  needs_python_module dulwich
  suite_below dulwich/tests
  both_agree_on 1000
}

@test "subunit" {
  needs_python_module testscenarios
  suite_below subunit/tests
  # Its script cannot be executed as it is packaged: stestr does not notice that it reports nothing.
  NOT_COMPARED=DoExecTestCase.test_working_script
  both_agree_on 300
}

@test "fixtures" {
  needs_python_module fixtures.tests._fixtures
  needs_python_module mock
  suite_below fixtures/tests/_fixtures
  # LogHandlerTest.test_captures_logging fails if it runs first.
  WORKERS=1
  both_agree_on 100
}
