import { gunzipSync } from 'node:zlib';

/**
 * What Princeton's Jobstats wrote into a job's AdminComment at its end: `JS1:` and a gzipped JSON text in base64, or
 * `JS1:Short` and `JS1:None` where it has nothing. Its format is told in docs/setup/summaries.md of that project.
 */
export interface Jobstats {
	readonly nodes: readonly NodeStats[];
}

export interface NodeStats {
	readonly node: string;
	readonly cpuCount: number;
	readonly cpuSeconds: number;
	readonly memoryBytes: number;
	readonly memoryTotalBytes: number;
	readonly gpus: readonly GpuStats[];
}

export interface GpuStats {
	readonly index: string;
	/** Percent, the mean over the whole run. */
	readonly utilisation: number;
	readonly memoryBytes: number | undefined;
	readonly memoryTotalBytes: number | undefined;
}

/** A comment is in a database and was written by others: nobody's real one is longer, unpacked. */
const LONGEST_BYTES = 4 * 1024 * 1024;

/** Undefined for a comment that is none of Jobstats', or that cannot be read. */
export function parseJobstats(adminComment: string): Jobstats | undefined {
	const packed = /^JS1:([A-Za-z0-9+/=]+)$/.exec(adminComment.trim())?.[1];
	if (packed === undefined) return undefined;
	try {
		const text = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: LONGEST_BYTES });
		const nodes = recordOf(recordOf(JSON.parse(text.toString()))?.['nodes']);
		if (!nodes) return undefined;
		return { nodes: Object.entries(nodes).flatMap(([node, stats]) => nodeStats(node, recordOf(stats))) };
	} catch {
		// `JS1:Short` and `JS1:None` are no base64 of anything, and what cannot be read tells nothing.
		return undefined;
	}
}

function nodeStats(node: string, stats: Record<string, unknown> | undefined): readonly NodeStats[] {
	if (!stats) return [];
	const utilisation = recordOf(stats['gpu_utilization']) ?? {};
	const used = recordOf(stats['gpu_used_memory']) ?? {};
	const total = recordOf(stats['gpu_total_memory']) ?? {};
	return [
		{
			node,
			cpuCount: numberOf(stats['cpus']) ?? 0,
			cpuSeconds: numberOf(stats['total_time']) ?? 0,
			memoryBytes: numberOf(stats['used_memory']) ?? 0,
			memoryTotalBytes: numberOf(stats['total_memory']) ?? 0,
			gpus: Object.entries(utilisation).flatMap(([index, percent]) => {
				const mean = numberOf(percent);
				if (mean === undefined) return [];
				return [
					{
						index,
						utilisation: mean,
						memoryBytes: numberOf(used[index]),
						memoryTotalBytes: numberOf(total[index]),
					},
				];
			}),
		},
	];
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}

function numberOf(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
