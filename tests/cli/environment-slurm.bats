# environment=slurm, on a real cluster of its own.

load helper
load environment_contract
load slurm

setup_file()
{
  contract_needs sbatch srun slurmctld slurmd munged || return 0
  [ "$(id -u)" = 0 ] || MISSING='only root can run a cluster for tests'
  [ -z "$MISSING" ] || return 0
  slurm_begin
  contract_begin slurm --node-folder "$SLURM/node" --source copy
}

teardown_file()
{
  contract_end
  [ -n "$MISSING" ] || slurm_end
}

setup()
{
  contract_enter
}

# Nothing is left but the file's own instance: no other job, and nothing on the nodes.
only_own_job_left()
{
  [ "$(squeue --me --noheader --format=%j)" = "$INSTANCE" ]
  [ "$(ls "$SLURM/node")" = "$INSTANCE" ]
}

@test "allocations can be pooled, and have the present tree when they are used again" {
  # shellcheck disable=SC2086 # the options are words
  id=$("$TESTR" environment pool provision -- slurm $OPTIONS)
  "$TESTR" environment pool execute "$id" -- sh -c 'echo made >made'
  "$TESTR" environment pool dispose "$id"
  jobs=$(squeue --me --noheader --format=%j | sort)
  echo present >new
  # shellcheck disable=SC2086 # the options are words
  id=$("$TESTR" environment pool provision -- slurm $OPTIONS)
  run -0 "$TESTR" environment pool execute "$id" -- ls
  rm new
  [ "$output" = $'file\nnew' ]
  [ "$(squeue --me --noheader --format=%j | sort)" = "$jobs" ]
  "$TESTR" environment pool dispose "$id"
  "$TESTR" environment pool --drain
  only_own_job_left
}

@test "ids are printed as instances become ready" {
  promise_ids_as_they_become_ready sbatch job-name
}
@test "a provisioning that is TERMed cleans up" {
  promise_clean_up_when_terminated sbatch job-name
  only_own_job_left
}
@test "a provisioning that fails cleans up" {
  promise_clean_up_when_it_fails sbatch job-name
  only_own_job_left
}
@test "the next one cleans up after one that was killed" {
  promise_clean_up_after_a_killed_one srun 'command -v setsid'
  only_own_job_left
}
@test "the command's own status comes back" { promise_status; }
@test "only the loss of the instance is 255" { promise_loss; }
@test "words arrive whole" { promise_words_arrive_whole; }
@test "every byte passes through stdout" { promise_bytes; }
@test "much output flows" { promise_much_output; }
@test "stderr stays apart" { promise_stderr_apart; }
@test "stdin is empty" { promise_empty_input; }
@test "TERM reaches the command, which decides" { promise_term_reaches_the_command; }
@test "TERM ends the command" { promise_term_ends_the_command; }
@test "KILL of the callout ends the command" { promise_kill_ends_the_command; }
@test "a process left behind neither hangs the callout nor outlives it" {
  promise_nothing_left_behind
}
@test "an instance serves several executions" { promise_several_executions; }
@test "files are present with their content" { promise_files; }
@test "a file that is not there is no loss of the instance" { promise_missing_file_is_no_loss; }
@test "the project is there, without the repository" { promise_project; }
@test "--env, --push and --pull" { promise_env_push_pull; }
@test "disposing again succeeds" { promise_disposal_is_idempotent; }
@test "disposing ends what still runs" { promise_disposal_ends_executions; }

# allocate [WORDS...]: provisions with these options, not the file's own but for the node's folder.
allocate()
{
  environment provision --node-folder "$SLURM/node" "$@"
}

# job_of INSTANCE: the number of its job.
job_of()
{
  squeue --me --states=all --noheader --name="$1" --format=%A
}

@test "the job bears id, project and run" {
  id=$(TESTR_RUN=7 provision 1)
  run squeue --noheader --name="$id" --format='%j: %k'
  environment dispose "$id"
  [ "$output" = "$id: testr project=$PROJECT run=7" ]
}

@test "by default the project is shared, at its own path" {
  id=$(allocate)
  run environment execute "$id" -- sh -c 'pwd; cat file; echo here >made'
  environment dispose "$id"
  [ "$output" = "$PROJECT"$'\ncontent' ]
  [ "$(cat made)" = here ]
}

@test "a copy is private" {
  in_instance sh -c 'echo changed >file'
  [ "$(cat file)" = content ]
  in_instance sh -c 'echo content >file'
}

@test "options go to sbatch" {
  id=$(allocate --partition urgent --time 5 --slurm-option=--cpus-per-task=3)
  run squeue --noheader --name="$id" --format='%P %l %C'
  environment dispose "$id"
  [ "$output" = 'urgent 5:00 3' ]
}

@test "bytes come through as they are written, without a line's end" {
  mkfifo "$BATS_TEST_TMPDIR/output" go
  "$TESTR" environment slurm execute "$INSTANCE" -- \
    sh -c "printf ready; exec cat '$PROJECT/go'" >"$BATS_TEST_TMPDIR/output" 3>&- &
  callout=$!
  exec 7<"$BATS_TEST_TMPDIR/output"
  read -r -N 5 said <&7
  [ "$said" = ready ]
  kill "$callout"
  await "$callout"
}

@test "those that are granted are printed while others wait" {
  mkfifo "$BATS_TEST_TMPDIR/ids"
  allocate --slurm-option=--exclusive --partition urgent 3 >"$BATS_TEST_TMPDIR/ids" 3>&- &
  provisioner=$!
  exec 8<"$BATS_TEST_TMPDIR/ids"
  read -r first <&8
  [ "$(squeue --me --noheader --format=%T | grep -c PENDING)" -ge 1 ]
  environment dispose "$first"
  read -r second <&8
  environment dispose "$second"
  read -r third <&8
  wait "$provisioner"
  environment dispose "$third"
}
