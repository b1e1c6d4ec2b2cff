/** How an option takes its value: `--nice[=value]` only takes it behind an equals sign. */
export type Takes = 'nothing' | 'value' | 'maybe';

/** The kind of value, which decides what is checked and what is offered. */
export type Form =
	| 'account'
	| 'array'
	| 'choice'
	| 'clusters'
	| 'cores'
	| 'count'
	| 'countOrZero'
	| 'dependency'
	| 'distribution'
	| 'environment'
	| 'features'
	| 'folder'
	| 'gpus'
	| 'gres'
	| 'mailTypes'
	| 'memory'
	| 'moment'
	| 'nodeList'
	| 'nodes'
	| 'partitions'
	| 'path'
	| 'pattern'
	| 'qos'
	| 'reservation'
	| 'signal'
	| 'switches'
	| 'text'
	| 'time'
	| 'words';

/** The block of a tidy script that an option stands in. */
export type Group =
	| 'job'
	| 'place'
	| 'size'
	| 'memory'
	| 'gpus'
	| 'time'
	| 'files'
	| 'mail'
	| 'behaviour'
	| 'rare';

/** One option of sbatch. What it does, in words, is in presenters/optionHelp.ts. */
export interface SbatchOption {
	readonly name: string;
	/** The letter of its short form. */
	readonly short: string | undefined;
	readonly takes: Takes;
	readonly form: Form;
	readonly group: Group;
	/** The allowed values, where they are few; compared without regard to case. */
	readonly choices?: readonly string[];
	/** Several choices may stand together, with commas. */
	readonly isList?: boolean;
	readonly example?: string;
	/** The environment variable that does the same at the time of submission, and wins over the script. */
	readonly variable?: string;
	/** The first version that knows it; absent for those that 20.11 knows. */
	readonly since?: string;
	/** The first version that does not know it any more. */
	readonly until?: string;
	/** The name that should be used instead. */
	readonly instead?: string;
	/** sbatch reads it on its command line; in a script it does nothing. */
	readonly isIdle?: boolean;
	/** Refused for everybody but the administrator. */
	readonly isForRoot?: boolean;
}

type Extra = Partial<Omit<SbatchOption, 'name' | 'short' | 'takes' | 'form' | 'group'>>;

/** `-t --time=` takes a value, `--nice[=]` may, `--hold` takes none. */
function option(group: Group, spelling: string, form: Form, extra: Extra = {}): SbatchOption {
	const [, short, name = '', value = ''] = /^(?:-(\w) )?--([\w-]+)(=|\[=\])?$/.exec(spelling) ?? [];
	const takes = value === '=' ? 'value' : value === '' ? 'nothing' : 'maybe';
	return { name, short, takes, form, group, ...extra };
}

/**
 * Every option of sbatch from Slurm 20.11 to 26.05, in the order of a tidy script. From the option tables of each
 * version's source (src/common/slurm_opt.c) and sbatch(1).
 */
