# A cluster of slurm of our own on loopback: munged, slurmctld, and two nodes that are this machine.

# Not `load`, which only bats has.
# shellcheck source=tests/cli/ends.bash
source "${BASH_SOURCE[0]%/*}/ends.bash"

# slurm_begin: starts it, with all that it needs in $SLURM.
slurm_begin()
{
  export SLURM=$BATS_FILE_TMPDIR/slurm
  export SLURM_CONF=$SLURM/slurm.conf
  mkdir -p "$SLURM/state" "$SLURM/one.spool" "$SLURM/two.spool" "$SLURM/node"
  slurm_munge
  slurm_configure
  /usr/sbin/slurmctld -f "$SLURM_CONF" 3>&-
  slurm_node one
  slurm_node two
  slurm_await slurm_is_idle
}

slurm_munge()
{
  (umask 077 && head -c 128 /dev/urandom >"$SLURM/munge.key")
  /usr/sbin/munged --force --key-file="$SLURM/munge.key" --socket="$SLURM/munge.socket" \
    --pid-file="$SLURM/munge.pid" --log-file="$SLURM/munge.log" --seed-file="$SLURM/munge.seed" \
    3>&-
}

# A port that nobody listens on, for each of the arguments: sets them.
slurm_ports()
{
  local ports
  # All at once, so that they differ.
  ports=$(/usr/bin/python3 -c 'import socket, sys
sockets = [socket.socket() for _ in sys.argv[1:]]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])' "$@")
  # shellcheck disable=SC2086,SC2229 # names
  read -r "$@" <<<"$ports"
}

# Nodes need no cgroups, so that they run in containers, too. What is preempted is cancelled.
slurm_configure()
{
  local host control one two
  host=$(uname -n)
  slurm_ports control one two
  : >"$SLURM/cgroup.conf"
  cat >"$SLURM_CONF" <<END
ClusterName=testr
SlurmctldHost=${host%%.*}(127.0.0.1)
SlurmctldPort=$control
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$SLURM/munge.socket
StateSaveLocation=$SLURM/state
SlurmctldPidFile=$SLURM/slurmctld.pid
SlurmctldLogFile=$SLURM/slurmctld.log
SlurmdSpoolDir=$SLURM/%n.spool
SlurmdPidFile=$SLURM/%n.pid
SlurmdLogFile=$SLURM/%n.log
SlurmdParameters=config_overrides
SlurmdTimeout=300
ReturnToService=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=CANCEL
OverTimeLimit=0
MpiDefault=none
NodeName=one NodeHostname=$host NodeAddr=127.0.0.1 Port=$one CPUs=8
NodeName=two NodeHostname=$host NodeAddr=127.0.0.1 Port=$two CPUs=8
PartitionName=debug Nodes=one,two Default=YES
PartitionName=urgent Nodes=one,two PriorityTier=9
PartitionName=short Nodes=one,two MaxTime=2
END
}

# slurm_node NAME: starts its daemon.
slurm_node()
{
  /usr/sbin/slurmd -f "$SLURM_CONF" -N "$1" 3>&- 2>/dev/null
  slurm_await test -s "$SLURM/$1.pid"
}

slurm_is_idle()
{
  [ "$(sinfo --noheader --Node --partition=debug --format=%t | uniq -c)" = '      2 idle' ]
}

# Waits, for a minute, until the words, a command, succeed.
slurm_await()
{
  local times
  for times in {1..600}; do
    "$@" && return
    sleep 0.1
  done
  echo "no end of waiting for: $*" >&2
  return 1
}

# slurm_kill NAME: ends the daemon of that name at once.
slurm_kill()
{
  kill -KILL "$(cat "$SLURM/$1.pid")"
  rm "$SLURM/$1.pid"
}

# Ends everything.
slurm_end()
{
  local name pid
  scancel --me || :
  slurm_await slurm_is_empty
  for name in one two slurmctld munge; do
    pid=$(cat "$SLURM/$name.pid")
    kill "$pid"
    wait_for_end "$pid"
  done
}

# True if no job is left.
slurm_is_empty()
{
  [ -z "$(squeue --noheader)" ]
}
