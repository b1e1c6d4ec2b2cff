import { type JobRequest, total } from '../script/checks/jobRequest.ts';
import type { ClusterConfiguration } from '../slurm/cluster/config.ts';
import type { ClusterNode, CpuLayout } from '../slurm/cluster/nodes.ts';
import type { Partition } from '../slurm/cluster/partitions.ts';
import type { Tres } from '../slurm/tres.ts';
import { cpuRule, cpusOnNode, overNodes } from './cpus.ts';

/** The largest of its nodes: what a job may get there. */
export interface NodeShape {
	readonly cpus: number;
	/** MiB. */
	readonly memory: number;
	readonly gpus: number;
	/** With one thread a core where threads are no CPUs. */
	readonly layout: CpuLayout;
}

/** Where nothing is known of the nodes, each CPU stands by itself. */
const LOOSE_CPUS: CpuLayout = { sockets: Number.POSITIVE_INFINITY, coresPerSocket: 1, threadsPerCore: 1 };

export function shapeOf(
	partition: Partition,
	nodes: readonly ClusterNode[] | undefined,
): NodeShape | undefined {
	const own = (nodes ?? []).filter(({ partitions }) => partitions.includes(partition.name));
	if (own.length === 0) return undefined;
	const layouts = own.map(({ cpus, layout }) =>
		cpus.total > layout.sockets * layout.coresPerSocket ? layout : { ...layout, threadsPerCore: 1 },
	);
	return {
		cpus: Math.max(...own.map(({ cpus }) => cpus.total)),
		memory: Math.max(...own.map(({ memory }) => memory.total)),
		gpus: Math.max(...own.map(({ gpus }) => gpus.reduce((sum, { total: count }) => sum + count, 0))),
		layout: layouts.reduce((a, b) => (b.threadsPerCore > a.threadsPerCore ? b : a)),
	};
}

/**
 * What Slurm gives to one job, or one task of an array, in a partition: the most where the request leaves it open. As the
 * select plugin cons_tres counts (Slurm 20.11 to 26.05; the tests ask a real one of 22.05).
 *
 * @param shape undefined where the site hides its nodes
 * @param on how many nodes, where the request leaves that open
 */
export function givenTo(
	request: JobRequest,
	partition: Partition,
	shape: NodeShape | undefined,
	configuration: ClusterConfiguration | undefined,
	on: 'mostNodes' | 'fewestNodes' = 'mostNodes',
): Tres {
	const perTask = scaledToMemory(request, partition);
	const { least, most } = nodeRange(request, partition, shape, perTask.cpus);
	const nodes = on === 'mostNodes' ? most : least;
	const gpus = gpuCount(request, nodes);
	const isWhole =
		request.names.has('exclusive') ||
		partition.givesWholeNodes ||
		configuration?.values.get('SelectType') === 'select/linear';
	const perGpu =
		request.cpusPerGpu ?? (request.cpusPerTask === undefined ? partition.perGpu.cpus : undefined);
	const layout = shape?.layout ?? LOOSE_CPUS;
	const rule = cpuRule(configuration);
	const onNode = cpusOnNode(request, layout, rule);
	/** On so many nodes: what is rounded up on each may come to more on fewer. */
	const cpusOn = (count: number) =>
		Math.max(
			request.isOvercommitted
				? count * onNode.ofTasks(1, 1)
				: overNodes(taskCount(request, count), count, (some) => onNode.ofTasks(some, perTask.cpus)),
			perGpu === undefined ? 0 : overNodes(gpus, count, (some) => onNode.ofGpus(some * perGpu)),
			count * onNode.ofTasks(Math.max(1, request.cpusAtLeast ?? 1), 1),
		);
	const cpus = isWhole && shape ? nodes * shape.cpus : mostOf({ least, most: nodes }, cpusOn);
	const givenGpus = isWhole && shape ? Math.max(gpus, nodes * shape.gpus) : gpus;
	const isCounted = !request.usesOneThread || rule.unit === 'cpu' || isWhole;
	const memory = memoryOf(request, partition, shape, configuration, {
		...{ nodes, gpus: givenGpus },
		// Threads of which none is used take no memory along.
		cpus: isCounted ? cpus : cpus / layout.threadsPerCore,
		perCpu: perTask.memory,
	});
	return new Map(
		Object.entries({ cpu: cpus, mem: memory, node: nodes, 'gres/gpu': givenGpus }).filter(
			([, amount]) => amount > 0,
		),
	);
}

