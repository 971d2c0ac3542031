#!/usr/bin/env bats
# testr why

bats_require_minimum_version 1.5.0
load helper

# Fails unless the story says these, the arguments, one after the other.
tells() {
  local rest=$output part
  for part; do
    if [[ $rest != *"$part"* ]]; then
      echo "it does not tell, in this place: $part"
      return 1
    fi
    rest=${rest#*"$part"}
  done
}

# An execute callout that loses the first $1 instances as soon as something other than the listing
# is executed in them.
with_fragile_instances() {
  with_instances
  cat >execute <<END
#!/bin/sh
id=\$1
shift
[ -d "instances/\$id" ] || exit 255
case \$id-\$* in
i*--list) exec "\$@" ;;
esac
[ "\${id#i}" -ge $1 ] && exec "\$@"
"\$@"
rm -r "instances/\$id"
exit 255
END
  sed -i 's/^for id; do/&\n  [ -d "instances\/$id" ] || continue/' dispose
}

@test "a test that passed: listed, handed out to whom and why, started, answered" {
  project pass.a pass.b
  testr run
  testr why pass.b
  [ "$status" = 0 ]
  [[ $output == "pass.b in run 0, begun "* ]]
  tells "listed, as test 2 of 2" \
    "handed out, as test 2 in a batch of 2, to worker-0 on this machine (execution 0)" \
    "why then: worker-0 was there when the tests were listed" \
    "why this batch: the worker's last batch" \
    "started" \
    "the runner answered: success" \
    "the run ended: all tests passed"
}

@test "a test whose runner crashed: how it ended, and the end of what it said" {
  project stderr.a crash.b pass.c
  testr run
  testr why crash.b
  [ "$status" = 0 ]
  tells "handed out, as test 2 in a batch of 3, to worker-0" \
    "started" \
    "the runner exited with status 139 (SIGSEGV), and this test was running" \
    "the end of its stderr:" "stderr.a speaks" \
    "testr answered in place of the runner: fail, for the runner ended early while it was running" \
    "The runner exited with status 139 (SIGSEGV) while this test was running."
}

@test "a test that was queued behind a crash: why it was handed out again" {
  project pass.a crash.b pass.c
  testr run
  testr why pass.c
  [ "$status" = 0 ]
  tells "handed out, as test 3 in a batch of 3, to worker-0 on this machine (execution 0)" \
    "the runner exited with status 139 (SIGSEGV), before it had started this test" \
    "to be handed out again: the runner ended before it started this test" \
    "handed out again, by itself, to worker-0 on this machine (execution 1)" \
    "why then: worker-0 was free: its execution 0 ended just then" \
    "started" \
    "the runner answered: success"
}

@test "a test that timed out: what stopped it" {
  project pass.a hang.b
  configure test_timeout=0.3 kill_grace=0.1
  testr run
  testr why hang.b
  [ "$status" = 0 ]
  tells "started" \
    "testr stopped its execution, with SIGTERM" \
    "the runner was killed by SIGTERM, and this test was running" \
    "testr answered in place of the runner: fail, for test_timeout was up"
}

@test "a test whose instance was lost twice: each loss, what replaced it, and where it ran then" {
  project pass.a
  with_fragile_instances 2
  # The runner says nothing, so the test stays without answer.
  sed -i 's/^"$@"$/:/' execute
  testr run --concurrency=1
  testr why pass.a
  [ "$status" = 0 ]
  tells "handed out, by itself, to worker-0 in instance i0 (execution 0)" \
    "the runner exited with status 255, before it had started this test" \
    "its instance was probed: it is lost" \
    "to be handed out again: its instance was lost" \
    "another instance was asked for, in place of what was lost" \
    "handed out again, by itself, to worker-0 in instance i1 (execution 1)" \
    "why then: instance i1 came just then, for worker-0" \
    "its instance was probed: it is lost" \
    "to be handed out again: its instance was lost"
}

@test "a test under which three instances were lost: it ran alone in the end, and is blamed" {
  project hang.a
  with_fragile_instances 4
  configure instance_replacements=4
  # Whatever it is given, the runner starts this test, and dies with the instance.
  sed -i "s|^\"\$@\"\$|timeout -s KILL 0.5 $RUNNER only|" execute
  echo hang.a >only
  testr run --concurrency=1 --test-timeout=5
  testr why hang.a
  [ "$status" = 0 ]
  tells "started" "its instance was probed: it is lost" \
    "to be handed out again: its instance was lost" \
    "started" "its instance was probed: it is lost" \
    "to be handed out again, alone: its instance was lost" \
    "why this batch: alone, as it may be what kills runners or instances" \
    "started" "its instance was probed: it is lost" \
    "testr answered in place of the runner: fail, for three instances were lost while it ran"
}

