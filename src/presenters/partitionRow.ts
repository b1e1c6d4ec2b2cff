import * as l10n from '@vscode/l10n';
import type { Association } from '../slurm/cluster/associations.ts';
import { type ClusterNode, type GpuUse, type NodeState, sumGpus } from '../slurm/cluster/nodes.ts';
import type { Partition } from '../slurm/cluster/partitions.ts';
import { accessText } from './accessText.ts';
import { amountText, lengthText } from './amountText.ts';
import { barOf } from './bar.ts';
import { nodeText } from './nodeText.ts';
import { markdownText, type Row } from './row.ts';

const BAR_CELLS = 8;
/** A tree of many broken nodes helps nobody. */
const MOST_BROKEN = 20;

/** @param nodes of the whole cluster; undefined where the site does not tell */
export function partitionRow(
	cluster: string,
	partition: Partition,
	nodes: readonly ClusterNode[] | undefined,
	associations: readonly Association[] | undefined,
): Row {
	const id = `${cluster}/partition/${partition.name}`;
	const own = nodes?.filter(({ partitions }) => partitions.includes(partition.name));
	const access = accessText(partition, associations);
	const summary = summaryOf(partition, own, access.mayUse);
	return {
		id,
		label: partition.name,
		description: summary.join(' · '),
		...iconOf(partition, access.mayUse),
		contextValue: 'partition',
		spoken: [l10n.t('Partition {0}', partition.name), ...summary].join(', '),
		tooltip: [
			`**${markdownText(partition.name)}**`,
			...summary.map(markdownText),
			markdownText(access.words),
		].join('\n\n'),
		children: [
			...(own ? resourceRows(id, own) : []),
			...limitRows(id, partition),
			word(id, 'access', l10n.t('Who may use it'), access.words, access.mayUse === false ? 'lock' : 'person'),
			...(own ? brokenRows(id, own) : []),
		],
	};
}

function iconOf({ state }: Partition, mayUse: boolean | undefined): Pick<Row, 'icon' | 'iconColor'> {
	if (state !== 'UP') return { icon: 'circle-slash', iconColor: 'list.warningForeground' };
	return { icon: mayUse === false ? 'lock' : 'server-environment' };
}

/** What a narrow side bar must still show comes first. */
function summaryOf(
	partition: Partition,
	nodes: readonly ClusterNode[] | undefined,
	mayUse: boolean | undefined,
): readonly string[] {
	const down = nodes?.filter(({ state }) => state === 'down').length ?? 0;
	return [
		stateWords(partition.state),
		nodes
			? freeWords(nodes)
			: partition.nodeCount === 1
				? l10n.t('1 node')
				: l10n.t('{0} nodes', partition.nodeCount),
		mayUse === false ? l10n.t('not for you') : '',
		partition.isDefault ? l10n.t('default') : '',
		down === 0 ? '' : down === 1 ? l10n.t('1 node down') : l10n.t('{0} nodes down', down),
		partition.maxTime === undefined
			? l10n.t('no time limit')
			: l10n.t('up to {0}', lengthText(partition.maxTime)),
	].filter((text) => text !== '');
}

function stateWords(state: string): string {
	switch (state) {
		case 'UP':
			return '';
		case 'DOWN':
			return l10n.t('starts no jobs now');
		case 'DRAIN':
			return l10n.t('takes no new jobs now');
		case 'INACTIVE':
			return l10n.t('switched off now');
		default:
			return state;
	}
}

/** GPUs where there are any, since they run out first; else CPUs. */
function freeWords(nodes: readonly ClusterNode[]): string {
	const gpus = sumGpus(nodes);
	if (gpus.length > 0) {
		const total = gpus.reduce((sum, use) => sum + use.total, 0);
		const free = gpus.reduce((sum, use) => sum + use.total - use.used - use.down - use.reserved, 0);
		return l10n.t('{0} of {1} GPUs free', free.toLocaleString(), total.toLocaleString());
	}
	const { free, total } = cpusOf(nodes);
	return l10n.t('{0} of {1} CPUs free', free.toLocaleString(), total.toLocaleString());
}

function cpusOf(nodes: readonly ClusterNode[]): {
	readonly used: number;
	readonly free: number;
	readonly total: number;
} {
	const sum = (count: (node: ClusterNode) => number) => nodes.reduce((all, node) => all + count(node), 0);
	return {
		used: sum(({ cpus }) => cpus.used),
		free: sum(({ cpus, state }) => (isOpen(state) ? cpus.free : 0)),
		total: sum(({ cpus }) => cpus.total),
	};
}

function isOpen(state: NodeState): boolean {
	return state === 'free' || state === 'partly' || state === 'busy';
}

function resourceRows(id: string, nodes: readonly ClusterNode[]): readonly Row[] {
	const gpus = sumGpus(nodes).map((use) =>
		word(
			id,
			`gpu-${use.type}`,
			use.type ? l10n.t('{0} GPUs', use.type) : l10n.t('GPUs'),
			gpuWords(use),
			'circuit-board',
		),
	);
	const cpus = cpusOf(nodes);
	const inUse = `${barOf(cpus.total > 0 ? cpus.used / cpus.total : 0, BAR_CELLS)} ${l10n.t('{0} of {1} in use', cpus.used.toLocaleString(), cpus.total.toLocaleString())}`;
	return [
		...gpus,
		word(id, 'cpus', l10n.t('CPUs'), inUse, 'chip'),
		word(id, 'nodes', l10n.t('Nodes'), nodeWords(nodes), 'server'),
		word(id, 'shape', l10n.t('A node has'), shapeWords(nodes), 'package'),
	];
}

