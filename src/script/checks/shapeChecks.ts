import { type Finding, type Resource, replaceWith } from '../finding.ts';
import { lastSetting, type Script, type Setting } from '../readScript.ts';
import type { NodeFacts, PartitionFacts, ScriptFacts } from '../scriptFacts.ts';
import type { Amount } from '../values/gpus.ts';
import { writeMemory } from '../values/memory.ts';
import { type JobRequest, total } from './jobRequest.ts';

/**
 * Whether the partitions have nodes like those that a job asks for. Only what Slurm refuses for certain: it knows more
 * than is checked here (cores and threads, what is kept back for the system), never less.
 */
export function* checkShape(
	script: Script,
	request: JobRequest,
	partitions: readonly PartitionFacts[],
	facts: ScriptFacts,
): Iterable<Finding> {
	// Where nodes are hidden nothing can be said.
	if (partitions.length === 0 || partitions.some(({ nodes }) => nodes.length === 0)) return;
	const get = (name: string) => lastSetting(script.settings, name, request.component);
	const names = partitions.map(({ name }) => name);
	const features = [...checkFeatures(get('constraint'), partitions)];
	yield* features;
	if (features.length > 0) return;
	const found = [
		...checkGpus(request, partitions, facts, get),
		...checkNodes(request, partitions, get),
		...checkCpus(request, partitions, get),
		...checkMemory(request, partitions, get),
	];
	yield* found;
	if (found.length > 0 || !isCertain(request)) return;
	// Each alone is there, but not on one node.
	const need = perNode(request);
	const anchor = ['gres', 'gpus-per-node', 'mem', 'cpus-per-task']
		.map(get)
		.find((setting) => setting !== undefined);
	const isFitting = partitions.some(({ nodes }) => nodes.some((node) => fits(node, need)));
	if (anchor && !isFitting)
		yield {
			trouble: { kind: 'noNodeFits', partitions: names },
			severity: 'error',
			span: anchor.span,
			fixes: [],
		};
}

type Get = (name: string) => Setting | undefined;

function* checkFeatures(
	setting: Setting | undefined,
	partitions: readonly PartitionFacts[],
): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan) return;
	const known = [...new Set(partitions.flatMap(({ nodes }) => nodes.flatMap(({ features }) => features)))];
	// Anything but names, "and", "or" and counts is left to Slurm.
	const isAlternative = /[|[\]()]/.test(value);
	for (const name of value.split(/[&|,[\]()]|\*\d+/).filter((part) => part !== '')) {
		if (known.includes(name) || !/^\w[\w.:=+-]*$/.test(name)) continue;
		const severity = isAlternative ? 'warning' : 'error';
		const fixes =
			known.length > 0 && value === name
				? known.slice(0, 5).map((other) => replaceWith(valueSpan, other, known.length === 1))
				: [];
		yield {
			trouble: { kind: 'featureUnknown', name, partitions: partitions.map((each) => each.name), known },
			...{ severity, span: valueSpan, fixes },
		};
	}
}

