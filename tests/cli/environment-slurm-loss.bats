# environment=slurm, on a real cluster of its own: what becomes of instances when it takes them
# away, and of nodes that do not answer.

# shellcheck disable=SC2153,SC2154 # CALLOUT and output are set by what is loaded

load environment_contract
load environment_slurm

# Begins an execution in an instance on node two, while nothing else is there, that ends only if it
# is killed.
begin_loss()
{
  own=$INSTANCE
  INSTANCE=$(allocate --slurm-option=--nodelist=two)
  execute_in_background sh -c "trap '' TERM HUP; sleep $MARK & echo ready; sleep $MARK" \
    2>"$BATS_TEST_TMPDIR/errors"
}

# tells_of_loss WORDS: that execution was lost, as any other in the instance is, and says so by WORDS.
tells_of_loss()
{
  local message
  message="the job $(job_of "$INSTANCE") of the instance '$INSTANCE' was lost: $1"
  await "$CALLOUT"
  [ "$status" = 255 ]
  grep -xF "testr: $message" "$BATS_TEST_TMPDIR/errors"
  wait_for_no_mark
  run ! marked
  run -255 in_instance true
  [[ $output == *"$message" ]]
}

# expect_loss WORDS: it was, and when the instance has been disposed of nothing is left on the node.
expect_loss()
{
  tells_of_loss "$1"
  environment dispose "$INSTANCE"
  INSTANCE=$own
  only_own_instance_left
}

@test "a job that is cancelled meanwhile is a loss" {
  begin_loss
  scancel "$(job_of "$INSTANCE")"
  expect_loss 'it was cancelled (CANCELLED)'
}

@test "a node that fails is a loss" {
  begin_loss
  scontrol update nodename=two state=down reason=test
  tells_of_loss 'its node failed (NODE_FAIL)'
  environment dispose "$INSTANCE"
  # Slurm takes the job of a failed node for ended at once, since the node may never answer again.
  # This one does: what it was told, it does in its own time.
  slurm_await test ! -e "$SLURM/node/$INSTANCE"
  INSTANCE=$own
  only_own_instance_left
  scontrol update nodename=two state=resume || : # it may have come back by itself
}

@test "a job that is preempted is a loss" {
  begin_loss
  srun --partition=urgent --nodelist=two --exclusive true
  expect_loss 'it was preempted: a job of higher priority took its place (PREEMPTED)'
}

@test "a job whose time limit is reached is a loss" {
  begin_loss
  # It is refused if the second has passed before it arrives.
  slurm_await scontrol update jobid="$(job_of "$INSTANCE")" endtime=now
  expect_loss 'its time limit was reached: see --time (TIMEOUT)'
}

@test "a step that is cancelled is a loss, for good, though its job goes on" {
  begin_loss
  scancel "$(squeue --steps --noheader --me --format=%i | grep "^$(job_of "$INSTANCE")\.[0-9]")"
  await "$CALLOUT"
  [ "$status" = 255 ]
  grep -q 'did not run the command to its end' "$BATS_TEST_TMPDIR/errors"
  wait_for_no_mark
  run -255 in_instance echo again
  [[ $output == *"'$INSTANCE' has been lost: "*'did not run the command to its end'* ]]
  environment dispose "$INSTANCE"
  INSTANCE=$own
  only_own_instance_left
}

# True if a job of ours runs on node $1.
is_running_on()
{
  squeue --me --noheader --states=running --format=%B | grep -qx "$1"
}

@test "a node that does not answer is avoided" {
  slurm_kill two
  scontrol update nodename=one state=drain reason=test
  allocate >"$BATS_TEST_TMPDIR/id" 3>&- &
  provisioner=$!
  slurm_await is_running_on two
  scontrol update nodename=one state=resume
  wait "$provisioner"
  id=$(cat "$BATS_TEST_TMPDIR/id")
  run squeue --noheader --me --states=running --name="$id" --format=%B
  slurm_node two
  environment dispose "$id"
  only_own_instance_left
  [ "$output" = one ]
}