@test "a test that was retried and is flaky: its failure, and why it was run again" {
  project pass.a flaky.b
  testr run --retries=1
  testr why flaky.b
  [ "$status" = 0 ]
  tells "started" \
    "the runner answered: fail" \
    "to be handed out again: it failed, and failed tests are run again" \
    "handed out again, by itself, to worker-0" \
    "why this batch: tests that had failed, to be run again" \
    "started" \
    "the runner answered: success"
}

@test "a test that was never reported: how the runner ended, and the answer" {
  project pass.a nothing.b
  testr run
  testr why nothing.b
  [ "$status" = 0 ]
  tells "handed out, as test 2 in a batch of 2, to worker-0" \
    "the runner exited with status 0, before it had started this test" \
    "testr answered in place of the runner: fail, for the runner ended and never reported it"
}

@test "a test that was not run after an interrupt: that it was running, or never handed out" {
  project hang.a pass.b
  # shellcheck disable=SC2153 # it is set by tests/run-bats
  "$TESTR" run --isolated >/dev/null 2>&1 &
  testr=$!
  until grep -qsa hang.a .testrepository/runs/0.subunit; do sleep 0.05; done
  kill -TERM "$testr"
  wait "$testr" || true
  testr why hang.a
  [ "$status" = 0 ]
  tells "started" "the user interrupted the run" "testr stopped its execution, with SIGTERM" \
    "testr answered in place of the runner: not-run, for the run was interrupted" \
    "the run ended: it was interrupted"
  testr why pass.b
  [ "$status" = 0 ]
  tells "listed, as test 2 of 2" "the user interrupted the run" "never handed out" \
    "testr answered in place of the runner: not-run, for the run was interrupted"
}

@test "of a run whose testr was killed it tells what had arrived, also of a test not begun" {
  project hang.a pass.b
  "$TESTR" run --isolated >/dev/null 2>&1 &
  testr=$!
  until grep -qsa hang.a .testrepository/runs/0.subunit &&
    [ "$(stat -c %s .testrepository/runs/0.journal)" -gt 60 ]; do sleep 0.05; done
  kill -9 "$testr"
  wait "$testr" || true
  testr why pass.b
  [ "$status" = 0 ]
  tells "listed, as test 2 of 2" "here the journal ends: testr was killed, or could not write it"
}

@test "-r tells of an earlier run" {
  project passfirst.a
  testr run
  testr run
  testr why passfirst.a
  tells "in run 1, begun" "it takes some" "the runner answered: fail"
  testr why passfirst.a -r 0
  tells "in run 0, begun" "the runner answered: success"
  testr why -r 7 passfirst.a
  [ "$status" = 3 ]
}

@test "of a run without journal it says so, and tells what the stream knows" {
  project pass.a flaky.b
  testr run --retries=1
  rm .testrepository/runs/0.journal.zst
  testr why flaky.b
  [ "$status" = 0 ]
  tells "flaky.b in run 0, begun" "This run has no journal" \
    "started (execution 0 of worker-0, on this machine)" \
    "answered: fail (execution 0 of worker-0, on this machine), to be run again" \
    "started (execution 1 of worker-0, on this machine)" \
    "answered: flaky"
  stream pass.a | "$TESTR" load
  testr why pass.a
  [ "$status" = 0 ]
  tells "pass.a in run 1, begun" "This run has no journal" "started" "answered: success"
}

@test "a part of an id will do, or a regular expression, if it fits only one test" {
  project pass.one fail.two pass.three
  testr run
  testr why two
  tells "fail.two in run 0"
  testr why '^pass.*e$'
  [ "$status" = 2 ]
  [[ $stderr == "testr: 2 tests match '^pass.*e$': say which
  pass.one
  pass.three"* ]]
  testr why 'p.*ss\.t'
  tells "pass.three in run 0"
  testr why nowhere
  [ "$status" = 4 ]
  [ "$stderr" = "testr: run 0 has no test that matches 'nowhere'" ]
}

@test "an id that is part of others is meant itself" {
  project pass.a pass.ab
  testr run
  testr why pass.a
  tells "pass.a in run 0"
}

@test "a journal that is damaged is told of" {
  project pass.a
  testr run
  echo nonsense >.testrepository/runs/0.journal.zst
  testr why pass.a
  [ "$status" = 3 ]
  [[ $stderr == *"0.journal.zst' is damaged"* ]]
}

@test "a test that no execution was handed: only its report is known" {
  project stranger.a
  testr run
  testr why stranger-of
  tells "not listed" "the runner answered: fail"
}

@test "without a test, and without a run, it says what is missing" {
  project pass.a
  testr why
  [ "$status" = 2 ]
  testr why pass.a
  [ "$status" = 3 ]
}