export const OPTIONS: readonly SbatchOption[] = [
	option('job', '-J --job-name=', 'text', { example: 'train', variable: 'SBATCH_JOB_NAME' }),
	option('job', '--comment=', 'text', { example: '"first try"' }),
	option('job', '-a --array=', 'array', { example: '0-9%2', variable: 'SBATCH_ARRAY_INX' }),

	option('place', '-A --account=', 'account', { variable: 'SBATCH_ACCOUNT' }),
	option('place', '-p --partition=', 'partitions', { variable: 'SBATCH_PARTITION' }),
	option('place', '-q --qos=', 'qos', { variable: 'SBATCH_QOS' }),
	option('place', '--reservation=', 'reservation', { variable: 'SBATCH_RESERVATION' }),
	option('place', '-C --constraint=', 'features', { variable: 'SBATCH_CONSTRAINT' }),
	option('place', '--prefer=', 'features', { since: '22.05' }),
	option('place', '-M --clusters=', 'clusters', { variable: 'SBATCH_CLUSTERS' }),
	option('place', '--cluster=', 'clusters', { instead: 'clusters' }),
	option('place', '--cluster-constraint=', 'text', { variable: 'SBATCH_CLUSTER_CONSTRAINT' }),
	option('place', '-w --nodelist=', 'nodeList', { example: 'node[01-04]' }),
	option('place', '-F --nodefile=', 'path', { example: 'nodes.txt' }),
	option('place', '-x --exclude=', 'nodeList', { example: 'node07' }),
	option('place', '-L --licenses=', 'text', { example: 'matlab:1' }),

	option('size', '-N --nodes=', 'nodes', { example: '1' }),
	option('size', '-n --ntasks=', 'count', { example: '4' }),
	option('size', '--ntasks-per-node=', 'count', { example: '4' }),
	option('size', '--tasks-per-node=', 'count', { instead: 'ntasks-per-node' }),
	option('size', '--ntasks-per-socket=', 'count', { example: '2' }),
	option('size', '--ntasks-per-core=', 'count', { example: '1' }),
	option('size', '-c --cpus-per-task=', 'count', { example: '8' }),
	option('size', '--mincpus=', 'count', { example: '8' }),
	option('size', '-B --extra-node-info=', 'cores', { example: '2:8:1' }),
	option('size', '--sockets-per-node=', 'cores', { example: '2' }),
	option('size', '--cores-per-socket=', 'cores', { example: '8' }),
	option('size', '--threads-per-core=', 'cores', { example: '1', variable: 'SBATCH_THREADS_PER_CORE' }),
	option('size', '--exclusive[=]', 'choice', {
		choices: ['user', 'mcs', 'topo'],
		variable: 'SBATCH_EXCLUSIVE',
	}),
	option('size', '-s --oversubscribe', 'text'),
	option('size', '-O --overcommit', 'text', { variable: 'SBATCH_OVERCOMMIT' }),
	option('size', '--use-min-nodes', 'text', { variable: 'SBATCH_USE_MIN_NODES' }),
	option('size', '--spread-job', 'text', { variable: 'SBATCH_SPREAD_JOB' }),
	option('size', '--contiguous', 'text'),
	option('size', '--switches=', 'switches', { example: '1@30:00' }),
	option('size', '-m --distribution=', 'distribution', {
		example: 'block:cyclic',
		variable: 'SBATCH_DISTRIBUTION',
	}),
	option('size', '--hint=', 'choice', {
		choices: ['compute_bound', 'memory_bound', 'multithread', 'nomultithread'],
		variable: 'SBATCH_HINT',
	}),
	option('size', '-S --core-spec=', 'countOrZero', { example: '0', variable: 'SBATCH_CORE_SPEC' }),
	option('size', '--thread-spec=', 'countOrZero', { example: '0', variable: 'SBATCH_THREAD_SPEC' }),
	option('size', '--segment=', 'countOrZero', {
		since: '24.05',
		example: '4',
		variable: 'SBATCH_SEGMENT_SIZE',
	}),
	option('size', '--consolidate-segments', 'text', { since: '25.11' }),
	option('size', '--spread-segments', 'text', { since: '25.11' }),
	option('size', '--tres-per-task=', 'text', { since: '23.02', example: 'cpu:4,gres/gpu:1' }),
	option('size', '--resources=', 'text', { since: '25.11' }),

	option('gpus', '-G --gpus=', 'gpus', { example: '1', variable: 'SBATCH_GPUS' }),
	option('gpus', '--gpus-per-node=', 'gpus', { example: '4', variable: 'SBATCH_GPUS_PER_NODE' }),
	option('gpus', '--gpus-per-task=', 'gpus', { example: '1', variable: 'SBATCH_GPUS_PER_TASK' }),
	option('gpus', '--gpus-per-socket=', 'gpus', { example: '2', variable: 'SBATCH_GPUS_PER_SOCKET' }),
	option('gpus', '--gres=', 'gres', { example: 'gpu:1', variable: 'SBATCH_GRES' }),
	option('gpus', '--cpus-per-gpu=', 'count', { example: '8', variable: 'SBATCH_CPUS_PER_GPU' }),
	option('gpus', '--ntasks-per-gpu=', 'count', { example: '1' }),
	option('gpus', '--ntasks-per-tres=', 'count', { instead: 'ntasks-per-gpu' }),
	option('gpus', '--gres-flags=', 'words', {
		choices: ['disable-binding', 'enforce-binding', 'multiple-tasks-per-sharing', 'one-task-per-sharing'],
		variable: 'SBATCH_GRES_FLAGS',
	}),
	option('gpus', '--gpu-bind=', 'text', { example: 'closest', variable: 'SBATCH_GPU_BIND' }),
	option('gpus', '--gpu-freq=', 'text', { example: 'medium', variable: 'SBATCH_GPU_FREQ' }),
	option('gpus', '--tres-bind=', 'text', { since: '23.11', example: 'gres/gpu:closest' }),

	option('memory', '--mem=', 'memory', { example: '32G', variable: 'SBATCH_MEM_PER_NODE' }),
	option('memory', '--mem-per-cpu=', 'memory', { example: '4G', variable: 'SBATCH_MEM_PER_CPU' }),
	option('memory', '--mem-per-gpu=', 'memory', { example: '60G', variable: 'SBATCH_MEM_PER_GPU' }),
	option('memory', '--mem-bind=', 'text', { example: 'local', variable: 'SBATCH_MEM_BIND' }),
	option('memory', '--mem-update=', 'text', { since: '26.05' }),
	option('memory', '--tmp=', 'memory', { example: '100G' }),
	option('memory', '--oom-kill-step[=]', 'choice', { since: '24.11', choices: ['0', '1'] }),

	option('time', '-t --time=', 'time', { example: '1-12:00:00', variable: 'SBATCH_TIMELIMIT' }),
	option('time', '--time-min=', 'time', { example: '4:00:00' }),
	option('time', '-b --begin=', 'moment', { example: 'now+1hour' }),
	option('time', '--deadline=', 'moment', { example: '2030-01-31T12:00:00' }),
	option('time', '-d --dependency=', 'dependency', { example: 'afterok:123456' }),
	option('time', '--kill-on-invalid-dep=', 'choice', { choices: ['yes', 'no'] }),
	option('time', '--signal=', 'signal', { example: 'B:USR1@300', variable: 'SBATCH_SIGNAL' }),
	option('time', '--delay-boot=', 'time', { example: '10', variable: 'SBATCH_DELAY_BOOT' }),

	option('files', '-D --chdir=', 'folder', { example: '/project/run1' }),
	option('files', '--workdir=', 'folder', { until: '20.11', instead: 'chdir' }),
	option('files', '-o --output=', 'pattern', { example: '%x-%j.out', variable: 'SBATCH_OUTPUT' }),
	option('files', '-e --error=', 'pattern', { example: '%x-%j.err', variable: 'SBATCH_ERROR' }),
	option('files', '-i --input=', 'pattern', { example: 'input.txt', variable: 'SBATCH_INPUT' }),
	option('files', '--open-mode=', 'text', { example: 'append', variable: 'SBATCH_OPEN_MODE' }),

	option('mail', '--mail-type=', 'mailTypes', { example: 'END,FAIL' }),
	option('mail', '--mail-user=', 'text', { example: 'ada@example.org' }),

	option('behaviour', '--export=', 'environment', { example: 'ALL', variable: 'SBATCH_EXPORT' }),
	option('behaviour', '--export-file=', 'path', { example: 'job.env' }),
	option('behaviour', '--get-user-env[=]', 'text', { variable: 'SBATCH_GET_USER_ENV' }),
	option('behaviour', '--propagate[=]', 'text', { example: 'STACK' }),
	option('behaviour', '-H --hold', 'text'),
	option('behaviour', '--requeue[=]', 'choice', { choices: ['expedite'], variable: 'SBATCH_REQUEUE' }),
	option('behaviour', '--no-requeue', 'text', { variable: 'SBATCH_NO_REQUEUE' }),
	option('behaviour', '-k --no-kill[=]', 'choice', { choices: ['off'], variable: 'SBATCH_NO_KILL' }),
	option('behaviour', '--nice[=]', 'text', { example: '100' }),
	option('behaviour', '--priority=', 'text'),
	option('behaviour', '-W --wait', 'text', { variable: 'SBATCH_WAIT' }),
	option('behaviour', '--wait-all-nodes=', 'choice', {
		choices: ['0', '1'],
		variable: 'SBATCH_WAIT_ALL_NODES',
	}),
	option('behaviour', '-Q --quiet', 'text'),
	option('behaviour', '-v --verbose', 'text'),
	option('behaviour', '--parsable', 'text'),
	option('behaviour', '--test-only', 'text'),
	option('behaviour', '--ignore-pbs', 'text', { variable: 'SBATCH_IGNORE_PBS' }),

	option('rare', '--profile=', 'words', {
		choices: ['all', 'none', 'energy', 'task', 'lustre', 'network'],
		variable: 'SBATCH_PROFILE',
	}),
	option('rare', '--acctg-freq=', 'text', { example: 'task=30', variable: 'SBATCH_ACCTG_FREQ' }),
	option('rare', '--cpu-freq=', 'text', { example: 'medium', variable: 'SBATCH_CPU_FREQ_REQ' }),
	option('rare', '--container=', 'path', { since: '21.08', variable: 'SBATCH_CONTAINER' }),
	option('rare', '--container-id=', 'text', { since: '23.02', variable: 'SBATCH_CONTAINER_ID' }),
	option('rare', '--container-type=', 'text', { since: '26.05' }),
	option('rare', '--batch=', 'text', { variable: 'SBATCH_BATCH' }),
	option('rare', '--bb=', 'text', { variable: 'SBATCH_BURST_BUFFER' }),
	option('rare', '--bbf=', 'path'),
	option('rare', '--network=', 'text', { variable: 'SBATCH_NETWORK' }),
	option('rare', '--power=', 'text', { until: '24.05', variable: 'SBATCH_POWER' }),
	option('rare', '--wckey=', 'text', { variable: 'SBATCH_WCKEY' }),
	option('rare', '--mcs-label=', 'text'),
	option('rare', '--context=', 'text', { since: '21.08' }),
	option('rare', '--extra=', 'text', { since: '23.02' }),
	option('rare', '--stepmgr', 'text', { since: '24.05' }),
	option('rare', '--resv-ports[=]', 'text', { since: '24.05' }),
	option('rare', '--external', 'text', { since: '25.05' }),
	option('rare', '--reboot', 'text'),
	option('rare', '--uid=', 'text', { isForRoot: true }),
	option('rare', '--gid=', 'text', { isForRoot: true }),
	option('rare', '--wrap=', 'text', { isIdle: true }),
	option('rare', '-h --help', 'text', { isIdle: true }),
	option('rare', '--usage', 'text', { isIdle: true }),
	option('rare', '-V --version', 'text', { isIdle: true }),
	option('rare', '--autocomplete=', 'text', { since: '23.02', isIdle: true }),
];

const BY_NAME = new Map(OPTIONS.map((each) => [each.name, each]));
const BY_SHORT = new Map(OPTIONS.flatMap((each) => (each.short === undefined ? [] : [[each.short, each]])));

/** The option of that long name, as it is or as it was. */
export function optionOf(name: string): SbatchOption | undefined {
	return BY_NAME.get(name);
}

export function optionOfLetter(letter: string): SbatchOption | undefined {
	return BY_SHORT.get(letter);
}

/** Whether a version of Slurm knows an option; undefined when the version is not known and it depends on that. */
export function isKnownTo(version: string | undefined, { since, until }: SbatchOption): boolean | undefined {
	if (since === undefined && until === undefined) return true;
	if (version === undefined) return until === '20.11' ? false : undefined;
	if (since !== undefined && isBefore(version, since)) return false;
	return until === undefined || isBefore(version, until);
}

/** Compares `22.05.8` with `23.02`. */
export function isBefore(version: string, other: string): boolean {
	const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
	const [year = 0, month = 0] = numbers(version);
	const [otherYear = 0, otherMonth = 0] = numbers(other);
	return year < otherYear || (year === otherYear && month < otherMonth);
}
