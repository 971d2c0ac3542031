#!/usr/bin/env bats
# What Python's unittest reports under other ids than those that it lists: fixtures of classes and
# modules, parts of tests, and other things altogether.

bats_require_minimum_version 1.5.0
load python

setup() {
  needs_python_module subunit.run
  cd "$BATS_TEST_TMPDIR"
  cat >.testr.conf <<'CONF'
[DEFAULT]
test_command=/usr/bin/python3 -B -m subunit.run $LISTOPT $IDOPTION tests
test_id_option=--load-list $IDFILE
test_list_option=--list
CONF
  "$TESTR" init
}

# The tests are this Python, after the import of unittest.
tests() {
  { echo 'import unittest'; cat; } >tests.py
}

testr() {
  run --separate-stderr "$TESTR" "$@"
  echo "status $status"
  echo "stdout: $output"
  echo "stderr: $stderr"
}

timeless() {
  sed -E 's/ in [0-9.]+s( \([+-][0-9.]+s\))?$//; s/ \([+-][0-9]+\)//g' <<<"$output"
}

class_with_set_up() {
  tests <<EOF
class Apart(unittest.TestCase):
    def test_apart(self): pass
class Below(unittest.TestCase):
    @classmethod
    def setUpClass(cls): $1
    def test_1(self): pass
    def test_2(self): pass
    def test_3(self): pass
EOF
}

@test "a class whose set-up is skipped: its tests are skipped, with that reason" {
  class_with_set_up 'raise unittest.SkipTest("no database here")'
  testr run --subunit
  [ "$status" = 0 ]
  testr last
  [ "$status" = 0 ]
  [[ $(timeless) == *"PASSED (id=0, skips=4)" ]]
  "$TESTR" last --subunit >stream
  [ "$(grep -ac 'setUpClass (tests.Below): no database here' stream)" -ge 1 ]
}

@test "a module whose set-up is skipped passes" {
  tests <<'EOF'
def setUpModule(): raise unittest.SkipTest("not on this machine")
class Below(unittest.TestCase):
    def test_1(self): pass
    def test_2(self): pass
EOF
  testr run
  [ "$status" = 0 ]
  [[ $(timeless) == *"PASSED (id=0, skips=3)" ]]
}

