import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { wordOrEmpty } from '../fieldText.ts';
import { type Separators, splitRecords } from '../separators.ts';

/**
 * What a node can do for a new job now. `busy` is full; `partly` has room left; `reserved` is kept for a reservation or a
 * maintenance; `unknown` is a word that this program does not know, told by `ClusterNode.stateWord`.
 */
export type NodeState = 'free' | 'partly' | 'busy' | 'reserved' | 'down' | 'unknown';

/** GPUs of one type on a node, or on several together; the type is empty where the site names none. */
export interface GpuUse {
	readonly type: string;
	readonly total: number;
	readonly used: number;
}

/** How the processors of a node are made up. Where hardware threads count, `cpus` are threads, else cores. */
export interface CpuLayout {
	readonly sockets: number;
	readonly coresPerSocket: number;
	readonly threadsPerCore: number;
}

export interface ClusterNode {
	readonly name: string;
	readonly partitions: readonly string[];
	readonly state: NodeState;
	/** Slurm's own word, such as `drained*`. */
	readonly stateWord: string;
	readonly cpus: { readonly used: number; readonly free: number; readonly total: number };
	readonly layout: CpuLayout;
	/** In MiB. */
	readonly memory: { readonly used: number; readonly total: number };
	readonly gpus: readonly GpuUse[];
	readonly features: readonly string[];
	/** Why it is down or drained, in the words of who did it; empty for none. */
	readonly reason: string;
}

const FIELDS = [
	'NodeList',
	'PartitionName',
	'StateLong',
	'CPUsState',
	'SocketCoreThread',
	'Memory',
	'AllocMem',
	'Gres',
	'GresUsed',
	'Features',
	'Reason',
] as const;

type Field = (typeof FIELDS)[number];

/** Every node that the person may see, about 100 bytes each; 0.2 ms of the controller's time (Slurm 20.11 to 26.05). */
export function listNodes(separators: Separators): RemoteCommand<readonly ClusterNode[]> {
	const format = FIELDS.map(
		(field, index) => `${field}:${index === FIELDS.length - 1 ? separators.record : separators.field}`,
	).join(',');
	return {
		argv: ['sinfo', '--Node', '--noheader', '-O', format],
		parse: (stdout) => {
			const nodes = new Map<string, ClusterNode>();
			for (const values of splitRecords(stdout, separators)) {
				const node = parseNode(values);
				const known = nodes.get(node.name);
				// A node in two partitions has two lines.
				nodes.set(
					node.name,
					known ? { ...known, partitions: [...known.partitions, ...node.partitions] } : node,
				);
			}
			return [...nodes.values()];
		},
	};
}

function parseNode(values: readonly string[]): ClusterNode {
	const field = (name: Field) => values[FIELDS.indexOf(name)] ?? '';
	const [used = Number.NaN, free = Number.NaN, , total = Number.NaN] = field('CPUsState')
		.split('/')
		.map(Number);
	const [, sockets, coresPerSocket, threadsPerCore] = (
		/^(\d+):(\d+):(\d+)$/.exec(field('SocketCoreThread')) ?? []
	).map(Number);
	if (
		values.length !== FIELDS.length ||
		field('NodeList') === '' ||
		Number.isNaN(total) ||
		sockets === undefined ||
		coresPerSocket === undefined ||
		threadsPerCore === undefined
	) {
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sinfo', detail: values.join(' | ') });
	}
	return {
		name: field('NodeList'),
		partitions: [field('PartitionName')],
		state: nodeState(field('StateLong')),
		stateWord: field('StateLong'),
		cpus: { used, free, total },
		layout: { sockets, coresPerSocket, threadsPerCore },
		memory: { used: Number(field('AllocMem')) || 0, total: Number(field('Memory')) || 0 },
		gpus: gpuUse(field('Gres'), field('GresUsed')),
		features: wordOrEmpty(field('Features'))
			.split(',')
			.filter((name) => name !== ''),
		reason: wordOrEmpty(field('Reason')) === 'none' ? '' : wordOrEmpty(field('Reason')),
	};
}

const STATES: Readonly<Record<string, NodeState>> = {
	idle: 'free',
	// Backfill has plans for it; until then short jobs may use it.
	planned: 'free',
	mixed: 'partly',
	allocated: 'busy',
	completing: 'busy',
	blocked: 'busy',
	perfctrs: 'busy',
	reserved: 'reserved',
	maint: 'reserved',
	down: 'down',
	drained: 'down',
	draining: 'down',
	error: 'down',
	fail: 'down',
	failing: 'down',
	future: 'down',
	inval: 'down',
	no_respond: 'down',
	unknown: 'down',
	reboot: 'down',
	reboot_issued: 'down',
	reboot_requested: 'down',
	power_down: 'free',
	powered_down: 'free',
	powering_down: 'busy',
	powering_up: 'busy',
};

/**
 * sinfo(1) "NODE STATE CODES": a base state and a sign. `*` does not answer, `$` is in a maintenance; one that is switched
 * off to save power (`~`) is switched on for a job.
 */
function nodeState(word: string): NodeState {
	const [, base = '', signs = ''] = /^([a-z_]+)(.*)$/i.exec(word) ?? [];
	if (signs.includes('*')) return 'down';
	const state = STATES[base.toLowerCase()] ?? 'unknown';
	return signs.includes('$') && state !== 'down' ? 'reserved' : state;
}

/** `gpu:h100:4(S:0-1)` with `gpu:h100:2(IDX:0-1)`. A used list names types that the other does not have in no version. */
function gpuUse(gres: string, gresUsed: string): readonly GpuUse[] {
	const used = gpuCounts(gresUsed);
	return [...gpuCounts(gres)].map(([type, total]) => ({ type, total, used: used.get(type) ?? 0 }));
}

function gpuCounts(text: string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	// Indices in parentheses hold commas.
	for (const item of text.replaceAll(/\([^)]*\)/g, '').split(',')) {
		const [, type = '', count] = /^gpu(?::([^:]+))?:(\d+)[KM]?$/.exec(item.trim()) ?? [];
		if (count !== undefined) counts.set(type, (counts.get(type) ?? 0) + Number(count));
	}
	return counts;
}

/** GPUs of several nodes together, by type. What is down counts neither as used nor as free: see `down`. */
export function sumGpus(
	nodes: readonly ClusterNode[],
): readonly (GpuUse & { readonly down: number; readonly reserved: number })[] {
	const sums = new Map<string, { total: number; used: number; down: number; reserved: number }>();
	for (const node of nodes) {
		for (const { type, total, used } of node.gpus) {
			const sum = sums.get(type) ?? { total: 0, used: 0, down: 0, reserved: 0 };
			sum.total += total;
			sum.used += used;
			if (node.state === 'down' || node.state === 'unknown') sum.down += total - used;
			if (node.state === 'reserved') sum.reserved += total - used;
			sums.set(type, sum);
		}
	}
	return [...sums].map(([type, sum]) => ({ type, ...sum }));
}
