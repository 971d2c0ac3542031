/* Hints for what slurm complains about: what is wrong, and how to mend it. */
#include "environments/error_hints.h"
#include "environments/slurm/slurm.h"

/* What slurm's programs and the node say, and what helps. */
static const struct error_hint hints[] = {
	{"unge", "start munged on this machine, with the cluster's key: see munged(8)"},
	{"process configuration file",
	 "slurm is not configured here: see slurm.conf(5) and SLURM_CONF"},
	{"configuration source", "slurm is not configured here: see slurm.conf(5) and SLURM_CONF"},
	{"Unable to contact slurm controller",
	 "the controller does not answer: is slurmctld running? (scontrol ping)"},
	{"nvalid partition", "there is no such partition: see sinfo, and --partition"},
	{"nvalid account", "the account is not yours, or needed: see --account"},
	{"nvalid qos", "the quality of service is not yours: see --qos"},
	{"time limit is invalid", "the partition gives less time: see sinfo, and --time"},
	{"nvalid --time", "times are as sbatch(1) has them, as in 30 (minutes) or 2:00:00"},
	{"node configuration is not available", "no node has what was asked for: see sinfo -Nel"},
	{"PartitionConfig", "no node that is up has what was asked for: see sinfo -Nel"},
	{"nvalid feature", "no node has what was asked for: see sinfo -Nel"},
	{"nvalid node name", "there is no such node: see sinfo -Nel"},
	{"PartitionNodeLimit", "the partition gives fewer nodes: see scontrol show partition"},
	{"PartitionTimeLimit", "the partition gives less time: see sinfo, and --time"},
	{"PartitionDown", "the partition is down: see sinfo, and --partition"},
	{"PartitionInactive", "the partition is inactive: see sinfo, and --partition"},
	{"it does not see the project", "send it there: --source copy"},
	{"setsid is missing", "install util-linux on the nodes"},
	{"No space left on device", "the node's folder is full: see --node-folder"},
	{"it cannot write to", "name one that can be written to: see --node-folder"},
	{"", "run the same command manually"},
};

void slurm_add_hint(GError **error)
{
	error_hints_add(hints, error);
}
