/** Variables that people set for their own use of Slurm's tools and that would change or hide what we read. */
const TELL_DIFFERENTLY = [
	'SQUEUE_PARTITION',
	'SQUEUE_STATES',
	'SQUEUE_USERS',
	'SQUEUE_ACCOUNT',
	'SQUEUE_NAMES',
	'SQUEUE_LICENSES',
	'SQUEUE_QOS',
	'SQUEUE_SORT',
	'SQUEUE_FORMAT',
	'SQUEUE_FORMAT2',
	'SQUEUE_ARRAY',
	'SQUEUE_ALL',
	'SQUEUE_PRIORITY',
	'SQUEUE_FEDERATION',
	'SQUEUE_LOCAL',
	'SQUEUE_SIBLING',
	'SACCT_FORMAT',
	'SACCT_FEDERATION',
	'SACCT_LOCAL',
	'SLURM_CLUSTERS',
	'SLURM_TIME_FORMAT',
	'SINFO_FORMAT',
];

/** What the remote shell runs before the first command. */
export const SLURM_PRELUDE = `unset ${TELL_DIFFERENTLY.join(' ')}`;