function mostOf({ least, most }: NodeRange, amount: (nodes: number) => number): number {
	let found = 0;
	for (let nodes = least; nodes <= most; nodes += 1) found = Math.max(found, amount(nodes));
	return found;
}

/** Slurm gives more CPUs to a task that asks for more memory a CPU than the partition allows. */
function scaledToMemory(
	{ memoryPerCpu, cpusPerTask = 1 }: JobRequest,
	{ memory: { maxPerCpu } }: Partition,
): { readonly cpus: number; readonly memory: number | undefined } {
	if (memoryPerCpu === undefined || !maxPerCpu || memoryPerCpu <= maxPerCpu)
		return { cpus: cpusPerTask, memory: memoryPerCpu };
	const times = Math.ceil(memoryPerCpu / maxPerCpu);
	return { cpus: cpusPerTask * times, memory: Math.ceil(memoryPerCpu / times) };
}

interface NodeRange {
	readonly least: number;
	readonly most: number;
}

/** Tasks, and GPUs that are asked for in all, may lie on as many nodes as there are of them: it depends on what is free. */
function nodeRange(
	request: JobRequest,
	partition: Partition,
	shape: NodeShape | undefined,
	cpusPerTask: number,
): NodeRange {
	if (request.nodes) return request.nodes;
	const { tasks = 1, tasksPerNode, memoryPerCpu } = request;
	const gpus = total(request.gpus) || total(request.gpusPerTask) * tasks;
	const cpus = tasks * cpusPerTask;
	const least = Math.max(
		1,
		tasksPerNode === undefined ? 1 : Math.ceil(tasks / tasksPerNode),
		shape ? Math.ceil(cpus / shape.cpus) : 1,
		shape && shape.gpus > 0 ? Math.ceil(gpus / shape.gpus) : 1,
		shape && memoryPerCpu ? Math.ceil((memoryPerCpu * cpus) / shape.memory) : 1,
	);
	const most = Math.max(least, Math.min(Math.max(tasks, gpus), partition.nodeCount || least));
	return { least, most };
}

function taskCount({ tasks, tasksPerNode, gpus, gpusPerTask }: JobRequest, nodes: number): number {
	// A node of which tasks are counted has room for all of them, also where there are fewer.
	if (tasks !== undefined) return Math.max(tasks, 1, (tasksPerNode ?? 0) * nodes);
	const perTask = total(gpusPerTask);
	if (perTask > 0 && total(gpus) > 0) return Math.ceil(total(gpus) / perTask);
	return (tasksPerNode ?? 1) * nodes;
}

function gpuCount(request: JobRequest, nodes: number): number {
	const perTask = total(request.gpusPerTask);
	return Math.max(
		total(request.gpus),
		total(request.gpusPerNode) * nodes,
		perTask > 0 ? perTask * taskCount(request, nodes) : 0,
	);
}

interface Counts {
	readonly nodes: number;
	readonly cpus: number;
	readonly gpus: number;
	readonly perCpu: number | undefined;
}

/** MiB on all nodes together; 0 where Slurm gives out no memory. */
function memoryOf(
	{ memory, memoryPerGpu }: JobRequest,
	{ memory: defaults, perGpu }: Partition,
	shape: NodeShape | undefined,
	configuration: ClusterConfiguration | undefined,
	{ nodes, cpus, gpus, perCpu }: Counts,
): number {
	const whole = nodes * (shape?.memory ?? 0);
	if (memory !== undefined) return memory === 0 ? whole : memory * nodes;
	if (perCpu !== undefined) return perCpu === 0 ? whole : perCpu * cpus;
	if (memoryPerGpu !== undefined) return memoryPerGpu * gpus;
	if (gpus > 0 && perGpu.memory !== undefined) return perGpu.memory * gpus;
	if (defaults.defaultPerCpu) return defaults.defaultPerCpu * cpus;
	if (defaults.defaultPerNode) return defaults.defaultPerNode * nodes;
	if (configuration?.defaultMemoryPerCpu) return configuration.defaultMemoryPerCpu * cpus;
	const perNode = Number(configuration?.values.get('DefMemPerNode'));
	if (perNode > 0) return perNode * nodes;
	return /memory/i.test(configuration?.values.get('SelectTypeParameters') ?? '') ? whole : 0;
}