function* checkGpus(
	request: JobRequest,
	partitions: readonly PartitionFacts[],
	facts: ScriptFacts,
	get: Get,
): Iterable<Finding> {
	const names = partitions.map(({ name }) => name);
	const nodes = partitions.flatMap((partition) => partition.nodes);
	const asked: readonly (readonly [Setting | undefined, readonly Amount[] | undefined, 'node' | 'job'])[] = [
		[get('gpus-per-node') ?? get('gres'), request.gpusPerNode, 'node'],
		[get('gpus'), request.gpus, 'job'],
		// One task runs on one node.
		[get('gpus-per-task'), request.gpusPerTask, 'node'],
	];
	for (const [setting, amounts, per] of asked) {
		if (!setting?.valueSpan || total(amounts) === 0) continue;
		const span = setting.valueSpan;
		if (!nodes.some(({ gpus }) => gpus.length > 0)) {
			const elsewhere = (facts.partitions ?? [])
				.filter((each) => each.nodes.some(({ gpus }) => gpus.length > 0))
				.map(({ name }) => name);
			const partition = get('partition')?.valueSpan;
			const fixes = partition
				? elsewhere.slice(0, 4).map((name) => replaceWith(partition, name, elsewhere.length === 1))
				: [];
			yield { trouble: { kind: 'noGpus', partitions: names, elsewhere }, severity: 'error', span, fixes };
			return;
		}
		for (const { type, count } of amounts ?? []) {
			if (type !== '' && !nodes.some((node) => gpusOn(node, type) > 0)) {
				const known = [...new Set(nodes.flatMap(({ gpus }) => gpus.map((gpu) => gpu.type)))].filter(
					(name) => name !== '',
				);
				// A site that names no types cannot tell that this one is wrong.
				if (known.length === 0) continue;
				const elsewhere = (facts.partitions ?? [])
					.filter((each) => each.nodes.some((node) => gpusOn(node, type) > 0))
					.map(({ name }) => name);
				const value = setting.value ?? '';
				const fixes = known
					.slice(0, 4)
					.map((name) => replaceWith(span, value.replace(type, name), known.length === 1));
				yield {
					trouble: { kind: 'gpuTypeUnknown', type, partitions: names, known, elsewhere },
					severity: 'error',
					span,
					fixes,
				};
				continue;
			}
			const onOne = Math.max(...nodes.map((node) => gpusOn(node, type)));
			const isOneNode = request.nodes !== undefined && request.nodes.most === 1;
			if (per === 'node' || isOneNode) {
				if (count > onOne) yield tooMany('gpus', count, onOne, names, setting, type);
				continue;
			}
			const inOne = Math.max(...partitions.map((partition) => sumGpus(partition, type)));
			const most = request.nodes ? Math.min(inOne, request.nodes.most * onOne) : inOne;
			if (count > most) yield tooMany('totalGpus', count, most, names, setting, type);
		}
	}
}

function tooMany(
	what: Resource,
	asked: number,
	most: number,
	partitions: readonly string[],
	setting: Setting,
	type = '',
): Finding {
	const { value = '', valueSpan, span } = setting;
	const shown =
		what === 'memory'
			? writeMemory(most)
			: value.replace(type === '' ? /\d+(?!.*\d)/ : new RegExp(`(?<=${type}:)\\d+`), String(most));
	return {
		trouble: { kind: 'tooMany', what, asked, most, partitions },
		severity: 'error',
		span: valueSpan ?? span,
		fixes: valueSpan && most > 0 ? [replaceWith(valueSpan, shown)] : [],
	};
}

function* checkNodes(
	{ nodes, partitions: named }: JobRequest,
	partitions: readonly PartitionFacts[],
	get: Get,
): Iterable<Finding> {
	const setting = get('nodes');
	if (!nodes || !setting) return;
	const names = named ?? partitions.map(({ name }) => name);
	const there = Math.max(
		...partitions.map((partition) => partition.nodes.reduce((sum, { count }) => sum + count, 0)),
	);
	const allowed = Math.max(...partitions.map(({ maxNodes }) => maxNodes ?? Number.POSITIVE_INFINITY));
	if (nodes.least > there) yield tooMany('nodes', nodes.least, there, names, setting);
	else if (nodes.least > allowed) yield tooMany('maxNodes', nodes.least, allowed, names, setting);
}

