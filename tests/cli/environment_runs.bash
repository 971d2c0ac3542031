# What every built-in environment promises of whole runs, tried on a real engine. To be loaded after
# environment_contract.bash.
# shellcheck disable=SC2154 # environment_contract.bash and bats set them

# A project of four tests, the first of which sleeps $MARK seconds and passes however that ends.
run_project()
{
  mkdir "$BATS_TEST_TMPDIR/run"
  cd "$BATS_TEST_TMPDIR/run" || return
  cat >runner <<END
#!/bin/sh
ids='a b c d'
case \$1 in
--list) printf '%s\n' \$ids; exit ;;
--ids) ids=\$(cat "\$2") ;;
esac
for id in \$ids; do
  echo "test: \$id"
  [ "\$id" != a ] || sleep $MARK
  echo "success: \$id"
done
END
  chmod +x runner
  cat >.testr.conf <<END
[DEFAULT]
test_command=./runner \$LISTOPT \$IDOPTION
test_id_option=--ids \$IDFILE
test_list_option=--list
environment=$ENVIRONMENT $OPTIONS --env TESTR_INSTANCE_ID
END
  "$TESTR" init
}

# The instance in which process $1 runs.
instance_of()
{
  tr '\0' '\n' <"/proc/$1/environ" | sed -n 's/^TESTR_INSTANCE_ID=//p'
}

# Waits, for a minute, until a test sleeps in another instance than $1; $SLEEPER is its process.
wait_for_sleeper()
{
  local pid
  for _ in $(seq 1200); do
    for pid in $(marked); do
      SLEEPER=$pid
      # It may just be becoming another program, which shows no variables.
      [ -z "$(instance_of "$pid")" ] || [ "$(instance_of "$pid")" = "$1" ] || return 0
    done
    sleep 0.05
  done
  cat output
  return 1
}

# Starts a run over two instances and waits until its first test sleeps, in instance $VICTIM.
start_run()
{
  "$TESTR" run --concurrency 2 >output 2>&1 3>&- &
  RUN=$!
  wait_for_sleeper ''
  VICTIM=$(instance_of "$SLEEPER")
}

# An instance is lost while a test runs in it, and all tests pass.
promise_loss_costs_no_test()
{
  run_project
  start_run
  lose "$VICTIM"
  wait_for_sleeper "$VICTIM"
  kill "$SLEEPER"
  await "$RUN"
  cat output
  [ "$status" = 0 ]
  grep -q '^Ran 4 tests' output
  grep -q '^PASSED' output
  run ! marked
  only_own_instance_left
}

# 30 seconds after kill -9 of testr, or sooner, nothing is left: its guardian, which disposes, has
# ended.
promise_nothing_left_of_a_killed_testr()
{
  local guardian
  run_project
  start_run
  guardian=$(pgrep -P "$RUN" '^testr-guardian$')
  kill -9 "$RUN"
  await "$RUN"
  WITHIN_S=30 wait_for_end "$guardian"
  run ! marked
  only_own_instance_left
}

# After kill -9 of testr and of its guardian nothing is left, once another run has come by.
promise_nothing_left_of_a_killed_guardian()
{
  run_project
  start_run
  kill -9 "$(pgrep -P "$RUN" '^testr-guardian$')" "$RUN"
  await "$RUN"
  run -0 "$TESTR" run '^b$'
  run ! marked
  only_own_instance_left
}

# describe_inheritance [LINE]: what a command finds when testr starts it, with LINE in .testr.conf:
# signals, umask, limits, descriptors, terminals, as the ids of a listing. (A shell of busybox would
# become its last command, with QUIT ignored: hence `true`.)
describe_inheritance()
{
  cat >.testr.conf <<END
[DEFAULT]
test_command=sh -c 'exec ls /proc/self/fd'; sh ./describe \$LISTOPT; true
test_list_option=--list
$1
END
  (
    umask 027
    ulimit -S -n 300 -u 3000 -s 4096 -c 0 -f 4000000
    trap '' INT QUIT HUP USR1 PIPE TSTP
    exec 6</dev/null 9>"$BATS_TEST_TMPDIR/leaked"
    env --block-signal=USR2 "$TESTR" list-tests
  )
}

# Signal mask and dispositions, umask, limits, descriptors and terminal are those of a bare run,
# whatever the engine's programs and shells have made of them.
promise_inheritance()
{
  mkdir "$BATS_TEST_TMPDIR/run"
  cd "$BATS_TEST_TMPDIR/run" || return
  cat >describe <<'END'
for name in SigBlk SigIgn; do
  set=$(sed -n "s/^$name:[^0-9a-f]*........//p" /proc/self/status)
  echo "$name=$((0x$set & 0x7fffffff))"
done
grep '^Umask' /proc/self/status | tr -d '\t'
sed 1d /proc/self/limits | cut -c 1-46 | tr -s ' ' -
echo "terminal=$(cut -d ' ' -f 7 /proc/self/stat)"
for descriptor in 0 1 2; do
  [ ! -t "$descriptor" ] || echo "terminal-at=$descriptor"
done
END
  "$TESTR" init
  describe_inheritance "" >bare
  describe_inheritance "environment=$ENVIRONMENT $OPTIONS" >inside
  grep -q '^Umask:0027' bare
  diff bare inside
  only_own_instance_left
}

# What a run under --environment kept, the ledger knows how to use and dispose of, though .testr.conf
# says nothing of it, or something else.
promise_kept_instances_are_known()
{
  local callouts
  run_project
  sed -i '/^environment=/d' .testr.conf
  cp .testr.conf plain.conf
  for callouts in '' $'instance_provision=false\ninstance_execute=false $COMMAND\ninstance_dispose=false'; do
    cp plain.conf .testr.conf
    "$TESTR" run --environment "$ENVIRONMENT $OPTIONS" --keep-instances=always '^b$'
    id=$(on_record | grep -vx "$INSTANCE")
    echo "$callouts" >>.testr.conf
    run -0 "$TESTR" instances exec "$id" -- ls runner
    [ "$output" = runner ]
    "$TESTR" instances dispose
    only_own_instance_left
    run -0 "$TESTR" instances
    [ -z "$output" ]
  done
}
