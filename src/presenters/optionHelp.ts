import * as l10n from '@vscode/l10n';

/** What an option of sbatch does, and what happens without it. */
export interface OptionHelp {
	readonly does: string;
	/** Undefined where nothing happens. */
	readonly without?: string;
}

/** For every option of script/options.ts, by name. A function, so that the words come in the language of the moment. */
export function optionHelp(name: string): OptionHelp | undefined {
	return HELP[name]?.();
}

const HELP: Readonly<Record<string, () => OptionHelp>> = {
	'job-name': () => ({
		does: l10n.t('The name of the job in every list, and %x in file names.'),
		without: l10n.t('the name of the script file'),
	}),
	comment: () => ({ does: l10n.t('A note for yourself, kept with the job.') }),
	array: () => ({
		does: l10n.t(
			'Runs the script once for each number, as tasks of one job. Each finds its number in $SLURM_ARRAY_TASK_ID. %N at the end lets at most N run at a time.',
		),
		without: l10n.t('the script runs once'),
	}),
	account: () => ({
		does: l10n.t('The project that pays for the job.'),
		without: l10n.t('your default account'),
	}),
	partition: () => ({
		does: l10n.t(
			'The kind of nodes to run on. Of several, with commas, the one that can start first is taken.',
		),
		without: l10n.t('the default partition of the cluster'),
	}),
	qos: () => ({
		does: l10n.t('The quality of service: a class of jobs with its own priority and limits.'),
		without: l10n.t('the default of your account'),
	}),
	reservation: () => ({ does: l10n.t('Runs on nodes that were set aside, for a course for instance.') }),
	constraint: () => ({
		does: l10n.t('Only nodes with these features. "&" means and, "|" means or.'),
		without: l10n.t('any node of the partition'),
	}),
	prefer: () => ({ does: l10n.t('Rather nodes with these features; others when there are none free.') }),
	clusters: () => ({
		does: l10n.t('Which clusters may run the job, where a centre has several.'),
		without: l10n.t('this cluster'),
	}),
	cluster: () => ({ does: l10n.t('Another name of --clusters.') }),
	'cluster-constraint': () => ({
		does: l10n.t('In a federation of clusters, only those with these features.'),
	}),
	nodelist: () => ({ does: l10n.t('These nodes must be part of the job; it waits until they are free.') }),
	nodefile: () => ({ does: l10n.t('As --nodelist, with the names read from a file.') }),
	exclude: () => ({ does: l10n.t('Never these nodes.') }),
	licenses: () => ({ does: l10n.t('Software licenses that the job holds while it runs, as name:count.') }),
	nodes: () => ({
		does: l10n.t('How many nodes, as a number or a range: 2, 2-4.'),
		without: l10n.t('as many as the tasks need'),
	}),
	ntasks: () => ({
		does: l10n.t('How many processes srun starts. A program that does not use MPI or srun is one task.'),
		without: l10n.t('one; with --nodes one on each node'),
	}),
	'ntasks-per-node': () => ({ does: l10n.t('How many tasks on each node.') }),
	'tasks-per-node': () => ({ does: l10n.t('Another name of --ntasks-per-node.') }),
	'ntasks-per-socket': () => ({ does: l10n.t('At most so many tasks on each socket (processor chip).') }),
	'ntasks-per-core': () => ({ does: l10n.t('At most so many tasks on each core.') }),
	'cpus-per-task': () => ({
		does: l10n.t(
			'How many CPUs each task has, for its threads or data loaders. They are always on one node.',
		),
		without: l10n.t('one'),
	}),
	mincpus: () => ({ does: l10n.t('Only nodes that have at least so many CPUs.') }),
	'extra-node-info': () => ({
		does: l10n.t('Only nodes with so many sockets, cores in each, and threads in each core: 2:8:1.'),
	}),
	'sockets-per-node': () => ({ does: l10n.t('Only nodes with at least so many sockets (processor chips).') }),
	'cores-per-socket': () => ({ does: l10n.t('Only nodes with at least so many cores in each socket.') }),
	'threads-per-core': () => ({
		does: l10n.t('How many hardware threads of each core to use; 1 switches hyper-threads off.'),
	}),
	exclusive: () => ({
		does: l10n.t('The nodes are for this job alone. You pay for whole nodes at most sites.'),
		without: l10n.t('nodes are shared with other jobs where the site allows it'),
	}),
	oversubscribe: () => ({ does: l10n.t('Other jobs may use the same CPUs.') }),
	overcommit: () => ({ does: l10n.t('Puts more tasks on a node than it has CPUs for.') }),
	'use-min-nodes': () => ({ does: l10n.t('Of a range of nodes takes as few as possible.') }),
	'spread-job': () => ({ does: l10n.t('Spreads the job over as many nodes as possible.') }),
	contiguous: () => ({ does: l10n.t('Only nodes that are next to each other.') }),
	switches: () => ({
		does: l10n.t(
			'At most so many network switches between the nodes, and how long to wait for that: 1@30:00.',
		),
	}),
	distribution: () => ({
		does: l10n.t(
			'How tasks are laid out over nodes and sockets: block fills one after the other, cyclic deals them out in turn.',
		),
	}),
	hint: () => ({ does: l10n.t('What the program is limited by, so that Slurm places its threads well.') }),
	'core-spec': () => ({
		does: l10n.t('So many cores of each node are kept for the system, not for the job.'),
	}),
	'thread-spec': () => ({
		does: l10n.t('So many threads of each node are kept for the system, not for the job.'),
	}),
	segment: () => ({
		does: l10n.t('Nodes come in groups of so many that are close together in the network.'),
	}),
	'consolidate-segments': () => ({ does: l10n.t('Puts the groups of --segment close together.') }),
	'spread-segments': () => ({ does: l10n.t('Puts the groups of --segment far apart.') }),
	'tres-per-task': () => ({ does: l10n.t('What each task gets, in one list: cpu:4,gres/gpu:1.') }),
	resources: () => ({ does: l10n.t('Resources by name that the site defines.') }),
	gpus: () => ({
		does: l10n.t(
			'How many GPUs for the whole job, on as many nodes as it takes. Name a type in front: h100:2.',
		),
		without: l10n.t('none'),
	}),
	'gpus-per-node': () => ({ does: l10n.t('How many GPUs on each node.') }),
	'gpus-per-task': () => ({ does: l10n.t('How many GPUs for each task. Say --ntasks or --gpus as well.') }),
	'gpus-per-socket': () => ({
		does: l10n.t('How many GPUs on each socket. Say --sockets-per-node as well.'),
	}),
	gres: () => ({
		does: l10n.t(
			'Generic resources on each node: gpu:2, gpu:h100:2. For GPUs --gpus-per-node says the same.',
		),
		without: l10n.t('none'),
	}),
	'cpus-per-gpu': () => ({ does: l10n.t('How many CPUs come with each GPU.') }),
	'ntasks-per-gpu': () => ({ does: l10n.t('How many tasks share each GPU.') }),
	'ntasks-per-tres': () => ({ does: l10n.t('The former name of --ntasks-per-gpu.') }),
	'gres-flags': () => ({ does: l10n.t('Whether CPUs must be close to the GPUs of the job.') }),
	'gpu-bind': () => ({ does: l10n.t('Which GPUs each task sees: closest, single:1, none.') }),
	'gpu-freq': () => ({ does: l10n.t('The clock of the GPUs: low, medium, high, or MHz.') }),
	'tres-bind': () => ({ does: l10n.t('Which resources each task sees, as gres/gpu:closest.') }),
	mem: () => ({
		does: l10n.t('Memory on each node: 32G, 500M. 0 means all of the node.'),
		without: l10n.t('an amount for each CPU that the site chose'),
	}),
	'mem-per-cpu': () => ({
		does: l10n.t('Memory for each CPU of the job.'),
		without: l10n.t('an amount that the site chose'),
	}),
	'mem-per-gpu': () => ({ does: l10n.t('Memory (not that of the GPU itself) for each GPU of the job.') }),
	'mem-bind': () => ({ does: l10n.t('Whether tasks use the memory that is close to their CPUs.') }),
	'mem-update': () => ({ does: l10n.t('Lets the memory of the job be changed while it runs.') }),
	tmp: () => ({ does: l10n.t('Only nodes with at least so much temporary disk space.') }),
	'oom-kill-step': () => ({ does: l10n.t('Ends all of a step when one of its tasks runs out of memory.') }),
	time: () => ({
		does: l10n.t('The longest that the job may run; then it is stopped. Shorter jobs often start sooner.'),
		without: l10n.t('a time that the partition has for such jobs'),
	}),
	'time-min': () => ({
		does: l10n.t(
			'The shortest time limit that would do: Slurm may cut --time down to it to start the job sooner.',
		),
	}),
	begin: () => ({
		does: l10n.t('Not before this moment: now+1hour, 16:00, 2030-01-31T12:00.'),
		without: l10n.t('as soon as possible'),
	}),
	deadline: () => ({ does: l10n.t('Drops the job when it cannot end before this moment.') }),
	dependency: () => ({
		does: l10n.t(
			'Waits for other jobs: afterok:ID for their success, afterany:ID for their end, singleton for those of the same name.',
		),
	}),
	'kill-on-invalid-dep': () => ({
		does: l10n.t('Whether the job is dropped when what it waits for can no longer happen.'),
	}),
	signal: () => ({
		does: l10n.t(
			'Sends a signal some seconds before the time is up, to write a checkpoint: B:USR1@300 sends it to the script itself.',
		),
		without: l10n.t('TERM when the time is up, and KILL half a minute later'),
	}),
	'delay-boot': () => ({
		does: l10n.t(
			'Waits so many minutes for a node with the right features before one is restarted for them.',
		),
	}),
	chdir: () => ({
		does: l10n.t('The folder in which the script runs, and where relative paths begin.'),
		without: l10n.t('the folder in which the job was submitted'),
	}),
	workdir: () => ({ does: l10n.t('The former name of --chdir.') }),
	output: () => ({
		does: l10n.t(
			'The file for what the job prints. %j is the job id, %x the name, %A and %a the array and its task. Its folder must exist.',
		),
		without: 'slurm-%j.out; slurm-%A_%a.out',
	}),
	error: () => ({
		does: l10n.t('A file of its own for error messages.'),
		without: l10n.t('the same file as --output'),
	}),
	input: () => ({
		does: l10n.t('The file that the script reads as its standard input.'),
		without: '/dev/null',
	}),
	'open-mode': () => ({
		does: l10n.t('Whether a log that is there already is kept and added to (append) or wiped (truncate).'),
	}),
	'mail-type': () => ({
		does: l10n.t('When to send mail: BEGIN, END, FAIL, TIME_LIMIT_80.'),
		without: l10n.t('no mail'),
	}),
	'mail-user': () => ({ does: l10n.t('Where mail goes.'), without: l10n.t('your address at the site') }),
	export: () => ({
		does: l10n.t(
			'Which environment variables the job gets from where it is submitted: ALL, NONE, or names; NAME=value sets one.',
		),
		without: 'ALL',
	}),
	'export-file': () => ({
		does: l10n.t(
			'Environment variables for the job, from a file with NAME=value and a zero byte behind each.',
		),
	}),
	'get-user-env': () => ({ does: l10n.t('Gives the job the environment of a fresh login.') }),
	propagate: () => ({ does: l10n.t('Which limits of the shell (ulimit) hold for the job as well.') }),
	hold: () => ({ does: l10n.t('Submits the job, but does not start it before you release it.') }),
	requeue: () => ({
		does: l10n.t('Runs the job again from its beginning after a node failed or another job took its place.'),
	}),
	'no-requeue': () => ({ does: l10n.t('Never runs the job a second time.') }),
	'no-kill': () => ({ does: l10n.t('Goes on when one of the nodes fails.') }),
	nice: () => ({ does: l10n.t('Lets other jobs go first: the higher the number, the lower the priority.') }),
	priority: () => ({ does: l10n.t('A fixed priority; most sites leave that to administrators.') }),
	wait: () => ({ does: l10n.t('sbatch returns only when the job has ended.') }),
	'wait-all-nodes': () => ({ does: l10n.t('Starts the script only when all nodes are ready.') }),
	quiet: () => ({ does: l10n.t('sbatch says nothing but errors.') }),
	verbose: () => ({ does: l10n.t('sbatch tells what it does.') }),
	parsable: () => ({ does: l10n.t('sbatch prints the job id alone.') }),
	'test-only': () => ({ does: l10n.t('Submits nothing; tells when the job would start.') }),
	'ignore-pbs': () => ({ does: l10n.t('Takes no notice of #PBS and #BSUB lines.') }),
	profile: () => ({ does: l10n.t('Records how much the job uses over time: energy, network, task.') }),
	'acctg-freq': () => ({ does: l10n.t('How often use is measured, in seconds: task=30.') }),
	'cpu-freq': () => ({ does: l10n.t('The clock of the CPUs: low, medium, high, or kHz.') }),
	container: () => ({ does: l10n.t('Runs in a container, from an OCI bundle.') }),
	'container-id': () => ({ does: l10n.t('A name for the container.') }),
	'container-type': () => ({ does: l10n.t('The kind of container.') }),
	batch: () => ({ does: l10n.t('Of the nodes of the job, the script runs on one with these features.') }),
	bb: () => ({ does: l10n.t('What to ask of a burst buffer (fast storage between memory and disk).') }),
	bbf: () => ({ does: l10n.t('As --bb, read from a file.') }),
	network: () => ({ does: l10n.t('What to ask of the network, in the words of its maker.') }),
	power: () => ({ does: l10n.t('How power is shared between nodes.') }),
	wckey: () => ({ does: l10n.t('A key by which the site groups jobs in its reports.') }),
	'mcs-label': () => ({ does: l10n.t('A label that decides who may share nodes with the job.') }),
	context: () => ({ does: l10n.t('The SELinux context of the job.') }),
	extra: () => ({ does: l10n.t('Free text for plug-ins of the site.') }),
	stepmgr: () => ({ does: l10n.t('A node of the job manages its steps, instead of the controller.') }),
	'resv-ports': () => ({ does: l10n.t('Reserves network ports for the job.') }),
	external: () => ({ does: l10n.t('Only holds resources; nothing is started in them.') }),
	reboot: () => ({ does: l10n.t('Restarts the nodes first; for administrators.') }),
	uid: () => ({ does: l10n.t('Runs as another user; for administrators.') }),
	gid: () => ({ does: l10n.t('Runs with another group; for administrators.') }),
	wrap: () => ({ does: l10n.t('On the command line: a command instead of a script.') }),
	help: () => ({ does: l10n.t('On the command line: lists all options.') }),
	usage: () => ({ does: l10n.t('On the command line: lists all options in short.') }),
	version: () => ({ does: l10n.t('On the command line: tells the version of Slurm.') }),
	autocomplete: () => ({ does: l10n.t('On the command line: completes options in a shell.') }),
};

/** What a letter of a file name pattern stands for (sbatch(1)). */
export function patternHelp(letter: string): string | undefined {
	switch (letter) {
		case 'A':
			return l10n.t('job id of the array');
		case 'a':
			return l10n.t('number of the array task');
		case 'b':
			return l10n.t('last digit of the array task (Slurm 24.11 and later)');
		case 'J':
			return l10n.t('job id and step');
		case 'j':
			return l10n.t('job id');
		case 'N':
			return l10n.t('name of the first node');
		case 'n':
			return l10n.t('number of the node in the job');
		case 'r':
			return l10n.t('how often the job was started again (Slurm 25.11 and later)');
		case 'S':
			return l10n.t('id of the job in all of the accounting (Slurm 25.11 and later)');
		case 's':
			return l10n.t('number of the step');
		case 't':
			return l10n.t('number of the task');
		case 'u':
			return l10n.t('user name');
		case 'x':
			return l10n.t('job name');
		case '%':
			return l10n.t('a percent sign');
		default:
			return undefined;
	}
}
