import { lastSetting, type Script } from '../readScript.ts';
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
	readonly isOvercommitted: boolean;
	/** Another cluster than the one that is known may be meant. */
	readonly isElsewhere: boolean;
	readonly names: ReadonlySet<string>;
}

/** The request of each job of a heterogeneous one, mostly of the only one. */
export function jobRequests(script: Script): readonly JobRequest[] {
	const components = new Set(script.settings.map(({ component }) => component));
	return [...components].map((component) => jobRequest(script, component));
}

function jobRequest({ settings }: Script, component: number): JobRequest {
	const value = (name: string) => lastSetting(settings, name, component)?.value;
	const read = <T>(name: string, parse: (text: string) => T | undefined): T | undefined => {
		const text = value(name);
		return text === undefined || text === '' ? undefined : parse(text);
	};
	const names = new Set(
		settings.flatMap((setting) =>
			setting.component === component && setting.option
				? [setting.option.instead ?? setting.option.name]
				: [],
		),
	);
	const gres = read('gres', parseGres)?.filter(({ name }) => name === 'gpu');
	return {
		component,
		partitions: read('partition', (text) => text.split(',').filter((name) => name !== '')),
		account: value('account') || undefined,
		qos: value('qos') || undefined,
		time: read('time', parseTimeLimit),
		timeAtLeast: read('time-min', parseTimeLimit),
		nodes: read('nodes', parseNodes),
		tasks: read('ntasks', parseCount),
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