function gpuWords(use: GpuUse & { readonly down: number; readonly reserved: number }): string {
	const facts = [
		l10n.t('{0} of {1} in use', use.used.toLocaleString(), use.total.toLocaleString()),
		use.reserved > 0 ? l10n.t('{0} reserved', use.reserved.toLocaleString()) : '',
		use.down > 0 ? l10n.t('{0} down', use.down.toLocaleString()) : '',
	].filter((text) => text !== '');
	return `${barOf(use.total > 0 ? use.used / use.total : 0, BAR_CELLS)} ${facts.join(' · ')}`;
}

function nodeWords(nodes: readonly ClusterNode[]): string {
	const count = (state: NodeState) => nodes.filter((node) => node.state === state).length;
	const told = (state: NodeState, words: (count: string) => string) =>
		count(state) === 0 ? '' : words(count(state).toLocaleString());
	return [
		told('free', (n) => l10n.t('{0} free', n)),
		told('partly', (n) => l10n.t('{0} partly in use', n)),
		told('busy', (n) => l10n.t('{0} full', n)),
		told('reserved', (n) => l10n.t('{0} reserved', n)),
		told('down', (n) => l10n.t('{0} down', n)),
		told('unknown', (n) => l10n.t('{0} in another state', n)),
	]
		.filter((text) => text !== '')
		.join(', ');
}

/** Each shape once, the most frequent first: `16 CPUs, 62 GiB of memory, 4 h100 GPUs`. */
function shapeWords(nodes: readonly ClusterNode[]): string {
	const shapes = new Map<string, number>();
	for (const { cpus, memory, gpus } of nodes) {
		const words = [
			amountText('cpu', cpus.total),
			amountText('mem', memory.total),
			...gpus.map(({ type, total }) => amountText(type ? `gres/gpu:${type}` : 'gres/gpu', total)),
		].join(', ');
		shapes.set(words, (shapes.get(words) ?? 0) + 1);
	}
	const ordered = [...shapes].toSorted((a, b) => b[1] - a[1]);
	const [only] = ordered;
	if (only && ordered.length === 1) return only[0];
	return ordered.map(([words, count]) => l10n.t('{0}× {1}', count, words)).join('; ');
}

function limitRows(id: string, partition: Partition): readonly Row[] {
	const { maxTime, defaultTime, maxNodes, minNodes, maxCpusPerNode, memory } = partition;
	const longest = maxTime === undefined ? l10n.t('no limit') : lengthText(maxTime);
	const time =
		defaultTime === undefined || defaultTime === maxTime
			? longest
			: l10n.t('{0}; {1} where a job names none', longest, lengthText(defaultTime));
	const nodes = [
		maxNodes === undefined ? '' : l10n.t('at most {0} nodes', maxNodes),
		minNodes > 1 ? l10n.t('at least {0} nodes', minNodes) : '',
		maxCpusPerNode === undefined ? '' : l10n.t('at most {0} CPUs on a node', maxCpusPerNode),
		memory.maxPerNode === undefined
			? ''
			: l10n.t('at most {0} on a node', amountText('mem', memory.maxPerNode)),
		memory.maxPerCpu === undefined
			? ''
			: l10n.t('at most {0} for a CPU', amountText('mem', memory.maxPerCpu)),
	].filter((text) => text !== '');
	return [
		word(id, 'time', l10n.t('Longest job'), time, 'watch'),
		...(nodes.length > 0
			? [word(id, 'limits', l10n.t('Limits of a job'), nodes.join(', '), 'dashboard')]
			: []),
		...(partition.ownQos
			? [
					word(
						id,
						'qos',
						l10n.t('Limits of QOS'),
						l10n.t('{0} hold for all its jobs', partition.ownQos),
						'dashboard',
					),
				]
			: []),
	];
}

/** Nodes that are out of order, each with the words of who took it out. */
function brokenRows(id: string, nodes: readonly ClusterNode[]): readonly Row[] {
	const broken = nodes.filter(({ state }) => state === 'down' || state === 'unknown');
	const rows = broken
		.slice(0, MOST_BROKEN)
		.map((node) => word(id, `node-${node.name}`, node.name, nodeText(node), 'warning'));
	const left = broken.length - rows.length;
	return left > 0 ? [...rows, word(id, 'more', l10n.t('… and {0} more', left), '', 'warning')] : rows;
}

function word(id: string, name: string, label: string, description: string, icon: string): Row {
	return {
		id: `${id}/${name}`,
		label,
		description,
		icon,
		contextValue: 'fact',
		spoken: [label, description.replaceAll(/[▰▱]+ /g, '')].filter((text) => text !== '').join(': '),
		tooltip: markdownText([label, description].filter((text) => text !== '').join(': ')),
	};
}
