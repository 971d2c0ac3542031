# Whole runs with environment=slurm, on a real cluster: what the engine loses costs no test, and what
# is killed leaves nothing.

bats_require_minimum_version 1.5.0
load helper
load environment_contract
load slurm
load processes

setup_file()
{
  contract_needs sbatch srun slurmctld slurmd munged || return 0
  [ "$(id -u)" = 0 ] || MISSING='only root can run a cluster for tests'
  [ -z "$MISSING" ] || return 0
  export XDG_STATE_HOME=$BATS_FILE_TMPDIR/state
  slurm_begin
}

teardown_file()
{
  [ -n "$MISSING" ] || slurm_end
}

setup()
{
  [ -z "$MISSING" ] || skip "$MISSING"
}

# slurm_project TESTS...: a project of these tests that has instances.
slurm_project()
{
  project "$@"
  configure "environment=slurm --node-folder $SLURM/node"
}

# Starts testr run in the background with the arguments, which comes to hang in a test.
start_run()
{
  (with_mark "$TESTR" run "$@") >shown 2>told 3>&- &
  pid=$!
  await grep -q hang executions
}

# No job, no process of the run, nothing on the nodes.
nothing_is_left()
{
  slurm_is_empty && nobody_is_left && [ -z "$(ls "$SLURM/node")" ]
}

# The job in which the test that hangs is being run.
job_that_hangs()
{
  local process
  process=$(sed -n 's/^\([0-9]*\):.* hang.*/\1/p' executions | head -n 1)
  tr '\0' '\n' <"/proc/$process/environ" | sed -n 's/^SLURM_JOB_ID=//p'
}

@test "a run at concurrency 4 passes, and nothing is left" {
  slurm_project pass.{1..40}
  testr run --concurrency=4
  [ "$status" = 0 ]
  testr last
  [[ $output == *'40 tests'* ]]
  await nothing_is_left
}

@test "a node that fails meanwhile costs no test" {
  slurm_project hangfirst.a pass.{1..10}
  start_run --concurrency=2
  node=$(squeue --noheader --jobs="$(job_that_hangs)" --format=%B)
  scontrol update nodename="$node" state=down reason=test
  wait "$pid"
  "$TESTR" last
  scontrol update nodename="$node" state=resume || : # it may have come back by itself
  await nothing_is_left
}

@test "a node's daemon that is killed meanwhile costs no test" {
  slurm_project sleep2000.{1..6}
  (with_mark "$TESTR" run --concurrency=2) >shown 2>told 3>&- &
  pid=$!
  await grep -q sleep executions
  node=$(squeue --noheader --states=running --format=%B | head -n 1)
  slurm_kill "$node"
  wait "$pid"
  "$TESTR" last
  slurm_node "$node"
  await nothing_is_left
}
