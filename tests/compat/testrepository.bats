#!/usr/bin/env bats
# The suite of Python's testr itself, Debian's testrepository: some of its tests end their runner.
# Python's testr never tells what became of the tests behind those.

bats_require_minimum_version 1.5.0
load python

# The ids of the tests that the stream, stdin, gives a final answer.
answers_in() {
  "$PYTHON" -c '
import sys, testtools
from subunit import ByteStreamToStreamResult
class Answers(testtools.StreamResult):
    def status(self, test_id=None, test_status=None, **rest):
        if test_id and test_status not in (None, "exists", "inprogress"):
            print(test_id)
ByteStreamToStreamResult(sys.stdin.buffer, non_subunit_name="stdout").run(Answers())'
}

@test "testrepository's suite: every test that is listed is answered for" {
  needs_python_testr
  for module in subunit testtools testscenarios testresources; do
    needs_python_module "$module"
  done
  cd "$BATS_TEST_TMPDIR"
  cat >.testr.conf <<CONF
[DEFAULT]
test_command=$PYTHON -m subunit.run \$LISTOPT \$IDOPTION testrepository.tests.test_suite
test_id_option=--load-list \$IDFILE
test_list_option=--list
CONF
  "$TESTR" init
  "$TESTR" list-tests | sort >listed
  [ "$(wc -l <listed)" -gt 300 ]
  "$TESTR" run --concurrency=4 >shown 2>told || [ $? = 1 ]
  grep handed told
  "$TESTR" last --subunit >stream || [ $? = 1 ]
  answers_in <stream | sort -u >answered
  # Nothing of `listed` is not in `answered`.
  comm -23 listed answered | tee unanswered
  [ ! -s unanswered ]
}