function* checkCpus(request: JobRequest, partitions: readonly PartitionFacts[], get: Get): Iterable<Finding> {
	if (request.isOvercommitted) return;
	const names = partitions.map(({ name }) => name);
	const onOne = Math.max(...partitions.flatMap(({ nodes }) => nodes.map(({ cpus }) => cpus)));
	const perTask = request.cpusPerTask ?? 1;
	for (const [name, asked] of [
		['cpus-per-task', perTask],
		['mincpus', request.cpusAtLeast ?? 0],
		['cpus-per-gpu', request.cpusPerGpu ?? 0],
		['ntasks-per-node', (request.tasksPerNode ?? 0) * perTask],
	] as const) {
		const setting = get(name);
		if (!setting || asked <= onOne) continue;
		if (name !== 'ntasks-per-node') yield tooMany('cpus', asked, onOne, names, setting);
		else if (perTask <= onOne)
			yield {
				...tooMany('cpus', asked, onOne, names, setting),
				fixes: [replaceWith(setting.valueSpan ?? setting.span, String(Math.floor(onOne / perTask)))],
			};
		return;
	}
	const tasks = get('ntasks');
	const asked = (request.tasks ?? 0) * perTask;
	if (!tasks || asked === 0) return;
	const inOne = Math.max(
		...partitions.map(({ nodes }) => nodes.reduce((sum, { cpus, count }) => sum + cpus * count, 0)),
	);
	const most = request.nodes && request.nodes.most > 0 ? Math.min(inOne, request.nodes.most * onOne) : inOne;
	if (asked > most)
		yield {
			...tooMany('totalCpus', asked, most, names, tasks),
			fixes: [replaceWith(tasks.valueSpan ?? tasks.span, String(Math.floor(most / perTask)))],
		};
}

function* checkMemory(
	request: JobRequest,
	partitions: readonly PartitionFacts[],
	get: Get,
): Iterable<Finding> {
	const names = partitions.map(({ name }) => name);
	const onOne = Math.max(...partitions.flatMap(({ nodes }) => nodes.map(({ memory }) => memory)));
	if (onOne <= 0) return;
	for (const [name, asked] of [
		['mem', request.memory ?? 0],
		['mem-per-cpu', request.memoryPerCpu ?? 0],
		['mem-per-gpu', request.memoryPerGpu ?? 0],
	] as const) {
		const setting = get(name);
		if (setting && asked > onOne) {
			yield tooMany('memory', asked, onOne, names, setting);
			return;
		}
	}
	// The CPUs of a task are on one node.
	const setting = get('mem-per-cpu');
	const asked = (request.memoryPerCpu ?? 0) * (request.cpusPerTask ?? 1);
	if (setting && asked > onOne && !request.isOvercommitted)
		yield {
			...tooMany('memory', asked, onOne, names, setting),
			fixes: [
				replaceWith(
					setting.valueSpan ?? setting.span,
					writeMemory(Math.floor(onOne / (request.cpusPerTask ?? 1))),
				),
			],
		};
}

interface NodeNeed {
	readonly cpus: number;
	readonly memory: number;
	readonly gpus: readonly Amount[];
}

/** What every node of the job must have at least. */
function perNode(request: JobRequest): NodeNeed {
	return {
		cpus: request.isOvercommitted ? 0 : Math.max(request.cpusPerTask ?? 1, request.cpusAtLeast ?? 1),
		memory: Math.max(request.memory ?? 0, (request.memoryPerCpu ?? 0) * (request.cpusPerTask ?? 1)),
		gpus: request.gpusPerNode ?? [],
	};
}

function isCertain(request: JobRequest): boolean {
	return (
		request.gpusPerNode !== undefined || request.memory !== undefined || request.cpusPerTask !== undefined
	);
}

function fits(node: NodeFacts, { cpus, memory, gpus }: NodeNeed): boolean {
	return (
		node.cpus >= cpus && node.memory >= memory && gpus.every(({ type, count }) => gpusOn(node, type) >= count)
	);
}

/** The empty type is any; a node without types may have all. */
function gpusOn({ gpus }: NodeFacts, type: string): number {
	return gpus.reduce(
		(sum, gpu) => (type === '' || gpu.type === type || gpu.type === '' ? sum + gpu.count : sum),
		0,
	);
}

function sumGpus({ nodes }: PartitionFacts, type: string): number {
	return nodes.reduce((sum, node) => sum + node.count * gpusOn(node, type), 0);
}