@test "a class whose set-up fails is told of once, with the number of tests below it" {
  class_with_set_up 'raise RuntimeError("no database")'
  testr run --concurrency=3
  [ "$status" = 1 ]
  [ "$(grep -c '^FAIL: ' <<<"$output")" = 1 ]
  [[ $output == *"FAIL: setUpClass (tests.Below)"*"RuntimeError: no database"* ]]
  [[ $output == *"
setUpClass (tests.Below) did not pass: 3 tests below it did not run, and fail
"* ]]
  [[ $(timeless) == *"FAILED (id=0, failures=4)" ]]
  shown=$output
  testr last
  [ "$status" = 1 ]
  [ "$(grep -c '^FAIL: ' <<<"$output")" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, failures=4)" ]]
}

@test "a mended fixture leaves the failing set with --failing" {
  class_with_set_up 'raise RuntimeError("no database")'
  testr run
  testr failing --list
  [ "${#lines[@]}" = 4 ]
  class_with_set_up 'pass'
  testr run --failing
  [ "$status" = 0 ]
  [[ $(timeless) == *"Ran 3 tests"* ]]
  testr failing --list
  [ "$output" = "" ]
}

@test "a tear-down that fails changes no answer, and leaves the failing set when it is mended" {
  tests <<'EOF'
class Below(unittest.TestCase):
    @classmethod
    def tearDownClass(cls): raise RuntimeError("still in use")
    def test_1(self): pass
    def test_2(self): pass
EOF
  testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=0, failures=1)" ]]
  testr failing --list
  [ "$output" = "tearDownClass (tests.Below)" ]
  testr run --failing
  [ "$status" = 1 ]
  [[ $(timeless) == *"Ran 3 tests"* ]]
  sed -i 's/raise RuntimeError.*/pass/' tests.py
  testr run --failing
  [ "$status" = 0 ]
  testr failing --list
  [ "$output" = "" ]
}

# A test that reports scenarios of itself, as testscenarios and parametrised containers do.
derived() {
  tests <<EOF
class Parts(unittest.TestCase):
    def test_parts(self): pass
    def test_whole(self): pass
    def run(self, result=None):
        if not self.id().endswith('test_parts'): return super().run(result)
        for part in $1:
            test = Part('test_part')
            test.name = self.id() + part
            test.run(result)
        return result
class Part(unittest.TestCase):
    def id(self): return self.name
    def test_part(self): self.assertNotIn('bad', self.name)
def load_tests(loader, tests, pattern):
    return loader.loadTestsFromTestCase(Parts)
EOF
}

@test "ids that are derived from that of a listed test answer for it" {
  derived '("(binary)", "(unicode)")'
  testr run
  [ "$status" = 0 ]
  [[ $(timeless) == "Ran 3 tests
PASSED (id=0)" ]]
  derived '("(binary)", "(bad)")'
  testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"FAILED (id=1, failures=1)" ]]
  testr failing --list
  [ "$output" = "tests.Parts.test_parts(bad)" ]
  testr run --failing
  [ "$status" = 1 ]
  [[ $(timeless) == *"Ran 2 tests"* ]]
  sed -i 's/"bad"/"good"/; s/(bad)/(good)/' tests.py
  testr run
  [ "$status" = 0 ]
  testr failing --list
  [ "$output" = "" ]
}

@test "a test that gives results of quite other ids is run alone, and they answer for it" {
  tests <<'EOF'
class Odd(unittest.TestCase):
    def test_other(self): pass
    def test_own(self): pass
    def run(self, result=None):
        if not self.id().endswith('test_other'): return super().run(result)
        test = Other('test_it')
        test.run(result)
        return result
class Other(unittest.TestCase):
    def id(self): return 'elsewhere'
    def test_it(self): pass
def load_tests(loader, tests, pattern):
    return loader.loadTestsFromTestCase(Odd)
EOF
  testr run
  [ "$status" = 0 ]
  [[ $(timeless) == *"PASSED (id=0)" ]]
}

@test "what is failing and is no test is named, with the run that tells more" {
  tests <<'EOF'
class Plain(unittest.TestCase):
    def test_1(self): pass
    def test_2(self): self.fail()
EOF
  testr run
  sed -i 's/test_2/test_renamed/' tests.py
  testr run --failing
  [[ $stderr == *"1 failing id is no listed test: tests.Plain.test_2"* ]]
  [[ $stderr == *'`testr run`, of all tests, tells whether it still fails'* ]]
}

@test "a runner that exits with 0 in the middle of a test is not believed" {
  tests <<'EOF'
import os
class Exits(unittest.TestCase):
    def test_1(self): pass
    def test_2(self): os._exit(0)
    def test_3(self): pass
EOF
  testr run
  [ "$status" = 1 ]
  [[ $output == *"FAIL: tests.Exits.test_2"* ]]
  [ "$(grep -c '^FAIL: ' <<<"$output")" = 1 ]
  [[ $(timeless) == *"Ran 3 tests
FAILED (id=0, failures=1)" ]]
}

# Modules in a package: one with a test, and one that cannot be imported.
broken_module() {
  cat >.testr.conf <<'CONF'
[DEFAULT]
test_command=/usr/bin/python3 -B -m subunit.run discover $LISTOPT $IDOPTION -t . -s parts
test_id_option=--load-list $IDFILE
test_list_option=--list
CONF
  mkdir parts
  touch parts/__init__.py
  printf 'import unittest\nclass A(unittest.TestCase):\n  def test_a(self): pass\n' >parts/test_a.py
  echo 'import of_nothing' >parts/test_bad.py
}

BAD=unittest.loader._FailedTest.parts.test_bad

@test "a module that cannot be imported is one failing test, and the others run" {
  broken_module
  testr run --concurrency=2
  [ "$status" = 1 ]
  [ "$(grep -c '^FAIL: ' <<<"$output")" = 1 ]
  [[ $output == *"FAIL: $BAD"*"ModuleNotFoundError: No module named 'of_nothing'"* ]]
  [[ $(timeless) == *"Ran 2 tests
FAILED (id=0, failures=1)" ]]
  testr last
  [ "$status" = 1 ]
  testr failing --list
  [ "$output" = "$BAD" ]
}

@test "with nothing but modules that cannot be imported the run fails, and has ended" {
  broken_module
  rm parts/test_a.py
  testr run
  [ "$status" = 1 ]
  [[ $(timeless) == *"Ran 1 tests
FAILED (id=0, failures=1)" ]]
  testr last
  [ "$status" = 1 ]
  [[ $(timeless) == *"
FAILED (id=0, failures=1)" ]]
}

@test "a module that is mended leaves the failing set when its tests have run" {
  broken_module
  testr run
  sed 's/class A/class B/' parts/test_a.py >parts/test_bad.py
  testr run --failing
  [ "$status" = 0 ]
  [[ $(timeless) == *"Ran 1 "* ]]
  testr failing --list
  [ "$output" = "" ]
}

@test "a module that cannot be imported and was not asked for is named" {
  broken_module
  testr run test_a
  [ "$status" = 0 ]
  [[ $stderr == *"cannot be loaded, and was not asked for:
    $BAD"* ]]
}

@test "list-tests lists the others, shows why, and exits with 3" {
  broken_module
  testr list-tests
  [ "$status" = 3 ]
  [ "$output" = parts.test_a.A.test_a ]
  [[ $stderr == *"testr: cannot load $BAD:
    Failed to import test module: parts.test_bad
    Traceback"*"ModuleNotFoundError: No module named 'of_nothing'" ]]
}
