import { lastSettings, type Script, type Setting } from '../readScript.ts';
import { parseNodes } from '../values/forms.ts';
import { type Amount, parseGpus, parseGres } from '../values/gpus.ts';
import { parseMemory } from '../values/memory.ts';
import { parseTimeLimit } from '../values/time.ts';

/** What one job of a script asks for; undefined is what it does not say, or says in a form that nobody reads. */
export interface JobRequest {
	readonly component: number;
	readonly partitions: readonly string[] | undefined;
	readonly account: string | undefined;
	readonly qos: string | undefined;
	/** Seconds; Infinity for no limit. */
	readonly time: number | undefined;
	readonly timeAtLeast: number | undefined;
	/** Of more nodes than tasks Slurm takes as many as tasks. */
	readonly nodes: { readonly least: number; readonly most: number } | undefined;
	readonly tasks: number | undefined;
	readonly tasksPerNode: number | undefined;
	readonly cpusPerTask: number | undefined;
	readonly cpusAtLeast: number | undefined;
	readonly cpusPerGpu: number | undefined;
	/** MiB; 0 for all there is. */
	readonly memory: number | undefined;
	readonly memoryPerCpu: number | undefined;
	readonly memoryPerGpu: number | undefined;
	/** For the job as a whole. */
	readonly gpus: readonly Amount[] | undefined;
	readonly gpusPerTask: readonly Amount[] | undefined;
	/** On each node: by `--gpus-per-node`, or `--gres`. */
	readonly gpusPerNode: readonly Amount[] | undefined;
	/** At most so many tasks on a core; undefined where it is left to the cluster. */
	readonly tasksPerCore: number | undefined;
	/** Of each core one hardware thread, by whichever option. */
	readonly usesOneThread: boolean;
	readonly isOvercommitted: boolean;
	/** Another cluster than the one that is known may be meant. */
	readonly isElsewhere: boolean;
	readonly names: ReadonlySet<string>;
}

/** The request of each job of a heterogeneous one, mostly of the only one. */
export function jobRequests({ settings }: Script): readonly JobRequest[] {
	return [...lastSettings(settings)].map(([component, last]) => jobRequest(last, component));
}

function jobRequest(last: ReadonlyMap<string, Setting>, component: number): JobRequest {
	const value = (name: string) => last.get(name)?.value;
	const read = <T>(name: string, parse: (text: string) => T | undefined): T | undefined => {
		const text = value(name);
		return text === undefined || text === '' ? undefined : parse(text);
	};
	const names = new Set(last.keys());
	const nodes = read('nodes', parseNodes);
	const tasks = read('ntasks', parseCount);
	const gres = read('gres', parseGres)?.filter(({ name }) => name === 'gpu');
	return {
		component,
		partitions: read('partition', (text) => text.split(',').filter((name) => name !== '')),
		account: value('account') || undefined,
		qos: value('qos') || undefined,
		time: read('time', parseTimeLimit),
		timeAtLeast: read('time-min', parseTimeLimit),
		nodes:
			nodes && tasks !== undefined
				? { least: Math.min(nodes.least, tasks), most: Math.min(nodes.most, tasks) }
				: nodes,
		tasks,
		tasksPerNode: read('ntasks-per-node', parseCount),
		cpusPerTask: read('cpus-per-task', parseCount),
		cpusAtLeast: read('mincpus', parseCount),
		cpusPerGpu: read('cpus-per-gpu', parseCount),
		memory: read('mem', parseMemory),
		memoryPerCpu: read('mem-per-cpu', parseMemory),
		memoryPerGpu: read('mem-per-gpu', parseMemory),
		gpus: read('gpus', parseGpus),
		gpusPerTask: read('gpus-per-task', parseGpus),
		gpusPerNode: read('gpus-per-node', parseGpus) ?? (gres && gres.length > 0 ? gres : undefined),
		tasksPerCore: read('ntasks-per-core', parseCount),
		usesOneThread:
			value('hint') === 'nomultithread' ||
			value('threads-per-core') === '1' ||
			/^[^:]*:[^:]*:1$/.test(value('extra-node-info') ?? ''),
		isOvercommitted: names.has('overcommit'),
		isElsewhere: names.has('clusters'),
		names,
	};
}

function parseCount(text: string): number | undefined {
	return /^\s*\+?[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

export function total(amounts: readonly Amount[] | undefined): number {
	return (amounts ?? []).reduce((sum, { count }) => sum + count, 0);
}
