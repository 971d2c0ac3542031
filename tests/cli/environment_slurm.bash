# environment=slurm for tests, on a real cluster of its own.
# shellcheck disable=SC2034,SC2153 # environment_contract.bash and slurm.bash use and set them

load slurm

# What srun does once a job has been granted: so jobs are there when it is held.
HOLD=(srun 'command -v setsid')

engine_begin()
{
  contract_needs sbatch srun slurmctld slurmd munged || return 0
  [ "$(id -u)" = 0 ] || MISSING='only root can run a cluster for tests'
  [ -z "$MISSING" ] || return 0
  slurm_begin
  contract_begin slurm --node-folder "$SLURM/node" --source copy
}

engine_end()
{
  slurm_end
}

# No other job than the file's own instance, and nothing else on the nodes.
engine_is_clean()
{
  [ "$(squeue --me --noheader --format=%j)" = "$INSTANCE" ] &&
    [ "$(ls "$SLURM/node")" = "$INSTANCE" ]
}

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

# Slurm ends the processes of a job one after the other: $SLEEPER's parent is stopped, so that it
# cannot go on between its child's end and its own.
lose()
{
  kill -STOP "$(ps -o ppid= -p "$SLEEPER" | tr -d ' ')"
  scancel "$(job_of "$1")"
}
