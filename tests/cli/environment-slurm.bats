# What is special of environment=slurm; what it promises as all do is tested by
# environment-contract.bats.

# shellcheck disable=SC2153,SC2154 # CALLOUT and output are set by what is loaded

load environment_contract
load environment_slurm

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
  only_own_instance_left
}

@test "with a shared project testr instances check finds nothing missing either" {
  OPTIONS="--node-folder $SLURM/node --source shared"
  promise_checkup
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
  allocate --slurm-option=--exclusive 3 >"$BATS_TEST_TMPDIR/ids" 3>&- &
  provisioner=$!
  exec 8<"$BATS_TEST_TMPDIR/ids"
  read -r first <&8
  # One node is in use already, so there is but one for three.
  [ "$(squeue --me --noheader --format=%T | grep -c PENDING)" = 2 ]
  environment dispose "$first"
  read -r second <&8
  environment dispose "$second"
  read -r third <&8
  wait "$provisioner"
  environment dispose "$third"
}

@test "a job that somebody cancelled counts as disposed of" {
  id=$(provision 1)
  scancel "$(job_of "$id")"
  environment dispose "$id"
  only_own_instance_left
}

@test "a job that will never be granted is told, with the remedy" {
  run allocate --partition short --time 10
  [ "$status" = 3 ]
  [[ $output == *PartitionTimeLimit*'the partition gives less time'* ]]
  only_own_instance_left
}

@test "what sbatch refuses is told, with the remedy" {
  run allocate --partition none-such
  [ "$status" = 3 ]
  [[ $output == *'there is no such partition: see sinfo, and --partition'* ]]
  run allocate --time soon
  [ "$status" = 3 ]
  [[ $output == *'times are as sbatch(1) has them'* ]]
  run allocate --slurm-option=--cpus-per-task=1000
  [ "$status" = 3 ]
  [[ $output == *'no node that is up has what was asked for'* ]]
  only_own_instance_left
}

@test "what is missing is told, with the remedy" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  PATH=$BATS_TEST_TMPDIR/bin run -3 "$TESTR" environment slurm provision
  [[ $output == *'sbatch is not installed: install slurm'* ]]
  sed "s|munge.socket|none.socket|" "$SLURM_CONF" >"$BATS_TEST_TMPDIR/slurm.conf"
  SLURM_CONF=$BATS_TEST_TMPDIR/slurm.conf run -3 allocate
  [[ $output == *'start munged on this machine'* ]]
  slurm_ports nobodys
  sed "s|^SlurmctldPort=.*|SlurmctldPort=$nobodys\nMessageTimeout=1|" "$SLURM_CONF" \
    >"$BATS_TEST_TMPDIR/slurm.conf"
  SLURM_CONF=$BATS_TEST_TMPDIR/slurm.conf run -3 allocate
  [[ $output == *'the controller does not answer'* ]]
  run -3 allocate --node-folder relative
  [[ $output == *"'relative' is not absolute"* ]]
  [ ! -e /etc/slurm/slurm.conf ] || return 0
  run -3 env -u SLURM_CONF "$TESTR" environment slurm provision
  [[ $output == *'slurm is not configured here'* ]]
}

@test "a node's folder that cannot be written to is told, with the remedy" {
  run environment provision --node-folder "$BATS_TEST_TMPDIR/none"
  [ "$status" = 3 ]
  [[ $output == *"it cannot write to $BATS_TEST_TMPDIR/none"*'see --node-folder'* ]]
  only_own_instance_left
}

@test "a node that does not see the project is told, with the remedy" {
  mkdir "$BATS_TEST_TMPDIR/hidden"
  # shellcheck disable=SC2016 # for the shell inside
  run -3 unshare --mount sh -c 'mount -t tmpfs none "$1" && mkdir "$1/project" && cd "$1/project" &&
    exec "$2" environment slurm provision --node-folder "$3"' \
    sh "$BATS_TEST_TMPDIR/hidden" "$TESTR" "$SLURM/node"
  [[ $output == *"node one: "*'it does not see the project'*'--source copy'* ]]
  only_own_instance_left
}
