import type { Recipe, Resources, Tasks } from './recipe.ts';
import { tasksOfSweep } from './sweep.ts';

/** How a site takes a request for GPUs: an option in which `{count}` stands for their number; undefined where it says nothing. */
export type GpuRequest = string | undefined;

/** An option of sbatch, with the value apart: it may hold anything that fits on a line. */
export type SbatchOption = readonly [name: string, value?: string | number];

/** What a recipe asks of sbatch, in the order in which people read it. */
export function sbatchOptions(recipe: Recipe, gpuRequest: GpuRequest): readonly SbatchOption[] {
	const { resources, tasks, checkpoint, output } = recipe;
	const options: readonly (readonly [name: string, value?: string | number | boolean | undefined])[] = [
		['job-name', recipe.name],
		['account', resources.account],
		['partition', resources.partition],
		['qos', resources.qos],
		['reservation', resources.reservation],
		['nodes', resources.nodes],
		['ntasks', resources.tasks],
		['ntasks-per-node', resources.tasksPerNode],
		['cpus-per-task', resources.cpus],
		['mem', resources.memory],
		...gpuOptions(resources, gpuRequest),
		['constraint', resources.constraint],
		['exclusive', resources.exclusive],
		['time', resources.time],
		['array', arrayOf(tasks)],
		['output', output],
		...(checkpoint
			? ([
					['signal', `B:${checkpoint.signal}@${checkpoint.secondsBefore}`],
					['requeue', true],
					['open-mode', 'append'],
				] as const)
			: []),
	];
	return options.flatMap(([name, value]): SbatchOption[] => {
		if (value === undefined || value === false) return [];
		return typeof value === 'boolean' ? [[name]] : [[name, value]];
	});
}

/** Slurm counts the GPUs of `--gres` and `--gpus-per-node` on each node, and those of `--gpus` in all. */
function gpuOptions(resources: Resources, request: GpuRequest = '--gpus={count}'): readonly SbatchOption[] {
	const { gpus, gpusPerNode, gpuType, nodes = 1 } = resources;
	const written = (form: string, count: number): SbatchOption => {
		const kindAndCount = gpuType === undefined ? String(count) : `${gpuType}:${count}`;
		const [name = '', ...value] = form.replace('{count}', kindAndCount).replace(/^--/, '').split('=');
		return [name, value.join('=')];
	};
	const countsInAll = /^--gpus=/.test(request);
	if (gpusPerNode !== undefined && gpusPerNode > 0)
		return [written(countsInAll ? '--gpus-per-node={count}' : request, gpusPerNode)];
	if (gpus === undefined || gpus === 0) return [];
	if (countsInAll) return [written(request, gpus)];
	return gpus % nodes === 0 ? [written(request, gpus / nodes)] : [written('--gpus={count}', gpus)];
}

function arrayOf(tasks: Tasks | undefined): string | undefined {
	if (!tasks) return undefined;
	const indices = tasks.kind === 'array' ? tasks.indices : `0-${tasksOfSweep(tasks.sweep).length - 1}`;
	return tasks.atOnce === undefined ? indices : `${indices}%${tasks.atOnce}`;
}

/** As a `#SBATCH` line has it. Slurm reads quotes and backslashes there, and `#` as the beginning of a remark. */
export function directive([name, value]: SbatchOption): string {
	if (value === undefined) return `--${name}`;
	const text = String(value);
	const isPlain = /^[\w@%+=:,./[\]*-]+$/.test(text);
	return `--${name}=${isPlain ? text : `"${text.replaceAll(/[\\"]/g, '\\$&')}"`}`;
}
