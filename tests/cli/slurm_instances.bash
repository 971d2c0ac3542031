# What files of tests of environment=slurm share: a cluster, with one instance on it for all tests.
# shellcheck disable=SC2153 # environment_contract.bash and slurm.bash set INSTANCE and SLURM

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
