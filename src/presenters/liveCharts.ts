import * as l10n from '@vscode/l10n';
import type { NodeSample } from '../slurm/nodeSample.ts';
import { formatBytes } from './formatBytes.ts';

/** The size that paths are drawn for; the page stretches them. */
const CHART_WIDTH = 240;
const CHART_HEIGHT = 48;
/** What is shown of the past: all that was seen, but no more and no less than this. */
const MOST_SHOWN_MS = 10 * 60_000;
const LEAST_SHOWN_MS = 60_000;
/** More nodes than this are a wall of charts. */
const MOST_NODES = 8;
const TABLE_ROWS = 12;

/** One small chart. */
export interface Chart {
	readonly kind: 'cpu' | 'memory' | 'gpu' | 'gpuMemory';
	readonly title: string;
	/** The latest figure, for eyes and for screen readers. */
	readonly latest: string;
	/** What the upper edge stands for. */
	readonly top: string;
	/** SVG paths, one for each GPU. Empty while there is nothing to draw. */
	readonly paths: readonly string[];
}

/** The charts of one node, and the same figures as a table. */
export interface NodeCharts {
	readonly node: string;
	readonly charts: readonly Chart[];
	readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** What the charts are measured against. */
export interface NodeLimits {
	readonly cpusPerNode: number;
	/** Undefined where the job has all there is. */
	readonly memoryPerNode: number | undefined;
}

export function liveCharts(
	nodes: ReadonlyMap<string, readonly NodeSample[]>,
	limits: NodeLimits,
): readonly NodeCharts[] {
	return [...nodes]
		.sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
		.slice(0, MOST_NODES)
		.map(([node, samples]) => chartsOf(node, samples, limits));
}

/** Nodes beyond those that are drawn. */
export function hiddenNodes(nodes: ReadonlyMap<string, unknown>): number {
	return Math.max(0, nodes.size - MOST_NODES);
}

interface Point {
	readonly at: number;
	readonly value: number;
}

function chartsOf(node: string, samples: readonly NodeSample[], limits: NodeLimits): NodeCharts {
	const busy = busyCpus(samples);
	const { cpusPerNode, memoryPerNode } = limits;
	const memory = samples.map(({ at, memoryBytes }) => ({ at: at.getTime(), value: memoryBytes }));
	const highest = Math.max(1, ...memory.map(({ value }) => value));
	const memoryTop = memoryPerNode ?? highest * 1.25;
	const span = spanOf(samples);
	const charts: Chart[] = [
		{
			kind: 'cpu',
			title: l10n.t('CPU'),
			latest: busyText(busy.at(-1), cpusPerNode),
			top: cpusPerNode === 1 ? l10n.t('1 CPU') : l10n.t('{0} CPUs', cpusPerNode),
			paths: paths([busy], span, cpusPerNode),
		},
		{
			kind: 'memory',
			title: l10n.t('Memory'),
			latest: formatBytes(memory.at(-1)?.value ?? 0),
			top: formatBytes(memoryTop),
			paths: paths([memory], span, memoryTop),
		},
		...gpuCharts(samples, span),
	];
	return { node, charts, table: tableOf(samples, busy, charts) };
}

function gpuCharts(samples: readonly NodeSample[], span: Span): readonly Chart[] {
	const latest = samples.at(-1)?.gpus ?? [];
	if (latest.length === 0) return [];
	const series = (value: (gpu: NodeSample['gpus'][number]) => number | undefined) =>
		latest.map(({ index }) =>
			samples.flatMap(({ at, gpus }) => {
				const gpu = gpus.find((other) => other.index === index);
				const amount = gpu && value(gpu);
				return amount === undefined ? [] : [{ at: at.getTime(), value: amount }];
			}),
		);
	const total = Math.max(1, ...latest.map(({ memoryTotalBytes }) => memoryTotalBytes ?? 0));
	return [
		{
			kind: 'gpu',
			title: l10n.t('GPU'),
			latest: latest.map(({ utilisation }) => percentText(utilisation)).join(', '),
			top: percentText(100),
			paths: paths(
				series(({ utilisation }) => utilisation),
				span,
				100,
			),
		},
		{
			kind: 'gpuMemory',
			title: l10n.t('GPU memory'),
			latest: latest.map(({ memoryBytes }) => bytesText(memoryBytes)).join(', '),
			top: formatBytes(total),
			paths: paths(
				series(({ memoryBytes }) => memoryBytes),
				span,
				total,
			),
		},
	];
}

/** CPUs that were busy between a sample and the one before it. Time that went with an ended program counts as none. */
function busyCpus(samples: readonly NodeSample[]): readonly Point[] {
	return samples.slice(1).flatMap((sample, index) => {
		const before = samples[index];
		const seconds = before ? (sample.at.getTime() - before.at.getTime()) / 1000 : 0;
		if (!before || seconds <= 0) return [];
		return [
			{ at: sample.at.getTime(), value: Math.max(0, (sample.cpuSeconds - before.cpuSeconds) / seconds) },
		];
	});
}

function tableOf(
	samples: readonly NodeSample[],
	busy: readonly Point[],
	charts: readonly Chart[],
): NodeCharts['table'] {
	const hasGpus = charts.some(({ kind }) => kind === 'gpu');
	const gpuHead = hasGpus ? [l10n.t('GPU'), l10n.t('GPU memory')] : [];
	return {
		head: [l10n.t('Time'), l10n.t('CPUs busy'), l10n.t('Memory'), ...gpuHead],
		rows: samples
			.slice(-TABLE_ROWS)
			.reverse()
			.map(({ at, memoryBytes, gpus }) => [
				at.toLocaleTimeString(),
				busy.find((point) => point.at === at.getTime())?.value.toFixed(1) ?? '–',
				formatBytes(memoryBytes),
				...(hasGpus
					? [
							gpus.map(({ utilisation }) => percentText(utilisation)).join(', '),
							gpus.map((gpu) => bytesText(gpu.memoryBytes)).join(', '),
						]
					: []),
			]),
	};
}

interface Span {
	readonly from: number;
	readonly to: number;
}

function spanOf(samples: readonly NodeSample[]): Span {
	const to = samples.at(-1)?.at.getTime() ?? 0;
	const seen = to - (samples[0]?.at.getTime() ?? to);
	return { from: to - Math.min(MOST_SHOWN_MS, Math.max(LEAST_SHOWN_MS, seen)), to };
}

function paths(series: readonly (readonly Point[])[], { from, to }: Span, top: number): readonly string[] {
	return series.map((points) =>
		points
			.filter(({ at }) => at >= from)
			.map(({ at, value }, index) => {
				const x = ((at - from) / (to - from)) * CHART_WIDTH;
				const y = CHART_HEIGHT - Math.min(1, Math.max(0, value / top)) * CHART_HEIGHT;
				return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
			})
			.join(''),
	);
}

function busyText(point: Point | undefined, cpusPerNode: number): string {
	if (!point) return '–';
	return l10n.t('{0} of {1} busy', point.value.toFixed(1), cpusPerNode);
}

function percentText(percent: number | undefined): string {
	return percent === undefined ? '–' : l10n.t('{0} %', Math.round(percent));
}

function bytesText(bytes: number | undefined): string {
	return bytes === undefined ? '–' : formatBytes(bytes);
}
