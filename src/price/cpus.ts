import type { JobRequest } from '../script/checks/jobRequest.ts';
import type { ClusterConfiguration } from '../slurm/cluster/config.ts';
import type { CpuLayout } from '../slurm/cluster/nodes.ts';

/** What Slurm gives out whole, as `SelectTypeParameters` of the configuration tells. */
export interface CpuRule {
	readonly unit: 'cpu' | 'core' | 'socket';
	/** Each task gets a core of its own. */
	readonly isOneTaskPerCore: boolean;
}

/** Cores, where nothing is told: most sites give them out, and it costs more than single CPUs. */
export function cpuRule(configuration: ClusterConfiguration | undefined): CpuRule {
	const parameters = configuration?.values.get('SelectTypeParameters') ?? '';
	const unit = /CR_SOCKET/i.test(parameters) ? 'socket' : /CR_CPU/i.test(parameters) ? 'cpu' : 'core';
	return { unit, isOneTaskPerCore: /CR_ONE_TASK_PER_CORE/i.test(parameters) };
}

/** The CPUs that a job gets on one node. */
export interface CpusOnNode {
	ofTasks(tasks: number, cpusPerTask: number): number;
	/** Of those that go with its GPUs. */
	ofGpus(cpus: number): number;
}

/**
 * How Slurm rounds up to whole cores or sockets, where a CPU may be a hardware thread. As recorded from Slurm 22.05
 * (test/fixtures/slurm/22.05.8/hardware_threads.txt); with whole sockets it may be less, never more.
 *
 * @param layout of the node, with one thread a core where those do not count
 */
export function cpusOnNode(request: JobRequest, layout: CpuLayout, rule: CpuRule): CpusOnNode {
	const { sockets, coresPerSocket, threadsPerCore } = layout;
	if (rule.unit === 'cpu')
		return { ofTasks: (tasks, cpusPerTask) => tasks * cpusPerTask, ofGpus: (cpus) => cpus };
	const { tasksPerCore, usesOneThread, names } = request;
	const threads = usesOneThread ? 1 : threadsPerCore;
	const isOnePerCore =
		tasksPerCore === 1 || (rule.isOneTaskPerCore && tasksPerCore === undefined && !names.has('hint'));
	/** @param inSockets how many they would be spread over, were there no end of them */
	const whole = (cores: number, inSockets: number) =>
		(rule.unit === 'core' ? cores : Math.min(sockets, inSockets) * coresPerSocket) * threadsPerCore;
	return {
		ofTasks(tasks, cpusPerTask) {
			const coresPerTask = Math.ceil(cpusPerTask / threads);
			const cores = isOnePerCore ? tasks * coresPerTask : Math.ceil((tasks * cpusPerTask) / threads);
			// Tasks of one CPU are laid over the sockets in turn.
			return whole(cores, cpusPerTask === 1 ? cores : Math.ceil((tasks * coresPerTask) / coresPerSocket));
		},
		ofGpus(cpus) {
			const cores = Math.ceil(cpus / threads);
			return whole(cores, cores);
		},
	};
}

/** As many on each node as on the others, or one more. */
export function overNodes(tasks: number, nodes: number, onOne: (tasks: number) => number): number {
	const few = Math.floor(tasks / nodes);
	const withMore = tasks % nodes;
	return withMore * onOne(few + 1) + (nodes - withMore) * (few > 0 ? onOne(few) : 0);
}
